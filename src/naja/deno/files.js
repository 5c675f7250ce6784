'use strict';

/** Whole files: Deno.readFile, Deno.writeFile and their kin. */

const native = binding('fs');
const { later, now, pathOf } = require('deno/calls');
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY } = require('ext/fs/constants').constants;
const webStreams = require.lazy('ext/streams/readable');

const AS_BYTES = 0;
const AS_TEXT = 1;

/** Native code gives a number for what is too large. */
function whole(result) {
  if (typeof result === 'number') throw new TypeError('buffer exceeds maximum length');
  return result;
}

/** @returns {Uint8Array} @throws Deno.errors */
function readFileSync(path) {
  path = pathOf(path);
  return now('readfile', path, undefined, () => whole(native.readFile(path, O_RDONLY, AS_BYTES)));
}

/** The text of a file; what is no UTF-8 becomes U+FFFD. @returns {string} */
function readTextFileSync(path) {
  path = pathOf(path);
  return now('readfile', path, undefined, () => whole(native.readFile(path, O_RDONLY, AS_TEXT)));
}

/** Lets a signal end the waiting for a promise. */
async function under(signal, promise) {
  if (signal === undefined || signal === null) return promise;
  const { promise: aborted, reject } = Promise.withResolvers();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  promise.catch(() => {});
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function read(path, options, as) {
  options?.signal?.throwIfAborted();
  path = pathOf(path);
  const start = (done) => native.readFile(path, O_RDONLY, as, done);
  return whole(await under(options?.signal, later('readfile', path, undefined, start)));
}

/** @param {{signal?: AbortSignal}} [options] @returns {Promise<Uint8Array>} */
async function readFile(path, options) {
  return read(path, options, AS_BYTES);
}

/** @param {{signal?: AbortSignal}} [options] @returns {Promise<string>} */
async function readTextFile(path, options) {
  return read(path, options, AS_TEXT);
}

function flagsOf(options) {
  let flags = O_WRONLY;
  if (options.createNew) flags |= O_CREAT | O_EXCL;
  else if (options.create ?? true) flags |= O_CREAT;
  return flags | (options.append ? O_APPEND : O_TRUNC);
}

function checkBytes(data) {
  if (!ArrayBuffer.isView(data)) {
    throw new TypeError(`expected type \`Uint8Array\`, got \`${data === null ? 'null' : typeof data}\``);
  }
}

/**
 * @param {string | URL} path
 * @param {Uint8Array} data
 * @param {{append?: boolean, create?: boolean, createNew?: boolean, mode?: number, signal?: AbortSignal}} [options]
 * @throws Deno.errors, and what `signal` was aborted with
 */
function writeFileSync(path, data, options = {}) {
  options.signal?.throwIfAborted();
  checkBytes(data);
  writeSync(path, data, options);
}

function writeTextFileSync(path, data, options = {}) {
  options.signal?.throwIfAborted();
  writeSync(path, String(data), options);
}

function writeSync(path, data, options) {
  path = pathOf(path);
  const { mode } = options;
  now('writefile', path, undefined, () => {
    native.writeFile(path, data, flagsOf(options), mode ?? 0o666);
    if (mode !== undefined && mode !== null) native.chmod(path, mode);
  });
}

const isStream = (data) =>
  typeof ReadableStream === 'function' && data instanceof webStreams().ReadableStream;

/** @param {Uint8Array | ReadableStream<Uint8Array>} data @returns {Promise<void>} */
async function writeFile(path, data, options = {}) {
  options.signal?.throwIfAborted();
  if (isStream(data)) return writeStream(path, data, options);
  checkBytes(data);
  return write(path, data, options);
}

/** @param {string | ReadableStream<string>} data @returns {Promise<void>} */
async function writeTextFile(path, data, options = {}) {
  options.signal?.throwIfAborted();
  if (isStream(data)) return writeStream(path, data.pipeThrough(new TextEncoderStream()), options);
  return write(path, String(data), options);
}

async function write(path, data, options) {
  path = pathOf(path);
  const { mode } = options;
  const start = (done) => native.writeFile(path, data, flagsOf(options), mode ?? 0o666, done);
  await under(options.signal, later('writefile', path, undefined, start));
  if (mode !== undefined && mode !== null) {
    await later('writefile', path, undefined, (done) => native.chmod(path, mode, done));
  }
}

async function writeStream(path, stream, options) {
  const { append = false, create = true, createNew = false, mode, signal } = options;
  const { open } = require('deno/open');
  const file = await open(path, { append, create, createNew, mode, truncate: !append, write: true });
  await stream.pipeTo(file.writable, { signal });
}

module.exports = {
  readFile,
  readFileSync,
  readTextFile,
  readTextFileSync,
  writeFile,
  writeFileSync,
  writeTextFile,
  writeTextFileSync,
};
