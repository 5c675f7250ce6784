'use strict';

// Construction and destruction, which both kinds of streams share. `this` may be any object with the states.

const { kState, bits } = require('node/internal/streams/state');
const {
  kIsDestroyed,
  isDestroyed,
  isFinished,
  isRequest,
  isServerRequest,
} = require('node/internal/streams/utils');
const { nextTick } = require('ext/timers/ticks');
const errors = require.lazy('ext/base/errors');

const { kErrorEmitted, kCloseEmitted, kDestroyed, kClosed, kErrored, kConstructed } = bits;

/** Event: construction is done, and the stream was destroyed meanwhile. */
const kDestroy = Symbol('kDestroy');
/** Event: construction is done. */
const kConstruct = Symbol('kConstruct');

function recordError(err, writable, readable) {
  if (!err) return;
  // Formats the stack now, so that the frames it was taken from can be collected.
  err.stack; // eslint-disable-line no-unused-expressions
  if (writable && !writable.errored) writable.errored = err;
  if (readable && !readable.errored) readable.errored = err;
}

/** The body of destroy() of all streams. */
function destroy(err, callback) {
  const readable = this._readableState;
  const writable = this._writableState;
  const state = writable || readable;
  if (writable?.destroyed || readable?.destroyed) {
    if (typeof callback === 'function') callback();
    return this;
  }
  recordError(err, writable, readable);
  if (writable) writable.destroyed = true;
  if (readable) readable.destroyed = true;

  if (state.constructed) {
    runDestroy(this, err, callback);
  } else {
    // What is being opened must first be open to be closed.
    this.once(kDestroy, function (constructError) {
      runDestroy(this, errors().aggregateTwoErrors(constructError, err), callback);
    });
  }
  return this;
}

function runDestroy(stream, err, callback) {
  let called = false;
  function onDestroy(error) {
    if (called) return;
    called = true;
    const readable = stream._readableState;
    const writable = stream._writableState;
    recordError(error, writable, readable);
    if (writable) writable.closed = true;
    if (readable) readable.closed = true;
    if (typeof callback === 'function') callback(error);
    if (error) nextTick(emitErrorAndClose, stream, error);
    else nextTick(emitClose, stream);
  }
  try {
    stream._destroy(err || null, onDestroy);
  } catch (error) {
    onDestroy(error);
  }
}

function emitErrorAndClose(stream, err) {
  emitError(stream, err);
  emitClose(stream);
}

function emitClose(stream) {
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (writable) writable.closeEmitted = true;
  if (readable) readable.closeEmitted = true;
  if (writable?.emitClose || readable?.emitClose) stream.emit('close');
}

function emitError(stream, err) {
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (writable?.errorEmitted || readable?.errorEmitted) return;
  if (writable) writable.errorEmitted = true;
  if (readable) readable.errorEmitted = true;
  stream.emit('error', err);
}

const NEVER_DESTROYED = ~(kClosed | kCloseEmitted | kDestroyed | kErrored | kErrorEmitted);

/** The body of _undestroy(): as if it had never been closed. For net.Socket, which connects again. */
function undestroy() {
  const readable = this._readableState;
  const writable = this._writableState;
  if (readable) {
    readable[kState] = (readable[kState] & NEVER_DESTROYED) | kConstructed;
    readable.reading = false;
    readable.ended = readable.readable === false;
    readable.endEmitted = readable.readable === false;
  }
  if (writable) {
    writable[kState] = (writable[kState] & NEVER_DESTROYED) | kConstructed;
    writable.finalCalled = false;
    writable.prefinished = false;
    writable.ended = writable.writable === false;
    writable.ending = writable.writable === false;
    writable.finished = writable.writable === false;
  }
}

/** Something went wrong: destroys streams that destroy themselves, tells of it on others. */
function errorOrDestroy(stream, err, sync) {
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (writable?.destroyed || readable?.destroyed) return this;
  if (readable?.autoDestroy || writable?.autoDestroy) {
    stream.destroy(err);
  } else if (err) {
    recordError(err, writable, readable);
    if (sync) nextTick(emitError, stream, err);
    else emitError(stream, err);
  }
}

/** Runs stream._construct() at the next tick; until it calls back nothing is read or written. */
function construct(stream, callback) {
  if (typeof stream._construct !== 'function') return;
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (readable) readable.constructed = false;
  if (writable) writable.constructed = false;
  stream.once(kConstruct, callback);
  // The other side of a Duplex is already at it.
  if (stream.listenerCount(kConstruct) > 1) return;
  nextTick(runConstruct, stream);
}

function runConstruct(stream) {
  let called = false;
  function onConstruct(err) {
    if (called) {
      errorOrDestroy(stream, err ?? new (errors().codes.ERR_MULTIPLE_CALLBACK)());
      return;
    }
    called = true;
    const readable = stream._readableState;
    const writable = stream._writableState;
    const state = writable || readable;
    if (readable) readable.constructed = true;
    if (writable) writable.constructed = true;
    if (state.destroyed) stream.emit(kDestroy, err);
    else if (err) errorOrDestroy(stream, err, true);
    else stream.emit(kConstruct);
  }
  try {
    stream._construct((err) => {
      nextTick(onConstruct, err);
    });
  } catch (err) {
    nextTick(onConstruct, err);
  }
}

function emitLegacyClose(stream) {
  stream.emit('close');
}

function emitLegacyErrorAndClose(stream, err) {
  stream.emit('error', err);
  nextTick(emitLegacyClose, stream);
}

/** Destroys any kind of stream, in the way that it understands. */
function destroyer(stream, err) {
  if (!stream || isDestroyed(stream)) return;
  if (!err && !isFinished(stream)) err = new (errors().AbortError)();

  if (isServerRequest(stream)) {
    stream.socket = null;
    stream.destroy(err);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(err);
  } else if (typeof stream.close === 'function') {
    stream.close();
  } else if (err) {
    nextTick(emitLegacyErrorAndClose, stream, err);
  } else {
    nextTick(emitLegacyClose, stream);
  }
  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

module.exports = { construct, destroy, destroyer, undestroy, errorOrDestroy };
