'use strict';

// How Fetch's classes take their arguments (https://webidl.spec.whatwg.org/), in the words that Node.js uses.

const { setTransferMode } = require('ext/events/symbols');
const inspecting = require.lazy('ext/console/inspect');

/** What a method throws whose receiver is of another class. */
function illegalInvocation() {
  const error = new TypeError('Illegal invocation');
  error.code = 'ERR_INVALID_THIS';
  return error;
}

/**
 * What a method throws that was called with too few arguments.
 * @param {string} method such as 'Headers.get'
 * @param {number} needed
 * @param {number} found
 */
function missing(method, needed, found) {
  const some = found > 0 ? ` only ${found}` : ' 0';
  return new TypeError(`${method}: ${needed} argument${needed === 1 ? '' : 's'} required, but${some} found.`);
}

function symbolError(where, what, type) {
  return new TypeError(`${where}: ${what} is a symbol, which cannot be converted to a ${type}.`);
}

// eslint-disable-next-line no-control-regex
const notByte = /[^\x00-\xff]/;

/**
 * A ByteString.
 * @param {*} value
 * @param {string} where the method, for the error
 * @param {string} what the argument, for the error
 * @returns {string}
 */
function byteString(value, where, what) {
  if (typeof value !== 'string') {
    if (typeof value === 'symbol') throw symbolError(where, what, 'ByteString');
    value = `${value}`;
  }
  const index = value.search(notByte);
  if (index === -1) return value;
  throw new TypeError(
    `Cannot convert argument to a ByteString because the character at index ${index} has a value of ` +
      `${value.charCodeAt(index)} which is greater than 255.`,
  );
}

/** A DOMString. */
function domString(value, where, what) {
  if (typeof value === 'symbol') throw symbolError(where, what, 'DOMString');
  return `${value}`;
}

/** A USVString. */
function usvString(value) {
  return (typeof value === 'string' ? value : `${value}`).toWellFormed();
}

/** One of a few words. */
function oneOf(value, what, words) {
  const word = domString(value, 'undefined', `undefined.${what}`);
  if (words.includes(word)) return word;
  throw new TypeError(`undefined: ${word} is not an accepted type. Expected one of ${words.join(', ')}.`);
}

/** A dictionary: an object, or nothing (then `undefined`). */
function dictionary(value) {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' || typeof value === 'function') return value;
  throw new TypeError(`undefined: Expected ${value} to be one of: Null, Undefined, Object.`);
}

/** A value as error messages show it. */
function show(value) {
  switch (typeof value) {
    case 'symbol':
      return `Symbol(${value.description})`;
    case 'object':
      return value === null ? 'null' : inspecting().inspect(value);
    case 'string':
      return `"${value}"`;
    case 'bigint':
      return `${value}n`;
    default:
      return `${value}`;
  }
}

function notInstance(where, what, value, Class) {
  const subject = what === '' ? '' : `${what} `;
  return new TypeError(`${where}: Expected ${subject}("${show(value)}") to be an instance of ${Class}.`);
}

/** An unsigned short, as integers are taken that are out of range: by their low 16 bits. */
function unsignedShort(value) {
  const number = typeof value === 'bigint' ? Number(value) : +value;
  return number === (number & 0xffff) ? number : toUint16(number);
}

function toUint16(number) {
  if (!Number.isFinite(number)) return 0;
  const rest = Math.trunc(number) % 65536;
  return rest < 0 ? rest + 65536 : rest + 0;
}

const iteratorParent = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

/**
 * The methods of an iterable of pairs: keys(), values(), entries(), forEach(), [Symbol.iterator]().
 * @param {Function} Class
 * @param {string} name of the class
 * @param {function(object): boolean} isOne
 * @param {function(object): {length: number, key(i: number): string, value(i: number): *}} pairsOf the pairs as they
 *   are now
 */
function makeIterable(Class, name, isOne, pairsOf) {
  class Iterator {
    #object;
    #kind;
    #index = 0;

    constructor(object, kind) {
      this.#object = object;
      this.#kind = kind;
    }

    next() {
      if (typeof this !== 'object' || this === null || !(#object in this)) {
        throw new TypeError(`'next' called on an object that does not implement interface ${name} Iterator.`);
      }
      const pairs = pairsOf(this.#object);
      const index = this.#index;
      if (index >= pairs.length) return { value: undefined, done: true };
      this.#index = index + 1;
      const kind = this.#kind;
      if (kind === 0) return { value: pairs.key(index), done: false };
      if (kind === 1) return { value: pairs.value(index), done: false };
      return { value: [pairs.key(index), pairs.value(index)], done: false };
    }
  }
  const { prototype } = Iterator;
  delete prototype.constructor;
  Object.setPrototypeOf(prototype, iteratorParent);
  Object.defineProperties(prototype, {
    next: { __proto__: null, enumerable: true },
    [Symbol.toStringTag]: { __proto__: null, configurable: true, value: `${name} Iterator` },
  });

  const methods = {
    keys() {
      if (!isOne(this)) throw illegalInvocation();
      return new Iterator(this, 0);
    },
    values() {
      if (!isOne(this)) throw illegalInvocation();
      return new Iterator(this, 1);
    },
    entries() {
      if (!isOne(this)) throw illegalInvocation();
      return new Iterator(this, 2);
    },
    forEach(callback, thisArg = undefined) {
      if (!isOne(this)) throw illegalInvocation();
      if (arguments.length < 1) throw missing(`${name}.forEach`, 1, 0);
      if (typeof callback !== 'function') {
        throw new TypeError(
          `Failed to execute 'forEach' on '${name}': parameter 1 is not of type 'Function'.`,
        );
      }
      // The pairs may change meanwhile.
      for (let i = 0, pairs; i < (pairs = pairsOf(this)).length; i++) {
        callback.call(thisArg, pairs.value(i), pairs.key(i), this);
      }
    },
  };
  for (const key of ['keys', 'values', 'entries', 'forEach']) {
    Object.defineProperty(Class.prototype, key, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      writable: true,
      value: methods[key],
    });
  }
  Object.defineProperty(Class.prototype, Symbol.iterator, {
    __proto__: null,
    configurable: true,
    writable: true,
    value: methods.entries,
  });
}

/** Makes what a class has visible as Web IDL wants it, and gives it its tag. */
function finishClass(Class, name, prototypeNames, staticNames = '') {
  for (const [object, names] of [
    [Class.prototype, prototypeNames],
    [Class, staticNames],
  ]) {
    if (names === '') continue;
    for (const key of names.split(' ')) {
      Object.defineProperty(object, key, { __proto__: null, enumerable: true });
    }
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null,
    configurable: true,
    value: name,
  });
  // They can be neither cloned nor moved to another thread.
  setTransferMode(Class.prototype, 0);
}

module.exports = {
  byteString,
  dictionary,
  domString,
  finishClass,
  illegalInvocation,
  makeIterable,
  missing,
  notInstance,
  oneOf,
  unsignedShort,
  usvString,
};
