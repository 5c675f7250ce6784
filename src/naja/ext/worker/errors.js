'use strict';

// Exceptions on their way to another thread: of an Error its class among the language's own and its properties, of anything
// else a clone, else how it looks.

const { inspect } = require('ext/console/inspect');
const { clone } = require('ext/events/clone');

const NAMES = ['Error', 'TypeError', 'RangeError', 'URIError', 'SyntaxError', 'ReferenceError', 'EvalError'];
const kInspect = Symbol.for('nodejs.util.inspect.custom');
/** Errors within errors: no deeper. */
const DEPTH = 8;

/** @returns {string|undefined} the name of the language's error class that it belongs to */
function className(error) {
  for (let proto = error; proto !== null; proto = Object.getPrototypeOf(proto)) {
    const constructor = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value;
    if (typeof constructor === 'function' && NAMES.includes(constructor.name)) return constructor.name;
  }
  return undefined;
}

const isError = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.prototype.toString.call(value) === '[object Error]' &&
  className(value) !== undefined;

function valueOf(error, descriptor) {
  return descriptor.get !== undefined ? descriptor.get.call(error) : descriptor.value;
}

/** The properties of an error and of the classes above it, as far as they can be cloned. */
function propertiesOf(error, depth) {
  const properties = [];
  const seen = new Set(['constructor', '__proto__']);
  for (let object = error; object !== null; object = Object.getPrototypeOf(object)) {
    for (const key of Object.getOwnPropertyNames(object)) {
      if (seen.has(key)) continue;
      seen.add(key);
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      try {
        let value = valueOf(error, descriptor);
        if (typeof value === 'function') continue;
        if (key === 'cause' && isError(value)) {
          if (depth >= DEPTH) continue;
          value = serialize(value, depth + 1);
          properties.push([key, descriptor.enumerable, value, true]);
        } else {
          properties.push([key, descriptor.enumerable, clone(value), false]);
        }
      } catch {
        // What cannot be read or cloned stays behind.
      }
    }
  }
  return properties;
}

/**
 * What can be sent for an exception.
 * @param {*} error
 * @returns {object}
 */
function serialize(error, depth = 0) {
  try {
    if (isError(error)) return { name: className(error), properties: propertiesOf(error, depth) };
  } catch {
    // Not what it seems.
  }
  try {
    if (error !== null && typeof error === 'object' && typeof error[kInspect] === 'function') {
      return { inspected: inspect(error) };
    }
    return { value: clone(error) };
  } catch {
    // Told in words.
  }
  return typeof error === 'symbol' ? { inspected: String(error) } : { value: inspect(error) };
}

/**
 * The exception again.
 * @param {object} sent
 * @returns {*}
 */
function deserialize(sent) {
  if ('value' in sent) return sent.value;
  if ('inspected' in sent) return { [kInspect]: () => sent.inspected };
  const properties = { __proto__: null };
  for (const [key, enumerable, value, isNested] of sent.properties) {
    properties[key] = {
      __proto__: null,
      value: isNested ? deserialize(value) : value,
      enumerable,
      writable: true,
      configurable: true,
    };
  }
  properties[Symbol.toStringTag] = { __proto__: null, value: 'Error', configurable: true };
  return Object.create(globalThis[sent.name].prototype, properties);
}

module.exports = { deserialize, serialize };
