'use strict';

// stream.Readable: pushing, reading and flowing. Its pipe() stands in pipe.js, what it does as an async iterable
// in async_iterator.js, map() and its like in operators.js.

module.exports = Readable;

const EventEmitter = require('node/events');
const { Stream } = require('node/internal/streams/legacy');
const { Buffer } = require('node/buffer');
const { kState, kOnConstructed } = require('node/internal/streams/state');
const { ReadableState, readableBits, hooks } = require('node/internal/streams/readable_state');
const destroyImpl = require('node/internal/streams/destroy');
const { nextTick } = require('ext/timers/ticks');
const pipeImpl = require.lazy('node/internal/streams/pipe');
const iteratorImpl = require.lazy('node/internal/streams/async_iterator');
const fromImpl = require.lazy('node/internal/streams/from');
const operators = require.lazy('node/internal/streams/operators');
const composeImpl = require.lazy('node/internal/streams/compose');
const endOfStream = require.lazy('node/internal/streams/end_of_stream');
const abortSignal = require.lazy('node/internal/streams/add_abort_signal');
const adapters = require.lazy('node/internal/streams/adapters');
const stringDecoder = require.lazy('node/string_decoder');
const validators = require.lazy('ext/base/validators');
const errors = require.lazy('ext/base/errors');

const { errorOrDestroy } = destroyImpl;
const {
  kObjectMode,
  kErrorEmitted,
  kDestroyed,
  kCloseEmitted,
  kErrored,
  kConstructed,
  kAutoDestroy,
  kEnded,
  kEndEmitted,
  kReading,
  kSync,
  kNeedReadable,
  kEmittedReadable,
  kReadableListening,
  kResumeScheduled,
  kMultiAwaitDrain,
  kReadingMore,
  kDataEmitted,
  kDecoder,
  kHasFlowing,
  kFlowing,
  kHasPaused,
  kPaused,
  kDataListening,
  kEndScheduled,
  kEofReadablePending,
} = readableBits;

/**
 * A source of chunks.
 * @param {object} [options] highWaterMark (bytes or objects), objectMode, encoding, read, destroy, construct, signal,
 *   emitClose, autoDestroy
 */
function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  this._events ??= {
    close: undefined,
    error: undefined,
    data: undefined,
    end: undefined,
    readable: undefined,
  };
  this._readableState = new ReadableState(options, this, false);
  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) abortSignal().addAbortSignal(options.signal, this);
  }
  Stream.call(this, options);
  if (this._construct != null) {
    destroyImpl.construct(this, () => {
      this._readableState[kOnConstructed](this);
    });
  }
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

Readable.ReadableState = ReadableState;
hooks.maybeReadMore = maybeReadMore;

/** Ends the stream at once. @param {Error} [err] emitted as 'error' @returns {Readable} this */
Readable.prototype.destroy = destroyImpl.destroy;
Readable.prototype._undestroy = destroyImpl.undestroy;
Readable.prototype._destroy = function (err, callback) {
  callback(err);
};

Readable.prototype[EventEmitter.captureRejectionSymbol] = function (err) {
  this.destroy(err);
};

Readable.prototype[Symbol.asyncDispose] = function () {
  let error;
  if (!this.destroyed) {
    error = this.readableEnded ? null : new (errors().AbortError)();
    this.destroy(error);
  }
  return new Promise((resolve, reject) => {
    endOfStream().eos(this, (err) => (err && err !== error ? reject(err) : resolve(null)));
  });
};

/**
 * Adds a chunk at the end; null ends the stream. Called by implementers.
 * @returns {boolean} whether more may be pushed
 */
Readable.prototype.push = function (chunk, encoding) {
  const state = this._readableState;
  return (state[kState] & kObjectMode) === 0
    ? pushBytes(this, state, chunk, encoding)
    : pushObject(this, state, chunk, encoding);
};

/** Puts a chunk back in front. */
Readable.prototype.unshift = function (chunk, encoding) {
  const state = this._readableState;
  return (state[kState] & kObjectMode) === 0
    ? unshiftBytes(this, state, chunk, encoding)
    : unshiftObject(this, state, chunk);
};

function canPushMore(state) {
  return (state[kState] & kEnded) === 0 && (state.length < state.highWaterMark || state.length === 0);
}

function invalidChunk(stream, chunk) {
  errorOrDestroy(
    stream,
    new (errors().codes.ERR_INVALID_ARG_TYPE)('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk),
  );
  return false;
}

function pushBytes(stream, state, chunk, encoding) {
  if (chunk === null) {
    state[kState] &= ~kReading;
    onEof(stream, state);
    return false;
  }
  if (typeof chunk === 'string') {
    encoding ||= state.defaultEncoding;
    if (state.encoding !== encoding) {
      if (state.encoding) {
        // Text in, text out, in another encoding.
        chunk = Buffer.from(chunk, encoding).toString(state.encoding);
      } else {
        chunk = Buffer.from(chunk, encoding);
        encoding = '';
      }
    }
  } else if (chunk instanceof Buffer) {
    encoding = '';
  } else if (ArrayBuffer.isView(chunk)) {
    chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    encoding = '';
  } else if (chunk !== undefined) {
    return invalidChunk(stream, chunk);
  }

  if (!chunk || chunk.length <= 0) {
    state[kState] &= ~kReading;
    maybeReadMore(stream, state);
    return canPushMore(state);
  }
  return pushValue(stream, state, chunk, encoding);
}

function pushObject(stream, state, chunk, encoding) {
  if (chunk === null) {
    state[kState] &= ~kReading;
    onEof(stream, state);
    return false;
  }
  return pushValue(stream, state, chunk, encoding);
}

function pushValue(stream, state, chunk, encoding) {
  const flags = state[kState];
  if ((flags & kEnded) !== 0) {
    errorOrDestroy(stream, new (errors().codes.ERR_STREAM_PUSH_AFTER_EOF)());
    return false;
  }
  if ((flags & (kDestroyed | kErrored)) !== 0) return false;
  state[kState] = flags & ~kReading;
  if ((flags & kDecoder) !== 0 && !encoding) {
    chunk = state.decoder.write(chunk);
    if (chunk.length === 0 && (flags & kObjectMode) === 0) {
      maybeReadMore(stream, state);
      return canPushMore(state);
    }
  }
  addChunk(stream, state, chunk, false);
  return canPushMore(state);
}

function unshiftBytes(stream, state, chunk, encoding) {
  if (chunk === null) {
    state[kState] &= ~kReading;
    onEof(stream, state);
    return false;
  }
  if (typeof chunk === 'string') {
    encoding ||= state.defaultEncoding;
    if (state.encoding !== encoding) {
      chunk = Buffer.from(chunk, encoding);
      if (state.encoding) chunk = chunk.toString(state.encoding);
    }
  } else if (ArrayBuffer.isView(chunk)) {
    chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  } else if (chunk !== undefined) {
    return invalidChunk(stream, chunk);
  }
  if (!(chunk && chunk.length > 0)) return canPushMore(state);
  return unshiftValue(stream, state, chunk);
}

function unshiftObject(stream, state, chunk) {
  if (chunk === null) {
    state[kState] &= ~kReading;
    onEof(stream, state);
    return false;
  }
  return unshiftValue(stream, state, chunk);
}

function unshiftValue(stream, state, chunk) {
  if ((state[kState] & kEndEmitted) !== 0) {
    errorOrDestroy(stream, new (errors().codes.ERR_STREAM_UNSHIFT_AFTER_END_EVENT)());
  } else if ((state[kState] & (kDestroyed | kErrored)) !== 0) {
    return false;
  } else {
    addChunk(stream, state, chunk, true);
  }
  return canPushMore(state);
}

/** Nobody is waited for any longer. */
function forgetAwaited(state) {
  if ((state[kState] & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.clear();
  else state.awaitDrainWriters = null;
}

function addChunk(stream, state, chunk, inFront) {
  const flags = state[kState];
  if ((flags & (kFlowing | kSync | kDataListening)) === (kFlowing | kDataListening) && state.length === 0) {
    // Straight to the listeners.
    forgetAwaited(state);
    state[kState] |= kDataEmitted;
    stream.emit('data', chunk);
  } else {
    state.length += (flags & kObjectMode) !== 0 ? 1 : chunk.length;
    if (!inFront) state.buffer.push(chunk);
    else if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if ((flags & kNeedReadable) !== 0) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

/** @returns {boolean} */
Readable.prototype.isPaused = function () {
  const state = this._readableState;
  return state.paused === true || state.flowing === false;
};

/**
 * From now on chunks are strings.
 * @param {string} encoding
 * @returns {Readable} this
 */
Readable.prototype.setEncoding = function (encoding) {
  const state = this._readableState;
  const decoder = new (stringDecoder().StringDecoder)(encoding);
  state.decoder = decoder;
  state.encoding = decoder.encoding;
  let content = '';
  for (let i = state.bufferIndex; i < state.buffer.length; i++) content += decoder.write(state.buffer[i]);
  state.buffer.length = 0;
  state.bufferIndex = 0;
  if (content !== '') state.buffer.push(content);
  state.length = content.length;
  return this;
};

const LARGEST_MARK = 0x40000000;

/** A read of more than the mark raises it, to the next power of two. */
function raisedMark(n) {
  if (n > LARGEST_MARK) throw new (errors().codes.ERR_OUT_OF_RANGE)('size', '<= 1GiB', n);
  let mark = 1;
  while (mark < n) mark *= 2;
  return mark;
}

function howMuchToRead(n, state) {
  if (n <= 0 || (state.length === 0 && (state[kState] & kEnded) !== 0)) return 0;
  if ((state[kState] & kObjectMode) !== 0) return 1;
  if (Number.isNaN(n)) {
    // One chunk at a time; only text that nobody lets flow comes all at once.
    if (state.length && (state[kState] & (kDecoder | kFlowing)) !== kDecoder) {
      return state.buffer[state.bufferIndex].length;
    }
    return state.length;
  }
  if (n <= state.length) return n;
  return (state[kState] & kEnded) !== 0 ? state.length : 0;
}

/**
 * Takes what is buffered.
 * @param {number} [n] bytes; without it, all
 * @returns {Buffer|string|*|null} null when there is not (enough) yet, or no more
 */
Readable.prototype.read = function (n) {
  const state = this._readableState;
  if (n === undefined) n = NaN;
  else if (!Number.isInteger(n)) n = Number.parseInt(n, 10);
  const asked = n;

  if (n > state.highWaterMark) state.highWaterMark = raisedMark(n);
  if (n !== 0) state[kState] &= ~(kEmittedReadable | kEofReadablePending);

  // read(0) while there is enough: only tell of it again.
  if (
    n === 0 &&
    (state[kState] & kNeedReadable) !== 0 &&
    ((state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0) ||
      (state[kState] & kEnded) !== 0)
  ) {
    if (state.length === 0 && (state[kState] & kEnded) !== 0) endReadable(this);
    else emitReadable(this);
    return null;
  }

  n = howMuchToRead(n, state);
  if (n === 0 && (state[kState] & kEnded) !== 0) {
    if (state.length === 0) endReadable(this);
    return null;
  }

  let wanted =
    (state[kState] & kNeedReadable) !== 0 || state.length === 0 || state.length - n < state.highWaterMark;
  if ((state[kState] & (kEnded | kReading | kDestroyed | kErrored | kConstructed)) !== kConstructed) {
    wanted = false;
  }
  if (wanted) {
    state[kState] |= kReading | kSync;
    if (state.length === 0) state[kState] |= kNeedReadable;
    try {
      this._read(state.highWaterMark);
    } catch (err) {
      errorOrDestroy(this, err);
    }
    state[kState] &= ~kSync;
    // It has pushed synchronously: there may be more than before.
    if ((state[kState] & kReading) === 0) n = howMuchToRead(asked, state);
  }

  const chunk = n > 0 ? takeFromBuffer(n, state) : null;
  if (chunk === null) {
    if (state.length <= state.highWaterMark) state[kState] |= kNeedReadable;
    n = 0;
  } else {
    state.length -= n;
    forgetAwaited(state);
  }

  if (state.length === 0) {
    if ((state[kState] & kEnded) === 0) state[kState] |= kNeedReadable;
    else if (asked !== n) endReadable(this);
  }
  if (chunk !== null && (state[kState] & (kErrorEmitted | kCloseEmitted)) === 0) {
    state[kState] |= kDataEmitted;
    this.emit('data', chunk);
  }
  return chunk;
};

function onEof(stream, state) {
  if ((state[kState] & kEnded) !== 0) return;
  const { decoder } = state;
  if (decoder) {
    const chunk = decoder.end();
    if (chunk && chunk.length) {
      state.buffer.push(chunk);
      state.length += (state[kState] & kObjectMode) !== 0 ? 1 : chunk.length;
    }
  }
  state[kState] |= kEnded;
  if ((state[kState] & kSync) !== 0) {
    if ((state[kState] & (kFlowing | kNeedReadable)) !== 0 || stream.listenerCount('readable') > 0) {
      emitReadable(stream);
    } else {
      // Nobody looks: whoever listens later is told then.
      state[kState] |= kEofReadablePending;
    }
  } else {
    state[kState] &= ~kNeedReadable;
    state[kState] |= kEmittedReadable;
    emitReadableNow(stream);
  }
}

/** 'readable' at the next tick, once. */
function emitReadable(stream) {
  const state = stream._readableState;
  state[kState] &= ~kNeedReadable;
  if ((state[kState] & kEmittedReadable) === 0) {
    state[kState] |= kEmittedReadable;
    nextTick(emitReadableNow, stream);
  }
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if ((state[kState] & (kDestroyed | kErrored)) === 0 && (state.length || (state[kState] & kEnded) !== 0)) {
    stream.emit('readable');
    state[kState] &= ~kEmittedReadable;
  }
  if ((state[kState] & (kFlowing | kEnded)) === 0 && state.length <= state.highWaterMark) {
    state[kState] |= kNeedReadable;
  }
  flow(stream);
}

/** Fills the buffer up to the mark, even when nobody reads. */
function maybeReadMore(stream, state) {
  if ((state[kState] & (kReadingMore | kReading | kConstructed)) === kConstructed) {
    state[kState] |= kReadingMore;
    nextTick(readMore, stream, state);
  }
}

function readMore(stream, state) {
  while (
    (state[kState] & (kReading | kEnded)) === 0 &&
    (state.length < state.highWaterMark || ((state[kState] & kFlowing) !== 0 && state.length === 0))
  ) {
    const { length } = state;
    stream.read(0);
    if (length === state.length) break;
  }
  state[kState] &= ~kReadingMore;
}

/** To be implemented: push() something, now or later. */
Readable.prototype._read = function (n) {
  throw new (errors().codes.ERR_METHOD_NOT_IMPLEMENTED)('_read()');
};

/**
 * Sends everything to a Writable.
 * @param {Writable} dest
 * @param {{end?: boolean}} [pipeOpts] end: whether dest ends with this stream
 * @returns {Writable} dest
 */
Readable.prototype.pipe = function (dest, pipeOpts) {
  return pipeImpl().pipe(this, dest, pipeOpts);
};

/** @param {Writable} [dest] without it, all @returns {Readable} this */
Readable.prototype.unpipe = function (dest) {
  return this._readableState.pipes.length === 0 ? this : pipeImpl().unpipe(this, dest);
};

Readable.prototype.on = function (ev, fn) {
  const result = Stream.prototype.on.call(this, ev, fn);
  const state = this._readableState;
  if (ev === 'data') {
    state[kState] |= kDataListening;
    if (this.listenerCount('readable') > 0) state[kState] |= kReadableListening;
    // Who listens for data gets it, unless somebody said pause().
    if ((state[kState] & (kHasFlowing | kFlowing)) !== kHasFlowing) this.resume();
  } else if (ev === 'readable' && (state[kState] & (kEndEmitted | kReadableListening)) === 0) {
    state[kState] |= kReadableListening | kNeedReadable | kHasFlowing;
    state[kState] &= ~(kFlowing | kEmittedReadable);
    if (state.length) {
      emitReadable(this);
    } else {
      if ((state[kState] & kEofReadablePending) !== 0) {
        state[kState] &= ~kEofReadablePending;
        emitReadable(this);
      }
      if ((state[kState] & kReading) === 0) nextTick(readZero, this);
    }
  }
  return result;
};
Readable.prototype.addListener = Readable.prototype.on;

function readZero(stream) {
  stream.read(0);
}

Readable.prototype.removeListener = function (ev, fn) {
  const result = Stream.prototype.removeListener.call(this, ev, fn);
  if (ev === 'readable') {
    // At the next tick: it is common to remove a listener and add another.
    nextTick(updateReadableListening, this);
  } else if (ev === 'data' && this.listenerCount('data') === 0) {
    this._readableState[kState] &= ~kDataListening;
  }
  return result;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function (ev) {
  const result = Reflect.apply(Stream.prototype.removeAllListeners, this, arguments);
  if (ev === 'readable' || ev === undefined) nextTick(updateReadableListening, this);
  if ((ev === 'data' || ev === undefined) && this.listenerCount('data') === 0) {
    this._readableState[kState] &= ~kDataListening;
  }
  return result;
};

function updateReadableListening(stream) {
  const state = stream._readableState;
  if (stream.listenerCount('readable') > 0) state[kState] |= kReadableListening;
  else state[kState] &= ~kReadableListening;

  if ((state[kState] & (kHasPaused | kPaused | kResumeScheduled)) === (kHasPaused | kResumeScheduled)) {
    // The 'readable' listener had kept it from flowing.
    state[kState] |= kHasFlowing | kFlowing;
  } else if ((state[kState] & kDataListening) !== 0) {
    stream.resume();
  } else if ((state[kState] & kReadableListening) === 0) {
    state[kState] &= ~(kHasFlowing | kFlowing);
  }
}

/** Lets 'data' events come. @returns {Readable} this */
Readable.prototype.resume = function () {
  const state = this._readableState;
  if ((state[kState] & kDestroyed) !== 0) return this;
  if ((state[kState] & kFlowing) === 0) {
    // Those who listen for 'readable' fetch by themselves.
    state[kState] |= kHasFlowing;
    if ((state[kState] & kReadableListening) === 0) state[kState] |= kFlowing;
    else state[kState] &= ~kFlowing;
    if ((state[kState] & kResumeScheduled) === 0) {
      state[kState] |= kResumeScheduled;
      nextTick(resumeNow, this, state);
    }
  }
  state[kState] = (state[kState] | kHasPaused) & ~kPaused;
  return this;
};

function resumeNow(stream, state) {
  if ((state[kState] & kReading) === 0) stream.read(0);
  state[kState] &= ~kResumeScheduled;
  stream.emit('resume');
  flow(stream);
  if ((state[kState] & (kFlowing | kReading)) === kFlowing) stream.read(0);
}

/** Stops the 'data' events. @returns {Readable} this */
Readable.prototype.pause = function () {
  const state = this._readableState;
  if ((state[kState] & kDestroyed) !== 0) return this;
  if ((state[kState] & (kHasFlowing | kFlowing)) !== kHasFlowing) {
    state[kState] = (state[kState] | kHasFlowing) & ~kFlowing;
    this.emit('pause');
  }
  state[kState] |= kHasPaused | kPaused;
  return this;
};

function flow(stream) {
  const state = stream._readableState;
  while ((state[kState] & kFlowing) !== 0 && stream.read() !== null);
}

/**
 * Takes over a stream of the oldest kind, one that only emits events.
 * @param {EventEmitter} stream
 * @returns {Readable} this
 */
Readable.prototype.wrap = function (stream) {
  return pipeImpl().wrap(this, stream);
};

Readable.prototype[Symbol.asyncIterator] = function () {
  return iteratorImpl().createAsyncIterator(this);
};

/**
 * @param {{destroyOnReturn?: boolean}} [options]
 * @returns {AsyncIterator}
 */
Readable.prototype.iterator = function (options) {
  if (options !== undefined) validators().validateObject(options, 'options');
  return iteratorImpl().createAsyncIterator(this, options);
};

function readableGetter(get, set) {
  return { __proto__: null, enumerable: false, get, set };
}

Object.defineProperties(Readable.prototype, {
  /** Whether it is safe to call read(). */
  readable: readableGetter(
    function () {
      const state = this._readableState;
      return (
        Boolean(state) &&
        state.readable !== false &&
        !state.destroyed &&
        !state.errorEmitted &&
        !state.endEmitted
      );
    },
    function (value) {
      // Kept for those who turn one side of a Duplex off.
      if (this._readableState) this._readableState.readable = Boolean(value);
    },
  ),
  readableDidRead: readableGetter(function () {
    return this._readableState.dataEmitted;
  }),
  readableAborted: readableGetter(function () {
    const state = this._readableState;
    return Boolean(state.readable !== false && (state.destroyed || state.errored) && !state.endEmitted);
  }),
  readableHighWaterMark: readableGetter(function () {
    return this._readableState.highWaterMark;
  }),
  readableBuffer: readableGetter(function () {
    return this._readableState?.buffer;
  }),
  readableFlowing: readableGetter(
    function () {
      return this._readableState.flowing;
    },
    function (value) {
      if (this._readableState) this._readableState.flowing = value;
    },
  ),
  readableLength: readableGetter(function () {
    return this._readableState.length;
  }),
  readableObjectMode: readableGetter(function () {
    return this._readableState ? this._readableState.objectMode : false;
  }),
  readableEncoding: readableGetter(function () {
    return this._readableState ? this._readableState.encoding : null;
  }),
  errored: readableGetter(function () {
    return this._readableState ? this._readableState.errored : null;
  }),
  closed: readableGetter(function () {
    return this._readableState ? this._readableState.closed : false;
  }),
  destroyed: readableGetter(
    function () {
      return this._readableState ? this._readableState.destroyed : false;
    },
    function (value) {
      if (this._readableState) this._readableState.destroyed = value;
    },
  ),
  readableEnded: readableGetter(function () {
    return this._readableState ? this._readableState.endEmitted : false;
  }),
});

Readable._fromList = takeFromBuffer;

/** Takes n bytes (0: everything) out of the buffer. */
function takeFromBuffer(n, state) {
  if (state.length === 0) return null;
  const { buffer } = state;
  let index = state.bufferIndex;
  const { length } = buffer;
  let taken;

  if ((state[kState] & kObjectMode) !== 0) {
    taken = buffer[index];
    buffer[index++] = null;
  } else if (!n || n >= state.length) {
    if ((state[kState] & kDecoder) !== 0) {
      taken = '';
      while (index < length) {
        taken += buffer[index];
        buffer[index++] = null;
      }
    } else if (length - index === 0) {
      taken = Buffer.alloc(0);
    } else if (length - index === 1) {
      taken = buffer[index];
      buffer[index++] = null;
    } else {
      taken = Buffer.concat(index === 0 ? buffer : buffer.slice(index), state.length);
      index = length;
    }
  } else if (n < buffer[index].length) {
    taken = buffer[index].slice(0, n);
    buffer[index] = buffer[index].slice(n);
  } else if (n === buffer[index].length) {
    taken = buffer[index];
    buffer[index++] = null;
  } else if ((state[kState] & kDecoder) !== 0) {
    taken = '';
    while (n > 0) {
      const text = buffer[index];
      taken += n < text.length ? text.slice(0, n) : text;
      if (n < text.length) buffer[index] = text.slice(n);
      else buffer[index++] = null;
      n -= text.length;
    }
  } else {
    taken = Buffer.allocUnsafe(n);
    let offset = 0;
    while (offset < n) {
      const chunk = buffer[index];
      const count = Math.min(n - offset, chunk.length);
      taken.set(count < chunk.length ? chunk.subarray(0, count) : chunk, offset);
      if (count < chunk.length) buffer[index] = chunk.slice(count);
      else buffer[index++] = null;
      offset += count;
    }
  }

  if (index === length) {
    buffer.length = 0;
    state.bufferIndex = 0;
  } else if (index > 1024) {
    buffer.splice(0, index);
    state.bufferIndex = 0;
  } else {
    state.bufferIndex = index;
  }
  return taken;
}

function endReadable(stream) {
  const state = stream._readableState;
  if ((state[kState] & (kEndEmitted | kEndScheduled)) === 0) {
    state[kState] |= kEnded | kEndScheduled;
    nextTick(emitEnd, state, stream);
  }
}

function emitEnd(state, stream) {
  // Should it not come to it now (something was unshifted), it may be asked for again.
  state[kState] &= ~kEndScheduled;
  if ((state[kState] & (kErrored | kCloseEmitted | kEndEmitted)) !== 0 || state.length !== 0) return;
  state[kState] |= kEndEmitted;
  stream.emit('end');
  if (stream.writable && stream.allowHalfOpen === false) {
    nextTick(endWritable, stream);
  } else if ((state[kState] & kAutoDestroy) !== 0) {
    // A Duplex goes when both of its sides are done.
    const other = stream._writableState;
    if (!other || (other.autoDestroy && (other.finished || other.writable === false))) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

/**
 * A Readable of what an iterable yields.
 * @param {Iterable|AsyncIterable} iterable
 * @param {object} [opts] options of the stream; objectMode is true
 * @returns {Readable}
 */
Readable.from = function (iterable, opts) {
  return fromImpl()(Readable, iterable, opts);
};

/** @returns {Readable} */
Readable.fromWeb = function (readableStream, options) {
  return adapters().newStreamReadableFromReadableStream(readableStream, options);
};

/** @returns {ReadableStream} */
Readable.toWeb = function (streamReadable, options) {
  return adapters().newReadableStreamFromStreamReadable(streamReadable, options);
};

/** A Readable around a stream of the oldest kind. */
Readable.wrap = function (src, options) {
  return new Readable({
    objectMode: src.readableObjectMode ?? src.objectMode ?? true,
    ...options,
    destroy(err, callback) {
      destroyImpl.destroyer(src, err);
      callback(err);
    },
  }).wrap(src);
};

/** Operators load their file at the first call. */
function defineOperator(name, length, wrap) {
  const operator = {
    [name](...args) {
      if (new.target) throw new (errors().codes.ERR_ILLEGAL_CONSTRUCTOR)();
      return wrap(operators()[name], this, args);
    },
  }[name];
  Object.defineProperty(operator, 'length', { __proto__: null, value: length, configurable: true });
  Object.defineProperty(Readable.prototype, name, {
    __proto__: null,
    value: operator,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

const toStream = (operator, stream, args) => Readable.from(Reflect.apply(operator, stream, args));
const toPromise = (operator, stream, args) => Reflect.apply(operator, stream, args);
for (const [name, length] of [
  ['drop', 1],
  ['filter', 2],
  ['flatMap', 2],
  ['map', 2],
  ['take', 1],
]) {
  defineOperator(name, length, toStream);
}
for (const [name, length] of [
  ['every', 1],
  ['forEach', 2],
  ['reduce', 3],
  ['toArray', 1],
  ['some', 1],
  ['find', 2],
]) {
  defineOperator(name, length, toPromise);
}

/** @returns {Duplex} this stream followed by another */
Readable.prototype.compose = function compose(stream, options) {
  return composeImpl().composeOperator(this, stream, options);
};
