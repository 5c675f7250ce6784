'use strict';

// stream.addAbortSignal(): an aborted signal destroys the stream.

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { isNodeStream, isWebStream, kControllerErrorFunction } = require('node/internal/streams/utils');
const { eos } = require('node/internal/streams/end_of_stream');
const { addAbortListener } = require('ext/events/abort');

/**
 * @param {AbortSignal} signal
 * @param {Stream|ReadableStream|WritableStream} stream
 * @returns {Stream} stream
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function addAbortSignal(signal, stream) {
  if (typeof signal !== 'object' || !('aborted' in signal)) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  if (!isNodeStream(stream) && !isWebStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return addAbortSignalNoValidate(signal, stream);
}

function addAbortSignalNoValidate(signal, stream) {
  if (typeof signal !== 'object' || !('aborted' in signal)) return stream;
  const onAbort = () => {
    const error = new AbortError(undefined, { cause: signal.reason });
    if (isNodeStream(stream)) stream.destroy(error);
    else stream[kControllerErrorFunction](error);
  };
  if (signal.aborted) {
    onAbort();
  } else {
    const disposable = addAbortListener(signal, onAbort);
    eos(stream, disposable[Symbol.dispose]);
  }
  return stream;
}

module.exports = { addAbortSignal, addAbortSignalNoValidate };
