'use strict';

// node:v8's Serializer and Deserializer: V8's format of structured clone, a step at a time.

const native = binding('serializers');
const { Buffer } = require('node/buffer');
const {
  codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');

const kHandle = Symbol('handle');
// By the number that stands for a class in the format.
const VIEWS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  DataView,
  Buffer,
  BigInt64Array,
  BigUint64Array,
  Float16Array,
];
const BUFFER = VIEWS.indexOf(Buffer);

function handleOf(object) {
  const handle = object?.[kHandle];
  if (handle === undefined) throw new TypeError('Illegal invocation');
  return handle;
}

function viewWanted(value, name) {
  if (ArrayBuffer.isView(value)) return;
  const error = new ERR_INVALID_ARG_TYPE(name, ['TypedArray', 'DataView'], value);
  error.message = `${name} must be a TypedArray or a DataView`;
  throw error;
}

function bufferWanted(value, shared) {
  if (value instanceof ArrayBuffer || (shared && value instanceof SharedArrayBuffer)) return;
  const error = new ERR_INVALID_ARG_TYPE('arrayBuffer', 'ArrayBuffer', value);
  error.message = `arrayBuffer must be an ArrayBuffer${shared ? ' or SharedArrayBuffer' : ''}`;
  throw error;
}

function newWanted(target, name) {
  if (target !== undefined) return;
  const error = new ERR_CONSTRUCT_CALL_REQUIRED(name);
  error.message = `Class constructor ${name} cannot be invoked without 'new'`;
  throw error;
}

function keep(object, handle) {
  Object.defineProperty(object, kHandle, { __proto__: null, value: handle });
}

/** Writes values into a buffer. A subclass may define `_writeHostObject` and `_getSharedArrayBufferId`. */
function Serializer() {
  newWanted(new.target, 'Serializer');
  keep(this, native.newSerializer());
}
Serializer.prototype = {
  writeHeader() {
    native.writeHeader(handleOf(this));
  },

  /** @param {unknown} value @returns {true} @throws what `_getDataCloneError` makes, where it cannot be cloned */
  writeValue(value) {
    return native.writeValue(handleOf(this), this, value);
  },

  /** @returns {Buffer} what was written so far */
  releaseBuffer() {
    const bytes = native.releaseBuffer(handleOf(this));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  },

  /** @param {number} id @param {ArrayBuffer} arrayBuffer that travels by other ways */
  transferArrayBuffer(id, arrayBuffer) {
    bufferWanted(arrayBuffer, false);
    native.transferOut(handleOf(this), id, arrayBuffer);
  },

  writeUint32(value) {
    native.writeUint32(handleOf(this), value);
  },

  /** @param {number} high 32 bits @param {number} low 32 bits */
  writeUint64(high, low) {
    native.writeUint64(handleOf(this), high, low);
  },

  writeDouble(value) {
    native.writeDouble(handleOf(this), +value);
  },

  /** @param {NodeJS.ArrayBufferView} source whose bytes are copied */
  writeRawBytes(source) {
    viewWanted(source, 'source');
    native.writeRawBytes(handleOf(this), source);
  },

  /** @param {boolean} mode whether views go to `_writeHostObject` */
  _setTreatArrayBufferViewsAsHostObjects(mode) {
    native.treatViewsAsHostObjects(handleOf(this), !!mode);
  },

  _getDataCloneError: Error,
};

/**
 * Reads what a Serializer has written. A subclass may define `_readHostObject`.
 * @param {NodeJS.ArrayBufferView} buffer
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function Deserializer(buffer) {
  newWanted(new.target, 'Deserializer');
  viewWanted(buffer, 'buffer');
  // Memory that can shrink would be gone under the reader.
  const resizable = buffer.buffer.resizable === true;
  const bytes = resizable
    ? new Uint8Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength))
    : buffer;
  keep(this, native.newDeserializer(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  this.buffer = buffer;
}
Deserializer.prototype = {
  /** @returns {true} @throws {Error} where the format is of a version that V8 does not know */
  readHeader() {
    return native.readHeader(handleOf(this));
  },

  readValue() {
    return native.readValue(handleOf(this), this);
  },

  /** @returns {number} of the format; 0 before readHeader() */
  getWireFormatVersion() {
    return native.wireFormatVersion(handleOf(this));
  },

  /** @param {number} id @param {ArrayBuffer | SharedArrayBuffer} arrayBuffer */
  transferArrayBuffer(id, arrayBuffer) {
    bufferWanted(arrayBuffer, true);
    native.transferIn(handleOf(this), id, arrayBuffer);
  },

  readUint32() {
    return native.readUint32(handleOf(this));
  },

  /** @returns {[number, number]} the high and the low 32 bits */
  readUint64() {
    return native.readUint64(handleOf(this));
  },

  readDouble() {
    return native.readDouble(handleOf(this));
  },

  /** @returns {number} the place of `length` bytes in `buffer` */
  _readRawBytes(length) {
    return native.readRawBytes(handleOf(this), length);
  },

  /** @param {number} length in bytes @returns {Buffer} over the bytes that are read */
  readRawBytes(length) {
    const offset = this._readRawBytes(length);
    return Buffer.from(this.buffer.buffer, this.buffer.byteOffset + offset, length >>> 0);
  },
};

/** A Serializer that writes views as Node does, Buffers as Buffers. */
class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** @param {NodeJS.ArrayBufferView} view @throws what `_getDataCloneError` makes of anything else */
  _writeHostObject(view) {
    // Objects of native code come here as well; they have no bytes of theirs.
    if (!ArrayBuffer.isView(view)) throw this._getDataCloneError(`${view} could not be cloned.`);
    let index = BUFFER;
    if (view.constructor !== Buffer) {
      const tag = view instanceof DataView ? 'DataView' : view[Symbol.toStringTag];
      index = VIEWS.findIndex((kind) => kind.name === tag);
      if (index < 0) throw this._getDataCloneError(`Unserializable host object: ${tag}`);
    }
    this.writeUint32(index);
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

/** A Deserializer of what a DefaultSerializer has written. */
class DefaultDeserializer extends Deserializer {
  /** @returns {NodeJS.ArrayBufferView} over the bytes that are read, or over a copy where they lie askew */
  _readHostObject() {
    const Kind = VIEWS[this.readUint32()];
    const byteLength = this.readUint32();
    const byteOffset = this.buffer.byteOffset + this._readRawBytes(byteLength);
    if (Kind === Buffer) return Buffer.from(this.buffer.buffer, byteOffset, byteLength);
    const size = Kind.BYTES_PER_ELEMENT || 1;
    if (byteOffset % size === 0) return new Kind(this.buffer.buffer, byteOffset, byteLength / size);
    return new Kind(this.buffer.buffer.slice(byteOffset, byteOffset + byteLength));
  }
}

for (const Class of [Serializer, Deserializer])
  Object.defineProperty(Class.prototype, 'constructor', { writable: true, configurable: true, value: Class });

/**
 * @param {unknown} value
 * @returns {Buffer}
 * @throws {Error} where a part of it cannot be cloned
 */
function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

/**
 * @param {NodeJS.ArrayBufferView} buffer
 * @returns {unknown}
 * @throws {ERR_INVALID_ARG_TYPE} for anything else
 * @throws {Error} where the bytes are no value
 */
function deserialize(buffer) {
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

module.exports = {
  DefaultDeserializer,
  DefaultSerializer,
  Deserializer,
  Serializer,
  deserialize,
  serialize,
};
