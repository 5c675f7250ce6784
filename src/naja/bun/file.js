'use strict';

/** Bun.file: a Blob whose bytes are those of a file, read when they are asked for. */

const native = binding('fs');
const { Blob, kParts } = require('ext/buffer/blob');
const { coded } = require('bun/basics');
const { DEFAULT, typeOfPath } = require('bun/media_types');
const buffer = require.lazy('node/buffer');
const decoding = require.lazy('ext/encoding/encoding');
const fs = require.lazy('node/fs');
const streams = require.lazy('ext/streams/readable');
const types = require.lazy('ext/base/types');
const writing = require.lazy('bun/write');

const AS_BYTES = 0;
const AS_TEXT = 1;
const O_RDONLY = 0;
const CHUNK = 256 * 1024;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;
const MAX_FD = 2147483647;
// What lastModified is of what is not there.
const NEVER = 2 ** 52 - 1;

/** The promise of a native operation. */
function promised(start) {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });
}

/** Looks at a file; whether it is there. What is found is in native.stats. */
function look(target) {
  try {
    if (typeof target === 'number') native.fstat(target, false);
    else native.stat(target, false);
    return true;
  } catch {
    return false;
  }
}

const isDirectory = () => (native.stats[1] & S_IFMT) === S_IFDIR;

/** A directory has no bytes; the kernel's words for that are Bun's own. */
function readError(error, target) {
  if (error.code !== 'EISDIR') return error;
  const failure = new Error('Directories cannot be read like files');
  return Object.assign(failure, { code: 'EISDIR', errno: 0, syscall: 'read', path: target });
}

/** The text of a file from its start, without a byte order mark. */
const withoutMark = (text) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** A file as a part of other blobs. */
class FilePart {
  #file;
  #start;
  #end;

  constructor(file, start, end) {
    this.#file = file;
    this.#start = start;
    this.#end = end;
  }

  get byteLength() {
    return this.#file === undefined ? 0 : rangeSize(this.#file.target, this.#start, this.#end);
  }

  subarray(start, end) {
    return new FilePart(this.#file, this.#start + start, this.#start + end);
  }

  read() {
    return readRange(this.#file.target, this.#start, this.#end);
  }
}

/** How many bytes a range has now. */
function rangeSize(target, start, end) {
  if (!look(target) || isDirectory()) return 0;
  return Math.max(0, Math.min(native.stats[8], end) - start);
}

/** Reads a range of a file. @returns {Promise<Uint8Array>} */
async function readRange(target, start, end) {
  if (start === 0 && end === Infinity) {
    try {
      return whole(await promised((done) => native.readFile(target, O_RDONLY, AS_BYTES, done)));
    } catch (error) {
      throw readError(error, target);
    }
  }
  const chunks = [];
  let size = 0;
  for await (const chunk of chunksOf(target, start, end)) {
    chunks.push(chunk);
    size += chunk.byteLength;
  }
  return require('ext/base/bytes').concat(chunks, size);
}

/** Native code gives a number for what is too large. */
function whole(result) {
  if (typeof result === 'number') throw new RangeError(`File is too large to be read whole: ${result} bytes`);
  return result;
}

/** The bytes of a range, as they are read. A file of a path is opened and closed; a descriptor is left open. */
async function* chunksOf(target, start, end, chunkSize = CHUNK) {
  const isPath = typeof target !== 'number';
  const fd = isPath ? await promised((done) => native.open(target, O_RDONLY, 0, done)) : target;
  try {
    native.fstat(fd, false);
    if (isDirectory()) throw readError(Object.assign(new Error(), { code: 'EISDIR' }), target);
    // Only files have places; what comes out of a pipe is counted.
    const seekable = (native.stats[1] & S_IFMT) === S_IFREG && (isPath || start > 0);
    let at = start;
    while (at < end) {
      const bytes = new Uint8Array(Math.min(chunkSize, end - at));
      const from = seekable ? at : -1;
      const count = await promised((done) => native.read(fd, bytes, 0, bytes.byteLength, from, done));
      if (count === 0) break;
      at += count;
      yield count === bytes.byteLength ? bytes : bytes.slice(0, count);
    }
  } finally {
    if (isPath) await promised((done) => native.close(fd, done));
  }
}

/** A file, or a range of one. */
class BunFile extends Blob {
  #target;
  #start;
  #end;
  #type;

  /**
   * @param {string | number} target a path or a descriptor
   * @param {string | undefined} type
   */
  constructor(target, type, start = 0, end = Infinity) {
    const holder = { target };
    super(kParts, { parts: [new FilePart(holder, start, end)], size: 0, type: '' });
    this.#target = target;
    this.#type = type;
    this.#start = start;
    this.#end = end;
  }

  static targetOf(file) {
    return file.#target;
  }

  static isOne(value) {
    return typeof value === 'object' && value !== null && #target in value;
  }

  /** @returns {{target: string|number, start: number, end: number}} */
  static rangeOf(file) {
    return { target: file.#target, start: file.#start, end: file.#end };
  }

  /** Whether it is all of its file. */
  static isWhole(file) {
    return file.#start === 0 && file.#end === Infinity;
  }

  /** @returns {string | undefined} the path */
  get name() {
    return typeof this.#target === 'string' ? this.#target : undefined;
  }

  /** @returns {number} bytes; 0 of what is not there */
  get size() {
    return rangeSize(this.#target, this.#start, this.#end);
  }

  /** @returns {string} the media type that goes with the name */
  get type() {
    this.#type ??= typeof this.#target === 'string' ? typeOfPath(this.#target) : DEFAULT;
    return this.#type;
  }

  /** @returns {number} milliseconds since 1970 */
  get lastModified() {
    return look(this.#target) ? Math.floor(native.stats[12] * 1000 + native.stats[13] / 1e6) : NEVER;
  }

  /** @returns {Promise<string>} as UTF-8 */
  async text() {
    if (!BunFile.isWhole(this)) {
      return new (decoding().TextDecoder)().decode(await readRange(this.#target, this.#start, this.#end));
    }
    try {
      const target = this.#target;
      return withoutMark(whole(await promised((done) => native.readFile(target, O_RDONLY, AS_TEXT, done))));
    } catch (error) {
      throw readError(error, this.#target);
    }
  }

  async json() {
    return JSON.parse(await this.text());
  }

  /** @returns {Promise<Uint8Array>} */
  async bytes() {
    return readRange(this.#target, this.#start, this.#end);
  }

  /** @returns {Promise<ArrayBuffer>} */
  async arrayBuffer() {
    const bytes = await this.bytes();
    const { buffer: memory } = bytes;
    return bytes.byteLength === memory.byteLength ? memory : bytes.slice().buffer;
  }

  /** @returns {Promise<FormData>} of the file's type */
  async formData() {
    return new Response(await this.bytes(), { headers: { 'content-type': this.type } }).formData();
  }

  /** @param {number} [chunkSize] @returns {ReadableStream<Uint8Array>} */
  stream(chunkSize) {
    const chunks = chunksOf(this.#target, this.#start, this.#end, chunkSize > 0 ? chunkSize : CHUNK);
    return new (streams().ReadableStream)(
      {
        async pull(controller) {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        async cancel() {
          await chunks.return();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /**
   * A range of the file, from the end where numbers are negative.
   * @returns {BunFile}
   */
  slice(start = 0, end = undefined, type = undefined) {
    if (typeof start === 'string') return new BunFile(this.#target, start, this.#start, this.#end);
    if (typeof end === 'string') [end, type] = [undefined, end];
    const size = start < 0 || end < 0 ? this.size : Infinity;
    const place = (position) => (position < 0 ? Math.max(size + position, 0) : Math.floor(position));
    const from = this.#start + place(start);
    const to = Math.min(this.#end, end === undefined ? Infinity : this.#start + place(end));
    return new BunFile(this.#target, type ?? this.#type, from, Math.max(from, to));
  }

  /** @returns {Promise<boolean>} whether it is there and no directory */
  async exists() {
    return look(this.#target) && !isDirectory();
  }

  /** @returns {Promise<import('node:fs').Stats>} */
  async stat() {
    const target = this.#target;
    return typeof target === 'number'
      ? promised((done) => fs().fstat(target, done))
      : promised((done) => fs().stat(target, done));
  }

  /** Writes it anew. @returns {Promise<number>} bytes */
  async write(data, options) {
    return writing().write(this, data, options);
  }

  /** Writes bit by bit. @param {{highWaterMark?: number}} [options] @returns {FileSink} */
  writer(options) {
    return new (require('bun/file_sink').FileSink)(this.#target, options);
  }

  async delete() {
    const target = this.#target;
    if (typeof target === 'number') throw new TypeError('A file descriptor cannot be deleted');
    await promised((done) => native.unlink(target, done));
  }

  unlink() {
    return this.delete();
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    const what = typeof this.#target === 'number' ? `fd: ${this.#target}` : JSON.stringify(this.#target);
    return `FileRef (${what}) ${inspect({ type: this.type }, options)}`;
  }
}
Object.defineProperty(BunFile.prototype, 'constructor', { __proto__: null, value: Blob, configurable: true });

/**
 * The path or descriptor that an argument stands for, or undefined.
 * @throws {RangeError | TypeError}
 */
function targetOf(value) {
  const target = readTarget(value);
  if (typeof target === 'string' && target.includes('\0')) {
    throw coded(
      TypeError,
      'ERR_INVALID_ARG_VALUE',
      `The argument 'path' must be a string, Uint8Array, or URL without null bytes. Received ${JSON.stringify(target)}`,
    );
  }
  return target;
}

function readTarget(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || value < 0 || value > MAX_FD) {
      throw coded(
        RangeError,
        'ERR_OUT_OF_RANGE',
        `The value of "fd" is out of range. It must be >= 0 && <= ${MAX_FD}. Received ${value}`,
      );
    }
    return value;
  }
  if (value instanceof URL) {
    if (value.protocol !== 'file:') {
      throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'URL must be a non-empty "file:" path');
    }
    return require('node/url').fileURLToPath(value);
  }
  if (types().isAnyArrayBuffer(value)) return buffer().Buffer.from(value).toString();
  if (ArrayBuffer.isView(value)) {
    return buffer().Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
  }
  return undefined;
}

/**
 * A file, which need not be there.
 * @param {string | number | URL | ArrayBufferView | ArrayBuffer} target a path, a file: URL or a descriptor
 * @param {{type?: string}} [options]
 * @returns {BunFile}
 */
function file(target, options) {
  if (BunFile.isOne(target)) return target;
  const found = targetOf(target);
  if (found === undefined) {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'Expected file path string or file descriptor');
  }
  return new BunFile(found, options?.type === undefined ? undefined : String(options.type).toLowerCase());
}

require('ext/serve/files').register(BunFile.isOne, BunFile.rangeOf);

module.exports = { BunFile, file, promised, targetOf };
