'use strict';

// What kind of stream is this, and in which state? Answers for Node's streams, for older ones that merely look
// like streams, and for those of the web. null means: cannot be told.

const kIsErrored = Symbol.for('nodejs.stream.errored');
const kIsReadable = Symbol.for('nodejs.stream.readable');
const kIsWritable = Symbol.for('nodejs.stream.writable');
const kIsDisturbed = Symbol.for('nodejs.stream.disturbed');
const kIsDestroyed = Symbol.for('nodejs.stream.destroyed');
const kIsClosedPromise = Symbol.for('nodejs.webstream.isClosedPromise');
const kControllerErrorFunction = Symbol.for('nodejs.webstream.controllerErrorFunction');

function isReadableNodeStream(object, strict = false) {
  return Boolean(
    object &&
    typeof object.pipe === 'function' &&
    typeof object.on === 'function' &&
    (!strict || (typeof object.pause === 'function' && typeof object.resume === 'function')) &&
    // A Writable has a pipe() too, which throws.
    (!object._writableState || (object._readableState && object._readableState.readable !== false)),
  );
}

function isWritableNodeStream(object) {
  return Boolean(
    object &&
    typeof object.write === 'function' &&
    typeof object.on === 'function' &&
    (!object._readableState || object._writableState?.writable !== false),
  );
}

function isDuplexNodeStream(object) {
  return Boolean(
    object &&
    typeof object.pipe === 'function' &&
    object._readableState &&
    typeof object.on === 'function' &&
    typeof object.write === 'function',
  );
}

function isNodeStream(object) {
  return Boolean(
    object &&
    (object._readableState ||
      object._writableState ||
      (typeof object.on === 'function' &&
        (typeof object.write === 'function' || typeof object.pipe === 'function'))),
  );
}

function isReadableStream(object) {
  return Boolean(
    object &&
    !isNodeStream(object) &&
    typeof object.pipeThrough === 'function' &&
    typeof object.getReader === 'function' &&
    typeof object.cancel === 'function',
  );
}

function isWritableStream(object) {
  return Boolean(
    object &&
    !isNodeStream(object) &&
    typeof object.getWriter === 'function' &&
    typeof object.abort === 'function',
  );
}

function isTransformStream(object) {
  return Boolean(
    object &&
    !isNodeStream(object) &&
    typeof object.readable === 'object' &&
    typeof object.writable === 'object',
  );
}

function isWebStream(object) {
  return isReadableStream(object) || isWritableStream(object) || isTransformStream(object);
}

/** Only async iterables with `isAsync` true, only sync ones with false, either without it. */
function isIterable(object, isAsync) {
  if (object == null) return false;
  if (isAsync === true) return typeof object[Symbol.asyncIterator] === 'function';
  if (isAsync === false) return typeof object[Symbol.iterator] === 'function';
  return typeof object[Symbol.asyncIterator] === 'function' || typeof object[Symbol.iterator] === 'function';
}

function isDestroyed(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  return Boolean(stream.destroyed || stream[kIsDestroyed] || state?.destroyed);
}

/** Whether end() was called. */
function isWritableEnded(stream) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableEnded === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  return typeof state?.ended === 'boolean' ? state.ended : null;
}

/** Whether 'finish' was emitted; unless `strict`, whether nothing but the event is left. */
function isWritableFinished(stream, strict) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  if (typeof state?.finished !== 'boolean') return null;
  return Boolean(state.finished || (strict === false && state.ended === true && state.length === 0));
}

/** Whether push(null) was called. */
function isReadableEnded(stream) {
  if (!isReadableNodeStream(stream)) return null;
  if (stream.readableEnded === true) return true;
  const state = stream._readableState;
  if (!state || state.errored) return false;
  return typeof state.ended === 'boolean' ? state.ended : null;
}

/** Whether 'end' was emitted; unless `strict`, whether nothing but the event is left. */
function isReadableFinished(stream, strict) {
  if (!isReadableNodeStream(stream)) return null;
  const state = stream._readableState;
  if (state?.errored) return false;
  if (typeof state?.endEmitted !== 'boolean') return null;
  return Boolean(state.endEmitted || (strict === false && state.ended === true && state.length === 0));
}

function isReadable(stream) {
  if (stream && stream[kIsReadable] != null) return stream[kIsReadable];
  if (typeof stream?.readable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isReadableNodeStream(stream) && stream.readable && !isReadableFinished(stream);
}

function isWritable(stream) {
  if (stream && stream[kIsWritable] != null) return stream[kIsWritable];
  if (typeof stream?.writable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isWritableNodeStream(stream) && stream.writable && !isWritableEnded(stream);
}

/** Whether nothing more will come from or go into it. */
function isFinished(stream, options) {
  if (!isNodeStream(stream)) return null;
  if (isDestroyed(stream)) return true;
  if (options?.readable !== false && isReadable(stream)) return false;
  if (options?.writable !== false && isWritable(stream)) return false;
  return true;
}

function isWritableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.writableErrored || (stream._writableState?.errored ?? null);
}

function isReadableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.readableErrored || (stream._readableState?.errored ?? null);
}

function isOutgoingMessage(stream) {
  return (
    typeof stream._closed === 'boolean' &&
    typeof stream._defaultKeepAlive === 'boolean' &&
    typeof stream._removedConnection === 'boolean' &&
    typeof stream._removedContLen === 'boolean'
  );
}

function isServerResponse(stream) {
  return typeof stream._sent100 === 'boolean' && isOutgoingMessage(stream);
}

function isServerRequest(stream) {
  return (
    typeof stream._consuming === 'boolean' &&
    typeof stream._dumped === 'boolean' &&
    stream.req?.upgradeOrConnect === undefined
  );
}

/** Whether it is an outgoing HTTP request. */
function isRequest(stream) {
  return Boolean(stream?.setHeader && typeof stream.abort === 'function');
}

function isClosed(stream) {
  if (!isNodeStream(stream)) return null;
  if (typeof stream.closed === 'boolean') return stream.closed;
  const writable = stream._writableState?.closed;
  const readable = stream._readableState?.closed;
  if (typeof writable === 'boolean' || typeof readable === 'boolean') return writable || readable;
  if (typeof stream._closed === 'boolean' && isOutgoingMessage(stream)) return stream._closed;
  return null;
}

/** Whether 'close' is still to come. */
function willEmitClose(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  if (!state) return isServerResponse(stream);
  return Boolean(state.autoDestroy && state.emitClose && state.closed === false);
}

/** Whether anything was read from it, or it was given up. */
function isDisturbed(stream) {
  return Boolean(stream && (stream[kIsDisturbed] ?? (stream.readableDidRead || stream.readableAborted)));
}

function isErrored(stream) {
  return Boolean(
    stream &&
    (stream[kIsErrored] ??
      stream.readableErrored ??
      stream.writableErrored ??
      stream._readableState?.errorEmitted ??
      stream._writableState?.errorEmitted ??
      stream._readableState?.errored ??
      stream._writableState?.errored),
  );
}

module.exports = {
  isClosed,
  isDestroyed,
  isDisturbed,
  isDuplexNodeStream,
  isErrored,
  isFinished,
  isIterable,
  isNodeStream,
  isOutgoingMessage,
  isReadable,
  isReadableEnded,
  isReadableErrored,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isRequest,
  isServerRequest,
  isServerResponse,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableEnded,
  isWritableErrored,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsDestroyed,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  kIsWritable,
  willEmitClose,
};
