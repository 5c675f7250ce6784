'use strict';

// The Body mixin of Request and Response: https://fetch.spec.whatwg.org/#body-mixin
//
// A body keeps what it was made from: a string, a Uint8Array that is its own, a Blob, or an IncomingBody. A stream is
// made of it only where somebody asks for one (`body`, `clone()` of a body that comes in, `textStream()`).

const native = binding('buffer');
const {
  isAnyArrayBuffer,
  isArrayBuffer,
  isAsyncFunction,
  isGeneratorFunction,
  isSharedArrayBuffer,
  isUint8Array,
} = require('ext/base/types');
const { concat } = require('ext/base/bytes');
const { illegalInvocation } = require('ext/fetch/webidl');
const { then } = require('ext/streams/common');
const blobs = require.lazy('ext/buffer/blob');
const forms = require.lazy('ext/fetch/form_data');
const multipart = require.lazy('ext/fetch/multipart');
const urlencoded = require.lazy('ext/url/form');
const searchParams = require.lazy('ext/url/search_params');
const mediaTypes = require.lazy('ext/fetch/media_type');
const readable = require.lazy('ext/streams/readable');
const readableBytes = require.lazy('ext/streams/readable_bytes');
const teeing = require.lazy('ext/streams/tee');
const encodingStreams = require.lazy('ext/encoding/streams');
const incoming = require.lazy('ext/fetch/incoming');
const http = require.lazy('ext/http/parser');

const TEXT = 0;
const JSON_VALUE = 1;
const BYTES = 2;
const ARRAY_BUFFER = 3;
const BLOB = 4;
const FORM = 5;

class Body {
  /**
   * @param {string|Uint8Array|Blob|IncomingBody|null} source null where there is only the stream
   * @param {ReadableStream|null} [stream]
   */
  constructor(source, stream = null) {
    this.source = source;
    this.stream = stream;
    this.used = false; // was read without a stream
    this.shared = false; // another body has the same source
  }

  /** Whether something was read of it. */
  get disturbed() {
    return this.used || (this.stream !== null && readable().slotsOfStream(this.stream).disturbed);
  }

  /** Whether it cannot be read (any more). */
  get unusable() {
    if (this.used) return true;
    if (this.stream === null) return false;
    const slots = readable().slotsOfStream(this.stream);
    return slots.disturbed || slots.reader !== undefined;
  }

  /** @returns {ReadableStream} */
  getStream() {
    if (this.stream !== null) return this.stream;
    const { source, used } = this;
    if (used) {
      // Whoever read it holds the lock.
      this.stream = bytesStream(new Uint8Array(0));
      const slots = readable().slotsOfStream(this.stream);
      slots.disturbed = true;
      readable().readDefault(readable().acquireDefaultReader(slots), nobody);
    } else if (typeof source === 'string') this.stream = bytesStream(native.utf8Encode(source));
    else if (source instanceof Uint8Array) this.stream = bytesStream(this.shared ? source.slice() : source);
    else this.stream = source.stream();
    return this.stream;
  }

  /** @returns {Body} with the same content */
  clone() {
    if (this.stream === null && isWhole(this.source)) {
      const copy = new Body(this.source);
      this.shared = copy.shared = true;
      return copy;
    }
    const stream = this.getStream();
    const [first, second] = teeing().tee(readable().slotsOfStream(stream), false);
    this.stream = first;
    // What it was made from still tells the length.
    return new Body(isWhole(this.source) ? this.source : null, second);
  }

  /** @returns {Body} that takes over from this one, which is used then */
  takeOver() {
    const { source, stream } = this;
    let next;
    if (stream === null) {
      next = new Body(source);
      next.shared = this.shared;
    } else {
      const [proxy] = proxyOf(stream);
      next = new Body(isWhole(source) ? source : null, proxy);
    }
    this.used = true;
    return next;
  }
}

/** Whether a source can be read again and again. */
function isWhole(source) {
  return typeof source === 'string' || source instanceof Uint8Array || blobs().isBlob(source);
}

/** A read request of which nothing is expected. */
const nobody = { chunk() {}, close() {}, error() {} };

/** A stream of what another gives, which is locked from now on. */
function proxyOf(stream) {
  const { TransformStream } = require('ext/streams/transform');
  return [stream.pipeThrough(new TransformStream())];
}

/** A stream of bytes that are there. */
function bytesStream(bytes) {
  let sent = bytes.length === 0;
  const { createByteStream, controllerOf } = readableBytes();
  const stream = createByteStream({
    start() {},
    pull() {
      const controller = controllerOf(stream);
      if (!sent) {
        sent = true;
        controller.enqueueOwned(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } else {
        controller.close();
        if (controller.pending.length > 0) controller.respond(0);
      }
    },
    cancel() {},
  });
  return stream;
}

/* ---------------------------------------------------------------- making bodies */

// The media type of what extract() made a body of last, or null.
let extractedType = null;

/** The media type that goes with the last body that extract() made. @returns {string|null} */
function typeOfExtracted() {
  return extractedType;
}

const PLAIN_TEXT = 'text/plain;charset=UTF-8';

/**
 * A body of what a program gave (not null, not undefined).
 * @param {*} object BodyInit
 * @param {boolean} [keepalive]
 * @param {string} [where] 'Response' or 'Request', for errors
 * @returns {Body}
 * @throws {TypeError}
 */
function extract(object, keepalive = false, where = 'Response') {
  extractedType = PLAIN_TEXT;
  if (typeof object === 'string') return new Body(object);
  if (typeof object !== 'object' && typeof object !== 'function') {
    if (typeof object === 'symbol') {
      const what = where === 'Response' ? 'Response: body' : 'undefined: undefined.body';
      throw new TypeError(`${what} is a symbol, which cannot be converted to a DOMString.`);
    }
    return new Body(`${object}`);
  }
  extractedType = null;
  if (ArrayBuffer.isView(object)) {
    if (isSharedArrayBuffer(object.buffer)) return asText(object);
    if (object.buffer.detached) return new Body(new Uint8Array(0));
    if (isUint8Array(object)) return new Body(new Uint8Array(object));
    return new Body(new Uint8Array(object.buffer, object.byteOffset, object.byteLength).slice());
  }
  if (isAnyArrayBuffer(object)) {
    if (object.detached) return new Body(new Uint8Array(0));
    return isArrayBuffer(object) ? new Body(new Uint8Array(object.slice(0))) : asText(object);
  }
  if (blobs().isBlob(object)) {
    extractedType = object.type || null;
    return new Body(object);
  }
  if (searchParams().isURLSearchParams(object)) {
    extractedType = 'application/x-www-form-urlencoded;charset=UTF-8';
    return new Body(object.toString());
  }
  if (forms().isFormData(object)) {
    const { blob, type } = multipart().encode(object);
    extractedType = type;
    return new Body(blob);
  }
  if (readable().isReadableStream(object)) return ofStream(object, keepalive);
  if (typeof object[Symbol.asyncIterator] === 'function') {
    if (keepalive) throw new TypeError('keepalive');
    return new Body(null, streamOfIterable(object));
  }
  if (typeof object === 'function' && isGeneratorFunction(object) && isAsyncFunction(object)) {
    // Bun calls it; its source is nothing that anybody would send.
    return extract(object(), keepalive, where);
  }
  return asText(object);
}

function asText(object) {
  extractedType = PLAIN_TEXT;
  return new Body(`${object}`);
}

function ofStream(stream, keepalive) {
  if (keepalive) throw new TypeError('keepalive');
  const slots = readable().slotsOfStream(stream);
  if (slots.disturbed || slots.reader !== undefined) {
    throw new TypeError('Response body object should not be disturbed or locked');
  }
  return new Body(null, stream);
}

/** A byte stream of an async iterable of strings and bytes. */
function streamOfIterable(iterable) {
  let iterator;
  const { createByteStream, controllerOf } = readableBytes();
  const stream = createByteStream({
    start() {
      iterator = iterable[Symbol.asyncIterator]();
    },
    async pull() {
      const controller = controllerOf(stream);
      for (;;) {
        const { done, value } = await iterator.next();
        if (controller.stream.state !== 'readable') return;
        if (done) {
          queueMicrotask(() => {
            if (controller.stream.state !== 'readable') return;
            controller.close();
            if (controller.pending.length > 0) controller.respond(0);
          });
          return;
        }
        const bytes = typeof value === 'string' ? native.utf8Encode(value) : new Uint8Array(value);
        if (bytes.length === 0) continue;
        controller.enqueueOwned(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        return;
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return stream;
}

/* ---------------------------------------------------------------- reading them */

function decodeText(bytes) {
  const { length } = bytes;
  const bom = length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return native.utf8Slice(bytes, bom ? 3 : 0, length);
}

/** A string as text() gives it. */
function asDecoded(string) {
  return (string.charCodeAt(0) === 0xfeff ? string.slice(1) : string).toWellFormed();
}

/** Memory of its own: `bytes` itself where nobody else has it. */
function owned(bytes, shared) {
  return shared || bytes.byteLength !== bytes.buffer.byteLength ? bytes.slice() : bytes;
}

/**
 * What a method of the mixin gives for all of a body.
 * @param {number} kind
 * @param {string|Uint8Array} data
 * @param {boolean} shared whether somebody else has the bytes, too
 * @param {object} object whose body it is
 * @param {function(object): string} typeOf its Content-Type, '' where there is none
 */
function convert(kind, data, shared, object, typeOf) {
  const text = typeof data === 'string';
  switch (kind) {
    case TEXT:
      return text ? asDecoded(data) : decodeText(data);
    case JSON_VALUE:
      return JSON.parse(text ? asDecoded(data) : decodeText(data));
    case BYTES:
      return text ? native.utf8Encode(data) : plain(owned(data, shared));
    case ARRAY_BUFFER:
      return text ? owned(native.utf8Encode(data), false).buffer : owned(data, shared).buffer;
    case BLOB: {
      const bytes = text ? native.utf8Encode(data) : owned(data, shared);
      return blobs().createBlob(bytes.length === 0 ? [] : [bytes], blobType(typeOf(object)));
    }
    default:
      return toForm(text ? native.utf8Encode(data) : data, typeOf(object));
  }
}

/** A Uint8Array, where it may be a Buffer. */
function plain(bytes) {
  return Object.getPrototypeOf(bytes) === Uint8Array.prototype ? bytes : new Uint8Array(bytes.buffer);
}

/** A media type as it is serialized; '' where it is none. */
function blobType(type) {
  return type === '' ? '' : (mediaTypes().mediaType(type)?.toString() ?? '');
}

function toForm(bytes, type) {
  const media = type === '' ? null : mediaTypes().mediaType(type);
  const essence = media?.essence;
  if (essence === 'multipart/form-data') return multipart().decode(bytes, media.toString());
  if (essence === 'application/x-www-form-urlencoded') {
    const data = new (forms().FormData)();
    const list = urlencoded().parse(`?${decodeText(bytes)}`);
    for (let i = 0; i < list.length; i += 2) data.append(list[i], list[i + 1]);
    return data;
  }
  throw new TypeError(
    'Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".',
  );
}

/** Everything that a stream gives. @returns {Promise<Uint8Array>} */
function readStream(stream) {
  const slots = readable().slotsOfStream(stream);
  const reader = readable().acquireDefaultReader(slots);
  const chunks = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    let reading = false;
    let again = false;
    const request = {
      chunk(value) {
        if (
          !(value instanceof Uint8Array) &&
          Object.prototype.toString.call(value) !== '[object Uint8Array]'
        ) {
          reject(new TypeError('Received non-Uint8Array chunk'));
          return;
        }
        chunks.push(value);
        size += value.length;
        // A chunk that is there already comes while we ask for it.
        if (reading) again = true;
        else read();
      },
      close: () => resolve(concat(chunks, size)),
      error: reject,
    };
    function read() {
      reading = true;
      do {
        again = false;
        readable().readDefault(reader, request);
      } while (again);
      reading = false;
    }
    read();
  });
}

const unusableMessage = 'Body is unusable: Body has already been read';

const noType = () => '';
// By kind: those that do not look at the type.
const converters = [TEXT, JSON_VALUE, BYTES, ARRAY_BUFFER].map(
  (kind) => (data) => convert(kind, data, false, null, noType),
);

// A program may put its own function there, which then gets the text.
const { parse } = JSON;
const LONG_TEXT = 65536;

/** The value of a JSON text that came in and that nobody else has. */
function parseOwn(data) {
  if (typeof data === 'string' && data.length >= LONG_TEXT && JSON.parse === parse) {
    const value = http().parseJSON(data);
    if (value !== undefined) return value;
  }
  return convert(JSON_VALUE, data, false, null, noType);
}
converters[JSON_VALUE] = parseOwn;

/**
 * Reads a body.
 * @param {object} object whose it is
 * @param {Body|null} body
 * @param {number} kind
 * @param {function(object): string} typeOf
 * @returns {Promise<*>}
 */
function consume(object, body, kind, typeOf) {
  try {
    if (body === null) return Promise.resolve(convert(kind, '', false, object, typeOf));
    if (body.unusable) return Promise.reject(new TypeError(unusableMessage));
    if (body.stream !== null) {
      return then(readStream(body.stream), (bytes) => convert(kind, bytes, false, object, typeOf));
    }
    body.used = true;
    const { source } = body;
    if (typeof source === 'string') return Promise.resolve(convert(kind, source, false, object, typeOf));
    if (source instanceof Uint8Array) {
      return Promise.resolve(convert(kind, source, body.shared, object, typeOf));
    }
    if (source instanceof incoming().IncomingBody) {
      return source.readAll(
        kind === TEXT || kind === JSON_VALUE,
        kind < BLOB ? converters[kind] : (data) => convert(kind, data, false, object, typeOf),
      );
    }
    if (kind === BLOB) {
      return Promise.resolve(blobs().createBlob(blobs().partsOf(source), blobType(typeOf(object))));
    }
    return then(source.arrayBuffer(), (buffer) =>
      convert(kind, new Uint8Array(buffer), false, object, typeOf),
    );
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * Gives a class the methods of the mixin.
 * @param {Function} Class
 * @param {function(object): boolean} isOne
 * @param {function(object): Body|null} bodyOf
 * @param {function(object): string} typeOf its Content-Type
 */
function mixIn(Class, isOne, bodyOf, typeOf) {
  const method = (kind) =>
    function () {
      if (!isOne(this)) return Promise.reject(illegalInvocation());
      return consume(this, bodyOf(this), kind, typeOf);
    };
  const methods = {
    blob: method(BLOB),
    arrayBuffer: method(ARRAY_BUFFER),
    text: method(TEXT),
    json: method(JSON_VALUE),
    formData: method(FORM),
    bytes: method(BYTES),
    textStream: function () {
      if (!isOne(this)) throw illegalInvocation();
      const body = bodyOf(this);
      if (body === null) {
        const stream = new (readable().ReadableStream)({ start: (controller) => controller.close() });
        return stream;
      }
      if (body.unusable) throw new TypeError(unusableMessage);
      return body.getStream().pipeThrough(new (encodingStreams().TextDecoderStream)());
    },
  };
  for (const name of Object.keys(methods)) {
    const value = methods[name];
    Object.defineProperty(value, 'name', { __proto__: null, configurable: true, value: name });
    Object.defineProperty(Class.prototype, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      writable: true,
      value,
    });
  }
}

module.exports = {
  Body,
  PLAIN_TEXT,
  bytesStream,
  extract,
  mixIn,
  readStream,
  typeOfExtracted,
  unusableMessage,
};
