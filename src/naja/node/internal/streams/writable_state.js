'use strict';

// The state of a Writable. Its flags are bits of one number, under kState; accessors give each a name.

const { Buffer } = require('node/buffer');
const { kState, kOnConstructed, bits, flag, rare, highWaterMarkOf } = require('node/internal/streams/state');
const errors = require.lazy('ext/base/errors');

const { kObjectMode, kErrored, kAutoDestroy, kEmitClose, kConstructed } = bits;

/** The flags of writable states, on top of those that all have. */
const writableBits = {
  ...bits,
  kSync: 1 << 9,
  kFinalCalled: 1 << 10,
  kNeedDrain: 1 << 11,
  kEnding: 1 << 12,
  kFinished: 1 << 13,
  kDecodeStrings: 1 << 14,
  kWriting: 1 << 15,
  kBufferProcessing: 1 << 16,
  kPrefinished: 1 << 17,
  kAllBuffers: 1 << 18,
  kAllNoop: 1 << 19,
  kOnFinished: 1 << 20,
  kHasWritable: 1 << 21,
  kWritable: 1 << 22,
  kCorked: 1 << 23,
  kDefaultUTF8Encoding: 1 << 24,
  kWriteCb: 1 << 25,
  kExpectWriteCb: 1 << 26,
  kAfterWriteTickInfo: 1 << 27,
  kAfterWritePending: 1 << 28,
  kBuffered: 1 << 29,
  kEnded: 1 << 30,
};
const { kSync, kDecodeStrings, kAllBuffers, kAllNoop, kBuffered, kDefaultUTF8Encoding } = writableBits;
const { kWriteCb, kAfterWriteTickInfo, kHasWritable, kWritable } = writableBits;

const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kWriteCbValue = Symbol('kWriteCbValue');
const kAfterWriteTickInfoValue = Symbol('kAfterWriteTickInfoValue');
const kBufferedValue = Symbol('kBufferedValue');
const kOnFinishedValue = Symbol('kOnFinishedValue');

/** Functions of writable.js. */
const hooks = { onwrite: null, onConstructed: null };

/** Forgets what was buffered. */
function resetBuffer(state) {
  state[kBufferedValue] = null;
  state.bufferedIndex = 0;
  state[kState] = (state[kState] | kAllBuffers | kAllNoop) & ~kBuffered;
}

/**
 * @param {object} options of the stream
 * @param {Writable} stream
 * @param {boolean} isDuplex whether `options` describes two sides
 */
function WritableState(options, stream, isDuplex) {
  let state = kSync | kConstructed | kEmitClose | kAutoDestroy;
  if (options?.objectMode || (isDuplex && options?.writableObjectMode)) state |= kObjectMode;
  // How much may wait before write() returns false, in bytes or objects.
  this.highWaterMark = highWaterMarkOf(
    (state & kObjectMode) !== 0,
    options ?? {},
    'writableHighWaterMark',
    isDuplex,
  );
  // Whether strings become Buffers before they reach _write().
  if (!options || options.decodeStrings !== false) state |= kDecodeStrings;
  if (options?.emitClose === false) state &= ~kEmitClose;
  if (options?.autoDestroy === false) state &= ~kAutoDestroy;
  const encoding = options?.defaultEncoding;
  let otherEncoding;
  if (encoding == null || encoding === 'utf8' || encoding === 'utf-8') state |= kDefaultUTF8Encoding;
  else if (Buffer.isEncoding(encoding)) otherEncoding = encoding;
  else throw new (errors().codes.ERR_UNKNOWN_ENCODING)(encoding);

  // What waits or is being written.
  this.length = 0;
  this.corked = 0;
  this.onwrite = (err) => hooks.onwrite(stream, err);
  // The length of what is being written.
  this.writelen = 0;
  this.bufferedIndex = 0;
  // Callbacks that must be called before 'finish'.
  this.pendingcb = 0;
  this[kState] = state;
  if (otherEncoding !== undefined) this[kDefaultEncodingValue] = otherEncoding;
  resetBuffer(this);
}

WritableState.prototype.getBuffer = function getBuffer() {
  return (this[kState] & kBuffered) === 0 ? [] : this[kBufferedValue].slice(this.bufferedIndex);
};

WritableState.prototype[kOnConstructed] = function onConstructed(stream) {
  hooks.onConstructed(stream, this);
};

Object.defineProperties(WritableState.prototype, {
  objectMode: flag(kObjectMode),
  finalCalled: flag(writableBits.kFinalCalled),
  needDrain: flag(writableBits.kNeedDrain),
  // end() is running
  ending: flag(writableBits.kEnding),
  // end() has returned
  ended: flag(writableBits.kEnded),
  // 'finish' was emitted
  finished: flag(writableBits.kFinished),
  destroyed: flag(bits.kDestroyed),
  decodeStrings: flag(kDecodeStrings),
  writing: flag(writableBits.kWriting),
  // Whether _write() runs now: its callback is to be told of later.
  sync: flag(kSync),
  bufferProcessing: flag(writableBits.kBufferProcessing),
  constructed: flag(kConstructed),
  prefinished: flag(writableBits.kPrefinished),
  errorEmitted: flag(bits.kErrorEmitted),
  emitClose: flag(kEmitClose),
  autoDestroy: flag(kAutoDestroy),
  closed: flag(bits.kClosed),
  closeEmitted: flag(bits.kCloseEmitted),
  allBuffers: flag(kAllBuffers),
  allNoop: flag(kAllNoop),
  errored: rare(kErrored, kErroredValue, null),
  writable: {
    __proto__: null,
    get() {
      return (this[kState] & kHasWritable) !== 0 ? (this[kState] & kWritable) !== 0 : undefined;
    },
    set(value) {
      if (value == null) this[kState] &= ~(kHasWritable | kWritable);
      else if (value) this[kState] |= kHasWritable | kWritable;
      else this[kState] = (this[kState] | kHasWritable) & ~kWritable;
    },
  },
  defaultEncoding: {
    __proto__: null,
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
  writecb: rare(kWriteCb, kWriteCbValue, undefined),
  afterWriteTickInfo: rare(kAfterWriteTickInfo, kAfterWriteTickInfoValue, null),
  buffered: {
    __proto__: null,
    get() {
      return (this[kState] & kBuffered) !== 0 ? this[kBufferedValue] : [];
    },
    set(value) {
      this[kBufferedValue] = value;
      if (value) this[kState] |= kBuffered;
      else this[kState] &= ~kBuffered;
    },
  },
  bufferedRequestCount: {
    __proto__: null,
    get() {
      return (this[kState] & kBuffered) === 0 ? 0 : this[kBufferedValue].length - this.bufferedIndex;
    },
  },
});

module.exports = {
  WritableState,
  writableBits,
  hooks,
  resetBuffer,
  kBufferedValue,
  kOnFinishedValue,
  kWriteCbValue,
  kAfterWriteTickInfoValue,
};
