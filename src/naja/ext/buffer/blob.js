'use strict';

// Blob and File: https://w3c.github.io/FileAPI/

const { isAnyArrayBuffer, isUint8Array } = require('ext/base/types');
const { kClone, setTransferMode } = require('ext/events/symbols');
const errors = require.lazy('ext/base/errors');
const encoding = require.lazy('ext/encoding/encoding');
const exceptions = require.lazy('ext/events/dom_exception');
const inspecting = require.lazy('ext/console/inspect');
const objectUrls = require.lazy('ext/buffer/object_url');
const process = require.lazy('node/process');
const validators = require.lazy('ext/base/validators');

const customInspect = Symbol.for('nodejs.util.inspect.custom');
const enumerable = { __proto__: null, enumerable: true };

const MAX_SIZE = Number.MAX_SAFE_INTEGER;
const CHUNK = 65536;
const CLONEABLE = 1;

// The first argument of a constructor call from within: the parts are there already.
const kParts = Symbol('parts');

/**
 * A piece of a blob: bytes that nobody else changes, or something that gives them later.
 * @typedef {Uint8Array | {
 *   byteLength: number,
 *   subarray(start: number, end: number): Part,
 *   read(): Promise<Uint8Array>,
 * }} Part
 */

function typeError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

let isBlob;
let partsOf;

/** What a blob is made of; strings are taken for text, and everything else is copied or shared. */
function partOf(source, endings) {
  if (isBlob(source)) return partsOf(source);
  if (isAnyArrayBuffer(source)) return [new Uint8Array(source.slice(0))];
  if (ArrayBuffer.isView(source)) {
    return [new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()];
  }
  if (endings === 'native') {
    source = source.replace(/\r\n|\r|\n/g, process().platform === 'win32' ? '\r\n' : '\n');
  }
  return [new (encoding().TextEncoder)().encode(source)];
}

const arrayValues = Array.prototype[Symbol.iterator];

function listOf(sources) {
  if ((typeof sources !== 'object' && typeof sources !== 'function') || sources === null) {
    throw typeError('Value cannot be converted to sequence.');
  }
  // Read once, as programs can see it.
  const method = sources[Symbol.iterator];
  if (typeof method !== 'function') throw typeError('Value cannot be converted to sequence.');
  const list = [];
  const iterable =
    Array.isArray(sources) && method === arrayValues
      ? sources
      : { [Symbol.iterator]: () => method.call(sources) };
  for (const source of iterable) {
    const bytes = isBlob(source) || isAnyArrayBuffer(source) || ArrayBuffer.isView(source);
    if (typeof source === 'symbol') {
      throw typeError(`Value[${list.length}] is a Symbol and cannot be converted to a string.`);
    }
    list.push(bytes ? source : `${source}`);
  }
  return list;
}

/** A media type in lower case; '' where it holds what none may hold. */
function mediaType(type) {
  type = `${type}`;
  return /[^ -~]/.test(type) ? '' : type.toLowerCase();
}

/** A Web IDL [Clamp] long long. */
function clamped(value, name) {
  if (typeof value === 'bigint' || typeof value === 'symbol') {
    const kind = typeof value === 'bigint' ? 'BigInt' : 'Symbol';
    throw typeError(`${name} is a ${kind} and cannot be converted to a number.`);
  }
  const number = +value || 0;
  const bounded = Math.min(Math.max(number, -MAX_SIZE), MAX_SIZE);
  const floor = Math.floor(bounded);
  const rest = bounded - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1; // halves to the even one
}

async function readAll(parts, size) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    const piece = isUint8Array(part) ? part : await part.read();
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes.buffer;
}

class Blob {
  #parts;
  #size = 0;
  #type = '';

  static {
    isBlob = (value) => typeof value === 'object' && value !== null && #parts in value;
    partsOf = (blob) => blob.#parts;
  }

  /**
   * @param {Iterable<string | ArrayBuffer | ArrayBufferView | Blob>} [sources]
   * @param {{endings?: 'transparent' | 'native', type?: string}} [options]
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_BUFFER_TOO_LARGE
   */
  constructor(sources = [], options = undefined) {
    if (sources === kParts) {
      this.#parts = options.parts;
      this.#size = options.size;
      this.#type = options.type;
      return;
    }
    const list = listOf(sources);
    validators().validateDictionary(options, 'options');
    const { endings = 'transparent', type = '' } = options ?? {};
    const ending = `${endings}`;
    if (ending !== 'transparent' && ending !== 'native') {
      throw new (errors().codes.ERR_INVALID_ARG_VALUE)('options.endings', ending);
    }
    const parts = [];
    let size = 0;
    for (const source of list) {
      for (const part of partOf(source, ending)) {
        parts.push(part);
        size += part.byteLength;
      }
    }
    if (size > MAX_SIZE) throw new (errors().codes.ERR_BUFFER_TOO_LARGE)(MAX_SIZE);
    this.#parts = parts;
    this.#size = size;
    this.#type = mediaType(type);
  }

  static #check(blob) {
    if (!isBlob(blob)) throw new (errors().codes.ERR_INVALID_THIS)('Blob');
  }

  /** @returns {string} */
  get type() {
    Blob.#check(this);
    return this.#type;
  }

  /** @returns {number} in bytes */
  get size() {
    Blob.#check(this);
    return this.#size;
  }

  /**
   * @param {number} [start] from the end where it is negative
   * @param {number} [end] likewise
   * @param {string} [contentType]
   * @returns {Blob}
   */
  slice(start = 0, end = undefined, contentType = '') {
    Blob.#check(this);
    const size = this.#size;
    const place = (position) => (position < 0 ? Math.max(size + position, 0) : Math.min(position, size));
    const from = place(clamped(start, 'start'));
    const to = Math.max(end === undefined ? size : place(clamped(end, 'end')), from);
    const parts = [];
    let at = 0;
    for (const part of this.#parts) {
      const first = Math.max(from - at, 0);
      const last = Math.min(to - at, part.byteLength);
      if (first < last) parts.push(part.subarray(first, last));
      at += part.byteLength;
    }
    return new Blob(kParts, { parts, size: to - from, type: mediaType(contentType) });
  }

  /** @returns {Promise<ArrayBuffer>} */
  async arrayBuffer() {
    Blob.#check(this);
    return this.#read();
  }

  /** @returns {Promise<string>} as UTF-8 */
  async text() {
    Blob.#check(this);
    return new (encoding().TextDecoder)().decode(await this.#read());
  }

  /** @returns {Promise<Uint8Array>} */
  async bytes() {
    Blob.#check(this);
    return new Uint8Array(await this.#read());
  }

  async #read() {
    try {
      return await readAll(this.#parts, this.#size);
    } catch (cause) {
      const error = new (exceptions().DOMException)('The blob could not be read', 'NotReadableError');
      Object.defineProperty(error, 'cause', {
        __proto__: null,
        value: cause,
        configurable: true,
        writable: true,
      });
      throw error;
    }
  }

  /** @returns {ReadableStream} of bytes */
  stream() {
    Blob.#check(this);
    const parts = this.#parts.slice();
    return new ReadableStream(
      {
        type: 'bytes',
        async pull(controller) {
          let bytes;
          // An empty part may be an empty file, which is read as well: it may have changed.
          while (parts.length > 0 && bytes === undefined) {
            const [part] = parts;
            const count = Math.min(part.byteLength, CHUNK);
            const piece = part.subarray(0, count);
            if (count === part.byteLength) parts.shift();
            else parts[0] = part.subarray(count, part.byteLength);
            try {
              bytes = isUint8Array(piece) ? piece.slice() : await piece.read();
            } catch {
              throw new (exceptions().DOMException)('The blob could not be read', 'NotReadableError');
            }
            if (count === 0) bytes = undefined;
          }
          if (bytes === undefined) {
            controller.close();
            controller.byobRequest?.respond(0);
          } else {
            controller.enqueue(bytes);
          }
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** @returns {ReadableStream} of text */
  textStream() {
    Blob.#check(this);
    return this.stream().pipeThrough(new (encoding().TextDecoderStream)());
  }

  [customInspect](depth, options) {
    if (depth < 0) return options.stylize(`[${this.constructor.name}]`, 'special');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Blob ${inspecting().inspect({ size: this.size, type: this.type }, inner)}`;
  }
}

setTransferMode(Blob.prototype, CLONEABLE);
Object.defineProperties(Blob.prototype, {
  [kClone]: { __proto__: null, value: cloned },
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Blob' },
  size: enumerable,
  type: enumerable,
  slice: enumerable,
  stream: enumerable,
  textStream: enumerable,
  text: enumerable,
  arrayBuffer: enumerable,
  bytes: enumerable,
});

class File extends Blob {
  #name;
  #lastModified;

  /**
   * @param {Iterable<string | ArrayBuffer | ArrayBufferView | Blob>} fileBits
   * @param {string} fileName
   * @param {{endings?: string, type?: string, lastModified?: number}} [options]
   * @throws ERR_MISSING_ARGS and what Blob throws
   */
  constructor(fileBits, fileName, options = undefined) {
    if (arguments.length < 2) throw new (errors().codes.ERR_MISSING_ARGS)('fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified } = options ?? {};
    this.#lastModified = lastModified === undefined ? Date.now() : +lastModified || 0;
    this.#name = `${fileName}`.toWellFormed();
  }

  static #check(file) {
    if (typeof file !== 'object' || file === null || !(#name in file)) {
      throw new (errors().codes.ERR_INVALID_THIS)('File');
    }
  }

  /** @returns {string} */
  get name() {
    File.#check(this);
    return this.#name;
  }

  /** @returns {number} milliseconds since 1970 */
  get lastModified() {
    File.#check(this);
    return this.#lastModified;
  }

  [customInspect](depth, options) {
    if (depth < 0) return options.stylize(`[${this.constructor.name}]`, 'special');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { size, type, name, lastModified } = this;
    return `File ${inspecting().inspect({ size, type, name, lastModified }, inner)}`;
  }
}

Object.defineProperties(File.prototype, {
  name: enumerable,
  lastModified: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'File' },
});

/**
 * A blob of parts that need no copying: of a file, say.
 * @param {Part[]} parts
 * @param {string} [type]
 * @returns {Blob}
 */
function createBlob(parts, type = '') {
  let size = 0;
  for (const part of parts) size += part.byteLength;
  return new Blob(kParts, { parts, size, type: mediaType(type) });
}

/** What stands for a blob or file in another thread. */
function cloned() {
  const parts = partsOf(this);
  if (!parts.every(isUint8Array)) {
    throw new (errors().codes.ERR_INVALID_STATE)('File-backed Blobs are not cloneable');
  }
  const data = { parts, type: this.type };
  if (this instanceof File) {
    data.name = this.name;
    data.lastModified = this.lastModified;
  }
  return { data, deserializeInfo: 'ext/buffer/blob:cloneBlob' };
}

/** Makes a blob, or a file, of that. */
function cloneBlob({ parts, type, name, lastModified }) {
  const blob = createBlob(parts, type);
  return name === undefined ? blob : new File([blob], name, { type, lastModified });
}

module.exports = {
  Blob,
  File,
  cloneBlob,
  createBlob,
  kParts,
  isBlob,
  partsOf,
  resolveObjectURL: (url) => objectUrls().resolve(url),
};
