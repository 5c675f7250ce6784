'use strict';

/**
 * http.IncomingMessage: a request that a server got, a response that a client got. A Readable of its body.
 *
 * Most requests have no body, and nobody reads them: such a message gets its stream state only when somebody asks for
 * it, and is then brought to where it would be by now. Its header fields stay a string until they are looked at.
 */

const Readable = require('node/internal/streams/readable');
const { ReadableState } = require('node/internal/streams/readable_state');
const { rawFields, fillHeaders, addField, treatmentOf } = require('ext/http/header_block');
const { nextTick } = require('ext/timers/ticks');
const endOfStream = require.lazy('node/internal/streams/end_of_stream');
const abort = require.lazy('ext/events/abort');

const kBlock = Symbol('kBlock');
const kRawHeaders = Symbol('kRawHeaders');
const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kHeadersCount = Symbol('kHeadersCount');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
const kTrailersCount = Symbol('kTrailersCount');
const kAbortController = Symbol('kAbortController');
const kAbortSignalSocket = Symbol('kAbortSignalSocket');
const kAbortSignalListener = Symbol('kAbortSignalListener');
const kAbortSignalDetached = Symbol('kAbortSignalDetached');
const kDetachAbortSignal = Symbol('kDetachAbortSignal');
const kStage = Symbol('kStage');

// How far a message got whose stream state nobody has asked for
const STAGE_OPEN = 0;
const STAGE_ENDED = 1;
const STAGE_CLOSED = 2;

/** Lets the socket read on, unless the connection holds it back. */
function readStart(socket) {
  if (socket && !socket._paused && socket.readable) socket.resume();
}

/** Stops the socket from reading. */
function readStop(socket) {
  if (socket) socket.pause();
}

/** @param {net.Socket} [socket] what the message comes from */
function IncomingMessage(socket) {
  this.socket = socket;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.httpVersion = null;
  this.complete = false;
  this[kBlock] = '';
  this[kRawHeaders] = null;
  this[kHeaders] = null;
  this[kHeadersCount] = Infinity;
  this[kStage] = STAGE_OPEN;
  this[kTrailers] = null;
  this[kAbortController] = null;
  this[kAbortSignalDetached] = false;
  this.rawTrailers = noTrailers;
  this.joinDuplicateHeaders = false;
  this.aborted = false;
  this.upgrade = null;
  this.url = '';
  this.method = null;
  this.statusCode = null;
  this.statusMessage = null;
  this.client = socket;
  this._consuming = false;
  // Nobody can read the message any more: what still comes is dropped.
  this._dumped = false;
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype);
Object.setPrototypeOf(IncomingMessage, Readable);

const noTrailers = Object.freeze([]);

// Few messages have these.
IncomingMessage.prototype[kHeadersDistinct] = null;
IncomingMessage.prototype[kTrailersDistinct] = null;
IncomingMessage.prototype[kTrailersCount] = 0;
IncomingMessage.prototype[kAbortSignalSocket] = null;
IncomingMessage.prototype[kAbortSignalListener] = null;

/* ---------------------------------------------------------------- the stream */

function setState(message, state) {
  Object.defineProperty(message, '_readableState', {
    __proto__: null,
    value: state,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** Makes the stream state, and has happen to it what has happened to the message. */
function makeState(message) {
  const highWaterMark = message.client?.readableHighWaterMark;
  const state = new ReadableState(
    highWaterMark === undefined ? undefined : { highWaterMark },
    message,
    false,
  );
  // Nothing is read ahead of the first read().
  state.readingMore = true;
  setState(message, state);
  const stage = message[kStage];
  if (stage === STAGE_ENDED) message.push(null);
  else if (stage === STAGE_CLOSED) closeState(state);
  return state;
}

function closeState(state) {
  state.ended = true;
  state.endEmitted = true;
  state.destroyed = true;
  state.closed = true;
  state.closeEmitted = true;
}

Object.defineProperty(IncomingMessage.prototype, '_readableState', {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    return this === IncomingMessage.prototype ? undefined : makeState(this);
  },
  set(state) {
    setState(this, state);
  },
});

/** The body has ended. */
function endMessage(message) {
  message.complete = true;
  if (message[kStage] === STAGE_OPEN && !Object.hasOwn(message, '_readableState'))
    message[kStage] = STAGE_ENDED;
  else message.push(null);
}

/** Closes a message that has no body at once, without the events of a stream. */
function closeMessage(message) {
  message._dumpAndCloseReadable();
  message._consuming = true;
}

/** The response to a request is out: what is left of the request is dropped. */
function dropMessage(message) {
  if (
    message[kStage] === STAGE_ENDED &&
    message._events === undefined &&
    !Object.hasOwn(message, '_readableState')
  ) {
    message[kStage] = STAGE_CLOSED;
    message._dumped = true;
  } else if (!message._consuming && !message._readableState.resumeScheduled) {
    message._dump();
  }
}

/** @returns {boolean} whether the stream's 'end' was emitted */
function hasEnded(message) {
  return message[kStage] === STAGE_CLOSED || message.readableEnded;
}

IncomingMessage.prototype._read = function _read() {
  if (!this._consuming) {
    this._readableState.readingMore = false;
    this._consuming = true;
  }
  // The parser pushes; all there is to do is to let the socket flow.
  if (this.socket.readable) readStart(this.socket);
};

function finishDestroy(message, error, callback) {
  // Nobody has to listen for 'error' on a message.
  if (message.listenerCount('error') === 0) callback();
  else callback(error);
}

IncomingMessage.prototype._destroy = function _destroy(err, callback) {
  if (!this.readableEnded || !this.complete) {
    this.aborted = true;
    this.emit('aborted');
    abortSignal(this);
  }
  const { socket } = this;
  if (socket && !socket.destroyed && this.aborted) {
    socket.destroy(err);
    const cleanup = endOfStream().eos(socket, (error) => {
      if (error?.code === 'ERR_STREAM_PREMATURE_CLOSE') error = null;
      cleanup();
      nextTick(finishDestroy, this, error || err, callback);
    });
  } else if (err == null && !this.aborted) {
    callback();
  } else {
    nextTick(finishDestroy, this, err, callback);
  }
};

/** Closes a message without a body at once, without the events of a stream (`optimizeEmptyRequests`). */
IncomingMessage.prototype._dumpAndCloseReadable = function _dumpAndCloseReadable() {
  this._dumped = true;
  closeState(this._readableState);
};

/** Lets what is left of the body go by. */
IncomingMessage.prototype._dump = function _dump() {
  if (this._dumped) return;
  this._dumped = true;
  this.removeAllListeners('data');
  // Where all has come and nothing waits, only 'end' is missing.
  if (this.complete && !this.destroyed && this.readableLength === 0) this.read(0);
  else this.resume();
};

/**
 * Calls `callback`, and emits 'timeout', after so long without traffic on the socket.
 * @param {number} msecs
 * @param {Function} [callback]
 * @returns {IncomingMessage} this
 */
IncomingMessage.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  this.socket.setTimeout(msecs);
  return this;
};

/* ---------------------------------------------------------------- header fields */

/** Takes the header fields as the parser has them. */
function setBlock(message, block) {
  message[kBlock] = block;
}

/** Takes the trailers that the parser has. */
function setTrailers(message, block) {
  message._addHeaderLines(rawFields(block));
}

Object.defineProperties(IncomingMessage.prototype, {
  connection: {
    __proto__: null,
    get() {
      return this.socket;
    },
    set(value) {
      this.socket = value;
    },
  },
  rawHeaders: {
    __proto__: null,
    configurable: true,
    get() {
      return (this[kRawHeaders] ??= rawFields(this[kBlock]));
    },
    set(value) {
      this[kRawHeaders] = value;
      this[kBlock] = null;
    },
  },
  headers: {
    __proto__: null,
    get() {
      let headers = this[kHeaders];
      if (!headers) {
        headers = this[kHeaders] = {};
        const block = this[kBlock];
        if (block === null) addAll(this, this[kRawHeaders], this[kHeadersCount], headers);
        else fillHeaders(headers, block, this.joinDuplicateHeaders);
      }
      return headers;
    },
    set(value) {
      this[kHeaders] = value;
    },
  },
  headersDistinct: {
    __proto__: null,
    get() {
      return (this[kHeadersDistinct] ??= distinct(this, this.rawHeaders, this[kHeadersCount]));
    },
    set(value) {
      this[kHeadersDistinct] = value;
    },
  },
  trailers: {
    __proto__: null,
    get() {
      return (this[kTrailers] ??= addAll(this, this.rawTrailers, this[kTrailersCount], {}));
    },
    set(value) {
      this[kTrailers] = value;
    },
  },
  trailersDistinct: {
    __proto__: null,
    get() {
      return (this[kTrailersDistinct] ??= distinct(this, this.rawTrailers, this[kTrailersCount]));
    },
    set(value) {
      this[kTrailersDistinct] = value;
    },
  },
  signal: {
    __proto__: null,
    configurable: true,
    get() {
      if (this[kAbortController] === null) {
        const controller = new (abort().AbortController)();
        this[kAbortController] = controller;
        if (this.destroyed && (!this.readableEnded || !this.complete)) controller.abort();
        else attachSignal(this);
      }
      return this[kAbortController].signal;
    },
  },
});

function addAll(message, list, count, dest) {
  const end = Math.min(count, list.length);
  for (let i = 0; i < end; i += 2) message._addHeaderLine(list[i], list[i + 1], dest);
  return dest;
}

function distinct(message, list, count) {
  const dest = { __proto__: null };
  const end = Math.min(count, list.length);
  for (let i = 0; i < end; i += 2) message._addHeaderLineDistinct(list[i], list[i + 1], dest);
  return dest;
}

/** Adds the first `n` entries of a list of names and values to the header fields, or to the trailers of a complete message. */
IncomingMessage.prototype._addHeaderLines = function _addHeaderLines(list, n = list?.length) {
  if (!list?.length) return;
  let dest;
  if (this.complete) {
    this.rawTrailers = list;
    this[kTrailersCount] = n;
    dest = this[kTrailers];
  } else {
    this.rawHeaders = list;
    this[kHeadersCount] = n;
    dest = this[kHeaders];
  }
  if (dest) addAll(this, list, n, dest);
};

/** Adds a field to an object such as `headers`, by the rules for fields that come more than once. */
IncomingMessage.prototype._addHeaderLine = function _addHeaderLine(field, value, dest) {
  const lower = field.toLowerCase();
  addField(dest, lower, treatmentOf(lower), value, this.joinDuplicateHeaders);
};

/** Adds a field to an object such as `headersDistinct`. */
IncomingMessage.prototype._addHeaderLineDistinct = function _addHeaderLineDistinct(field, value, dest) {
  const lower = field.toLowerCase();
  if (dest[lower]) dest[lower].push(value);
  else dest[lower] = [value];
};

/* ---------------------------------------------------------------- the signal */

function attachSignal(message) {
  const controller = message[kAbortController];
  if (controller.signal.aborted || message[kAbortSignalDetached] || message[kAbortSignalListener] !== null)
    return;
  const { socket } = message;
  if (!socket) return;
  if (socket.destroyed) {
    abortSignal(message);
    return;
  }
  message[kAbortSignalSocket] = socket;
  message[kAbortSignalListener] = () => abortSignal(message);
  socket.once('close', message[kAbortSignalListener]);
}

function abortSignal(message) {
  message[kDetachAbortSignal]();
  message[kAbortController]?.abort();
}

/** The exchange is over: the signal no longer follows the socket. */
IncomingMessage.prototype[kDetachAbortSignal] = function () {
  const socket = this[kAbortSignalSocket];
  const listener = this[kAbortSignalListener];
  this[kAbortSignalDetached] = true;
  this[kAbortSignalSocket] = null;
  this[kAbortSignalListener] = null;
  if (socket !== null && listener !== null) socket.removeListener('close', listener);
};

/** As kDetachAbortSignal, for messages that mostly have no signal. */
function detachSignal(message) {
  if (message[kAbortController] !== null) message[kDetachAbortSignal]();
  else message[kAbortSignalDetached] = true;
}

module.exports = { IncomingMessage, kDetachAbortSignal, readStart, readStop };

Object.defineProperty(module.exports, 'internals', {
  __proto__: null,
  enumerable: false,
  value: { setBlock, setTrailers, endMessage, closeMessage, dropMessage, hasEnded, detachSignal },
});
