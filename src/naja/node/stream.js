'use strict';

// node:stream. Readable and Writable are defined at once, as nearly everything needs them; what else there is
// loads when it is used.

const { Stream } = require('node/internal/streams/legacy');
const { Buffer } = require('node/buffer');

/** @returns {Buffer} of the same memory */
function uint8ArrayToBuffer(chunk) {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
Object.defineProperty(uint8ArrayToBuffer, 'name', { __proto__: null, value: '_uint8ArrayToBuffer' });

const utils = require('node/internal/streams/utils');
const { getDefaultHighWaterMark, setDefaultHighWaterMark } = require('node/internal/streams/state');

module.exports = Stream;
Stream.isDestroyed = utils.isDestroyed;
Stream.isDisturbed = utils.isDisturbed;
Stream.isErrored = utils.isErrored;
Stream.isReadable = utils.isReadable;
Stream.isWritable = utils.isWritable;
Stream.Readable = require('node/internal/streams/readable');
Stream.Writable = require('node/internal/streams/writable');
Stream.Duplex = require('node/internal/streams/duplex');
Stream.Transform = require('node/internal/streams/transform');
Stream.PassThrough = require('node/internal/streams/passthrough');

const duplexPairModule = require.lazy('node/internal/streams/duplexpair');
const pipelineModule = require.lazy('node/internal/streams/pipeline');
const abortModule = require.lazy('node/internal/streams/add_abort_signal');
const finishedModule = require.lazy('node/internal/streams/end_of_stream');
const destroyModule = require.lazy('node/internal/streams/destroy');
const composeModule = require.lazy('node/internal/streams/compose');
const promises = require.lazy('node/stream/promises');
const types = require.lazy('ext/base/types');

Stream.duplexPair = function duplexPair(options) {
  return duplexPairModule()(options);
};
Stream.pipeline = function pipeline(...streams) {
  return pipelineModule().pipeline(...streams);
};
Stream.addAbortSignal = function addAbortSignal(signal, stream) {
  return abortModule().addAbortSignal(signal, stream);
};
Stream.finished = function eos(stream, options, callback) {
  return Reflect.apply(finishedModule().eos, this, arguments);
};
Stream.destroy = function destroyer(stream, err) {
  destroyModule().destroyer(stream, err);
};
Stream.compose = function compose(...streams) {
  return composeModule().compose(...streams);
};
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;

Object.defineProperty(Stream, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => promises(),
});

// util.promisify() of these two
const kCustomPromisify = Symbol.for('nodejs.util.promisify.custom');
for (const name of ['pipeline', 'finished']) {
  Object.defineProperty(Stream[name], kCustomPromisify, {
    __proto__: null,
    enumerable: true,
    get: () => promises()[name],
  });
}

Stream.Stream = Stream;
Stream._isArrayBufferView = ArrayBuffer.isView;
Stream._isUint8Array = function isUint8Array(value) {
  return types().isUint8Array(value);
};
Stream._uint8ArrayToBuffer = uint8ArrayToBuffer;
