'use strict';

// TextEncoder and TextDecoder: https://encoding.spec.whatwg.org/#api

const native = binding('buffer');
const { atob, btoa } = require('ext/encoding/base64');
const { isAnyArrayBuffer, isUint8Array } = require('ext/base/types');
const errors = require.lazy('ext/base/errors');
const inspecting = require.lazy('ext/console/inspect');
const labels = require.lazy('ext/encoding/labels');
const streams = require.lazy('ext/encoding/streams');
const validators = require.lazy('ext/base/validators');

const customInspect = Symbol.for('nodejs.util.inspect.custom');
const enumerable = { __proto__: null, enumerable: true };

// Up to this many characters a loop in JavaScript costs less than a call into native code.
const SHORT = 24;

/** The class that an object is an instance of, as inspect() finds it. */
function constructorOf(object) {
  for (let o = object; o; o = Object.getPrototypeOf(o)) {
    const descriptor = Object.getOwnPropertyDescriptor(o, 'constructor');
    if (typeof descriptor?.value === 'function' && descriptor.value.name !== '') return descriptor.value;
  }
  return null;
}

// What encodeInto() of the binding writes: characters read, bytes written.
let counts;

class TextEncoder {
  #encoding = 'utf-8';

  #encode(input) {
    const text = `${input}`;
    const { length } = text;
    if (length > SHORT) return native.utf8Encode(text);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return native.utf8Encode(text);
      bytes[i] = code;
    }
    return bytes;
  }

  #encodeInto(text, bytes) {
    counts ??= new Uint32Array(2);
    native.encodeInto(bytes, text, counts);
    return { read: counts[0], written: counts[1] };
  }

  /** @returns {'utf-8'} */
  get encoding() {
    return this.#encoding;
  }

  /**
   * @param {string} [input] lone surrogates become U+FFFD
   * @returns {Uint8Array} UTF-8
   */
  encode(input = '') {
    return this.#encode(input);
  }

  /**
   * Encodes as many whole characters as fit.
   * @param {string} src
   * @param {Uint8Array} dest
   * @returns {{read: number, written: number}} UTF-16 units and bytes
   * @throws ERR_INVALID_ARG_TYPE
   */
  encodeInto(src, dest) {
    if (typeof src !== 'string') validators().validateString(src, 'src');
    if (!isUint8Array(dest)) throw new (errors().codes.ERR_INVALID_ARG_TYPE)('dest', 'Uint8Array', dest);
    return this.#encodeInto(src, dest);
  }

  [customInspect](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = constructorOf(this) ?? TextEncoder;
    return inspecting().inspect({ __proto__: { constructor }, encoding: this.#encoding }, options);
  }
}

Object.defineProperties(TextEncoder.prototype, {
  encode: enumerable,
  encodeInto: enumerable,
  encoding: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextEncoder' },
});

/** Without the code in its stack: Node throws these from native code. */
function typeError(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

function notBytes(name) {
  const message = `The "${name}" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.`;
  return typeError('ERR_INVALID_ARG_TYPE', message);
}

const NOTHING = new Uint8Array(0);

/** The bytes of what decode() was given; undefined if it is nothing with bytes. */
function bytesOf(input) {
  if (isUint8Array(input)) return input;
  if (isAnyArrayBuffer(input)) return input.detached ? NOTHING : new Uint8Array(input);
  if (!ArrayBuffer.isView(input)) return undefined;
  return input.buffer.detached ? NOTHING : new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

/**
 * How many bytes at the end begin a UTF-8 character that may still become one.
 * @param {Uint8Array} bytes
 * @returns {number} 0 to 3
 */
function incompleteUtf8(bytes) {
  const { length } = bytes;
  for (let count = 1; count <= 3 && count <= length; count++) {
    const lead = bytes[length - count];
    if ((lead & 0xc0) === 0x80) continue;
    const size = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (count >= size) return 0;
    if (count === 1) return 1;
    const second = bytes[length - count + 1];
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high ? count : 0;
  }
  return 0;
}

function join(head, tail) {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}

class TextDecoder {
  #encoding = 'utf-8';
  #fatal = false;
  #ignoreBOM = false;
  #streaming = false; // whether the last chunk was not the end
  #bomSeen = false;
  #rest; // bytes of a character that the last chunk ended in
  #decoder; // of another encoding than UTF-8

  /**
   * @param {string} [encoding] a label
   * @param {{fatal?: boolean, ignoreBOM?: boolean}} [options]
   * @throws ERR_ENCODING_NOT_SUPPORTED, ERR_INVALID_ARG_TYPE
   */
  constructor(encoding = 'utf-8', options = undefined) {
    encoding = `${encoding}`;
    if (options !== undefined && options !== null) {
      if (typeof options !== 'object' && typeof options !== 'function')
        validators().validateObject(options, 'options');
      this.#fatal = Boolean(options.fatal);
      this.#ignoreBOM = Boolean(options.ignoreBOM);
    }
    if (encoding === 'utf-8' || encoding === 'utf8') return;
    const name = labels().encodingOf(encoding);
    if (name === undefined) throw new (errors().codes.ERR_ENCODING_NOT_SUPPORTED)(encoding);
    this.#encoding = name;
    if (name === 'utf-8') return;
    this.#decoder = require('ext/encoding/legacy').create(name, this.#fatal, this.#ignoreBOM);
    if (this.#decoder === undefined) throw new (errors().codes.ERR_ENCODING_NOT_SUPPORTED)(name);
  }

  static #check(decoder) {
    if (decoder === null || typeof decoder !== 'object' || !(#encoding in decoder)) {
      throw new (errors().codes.ERR_INVALID_THIS)('TextDecoder');
    }
  }

  /**
   * @param {ArrayBuffer | SharedArrayBuffer | ArrayBufferView} [input]
   * @param {{stream?: boolean}} [options] whether more is to come
   * @returns {string}
   * @throws ERR_INVALID_ARG_TYPE; ERR_ENCODING_INVALID_ENCODED_DATA where `fatal` was asked for
   */
  decode(input = NOTHING, options = undefined) {
    TextDecoder.#check(this);
    let stream = false;
    if (options !== undefined && options !== null) {
      if (typeof options !== 'object' && typeof options !== 'function')
        validators().validateObject(options, 'options');
      stream = Boolean(options.stream);
    }
    const bytes = bytesOf(input);
    if (bytes === undefined) throw this.#wrongInput(input, stream);
    if (this.#decoder !== undefined) return this.#decoder.decode(bytes, stream);
    if (stream || this.#streaming) return this.#decodeChunk(bytes, stream);
    return this.#decodeUtf8(bytes, this.#ignoreBOM);
  }

  #decodeUtf8(bytes, keepBOM) {
    const { length } = bytes;
    if (this.#fatal && !native.isUtf8(bytes)) {
      const message = 'The encoded data was not valid for encoding utf-8';
      throw typeError('ERR_ENCODING_INVALID_ENCODED_DATA', message);
    }
    const bom = !keepBOM && length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return native.utf8Slice(bytes, bom ? 3 : 0, length);
  }

  #decodeChunk(bytes, stream) {
    if (!this.#streaming) {
      this.#rest = undefined;
      this.#bomSeen = false;
    }
    this.#streaming = stream;
    if (this.#rest !== undefined) {
      bytes = join(this.#rest, bytes);
      this.#rest = undefined;
    }
    if (stream) {
      const count = incompleteUtf8(bytes);
      if (count > 0) {
        this.#rest = bytes.slice(-count);
        bytes = bytes.subarray(0, -count);
      }
    }
    if (bytes.length === 0) return '';
    const keepBOM = this.#ignoreBOM || this.#bomSeen;
    this.#bomSeen = true;
    return this.#decodeUtf8(bytes, keepBOM);
  }

  #wrongInput(input, stream) {
    if (this.#encoding === 'utf-8' && !stream && this.#rest === undefined) return notBytes('list');
    if (this.#encoding !== 'utf-8' && !this.#decoder.isSingleByte) return notBytes('input');
    return new (errors().codes.ERR_INVALID_ARG_TYPE)('input', ['ArrayBuffer', 'ArrayBufferView'], input);
  }

  /** @returns {string} the usual name of the encoding */
  get encoding() {
    TextDecoder.#check(this);
    return this.#encoding;
  }

  get fatal() {
    TextDecoder.#check(this);
    return this.#fatal;
  }

  get ignoreBOM() {
    TextDecoder.#check(this);
    return this.#ignoreBOM;
  }

  [customInspect](depth, options) {
    TextDecoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = constructorOf(this) ?? TextDecoder;
    const shown = {
      __proto__: { constructor },
      encoding: this.#encoding,
      fatal: this.#fatal,
      ignoreBOM: this.#ignoreBOM,
    };
    if (options.showHidden) {
      shown[Symbol('flags')] = (this.#fatal ? 2 : 0) | (this.#ignoreBOM ? 4 : 0);
      shown[Symbol('handle')] = undefined;
    }
    return `${constructor.name} ${inspecting().inspect(shown)}`;
  }
}

Object.defineProperties(TextDecoder.prototype, {
  decode: enumerable,
  encoding: enumerable,
  fatal: enumerable,
  ignoreBOM: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextDecoder' },
});

module.exports = {
  TextDecoder,
  TextEncoder,
  get TextDecoderStream() {
    return streams().TextDecoderStream;
  },
  get TextEncoderStream() {
    return streams().TextEncoderStream;
  },
  atob,
  btoa,
};
