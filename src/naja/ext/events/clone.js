'use strict';

// The structured clone algorithm: https://html.spec.whatwg.org/multipage/structured-data.html
// The engine does the cloning (engine/v8/messages.cc); what it asks of JavaScript is here: errors, and objects of our own
// classes, which say what they are made of (kTransferMode and the methods beside it in symbols.js).

const native = binding('messaging');
const symbols = require('ext/events/symbols');
const { kClone, kDeserialize, kTransfer, kTransferList } = symbols;
const {
  codes: { ERR_MISSING_ARGS },
} = require('ext/base/errors');
const domException = require.lazy('ext/events/dom_exception');
const types = require.lazy('ext/base/types');
const untransferable = require.lazy('ext/buffer/untransferable');

const TRANSFERABLE = 2;
const IS_PORT = 4;
/** Of a port's state. */
const OPEN = 1;
const UNSUPPORTED = 'Cannot transfer object of unsupported type.';

/** What message_channel.js adds: the makers of ports, and what is told of them. */
const ports = { make: null, message: null, closed: null };

/** @returns {DOMException} */
function cloneError(message) {
  const { DOMException } = domException();
  return new DOMException(message, 'DataCloneError');
}

function make({ deserializeInfo, data }) {
  const at = deserializeInfo.lastIndexOf(':');
  const id = deserializeInfo.slice(0, at);
  if (!require.has(id)) throw new Error(`Missing internal module '${id}'`);
  const Maker = require(id)[deserializeInfo.slice(at + 1)];
  if (typeof Maker.prototype?.[kDeserialize] !== 'function') return Maker(data);
  const object = new Maker();
  object[kDeserialize](data);
  return object;
}

/** What stands for each of some objects, of which the first `moved` are moved, and what of that is moved in turn. */
function take(objects, moved) {
  const inner = [];
  const parts = objects.map((object, i) => {
    if (i >= moved) return object[kClone]();
    const list = object[kTransferList]?.();
    if (list !== undefined) inner.push(...list);
    return object[kTransfer]();
  });
  return [parts, inner.length > 0 ? sort(inner) : undefined];
}

// In the order of `enum class Hook` in messages.h.
native.setup([
  take,
  (parts) => parts.map(make),
  cloneError,
  () => (ports.make ?? require('ext/events/message_channel').ports.make)(),
  (port, value, list, error) => ports.message(port, value, list, error),
  (port) => ports.closed(port),
]);
for (const [object, mode] of symbols.modes) native.setTransferMode(object, mode);
symbols.setTransferMode = native.setTransferMode;

/** Sorts a transfer list as the engine takes it: [ArrayBuffers, ports, objects of our own]. */
function sort(list) {
  const sorted = [[], [], []];
  for (const item of list) {
    let kind;
    let name;
    let mode;
    if ((typeof item !== 'object' || item === null) && typeof item !== 'function') {
      throw cloneError('Found invalid value in transferList.');
    }
    if (types().isArrayBuffer(item)) {
      kind = 0;
      name = 'ArrayBuffer';
    } else if ((mode = native.transferMode(item)) & IS_PORT) {
      kind = 1;
      name = 'MessagePort';
    } else if (mode & TRANSFERABLE) {
      kind = 2;
      name = item.constructor?.name ?? 'Object';
    } else if (untransferable().isMarkedAsUntransferable(item)) {
      throw cloneError(UNSUPPORTED);
    } else {
      throw cloneError('Found invalid value in transferList.');
    }
    if (sorted[kind].includes(item)) throw cloneError(`Transfer list contains duplicate ${name}`);
    if ((kind === 0 && item.detached) || untransferable().isMarkedAsUntransferable(item)) {
      throw cloneError(UNSUPPORTED);
    }
    if (kind === 1 && (native.state(item) & OPEN) === 0) {
      throw cloneError('MessagePort in transfer list is already detached');
    }
    sorted[kind].push(item);
  }
  return sorted;
}

/**
 * Clones a value; what is in the list is moved.
 * @param {*} value
 * @param {Iterable} [transferList]
 * @returns {*}
 * @throws {DOMException} DataCloneError
 */
function clone(value, transferList) {
  return native.clone(value, transferList === undefined ? undefined : sort(transferList));
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
  if (options === undefined || options === null) return clone(value);
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw dictionaryError('Options cannot be converted to a dictionary');
  }
  const { transfer } = options;
  if (transfer === undefined) return clone(value);
  if (transfer === null || typeof transfer !== 'object' || typeof transfer[Symbol.iterator] !== 'function') {
    throw dictionaryError('transfer in Options cannot be converted to sequence.');
  }
  const list = [...transfer];
  for (let i = 0; i < list.length; i++) {
    if (list[i] === null || (typeof list[i] !== 'object' && typeof list[i] !== 'function')) {
      throw dictionaryError(`transfer in Options[${i}] is not an object.`);
    }
  }
  return clone(value, list);
}
Object.defineProperty(structuredClone, 'length', { __proto__: null, value: 1, configurable: true });

module.exports = { clone, cloneError, ports, sort, structuredClone };
