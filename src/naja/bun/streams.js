'use strict';

/** Bun.readableStreamTo...: everything that a stream gives. */

const { concat } = require('ext/base/bytes');
const { codes } = require('ext/base/errors');
const buffer = require.lazy('node/buffer');

/** @throws {TypeError} for what is no stream */
function check(stream) {
  if (!require('ext/streams/readable').isReadableStream(stream)) {
    const error = new codes.ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    error.message = error.message.replace('an instance of ReadableStream', 'of type ReadableStream');
    throw error;
  }
}

const bytesOf = (chunk) => {
  if (typeof chunk === 'string') return buffer().Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return new Uint8Array(chunk);
};

async function chunksOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function collect(stream) {
  const chunks = (await chunksOf(stream)).map(bytesOf);
  return concat(
    chunks,
    chunks.reduce((size, chunk) => size + chunk.byteLength, 0),
  );
}

/** @param {ReadableStream} stream @returns {Promise<unknown[]>} its chunks */
function readableStreamToArray(stream) {
  check(stream);
  return chunksOf(stream);
}

/** @returns {Promise<Uint8Array>} */
function readableStreamToBytes(stream) {
  check(stream);
  return collect(stream);
}

/** @returns {Promise<ArrayBuffer>} */
function readableStreamToArrayBuffer(stream) {
  check(stream);
  return collect(stream).then((bytes) =>
    bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer,
  );
}

/** @returns {Promise<string>} as UTF-8 */
function readableStreamToText(stream) {
  check(stream);
  return collect(stream).then((bytes) => new TextDecoder().decode(bytes));
}

function readableStreamToJSON(stream) {
  return readableStreamToText(stream).then(JSON.parse);
}

/** @returns {Promise<Blob>} */
function readableStreamToBlob(stream) {
  check(stream);
  return collect(stream).then((bytes) => new (buffer().Blob)([bytes]));
}

/** @param {string | ArrayBufferView} [boundary] of multipart data @returns {Promise<FormData>} */
function readableStreamToFormData(stream, boundary) {
  check(stream);
  const type =
    boundary === undefined
      ? 'application/x-www-form-urlencoded'
      : `multipart/form-data; boundary=${typeof boundary === 'string' ? boundary : new TextDecoder().decode(boundary)}`;
  return new Response(stream, { headers: { 'content-type': type } }).formData();
}

module.exports = {
  readableStreamToArray,
  readableStreamToArrayBuffer,
  readableStreamToBlob,
  readableStreamToBytes,
  readableStreamToFormData,
  readableStreamToJSON,
  readableStreamToText,
};
