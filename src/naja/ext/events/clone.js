'use strict';

// The structured clone algorithm: https://html.spec.whatwg.org/multipage/structured-data.html
// The engine clones plain data; MessagePorts, which may only be transferred, are put in afterwards.

const native = binding('serdes');
const {
  codes: { ERR_MISSING_ARGS },
} = require('ext/base/errors');
const domException = require.lazy('ext/events/dom_exception');
const types = require.lazy('ext/base/types');
const buffer = require.lazy('node/buffer');

/** Set by message_channel.js: { isPort(value), check(port), move(port) -> port }. */
const ports = { isPort: () => false, check: null, move: null };

/** @returns {DOMException} */
function cloneError(message) {
  const { DOMException } = domException();
  return new DOMException(message, 'DataCloneError');
}

function throwCloneError(message) {
  throw cloneError(message);
}

/**
 * Sorts what is to be transferred.
 * @param {Iterable} list
 * @returns {{buffers: ArrayBuffer[], transferred: MessagePort[]}}
 * @throws {DOMException} DataCloneError
 */
function sortTransferList(list) {
  const buffers = [];
  const transferred = [];
  for (const item of list) {
    if (types().isArrayBuffer(item)) {
      if (buffers.includes(item)) throw cloneError('Transfer list contains duplicate ArrayBuffer');
      if (item.detached) throw cloneError('Cannot transfer object of unsupported type.');
      buffers.push(item);
    } else if (ports.isPort(item)) {
      if (transferred.includes(item)) throw cloneError('Transfer list contains duplicate MessagePort');
      ports.check(item);
      transferred.push(item);
    } else {
      throw cloneError('Found invalid value in transferList.');
    }
  }
  return { buffers, transferred };
}

/** Copies the containers of a value, with each object that `replace` knows replaced. */
function rebuild(value, replace, seen) {
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return seen.get(value);
  const replaced = replace(value);
  if (replaced !== undefined) {
    seen.set(value, replaced);
    return replaced;
  }
  if (Array.isArray(value)) {
    const copy = new Array(value.length);
    seen.set(value, copy);
    for (const key of Object.keys(value)) copy[key] = rebuild(value[key], replace, seen);
    return copy;
  }
  if (types().isMap(value)) {
    const copy = new Map();
    seen.set(value, copy);
    for (const [key, item] of value) copy.set(rebuild(key, replace, seen), rebuild(item, replace, seen));
    return copy;
  }
  if (types().isSet(value)) {
    const copy = new Set();
    seen.set(value, copy);
    for (const item of value) copy.add(rebuild(item, replace, seen));
    return copy;
  }
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  const copy = {};
  seen.set(value, copy);
  for (const key of Object.keys(value)) copy[key] = rebuild(value[key], replace, seen);
  return copy;
}

/** What stands for a port while the engine clones: an object of a shape nobody else can guess. */
let markerKey;
function marker(index) {
  if (markerKey === undefined) {
    markerKey = `\u0000port:${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  }
  return { [markerKey]: index };
}

/**
 * Clones a value; ArrayBuffers and MessagePorts of the list are moved.
 * @param {*} value
 * @param {Iterable} [transferList]
 * @returns {{value: *, ports: MessagePort[]}}
 * @throws {DOMException} DataCloneError
 */
function clone(value, transferList) {
  const { buffers, transferred } =
    transferList === undefined ? { buffers: undefined, transferred: [] } : sortTransferList(transferList);
  if (transferred.length === 0) {
    return { value: cloneOne(value, buffers), ports: [] };
  }
  const outgoing = rebuild(
    value,
    (object) => (transferred.includes(object) ? marker(transferred.indexOf(object)) : undefined),
    new Map(),
  );
  const incoming = cloneOne(outgoing, buffers);
  const moved = transferred.map((port) => ports.move(port));
  return {
    value: rebuild(
      incoming,
      (object) => (Object.hasOwn(object, markerKey) ? moved[object[markerKey]] : undefined),
      new Map(),
    ),
    ports: moved,
  };
}

function cloneOne(value, buffers) {
  if (typeof value === 'object' && value !== null) {
    if (ports.isPort(value)) {
      throw cloneError('Object that needs transfer was found in message but not listed in transferList');
    }
    const tag = value[Symbol.toStringTag];
    if (tag === 'DOMException' && domException().isDOMException(value)) return cloneDOMException(value);
    if ((tag === 'Blob' || tag === 'File') && value instanceof buffer().Blob) return cloneBlob(value);
  }
  return native.structuredClone(value, buffers, throwCloneError);
}

/** The data itself is shared: it never changes. */
function cloneBlob(blob) {
  const { File } = buffer();
  const { size, type } = blob;
  const copy = blob.slice(0, size, type);
  return blob instanceof File ? new File([copy], blob.name, { type, lastModified: blob.lastModified }) : copy;
}

function cloneDOMException(error) {
  const { DOMException } = domException();
  const copy = new DOMException(error.message, error.name);
  Object.defineProperty(copy, 'stack', {
    __proto__: null,
    value: error.stack,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return copy;
}

function dictionaryError(message) {
  const err = new TypeError(`Failed to execute 'structuredClone': ${message}`);
  err.code = 'ERR_INVALID_ARG_TYPE';
  return err;
}

/**
 * The global function.
 * @param {*} value
 * @param {{transfer?: Iterable}} [options]
 * @returns {*}
 * @throws {DOMException|ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE}
 */
function structuredClone(value, options) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument must be specified');
  if (options === undefined || options === null) return clone(value).value;
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw dictionaryError('Options cannot be converted to a dictionary');
  }
  const { transfer } = options;
  if (transfer === undefined) return clone(value).value;
  if (transfer === null || typeof transfer !== 'object' || typeof transfer[Symbol.iterator] !== 'function') {
    throw dictionaryError('transfer in Options cannot be converted to sequence.');
  }
  const list = [...transfer];
  for (let i = 0; i < list.length; i++) {
    if (list[i] === null || (typeof list[i] !== 'object' && typeof list[i] !== 'function')) {
      throw dictionaryError(`transfer in Options[${i}] is not an object.`);
    }
  }
  return clone(value, list).value;
}
Object.defineProperty(structuredClone, 'length', { __proto__: null, value: 1, configurable: true });

module.exports = { clone, cloneError, ports, structuredClone };
