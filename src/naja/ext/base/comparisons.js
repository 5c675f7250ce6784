'use strict';

/**
 * Deep equality: what `assert.deepEqual` (loose), `assert.deepStrictEqual` (strict) and `assert.partialDeepStrictEqual`
 * (partial: the first value may hold more than the second) ask.
 */

const types = require('ext/base/types');
const brands = require('ext/base/brands');
const { isError } = require('ext/base/util');
const urls = require.lazy('ext/url/url');
const native = binding('util');

const kLoose = 0;
const kStrict = 1;
const kPartial = 2;
const kWithoutPrototype = 3; // strict, but for prototypes

const kOnlyEnumerable = 2;

const { hasOwn } = Object;
const isEnumerable = Function.prototype.call.bind(Object.prototype.propertyIsEnumerable);
const tagOf = Function.prototype.call.bind(Object.prototype.toString);

const isObject = (value) => typeof value === 'object' && value !== null;

/* ---------------------------------------------------------------- values */

/**
 * @param {unknown} a what there is
 * @param {unknown} b what is expected
 * @param {number} mode
 * @param {Path | undefined} seen the objects on the way here
 */
function isEqual(a, b, mode, seen) {
  if (a === b) return a !== 0 || mode === kLoose || Object.is(a, b);
  if (mode === kLoose) {
    if (!isObject(a)) {
      // eslint-disable-next-line eqeqeq
      return !isObject(b) && (a == b || (Number.isNaN(a) && Number.isNaN(b)));
    }
    if (!isObject(b)) return false;
  } else {
    if (typeof a === 'number') return Number.isNaN(a) && Number.isNaN(b);
    if (!isObject(a) || !isObject(b)) return false;
    if (mode === kStrict && !hasSameClass(a, b)) return false;
  }
  return isEqualObject(a, b, mode, seen);
}

const kPlain = 0;
const kArray = 1;
const kSet = 2;
const kMap = 3;

const { getPrototypeOf, getOwnPropertySymbols } = Object;

/** The same class: the same `constructor`, where it comes from the prototype; else the same prototype. */
function hasSameClass(a, b) {
  if (getPrototypeOf(a) === getPrototypeOf(b)) return true;
  const { constructor } = a;
  return constructor !== undefined && !hasOwn(a, 'constructor') && constructor === b.constructor;
}

function isEqualObject(a, b, mode, seen) {
  const known = brands.areForeignEqual(a, b);
  if (known !== undefined) return known;
  const tag = tagOf(a);
  if (tag !== tagOf(b)) return false;

  if (Array.isArray(a)) {
    if (!Array.isArray(b) || !fits(a.length, b.length, mode)) return false;
    const keys = extraKeys(a, b, mode);
    return keys !== undefined && checkKeys(a, b, mode, seen, kArray, keys);
  }
  if (tag === '[object Object]') return checkKeys(a, b, mode, seen, kPlain);
  if (types.isDate(a)) {
    if (!types.isDate(b)) return false;
    if (!Object.is(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b))) return false;
  } else if (types.isRegExp(a)) {
    if (!types.isRegExp(b) || a.source !== b.source || a.flags !== b.flags || a.lastIndex !== b.lastIndex)
      return false;
  } else if (ArrayBuffer.isView(a)) {
    if (!isEqualView(a, b, mode)) return false;
    const keys = extraKeys(a, b, mode);
    return keys !== undefined && checkKeys(a, b, mode, seen, kPlain, keys);
  } else if (types.isSet(a)) {
    if (!types.isSet(b) || !fits(a.size, b.size, mode)) return false;
    return checkKeys(a, b, mode, seen, kSet);
  } else if (types.isMap(a)) {
    if (!types.isMap(b) || !fits(a.size, b.size, mode)) return false;
    return checkKeys(a, b, mode, seen, kMap);
  } else if (types.isAnyArrayBuffer(a)) {
    if (!types.isAnyArrayBuffer(b) || !isEqualBytes(new Uint8Array(a), new Uint8Array(b), mode)) return false;
  } else if (isError(a)) {
    if (!isError(b) || !isEqualError(a, b, mode, seen)) return false;
  } else if (types.isBoxedPrimitive(a)) {
    if (!isEqualBoxed(a, b)) return false;
  } else if (
    Array.isArray(b) ||
    ArrayBuffer.isView(b) ||
    types.isSet(b) ||
    types.isMap(b) ||
    types.isDate(b) ||
    types.isRegExp(b) ||
    types.isAnyArrayBuffer(b) ||
    types.isBoxedPrimitive(b) ||
    isError(b)
  ) {
    return false;
  } else if (isUrl(a)) {
    if (!isUrl(b) || a.href !== b.href) return false;
  } else if (brands.isKeyObject(a)) {
    if (!brands.isKeyObject(b) || !a.equals(b)) return false;
  } else if (brands.isCryptoKey(a)) {
    if (!brands.isCryptoKey(b) || !isEqualCryptoKey(a, b, mode, seen)) return false;
  } else if (types.isWeakMap(a) || types.isWeakSet(a) || types.isPromise(a)) {
    return false;
  }
  return checkKeys(a, b, mode, seen, kPlain);
}

/** Whether a thing of size `a` can hold what one of size `b` holds. */
const fits = (a, b, mode) => (mode === kPartial ? a >= b : a === b);

const isUrl = (value) => tagOf(value) === '[object URL]' && urls().isURLInstance(value);

function isEqualCryptoKey(a, b, mode, seen) {
  return (
    a.type === b.type &&
    a.extractable === b.extractable &&
    isEqual(a.algorithm, b.algorithm, mode, seen) &&
    isEqual(a.usages, b.usages, mode, seen) &&
    brands.cryptoKeyEquals?.(a, b) === true
  );
}

/** Message, name, cause and errors: they count although they are not enumerable. */
function isEqualError(a, b, mode, seen) {
  for (const key of ['message', 'name']) {
    if (mode === kPartial && key === 'message' && !b[key]) continue;
    // Where they are enumerable they are compared as keys.
    const isKey = isEnumerable(b, key) || (mode === kPartial && !isEnumerable(a, key) && a[key] === b[key]);
    if (!isKey && a[key] !== b[key]) return false;
  }
  for (const key of ['cause', 'errors']) {
    const there = hasOwn(b, key);
    if (!there && (mode === kPartial || !hasOwn(a, key))) continue;
    if (there !== hasOwn(a, key)) return false;
    if (mode === kPartial && b[key] === undefined) continue;
    if (!isEnumerable(b, key) && !isEqual(a[key], b[key], mode, seen)) return false;
  }
  return true;
}

function isEqualBoxed(a, b) {
  if (types.isNumberObject(a)) {
    return (
      types.isNumberObject(b) && Object.is(Number.prototype.valueOf.call(a), Number.prototype.valueOf.call(b))
    );
  }
  for (const [is, Class] of [
    [types.isStringObject, String],
    [types.isBooleanObject, Boolean],
    [types.isBigIntObject, BigInt],
    [types.isSymbolObject, Symbol],
  ]) {
    if (is(a)) return is(b) && Class.prototype.valueOf.call(a) === Class.prototype.valueOf.call(b);
  }
  return false;
}

/* ---------------------------------------------------------------- bytes */

/** The name of a typed array's class, whatever the object says; undefined for a DataView. */
const arrayName = Function.prototype.call.bind(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get,
);
const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const isFloatArray = (view) =>
  types.isFloat32Array(view) || types.isFloat64Array(view) || types.isFloat16Array(view);

function isEqualView(a, b, mode) {
  if (!ArrayBuffer.isView(b) || arrayName(a) !== arrayName(b)) return false;
  if (mode === kPartial) return isEqualBytes(bytesOf(a), bytesOf(b), mode);
  if (a.byteLength !== b.byteLength) return false;
  if (mode === kLoose && isFloatArray(a)) {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  return isEqualBytes(bytesOf(a), bytesOf(b), mode);
}

/** The same bytes; in partial mode those of `b` in their order, with others of `a` between. */
function isEqualBytes(a, b, mode) {
  if (!fits(a.length, b.length, mode)) return false;
  if (mode !== kPartial) {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  let at = 0;
  for (const byte of b) {
    at = a.indexOf(byte, at);
    if (at === -1) return false;
    at++;
  }
  return true;
}

/* ---------------------------------------------------------------- keys */

/** The keys of an array or typed array that are no indices; undefined where their number differs. */
function extraKeys(a, b, mode) {
  const keys = namesOf(b, mode);
  if (mode !== kPartial && keys.length !== namesOf(a, mode).length) return undefined;
  return keys;
}

function namesOf(object, mode) {
  const keys = native.getOwnNonIndexProperties(object, kOnlyEnumerable);
  return mode === kLoose ? keys.filter((key) => typeof key === 'string') : keys;
}

function enumerableSymbols(object) {
  return getOwnPropertySymbols(object).filter((symbol) => isEnumerable(object, symbol));
}

/** Adds the symbols of `b` to `keys`; false where their number differs. */
function addSymbols(a, b, mode, keys) {
  if (getOwnPropertySymbols(b).length === 0) {
    if (mode === kPartial || getOwnPropertySymbols(a).length === 0) return true;
    return enumerableSymbols(a).length === 0;
  }
  const symbols = enumerableSymbols(b);
  if (mode !== kPartial && symbols.length !== enumerableSymbols(a).length) return false;
  keys.push(...symbols);
  return true;
}

function checkKeys(a, b, mode, seen, kind, keys) {
  if (keys === undefined) {
    keys = Object.keys(b);
    if (mode !== kPartial && keys.length !== Object.keys(a).length) return false;
    if (mode !== kLoose && !addSymbols(a, b, mode, keys)) return false;
  }
  for (let i = 0; i < keys.length; i++) if (!isEnumerable(a, keys[i])) return false;
  if (keys.length === 0) {
    if (kind === kPlain) return true;
    if (kind === kArray ? b.length === 0 : b.size === 0) return true;
  }
  return withCycles(a, b, mode, seen, kind, keys);
}

/** The objects on the way to the values that are compared; a list while there are few. */
class Path {
  #list = [];
  #set;

  has(object) {
    return this.#set === undefined ? this.#list.includes(object) : this.#set.has(object);
  }

  push(a, b) {
    if (this.#set === undefined) {
      this.#list.push(a, b);
      if (this.#list.length > 32) this.#set = new Set(this.#list);
    } else {
      this.#set.add(a);
      this.#set.add(b);
    }
  }

  pop(a, b) {
    if (this.#set === undefined) {
      this.#list.length -= 2;
    } else {
      this.#set.delete(a);
      this.#set.delete(b);
    }
  }
}

/** Values that are their own parts are equal if they are met again together. */
function withCycles(a, b, mode, seen, kind, keys) {
  if (seen === undefined) {
    seen = new Path();
  } else {
    const metA = seen.has(a);
    const metB = seen.has(b);
    if (metA || metB) return metA && metB;
  }
  seen.push(a, b);
  const equal = isEqualContents(a, b, mode, seen, kind, keys);
  seen.pop(a, b);
  return equal;
}

function isEqualContents(a, b, mode, seen, kind, keys) {
  if (kind === kSet) {
    if (!isEqualSet(a, b, mode, seen)) return false;
  } else if (kind === kMap) {
    if (!isEqualMap(a, b, mode, seen)) return false;
  } else if (kind === kArray) {
    if (!(mode === kPartial ? holdsElements : isEqualArray)(a, b, mode, seen)) return false;
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (!isEqual(a[key], b[key], mode, seen)) return false;
  }
  return true;
}

/* ---------------------------------------------------------------- arrays */

function isEqualArray(a, b, mode, seen) {
  for (let i = 0; i < a.length; i++) {
    const value = b[i];
    if (value === undefined) {
      const there = hasOwn(b, i);
      if (there !== hasOwn(a, i)) return false;
      if (!there) return isEqualSparse(a, b, mode, seen);
    } else if (a[i] === undefined && !hasOwn(a, i)) {
      return false;
    }
    if (!isEqual(a[i], value, mode, seen)) return false;
  }
  return true;
}

/** Arrays with holes: by their keys. */
function isEqualSparse(a, b, mode, seen) {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!hasOwn(b, key) || !isEqual(a[key], b[key], mode, seen)) return false;
  return true;
}

/** The elements of `b` are among those of `a`, in their order. */
function holdsElements(a, b, mode, seen) {
  let at = 0;
  for (let i = 0; i < b.length; i++, at++) {
    if (b[i] === undefined && !hasOwn(b, i)) return holdsSparse(a, b, mode, seen, at, i);
    while (at < a.length && !matches(a, at, b[i], mode, seen)) at++;
    if (at >= a.length) return false;
  }
  return true;
}

const matches = (a, at, value, mode, seen) =>
  (a[at] !== undefined || hasOwn(a, at)) && isEqual(a[at], value, mode, seen);

function holdsSparse(a, b, mode, seen, from, start) {
  const wanted = Object.keys(b).filter((key) => Number(key) >= start && String(Number(key)) === key);
  const there = Object.keys(a).filter((key) => Number(key) >= from && String(Number(key)) === key);
  let at = 0;
  for (const key of wanted) {
    while (at < there.length && !isEqual(a[there[at]], b[key], mode, seen)) at++;
    if (at >= there.length) return false;
    at++;
  }
  return true;
}

/* ---------------------------------------------------------------- sets and maps */

/**
 * Things of which each can be matched once. Collections are mostly in the same order, or in the reverse: the side where
 * the last match was is tried first, then the other one, then what lies between.
 */
class Unmatched {
  #list;
  #fromEnd = false;

  constructor(list) {
    this.#list = list;
  }

  get size() {
    return this.#list.length;
  }

  /** Takes one that `fitsOne` accepts; whether there was one. */
  take(fitsOne) {
    const list = this.#list;
    const last = list.length - 1;
    if (last < 0) return false;
    for (let side = 0; side < 2 && side <= last; side++) {
      const end = this.#fromEnd === (side === 0);
      if (fitsOne(list[end ? last : 0])) {
        this.#fromEnd = end;
        if (end) list.pop();
        else list.shift();
        return true;
      }
    }
    for (let i = 1; i < last; i++) {
      if (fitsOne(list[i])) {
        list.splice(i, 1);
        return true;
      }
    }
    return false;
  }
}

/**
 * What other primitive values are loosely equal to a primitive: `null` and `undefined` each other (the answer is that
 * value), else true or false.
 */
function looseCounterpart(primitive) {
  switch (typeof primitive) {
    case 'undefined':
      return null;
    case 'object':
      return undefined;
    case 'symbol':
      return false;
    case 'string':
      return !Number.isNaN(+primitive);
    case 'number':
      return !Number.isNaN(primitive);
    default:
      return true;
  }
}

function mayHaveLoose(a, b, primitive) {
  const other = looseCounterpart(primitive);
  return other != null ? other : !b.has(other) && a.has(other);
}

function isEqualSet(a, b, mode, seen) {
  const left = [];
  for (const value of b) {
    if (a.has(value)) continue;
    if (!isObject(value) && (mode !== kLoose || !mayHaveLoose(a, b, value))) return false;
    left.push(value);
  }
  if (left.length === 0) return true;
  const unmatched = new Unmatched(left);
  for (const value of a) {
    if (unmatched.size === 0 && mode === kPartial) return true;
    if (b.has(value) || (!isObject(value) && mode !== kLoose)) continue;
    if (!unmatched.take((other) => isEqual(value, other, mode, seen)) && mode !== kPartial) return false;
  }
  return unmatched.size === 0;
}

function mayHaveLooseEntry(a, b, key, value, seen) {
  const other = looseCounterpart(key);
  if (other != null) return other;
  const there = a.get(other);
  if ((there === undefined && !a.has(other)) || !isEqual(there, value, kLoose, seen)) return false;
  return !b.has(other);
}

function isEqualMap(a, b, mode, seen) {
  const left = [];
  for (const [key, value] of b) {
    if (!isObject(key)) {
      const there = a.get(key);
      if ((there !== undefined || a.has(key)) && isEqual(there, value, mode, seen)) continue;
      if (mode !== kLoose || !mayHaveLooseEntry(a, b, key, value, seen)) return false;
    }
    left.push(key);
  }
  if (left.length === 0) return true;
  const unmatched = new Unmatched(left);
  for (const [key, value] of a) {
    if (unmatched.size === 0 && mode === kPartial) return true;
    if (!isObject(key)) {
      if (mode !== kLoose || (b.has(key) && isEqual(value, b.get(key), kLoose, seen))) continue;
    }
    const found = unmatched.take(
      (other) => isEqual(key, other, mode, seen) && isEqual(value, b.get(other), mode, seen),
    );
    if (!found && mode !== kPartial) return false;
  }
  return unmatched.size === 0;
}

module.exports = {
  isDeepEqual: (a, b) => isEqual(a, b, kLoose),
  isDeepStrictEqual: (a, b, skipPrototype) => isEqual(a, b, skipPrototype ? kWithoutPrototype : kStrict),
  isPartialStrictEqual: (a, b) => isEqual(a, b, kPartial),
};
