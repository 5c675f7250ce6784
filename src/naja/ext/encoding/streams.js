'use strict';

// TextEncoderStream and TextDecoderStream: https://encoding.spec.whatwg.org/#interface-textencoderstream

const { TextDecoder, TextEncoder } = require('ext/encoding/encoding');
const errors = require.lazy('ext/base/errors');
const inspecting = require.lazy('ext/console/inspect');

const customInspect = Symbol.for('nodejs.util.inspect.custom');
const enumerable = { __proto__: null, enumerable: true };
const STREAM = { __proto__: null, stream: true };

function inspectAs(depth, options, name, data) {
  if (depth < 0) return data;
  const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
  return `${name} ${inspecting().inspect(data, inner)}`;
}

class TextEncoderStream {
  #encoder = new TextEncoder();
  #surrogate = ''; // the first half of a pair that the last chunk ended in
  #transform;

  constructor() {
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        let text = String(chunk);
        if (text === '') return;
        text = this.#surrogate + text;
        this.#surrogate = '';
        const last = text.charCodeAt(text.length - 1);
        if (last >= 0xd800 && last <= 0xdbff) {
          this.#surrogate = text.slice(-1);
          text = text.slice(0, -1);
        }
        if (text !== '') controller.enqueue(this.#encoder.encode(text));
      },
      flush: (controller) => {
        if (this.#surrogate !== '') controller.enqueue(new Uint8Array([0xef, 0xbf, 0xbd]));
      },
    });
  }

  get encoding() {
    return this.#encoder.encoding;
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  [customInspect](depth, options) {
    if (this === undefined || !(#encoder in this))
      throw new (errors().codes.ERR_INVALID_THIS)('TextEncoderStream');
    const { encoding, readable, writable } = this;
    return inspectAs(depth, options, 'TextEncoderStream', { encoding, readable, writable });
  }
}

class TextDecoderStream {
  #decoder;
  #transform;

  /**
   * @param {string} [encoding] a label
   * @param {{fatal?: boolean, ignoreBOM?: boolean}} [options]
   */
  constructor(encoding = 'utf-8', options = undefined) {
    this.#decoder = new TextDecoder(encoding, options);
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        if (chunk === undefined) throw new (errors().codes.ERR_INVALID_ARG_TYPE)('chunk', 'string', chunk);
        const text = this.#decoder.decode(chunk, STREAM);
        if (text !== '') controller.enqueue(text);
      },
      flush: (controller) => {
        const text = this.#decoder.decode();
        if (text !== '') controller.enqueue(text);
        controller.terminate();
      },
    });
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get fatal() {
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  [customInspect](depth, options) {
    if (this === undefined || !(#decoder in this))
      throw new (errors().codes.ERR_INVALID_THIS)('TextDecoderStream');
    const { encoding, fatal, ignoreBOM, readable, writable } = this;
    const data = { encoding, fatal, ignoreBOM, readable, writable };
    return inspectAs(depth, options, 'TextDecoderStream', data);
  }
}

Object.defineProperties(TextEncoderStream.prototype, {
  encoding: enumerable,
  readable: enumerable,
  writable: enumerable,
});
Object.defineProperties(TextDecoderStream.prototype, {
  encoding: enumerable,
  fatal: enumerable,
  ignoreBOM: enumerable,
  readable: enumerable,
  writable: enumerable,
});

module.exports = { TextDecoderStream, TextEncoderStream };
