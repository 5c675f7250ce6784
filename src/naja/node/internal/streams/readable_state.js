'use strict';

// The state of a Readable. Its flags are bits of one number, under kState; accessors give each a name.

const { Buffer } = require('node/buffer');
const { kState, kOnConstructed, bits, flag, rare, highWaterMarkOf } = require('node/internal/streams/state');
const errors = require.lazy('ext/base/errors');
const stringDecoder = require.lazy('node/string_decoder');

const { kObjectMode, kErrored, kAutoDestroy, kEmitClose, kConstructed } = bits;

/** The flags of readable states, on top of those that all have. */
const readableBits = {
  ...bits,
  kEnded: 1 << 9,
  kEndEmitted: 1 << 10,
  kReading: 1 << 11,
  kSync: 1 << 12,
  kNeedReadable: 1 << 13,
  kEmittedReadable: 1 << 14,
  kReadableListening: 1 << 15,
  kResumeScheduled: 1 << 16,
  kMultiAwaitDrain: 1 << 17,
  kReadingMore: 1 << 18,
  kDataEmitted: 1 << 19,
  kDefaultUTF8Encoding: 1 << 20,
  kDecoder: 1 << 21,
  kEncoding: 1 << 22,
  kHasFlowing: 1 << 23,
  kFlowing: 1 << 24,
  kHasPaused: 1 << 25,
  kPaused: 1 << 26,
  kDataListening: 1 << 27,
  kEndScheduled: 1 << 28,
  kEofReadablePending: 1 << 29,
};
const { kSync, kNeedReadable, kDefaultUTF8Encoding, kDecoder, kEncoding } = readableBits;
const { kHasFlowing, kFlowing, kHasPaused, kPaused } = readableBits;

const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kDecoderValue = Symbol('kDecoderValue');
const kEncodingValue = Symbol('kEncodingValue');

/** Called once a stream under construction may read; set by readable.js. */
const hooks = { maybeReadMore: null };

/**
 * @param {object} options of the stream
 * @param {Readable} stream
 * @param {boolean} isDuplex whether `options` describes two sides
 */
function ReadableState(options, stream, isDuplex) {
  let state = kEmitClose | kAutoDestroy | kConstructed | kSync;
  if (options?.objectMode || (isDuplex && options?.readableObjectMode)) state |= kObjectMode;
  // How much is read ahead, in bytes or objects.
  this.highWaterMark = highWaterMarkOf(
    (state & kObjectMode) !== 0,
    options ?? {},
    'readableHighWaterMark',
    isDuplex,
  );
  // An array with an index to its first chunk: cheaper than shifting.
  this.buffer = [];
  this.bufferIndex = 0;
  this.length = 0;
  this.pipes = [];
  // Whom we wait for: one writer, or a Set of them with kMultiAwaitDrain.
  this.awaitDrainWriters = null;

  if (options?.emitClose === false) state &= ~kEmitClose;
  if (options?.autoDestroy === false) state &= ~kAutoDestroy;
  const encoding = options?.defaultEncoding;
  if (encoding == null || encoding === 'utf8' || encoding === 'utf-8') state |= kDefaultUTF8Encoding;
  else if (Buffer.isEncoding(encoding)) this[kDefaultEncodingValue] = encoding;
  else throw new (errors().codes.ERR_UNKNOWN_ENCODING)(encoding);
  this[kState] = state;

  if (options?.encoding) {
    this.decoder = new (stringDecoder().StringDecoder)(options.encoding);
    this.encoding = options.encoding;
  }
}

ReadableState.prototype[kOnConstructed] = function onConstructed(stream) {
  if ((this[kState] & kNeedReadable) !== 0) hooks.maybeReadMore(stream, this);
};

Object.defineProperties(ReadableState.prototype, {
  objectMode: flag(kObjectMode),
  ended: flag(readableBits.kEnded),
  endEmitted: flag(readableBits.kEndEmitted),
  reading: flag(readableBits.kReading),
  constructed: flag(kConstructed),
  // Whether _read() runs now: what it pushes is to be told of later.
  sync: flag(kSync),
  needReadable: flag(kNeedReadable),
  emittedReadable: flag(readableBits.kEmittedReadable),
  readableListening: flag(readableBits.kReadableListening),
  resumeScheduled: flag(readableBits.kResumeScheduled),
  errorEmitted: flag(bits.kErrorEmitted),
  emitClose: flag(kEmitClose),
  autoDestroy: flag(kAutoDestroy),
  destroyed: flag(bits.kDestroyed),
  closed: flag(bits.kClosed),
  closeEmitted: flag(bits.kCloseEmitted),
  multiAwaitDrain: flag(readableBits.kMultiAwaitDrain),
  readingMore: flag(readableBits.kReadingMore),
  dataEmitted: flag(readableBits.kDataEmitted),
  errored: rare(kErrored, kErroredValue, null),
  defaultEncoding: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kDefaultUTF8Encoding) !== 0 ? 'utf8' : this[kDefaultEncodingValue];
    },
    set(value) {
      if (value === 'utf8' || value === 'utf-8') {
        this[kState] |= kDefaultUTF8Encoding;
      } else {
        this[kState] &= ~kDefaultUTF8Encoding;
        this[kDefaultEncodingValue] = value;
      }
    },
  },
  decoder: rare(kDecoder, kDecoderValue, null),
  encoding: rare(kEncoding, kEncodingValue, null),
  // null: nobody has asked yet; true: 'data' events come; false: stopped on purpose.
  flowing: {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & kHasFlowing) !== 0 ? (this[kState] & kFlowing) !== 0 : null;
    },
    set(value) {
      if (value == null) this[kState] &= ~(kHasFlowing | kFlowing);
      else if (value) this[kState] |= kHasFlowing | kFlowing;
      else this[kState] = (this[kState] | kHasFlowing) & ~kFlowing;
    },
  },
  pipesCount: {
    __proto__: null,
    get() {
      return this.pipes.length;
    },
  },
  paused: {
    __proto__: null,
    get() {
      return (this[kState] & kHasPaused) !== 0 ? (this[kState] & kPaused) !== 0 : null;
    },
    set(value) {
      if (value) this[kState] |= kHasPaused | kPaused;
      else this[kState] = (this[kState] | kHasPaused) & ~kPaused;
    },
  },
});

module.exports = { ReadableState, readableBits, hooks, kDecoderValue };
