'use strict';

// stream.Writable.

module.exports = Writable;

const EventEmitter = require('node/events');
const { Stream } = require('node/internal/streams/legacy');
const { Buffer } = require('node/buffer');
const { kState, kOnConstructed } = require('node/internal/streams/state');
const {
  WritableState,
  writableBits,
  hooks,
  resetBuffer,
  kBufferedValue,
  kOnFinishedValue,
  kWriteCbValue,
  kAfterWriteTickInfoValue,
} = require('node/internal/streams/writable_state');
const destroyImpl = require('node/internal/streams/destroy');
const { nextTick } = require('ext/timers/ticks');
const endOfStream = require.lazy('node/internal/streams/end_of_stream');
const abortSignal = require.lazy('node/internal/streams/add_abort_signal');
const adapters = require.lazy('node/internal/streams/adapters');
const errors = require.lazy('ext/base/errors');

const { errorOrDestroy } = destroyImpl;
const {
  kObjectMode,
  kErrorEmitted,
  kAutoDestroy,
  kDestroyed,
  kCloseEmitted,
  kErrored,
  kConstructed,
  kSync,
  kFinalCalled,
  kNeedDrain,
  kEnding,
  kFinished,
  kDecodeStrings,
  kWriting,
  kBufferProcessing,
  kPrefinished,
  kAllBuffers,
  kAllNoop,
  kOnFinished,
  kCorked,
  kDefaultUTF8Encoding,
  kWriteCb,
  kExpectWriteCb,
  kAfterWriteTickInfo,
  kAfterWritePending,
  kBuffered,
  kEnded,
} = writableBits;

function nop() {}

/**
 * A destination of chunks.
 * @param {object} [options] highWaterMark (bytes or objects), objectMode, decodeStrings, defaultEncoding, write, writev,
 *   final, destroy, construct, signal, emitClose, autoDestroy
 */
function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  this._events ??= {
    close: undefined,
    error: undefined,
    prefinish: undefined,
    finish: undefined,
    drain: undefined,
  };
  this._writableState = new WritableState(options, this, false);
  if (options) {
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) abortSignal().addAbortSignal(options.signal, this);
  }
  Stream.call(this, options);
  if (this._construct != null) {
    destroyImpl.construct(this, () => {
      this._writableState[kOnConstructed](this);
    });
  }
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);

Writable.WritableState = WritableState;

// A Duplex is a Writable too, although it inherits from Readable.
Object.defineProperty(Writable, Symbol.hasInstance, {
  __proto__: null,
  value(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    if (this !== Writable) return false;
    return object && object._writableState instanceof WritableState;
  },
});

/** A Writable cannot be piped from. */
Writable.prototype.pipe = function () {
  errorOrDestroy(this, new (errors().codes.ERR_STREAM_CANNOT_PIPE)());
};

/** Returns true, false (wait for 'drain'), or the error that prevents it. */
function write(stream, chunk, encoding, callback) {
  if (callback == null || typeof callback !== 'function') callback = nop;
  const state = stream._writableState;
  if (chunk === null) {
    throw new (errors().codes.ERR_STREAM_NULL_VALUES)();
  } else if ((state[kState] & kObjectMode) === 0) {
    if (!encoding) {
      encoding = (state[kState] & kDefaultUTF8Encoding) !== 0 ? 'utf8' : state.defaultEncoding;
    } else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
      throw new (errors().codes.ERR_UNKNOWN_ENCODING)(encoding);
    }
    if (typeof chunk === 'string') {
      if (encoding === 'buffer') throw new (errors().codes.ERR_UNKNOWN_ENCODING)(encoding);
      if ((state[kState] & kDecodeStrings) !== 0) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      encoding = 'buffer';
    } else if (ArrayBuffer.isView(chunk)) {
      chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      encoding = 'buffer';
    } else {
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)(
        'chunk',
        ['string', 'Buffer', 'TypedArray', 'DataView'],
        chunk,
      );
    }
  }

  let err;
  if ((state[kState] & kEnding) !== 0) err = new (errors().codes.ERR_STREAM_WRITE_AFTER_END)();
  else if ((state[kState] & kDestroyed) !== 0) err = new (errors().codes.ERR_STREAM_DESTROYED)('write');
  if (err) {
    nextTick(callback, err);
    errorOrDestroy(stream, err, true);
    return err;
  }
  state.pendingcb++;
  return writeOrBuffer(stream, state, chunk, encoding, callback);
}

/**
 * Writes a chunk.
 * @param {string|Buffer|TypedArray|DataView|*} chunk
 * @param {string} [encoding]
 * @param {Function} [cb] called once it is written, or with the error
 * @returns {boolean} false: wait for 'drain' before writing more
 * @throws {ERR_STREAM_NULL_VALUES|ERR_UNKNOWN_ENCODING|ERR_INVALID_ARG_TYPE}
 */
Writable.prototype.write = function (chunk, encoding, cb) {
  if (chunk != null && typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }
  return write(this, chunk, encoding, cb) === true;
};

/** Holds chunks back until uncork(). */
Writable.prototype.cork = function () {
  const state = this._writableState;
  state[kState] |= kCorked;
  state.corked++;
};

/** Undoes one cork(). */
Writable.prototype.uncork = function () {
  const state = this._writableState;
  if (!state.corked) return;
  state.corked--;
  if (!state.corked) state[kState] &= ~kCorked;
  if ((state[kState] & kWriting) === 0) clearBuffer(this, state);
};

/** @param {string} encoding of strings @returns {Writable} this @throws {ERR_UNKNOWN_ENCODING} */
Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  if (typeof encoding === 'string') encoding = encoding.toLowerCase();
  if (!Buffer.isEncoding(encoding)) throw new (errors().codes.ERR_UNKNOWN_ENCODING)(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

function writeOrBuffer(stream, state, chunk, encoding, callback) {
  const length = (state[kState] & kObjectMode) !== 0 ? 1 : chunk.length;
  state.length += length;

  if ((state[kState] & (kWriting | kErrored | kCorked | kConstructed)) !== kConstructed) {
    if ((state[kState] & kBuffered) === 0) {
      state[kState] |= kBuffered;
      state[kBufferedValue] = [];
    }
    state[kBufferedValue].push({ chunk, encoding, callback });
    if ((state[kState] & kAllBuffers) !== 0 && encoding !== 'buffer') state[kState] &= ~kAllBuffers;
    if ((state[kState] & kAllNoop) !== 0 && callback !== nop) state[kState] &= ~kAllNoop;
  } else {
    state.writelen = length;
    if (callback !== nop) {
      state[kWriteCbValue] = callback;
      state[kState] |= kWriteCb;
    }
    state[kState] |= kWriting | kSync | kExpectWriteCb;
    stream._write(chunk, encoding, state.onwrite);
    state[kState] &= ~kSync;
  }
  // What was written at once does not count.
  const ret = state.length < state.highWaterMark || state.length === 0;
  if (!ret) state[kState] |= kNeedDrain;
  return ret && (state[kState] & (kDestroyed | kErrored)) === 0;
}

function writeBuffered(stream, state, many, length, chunk, encoding, callback) {
  state.writelen = length;
  if (callback !== nop) {
    state[kWriteCbValue] = callback;
    state[kState] |= kWriteCb;
  }
  state[kState] |= kWriting | kSync | kExpectWriteCb;
  if ((state[kState] & kDestroyed) !== 0) {
    state.onwrite(new (errors().codes.ERR_STREAM_DESTROYED)('write'));
  } else if (many) {
    stream._writev(chunk, state.onwrite);
  } else {
    stream._write(chunk, encoding, state.onwrite);
  }
  state[kState] &= ~kSync;
}

function onWriteError(stream, state, err, callback) {
  --state.pendingcb;
  callback(err);
  // The stream is errored now: what waits will never be written.
  errorBuffer(state);
  errorOrDestroy(stream, err);
}

/** What _write() calls when it is done. */
function onwrite(stream, err) {
  const state = stream._writableState;
  if ((state[kState] & kExpectWriteCb) === 0) {
    errorOrDestroy(stream, new (errors().codes.ERR_MULTIPLE_CALLBACK)());
    return;
  }
  const sync = (state[kState] & kSync) !== 0;
  const callback = (state[kState] & kWriteCb) !== 0 ? state[kWriteCbValue] : nop;
  if (callback !== nop) state[kWriteCbValue] = null;
  state[kState] &= ~(kWriting | kExpectWriteCb | kWriteCb);
  state.length -= state.writelen;
  state.writelen = 0;

  if (err) {
    // Formats the stack now, so that the frames it was taken from can be collected.
    err.stack; // eslint-disable-line no-unused-expressions
    if ((state[kState] & kErrored) === 0) state.errored = err;
    // The other side of a Duplex shall not go on pushing.
    if (stream._readableState && !stream._readableState.errored) stream._readableState.errored = err;
    if (sync) nextTick(onWriteError, stream, state, err, callback);
    else onWriteError(stream, state, err, callback);
    return;
  }

  if ((state[kState] & kBuffered) !== 0) clearBuffer(stream, state);
  if (sync) afterWriteSoon(stream, state, callback);
  else afterWrite(stream, state, 1, callback);
}

/** afterWrite() at the next tick; ticks are saved where several writes want the same. */
function afterWriteSoon(stream, state, callback) {
  if (callback === nop) {
    const needDrain = (state[kState] & kNeedDrain) !== 0 && state.length === 0;
    const needTick = needDrain || (state[kState] & kDestroyed) !== 0;
    if ((state[kState] & kAfterWritePending) === 0 && needTick) {
      nextTick(afterWrite, stream, state, 1, nop);
      state[kState] |= kAfterWritePending;
    } else {
      state.pendingcb--;
      if ((state[kState] & kEnding) !== 0) finishMaybe(stream, state, true);
    }
  } else if ((state[kState] & kAfterWriteTickInfo) !== 0 && state[kAfterWriteTickInfoValue].cb === callback) {
    state[kAfterWriteTickInfoValue].count++;
  } else {
    const info = { count: 1, cb: callback, stream, state };
    state[kAfterWriteTickInfoValue] = info;
    nextTick(afterWriteTick, info);
    state[kState] |= kAfterWritePending | kAfterWriteTickInfo;
  }
}

function afterWriteTick({ stream, state, count, cb }) {
  state[kState] &= ~kAfterWriteTickInfo;
  state[kAfterWriteTickInfoValue] = null;
  afterWrite(stream, state, count, cb);
}

function afterWrite(stream, state, count, callback) {
  state[kState] &= ~kAfterWritePending;
  const needDrain =
    (state[kState] & (kEnding | kNeedDrain | kDestroyed)) === kNeedDrain && state.length === 0;
  if (needDrain) {
    state[kState] &= ~kNeedDrain;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    callback(null);
  }
  if ((state[kState] & kDestroyed) !== 0) errorBuffer(state);
  if ((state[kState] & kEnding) !== 0) finishMaybe(stream, state, true);
}

/** Tells those whose chunks will never be written. */
function errorBuffer(state) {
  if ((state[kState] & kWriting) !== 0) return;
  if ((state[kState] & kBuffered) !== 0) {
    const buffered = state[kBufferedValue];
    for (let n = state.bufferedIndex; n < buffered.length; ++n) {
      const { chunk, callback } = buffered[n];
      state.length -= (state[kState] & kObjectMode) !== 0 ? 1 : chunk.length;
      callback(state.errored ?? new (errors().codes.ERR_STREAM_DESTROYED)('write'));
    }
  }
  callFinishedCallbacks(state, state.errored ?? new (errors().codes.ERR_STREAM_DESTROYED)('end'));
  resetBuffer(state);
}

/** Writes what had to wait. */
function clearBuffer(stream, state) {
  if (
    (state[kState] & (kDestroyed | kBufferProcessing | kCorked | kBuffered | kConstructed)) !==
    (kBuffered | kConstructed)
  ) {
    return;
  }
  const objectMode = (state[kState] & kObjectMode) !== 0;
  const buffered = state[kBufferedValue];
  let i = state.bufferedIndex;
  const count = buffered.length - i;
  if (!count) return;
  state[kState] |= kBufferProcessing;

  if (count > 1 && stream._writev) {
    state.pendingcb -= count - 1;
    const allNoop = (state[kState] & kAllNoop) !== 0;
    const callback = allNoop
      ? nop
      : (err) => {
          for (let n = i; n < buffered.length; ++n) buffered[n].callback(err);
        };
    // The callback needs the array as it is.
    const chunks = allNoop && i === 0 ? buffered : buffered.slice(i);
    chunks.allBuffers = (state[kState] & kAllBuffers) !== 0;
    writeBuffered(stream, state, true, state.length, chunks, '', callback);
    resetBuffer(state);
  } else {
    do {
      const { chunk, encoding, callback } = buffered[i];
      buffered[i++] = null;
      const length = objectMode ? 1 : chunk.length;
      writeBuffered(stream, state, false, length, chunk, encoding, callback);
    } while (i < buffered.length && (state[kState] & kWriting) === 0);
    if (i === buffered.length) {
      resetBuffer(state);
    } else if (i > 256 && i * 2 >= buffered.length) {
      buffered.splice(0, i);
      state.bufferedIndex = 0;
    } else {
      state.bufferedIndex = i;
    }
  }
  state[kState] &= ~kBufferProcessing;
}

/** To be implemented, unless _writev is: write the chunk, then call cb(err). */
Writable.prototype._write = function (chunk, encoding, cb) {
  if (!this._writev) throw new (errors().codes.ERR_METHOD_NOT_IMPLEMENTED)('_write()');
  this._writev([{ chunk, encoding }], cb);
};

Writable.prototype._writev = null;

/**
 * Writes a last chunk, if one is given, and ends the stream.
 * @param {*} [chunk]
 * @param {string} [encoding]
 * @param {Function} [cb] called on 'finish', or with the error
 * @returns {Writable} this
 */
Writable.prototype.end = function (chunk, encoding, cb) {
  const state = this._writableState;
  if (typeof chunk === 'function') {
    cb = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }

  let err;
  if (chunk !== null && chunk !== undefined) {
    const ret = write(this, chunk, encoding);
    if (ret instanceof Error) err = ret;
  }
  // end() uncorks, however deep.
  if ((state[kState] & kCorked) !== 0) {
    state.corked = 1;
    this.uncork();
  }

  if (err) {
    // The error is reported below.
  } else if ((state[kState] & (kErrored | kEnding)) === 0) {
    // Callers may wait for the callback of an errored stream: kErrored is checked here, not thrown for.
    state[kState] |= kEnding;
    finishMaybe(this, state, true);
    state[kState] |= kEnded;
  } else if ((state[kState] & kFinished) !== 0) {
    err = new (errors().codes.ERR_STREAM_ALREADY_FINISHED)('end');
  } else if ((state[kState] & kDestroyed) !== 0) {
    err = new (errors().codes.ERR_STREAM_DESTROYED)('end');
  }

  if (typeof cb === 'function') {
    if (err) {
      nextTick(cb, err);
    } else if ((state[kState] & kErrored) !== 0) {
      nextTick(cb, state.errored);
    } else if ((state[kState] & kFinished) !== 0) {
      nextTick(cb, null);
    } else {
      state[kState] |= kOnFinished;
      state[kOnFinishedValue] ??= [];
      state[kOnFinishedValue].push(cb);
    }
  }
  return this;
};

function needFinish(state) {
  return (
    (state[kState] &
      (kEnding |
        kDestroyed |
        kConstructed |
        kFinished |
        kWriting |
        kErrorEmitted |
        kCloseEmitted |
        kErrored |
        kBuffered)) ===
      (kEnding | kConstructed) && state.length === 0
  );
}

function callFinal(stream, state) {
  let called = false;
  function onFinal(err) {
    if (called) {
      errorOrDestroy(stream, err ?? new (errors().codes.ERR_MULTIPLE_CALLBACK)());
      return;
    }
    called = true;
    state.pendingcb--;
    if (err) {
      callFinishedCallbacks(state, err);
      errorOrDestroy(stream, err, (state[kState] & kSync) !== 0);
    } else if (needFinish(state)) {
      state[kState] |= kPrefinished;
      stream.emit('prefinish');
      // Some rely on 'finish' coming not before the next tick.
      state.pendingcb++;
      nextTick(finish, stream, state);
    }
  }
  state[kState] |= kSync;
  state.pendingcb++;
  try {
    stream._final(onFinal);
  } catch (err) {
    onFinal(err);
  }
  state[kState] &= ~kSync;
}

function prefinish(stream, state) {
  if ((state[kState] & (kPrefinished | kFinalCalled)) !== 0) return;
  if (typeof stream._final === 'function' && (state[kState] & kDestroyed) === 0) {
    state[kState] |= kFinalCalled;
    callFinal(stream, state);
  } else {
    state[kState] |= kPrefinished;
    stream.emit('prefinish');
  }
}

function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    nextTick(finishLater, stream, state);
  } else if (needFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishLater(stream, state) {
  if (needFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function finish(stream, state) {
  state.pendingcb--;
  state[kState] |= kFinished;
  callFinishedCallbacks(state, null);
  stream.emit('finish');
  if ((state[kState] & kAutoDestroy) !== 0) {
    // A Duplex goes when both of its sides are done.
    const other = stream._readableState;
    if (!other || (other.autoDestroy && (other.endEmitted || other.readable === false))) stream.destroy();
  }
}

function callFinishedCallbacks(state, err) {
  if ((state[kState] & kOnFinished) === 0) return;
  const callbacks = state[kOnFinishedValue];
  state[kOnFinishedValue] = null;
  state[kState] &= ~kOnFinished;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
}

hooks.onwrite = onwrite;
hooks.onConstructed = (stream, state) => {
  if ((state[kState] & kWriting) === 0) clearBuffer(stream, state);
  if ((state[kState] & kEnding) !== 0) finishMaybe(stream, state);
};

function writableGetter(get, set) {
  return { __proto__: null, enumerable: false, get, set };
}

Object.defineProperties(Writable.prototype, {
  closed: writableGetter(function () {
    return this._writableState ? this._writableState.closed : false;
  }),
  destroyed: writableGetter(
    function () {
      return this._writableState ? this._writableState.destroyed : false;
    },
    function (value) {
      // Kept for those who destroy by hand.
      if (this._writableState) this._writableState.destroyed = value;
    },
  ),
  /** Whether it is safe to call write(). */
  writable: writableGetter(
    function () {
      const state = this._writableState;
      // `writable` of the state is false where one side of a Duplex is off.
      return (
        Boolean(state) &&
        state.writable !== false &&
        (state[kState] & (kDestroyed | kErrored | kEnding | kEnded)) === 0
      );
    },
    function (value) {
      if (this._writableState) this._writableState.writable = Boolean(value);
    },
  ),
  writableFinished: writableGetter(function () {
    return this._writableState ? this._writableState.finished : false;
  }),
  writableObjectMode: writableGetter(function () {
    return this._writableState ? this._writableState.objectMode : false;
  }),
  writableBuffer: writableGetter(function () {
    return this._writableState?.getBuffer();
  }),
  writableEnded: writableGetter(function () {
    return this._writableState ? this._writableState.ending : false;
  }),
  writableNeedDrain: writableGetter(function () {
    const state = this._writableState;
    return state ? (state[kState] & (kDestroyed | kEnding | kNeedDrain)) === kNeedDrain : false;
  }),
  writableHighWaterMark: writableGetter(function () {
    return this._writableState?.highWaterMark;
  }),
  writableCorked: writableGetter(function () {
    return this._writableState ? this._writableState.corked : 0;
  }),
  writableLength: writableGetter(function () {
    return this._writableState?.length;
  }),
  errored: writableGetter(function () {
    return this._writableState ? this._writableState.errored : null;
  }),
  writableAborted: writableGetter(function () {
    const state = this._writableState;
    return (
      (state[kState] & (writableBits.kHasWritable | writableBits.kWritable)) !== writableBits.kHasWritable &&
      (state[kState] & (kDestroyed | kErrored)) !== 0 &&
      (state[kState] & kFinished) === 0
    );
  }),
});

/** Ends the stream at once. @param {Error} [err] emitted as 'error' @returns {Writable} this */
Writable.prototype.destroy = function (err, callback) {
  const state = this._writableState;
  // Callbacks of what will never be written.
  if ((state[kState] & (kBuffered | kOnFinished)) !== 0 && (state[kState] & kDestroyed) === 0) {
    nextTick(errorBuffer, state);
  }
  destroyImpl.destroy.call(this, err, callback);
  return this;
};

Writable.prototype._undestroy = destroyImpl.undestroy;
Writable.prototype._destroy = function (err, callback) {
  callback(err);
};

Writable.prototype[EventEmitter.captureRejectionSymbol] = function (err) {
  this.destroy(err);
};

/** @returns {Writable} */
Writable.fromWeb = function (writableStream, options) {
  return adapters().newStreamWritableFromWritableStream(writableStream, options);
};

/** @returns {WritableStream} */
Writable.toWeb = function (streamWritable) {
  return adapters().newWritableStreamFromStreamWritable(streamWritable);
};

Writable.prototype[Symbol.asyncDispose] = function () {
  let error;
  if (!this.destroyed) {
    error = this.writableFinished ? null : new (errors().AbortError)();
    this.destroy(error);
  }
  return new Promise((resolve, reject) => {
    endOfStream().eos(this, (err) => (err && err.name !== 'AbortError' ? reject(err) : resolve(null)));
  });
};
