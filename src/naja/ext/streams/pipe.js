'use strict';

// ReadableStream.prototype.pipeTo: https://streams.spec.whatwg.org/#readable-stream-pipe-to

const { acquireDefaultReader, cancelReadable, readDefault, releaseReader } = require('ext/streams/readable');
const {
  abortStream,
  acquireHiddenWriter,
  writeChunk,
  writerCloseWithErrorPropagation,
  writerDesiredSize,
  writerRelease,
} = require('ext/streams/writable');
const { invalidState, noop, resolved, then } = require('ext/streams/common');
const {
  validateAbortSignal,
  validateObject,
  kValidateObjectAllowObjectsAndNull,
} = require('ext/base/validators');
const native = binding('fs');
const abort = require.lazy('ext/events/abort');

/** So much at a time goes from file to file within the kernel. */
const FILE_PIECE = 8 * 1024 * 1024;

/** What the options of pipeTo() say. */
function pipeOptions(options) {
  if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
  const preventAbort = Boolean(options?.preventAbort);
  const preventCancel = Boolean(options?.preventCancel);
  const preventClose = Boolean(options?.preventClose);
  const signal = options?.signal;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return { preventAbort, preventCancel, preventClose, signal };
}

/**
 * @param {ReadableSlots} source
 * @param {WritableSlots} dest
 * @returns {Promise<void>}
 */
function pipeTo(source, dest, { preventAbort, preventCancel, preventClose, signal }) {
  const reader = acquireDefaultReader(source);
  const writer = acquireHiddenWriter(dest, () => {
    if (!waiting) return;
    waiting = false;
    then(resolved, pump);
  });
  source.disturbed = true;
  const { promise, resolve, reject } = Promise.withResolvers();
  let shuttingDown = false;
  // Whether pump() waits until the destination takes more
  let waiting = false;
  // Chunks that were read and whose writing has not ended
  let unfinished = 0;
  let onAllWritten;
  let disposable;
  // Whether the kernel may copy: from a file into a file, as long as it finds something to copy
  let moves = source.descriptor !== undefined && dest.descriptor !== undefined;

  if (signal !== undefined) {
    const onAbort = () => {
      const error = signal.reason;
      const actions = [];
      if (!preventAbort) {
        actions.push(() => (dest.state === 'writable' ? abortStream(dest, error) : resolved));
      }
      if (!preventCancel) {
        actions.push(() => (source.state === 'readable' ? cancelReadable(source, error) : resolved));
      }
      shutdownWith(() => Promise.all(actions.map((action) => action())), true, error);
    };
    if (signal.aborted) {
      onAbort();
      return promise;
    }
    disposable = abort().addAbortListener(signal, onAbort);
  }

  const writeEnded = () => {
    if (--unfinished === 0) onAllWritten?.();
  };
  // Its outcome is told by the stream's own state.
  const writeRequest = { resolve: writeEnded, reject: writeEnded };
  let arrived = false;
  let synchronous = false;
  const readRequest = {
    chunk(value) {
      unfinished++;
      if (synchronous) {
        arrived = true;
        writeChunk(writer, value, writeRequest);
        return;
      }
      // Not at once: whoever enqueues shall not run the writing.
      then(resolved, () => {
        writeChunk(writer, value, writeRequest);
        pump();
      });
    },
    close: noop,
    error: noop,
  };

  // What ends it: errors forward and backward, the end forward and backward.
  const onSourceError = (error) => {
    if (preventAbort) shutdown(true, error);
    else shutdownWith(() => abortStream(dest, error), true, error);
  };
  const onDestError = (error) => {
    if (preventCancel) shutdown(true, error);
    else shutdownWith(() => cancelReadable(source, error), true, error);
  };
  const onSourceClosed = () => {
    if (preventClose) shutdown();
    else shutdownWith(() => writerCloseWithErrorPropagation(writer));
  };
  if (source.state === 'errored') onSourceError(source.storedError);
  else then(reader.closed.promise, undefined, onSourceError);
  if (dest.state === 'errored') onDestError(dest.storedError);
  else then(writer.closed.promise, undefined, onDestError);
  if (source.state === 'closed') onSourceClosed();
  else then(reader.closed.promise, onSourceClosed, noop);
  if (dest.closing || dest.state === 'closed') {
    const error = invalidState('Destination WritableStream is closed');
    if (preventCancel) shutdown(true, error);
    else shutdownWith(() => cancelReadable(source, error), true, error);
  }

  pump();
  return promise;

  /** Reads as long as the destination takes more. */
  function pump() {
    while (!shuttingDown) {
      const desired = writerDesiredSize(writer);
      if (desired === null || dest.closing) return; // the listeners above see to it
      if (desired <= 0) {
        waiting = true;
        return;
      }
      if (moves && isIdle() && move()) return;
      arrived = false;
      synchronous = true;
      readDefault(reader, readRequest);
      synchronous = false;
      if (!arrived) return;
    }
  }

  /** Whether all that was read is written. */
  function isIdle() {
    const { controller } = source;
    return (
      unfinished === 0 &&
      source.state === 'readable' &&
      controller.isBytes &&
      controller.started &&
      controller.total === 0 &&
      !controller.pulling &&
      !controller.closeRequested &&
      !dest.operationInFlight &&
      dest.writeRequests.length === 0
    );
  }

  /** Lets the kernel copy a piece. What it cannot do, and the end, is left to the streams. */
  function move() {
    try {
      native.copyRange(source.descriptor(), -1, dest.descriptor(), -1, FILE_PIECE, (error, count) => {
        if (error || count === 0) moves = false;
        writeEnded();
        pump();
      });
    } catch {
      moves = false;
      return false;
    }
    unfinished++;
    return true;
  }

  /** Once everything that was read is written, or has failed. */
  function waitForWrites() {
    if (unfinished === 0) return resolved;
    return new Promise((settle) => {
      onAllWritten = settle;
    });
  }

  function shutdownWith(action, isError, error) {
    if (shuttingDown) return;
    shuttingDown = true;
    if (dest.state === 'writable' && !dest.closing) then(waitForWrites(), act);
    else act();

    function act() {
      then(
        action(),
        () => finalize(isError, error),
        (newError) => finalize(true, newError),
      );
    }
  }

  function shutdown(isError, error) {
    if (shuttingDown) return;
    shuttingDown = true;
    if (dest.state === 'writable' && !dest.closing) then(waitForWrites(), () => finalize(isError, error));
    else finalize(isError, error);
  }

  function finalize(isError, error) {
    writerRelease(writer);
    releaseReader(reader);
    disposable?.[Symbol.dispose]();
    if (isError) reject(error);
    else resolve(undefined);
  }
}

module.exports = { pipeOptions, pipeTo };
