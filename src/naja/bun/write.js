'use strict';

/** Bun.write. */

const native = binding('fs');
const { isBlob } = require('ext/buffer/blob');
const { BunFile, promised, targetOf } = require('bun/file');
const { coded } = require('bun/basics');
const { constants } = require('ext/fs/constants');
const buffer = require.lazy('node/buffer');
const fetching = require.lazy('ext/fetch/response');
const requests = require.lazy('ext/fetch/request');
const streams = require.lazy('ext/streams/readable');
const types = require.lazy('ext/base/types');

const { O_CREAT, O_TRUNC, O_WRONLY } = constants;
const FLAGS = O_WRONLY | O_CREAT | O_TRUNC;
const MODE = 0o664;
const ENOENT = -2;
const SMALL = 64 * 1024;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

const refusal = (message) => coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);

/** Where to: a path or a descriptor. @throws {TypeError} */
function destinationOf(destination) {
  if (BunFile.isOne(destination)) return BunFile.targetOf(destination);
  const target = targetOf(destination);
  if (target === undefined) {
    throw refusal(
      'The "destination" argument must be of type path, file descriptor, or Blob. Received ' +
        `${destination === null ? 'null' : typeof destination === 'object' ? 'an instance of Object' : typeof destination}`,
    );
  }
  return target;
}

/** Makes the folder that is missing, unless told not to. */
async function withFolder(target, createPath, act) {
  try {
    return await act();
  } catch (error) {
    if (error.errno !== ENOENT || typeof target === 'number' || createPath === false) throw error;
    const slash = target.lastIndexOf('/');
    if (slash <= 0) throw error;
    await promised((done) => native.mkdirp(target.slice(0, slash), 0o777, done));
    return act();
  }
}

/**
 * Writes a small file at once, without emptying it first: file systems wait for the disk where a file that is emptied
 * and written is closed.
 */
function writeNow(path, bytes, mode) {
  const fd = native.open(path, O_WRONLY | O_CREAT, mode);
  try {
    let at = 0;
    while (at < bytes.byteLength) at += native.write(fd, bytes, at, bytes.byteLength - at, -1);
    native.fstat(fd, false);
    const [isRegular, size] = [(native.stats[1] & S_IFMT) === S_IFREG, native.stats[8]];
    if (isRegular && size > bytes.byteLength) native.ftruncate(fd, bytes.byteLength);
  } finally {
    native.close(fd);
  }
}

/** Writes bytes or text that are there. @returns {Promise<number>} */
async function writeWhole(target, data, options) {
  if (typeof target === 'string' && (data.length ?? data.byteLength) <= SMALL) {
    const bytes = typeof data === 'string' ? buffer().Buffer.from(data) : data;
    await withFolder(target, options.createPath, () => writeNow(target, bytes, options.mode ?? MODE));
    return bytes.byteLength;
  }
  const size = typeof data === 'string' ? buffer().Buffer.byteLength(data) : data.byteLength;
  await withFolder(target, options.createPath, () =>
    promised((done) => native.writeFile(target, data, FLAGS, options.mode ?? MODE, done)),
  );
  return size;
}

/** The bytes of a stream's chunk. */
function chunkBytes(chunk) {
  if (typeof chunk === 'string') return buffer().Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (types().isAnyArrayBuffer(chunk)) return new Uint8Array(chunk);
  throw refusal('Expected a stream of strings, ArrayBuffers or ArrayBufferViews');
}

/** Writes what comes, as it comes. @returns {Promise<number>} */
async function writeChunks(target, chunks, options) {
  const open = () => promised((done) => native.open(target, FLAGS, options.mode ?? MODE, done));
  const fd = typeof target === 'number' ? target : await withFolder(target, options.createPath, open);
  let size = 0;
  try {
    for await (const chunk of chunks) {
      const bytes = chunkBytes(chunk);
      let at = 0;
      while (at < bytes.byteLength) {
        at += await promised((done) => native.write(fd, bytes, at, bytes.byteLength - at, -1, done));
      }
      size += bytes.byteLength;
    }
  } finally {
    if (typeof target !== 'number') await promised((done) => native.close(fd, done));
  }
  return size;
}

/** Copies a file. @returns {Promise<number>} */
async function copy(target, file, options) {
  const source = BunFile.targetOf(file);
  if (typeof target === 'number' || typeof source === 'number' || !BunFile.isWhole(file)) {
    return writeChunks(target, file.stream(), options);
  }
  const fd = await promised((done) => native.open(source, 0, 0, done)); // whose error names the source
  let size = 0;
  try {
    native.fstat(fd, false);
    size = native.stats[8];
  } finally {
    await promised((done) => native.close(fd, done));
  }
  await withFolder(target, options.createPath, () =>
    promised((done) => native.copyFile(source, target, 0, done)),
  );
  return size;
}

/** Writes whatever has bytes. @returns {Promise<number>} */
function writeData(target, data, options) {
  if (typeof data === 'string') return writeWhole(target, data, options);
  if (ArrayBuffer.isView(data)) {
    return writeWhole(target, new Uint8Array(data.buffer, data.byteOffset, data.byteLength), options);
  }
  if (types().isAnyArrayBuffer(data)) return writeWhole(target, new Uint8Array(data), options);
  if (BunFile.isOne(data)) return copy(target, data, options);
  if (isBlob(data)) return data.bytes().then((bytes) => writeWhole(target, bytes, options));
  if (isIncoming(data)) return writeChunks(target, data.stream(), options);
  if (streams().isReadableStream(data)) return writeChunks(target, data, options);
  if (Array.isArray(data)) return writeData(target, new Blob(data), options);
  return writeWhole(target, String(data), options);
}

/** Whether it is a body that comes over a connection. */
function isIncoming(data) {
  return data instanceof require('ext/fetch/incoming').IncomingBody;
}

/** The content of a Response or Request. */
function bodyOf(message) {
  if (fetching().isResponse(message)) return fetching().takeBody(message);
  if (requests().isRequest(message)) return message.body;
  return message;
}

/**
 * Writes a file anew. Missing folders are made.
 * @param {string | number | URL | BunFile} destination
 * @param {string | ArrayBufferView | ArrayBuffer | Blob | Response | Request | ReadableStream | Array} data
 * @param {{createPath?: boolean, mode?: number}} [options]
 * @returns {Promise<number>} bytes written
 */
function write(destination, data, options = {}) {
  const target = destinationOf(destination);
  if (data === undefined || data === null) {
    throw refusal('Bun.write(pathOrFdOrBlob, blob) expects a Blob-y thing to write');
  }
  return writeData(target, bodyOf(data) ?? '', options ?? {});
}

module.exports = { write };
