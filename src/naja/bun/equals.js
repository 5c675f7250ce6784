'use strict';

/** Bun.deepEquals: what `toEqual` and, strict, `toStrictEqual` of test runners ask. */

const types = require('ext/base/types');

/** Whether undefined properties, holes and classes count. */
let strict = false;

/** The enumerable keys of an object; not strict, those whose values are not undefined. */
function keysOf(object) {
  return Reflect.ownKeys(object).filter(
    (key) => (strict || object[key] !== undefined) && Object.prototype.propertyIsEnumerable.call(object, key),
  );
}

const prototypeOf = (object) => Object.getPrototypeOf(object) ?? Object.prototype;

function sameKeys(a, b, seen) {
  if (strict && prototypeOf(a) !== prototypeOf(b)) return false;
  const keys = keysOf(a);
  if (keys.length !== keysOf(b).length) return false;
  return keys.every((key) => (strict ? key in b : b[key] !== undefined) && equal(a[key], b[key], seen));
}

/** Each of one has its own in the other, wherever it is. */
function sameSet(a, b, seen) {
  if (a.size !== b.size) return false;
  const left = [];
  for (const value of a) if (!b.has(value)) left.push(value);
  const candidates = left.length > 0 ? [...b].filter((value) => !a.has(value)) : [];
  return left.every((value) => {
    const at = candidates.findIndex((other) => equal(value, other, seen));
    if (at === -1) return false;
    candidates.splice(at, 1);
    return true;
  });
}

function sameMap(a, b, seen) {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    if (b.has(key)) {
      if (!equal(value, b.get(key), seen)) return false;
    } else if (![...b].some(([other, held]) => equal(key, other, seen) && equal(value, held, seen))) {
      return false;
    }
  }
  return true;
}

function sameBytes(a, b) {
  const [x, y] = [a, b].map((view) =>
    ArrayBuffer.isView(view)
      ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      : new Uint8Array(view),
  );
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}

const kindOf = (value) => Object.prototype.toString.call(value);

function sameSpecial(a, b, seen) {
  if (types.isDate(a)) return Object.is(a.getTime(), b.getTime());
  if (types.isRegExp(a)) return a.source === b.source && a.flags === b.flags;
  if (types.isNativeError(a)) return a.name === b.name && a.message === b.message;
  if (types.isBoxedPrimitive(a)) return Object.is(a.valueOf(), b.valueOf());
  if (types.isSet(a)) return sameSet(a, b, seen);
  if (types.isMap(a)) return sameMap(a, b, seen);
  if (types.isFloat32Array(a) || types.isFloat64Array(a)) {
    return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
  }
  if (ArrayBuffer.isView(a) || types.isAnyArrayBuffer(a)) return sameBytes(a, b);
  return undefined;
}

function equal(a, b, seen) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (kindOf(a) !== kindOf(b)) return false;
  for (const [x, y] of seen) if (x === a) return y === b;
  seen.push([a, b]);
  try {
    const special = sameSpecial(a, b, seen);
    if (special !== undefined) return special;
    if (Array.isArray(a)) {
      if (a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) {
        if (!equal(a[i], b[i], seen) || (strict && i in a !== i in b)) return false;
      }
      return true;
    }
    return sameKeys(a, b, seen);
  } finally {
    seen.pop();
  }
}

/**
 * Whether two values are the same all the way down.
 * @param {unknown} a
 * @param {unknown} b
 * @param {boolean} [isStrict] undefined properties, holes and classes count
 */
function deepEquals(a, b, isStrict = false) {
  const before = strict;
  strict = isStrict;
  try {
    return equal(a, b, []);
  } finally {
    strict = before;
  }
}

/** Whether all that a pattern has is in a value too: `toMatchObject` of test runners. */
function matches(pattern, value) {
  if (typeof pattern !== 'object' || pattern === null || typeof value !== 'object' || value === null) {
    return deepEquals(pattern, value);
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value) || pattern.length !== value.length) return false;
    return pattern.every((item, i) => matches(item, value[i]));
  }
  if (types.isSet(pattern)) return types.isSet(value) && [...pattern].every((item) => value.has(item));
  if (kindOf(pattern) !== '[object Object]') return deepEquals(pattern, value);
  return Reflect.ownKeys(pattern).every((key) => key in value && matches(pattern[key], value[key]));
}

/** @param {object} pattern @param {object} value @returns {boolean} @throws {TypeError} */
function deepMatch(pattern, value) {
  const isObject = (item) => typeof item === 'object' && item !== null;
  if (!isObject(pattern) || !isObject(value)) throw new TypeError('Expected 2 objects to match');
  return matches(pattern, value);
}

module.exports = { deepEquals, deepMatch };
