'use strict';

// How Web Crypto's methods take their arguments (https://webidl.spec.whatwg.org/), in Node.js' words.

const { isAnyArrayBuffer, isArrayBufferView, isSharedArrayBuffer } = require('ext/base/types');
const { isCryptoKey, USAGES } = require('ext/crypto/crypto_key');

const FORMATS = ['raw', 'raw-public', 'raw-seed', 'raw-secret', 'raw-private', 'pkcs8', 'spki', 'jwk'];
const ARGUMENTS = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th'];

/** Where a value comes from: the start of what is said about it. */
function problem(where, message, code = 'ERR_INVALID_ARG_TYPE') {
  const prefix = where.prefix ? `${where.prefix}: ` : '';
  const context = where.context === '' ? '' : `${where.context ?? 'Value'} `;
  return Object.assign(new TypeError(`${prefix}${context}${message}`), { code });
}

/** What is said about a member of a dictionary, or about an element. */
const inside = (where, context) => ({ prefix: where.prefix, context });

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

function string(value, where) {
  if (typeof value === 'symbol') throw problem(where, 'is a Symbol and cannot be converted to a string.');
  return `${value}`;
}

function boolean(value) {
  return Boolean(value);
}

/** An unsigned integer of so many bits, [EnforceRange]. */
function integer(bits) {
  const most = 2 ** bits - 1;
  return (value, where) => {
    if (typeof value === 'bigint') throw problem(where, 'is a BigInt and cannot be converted to a number.');
    if (typeof value === 'symbol') throw problem(where, 'is a Symbol and cannot be converted to a number.');
    const number = Number(value);
    if (!Number.isFinite(number)) throw problem(where, 'is not a finite number.');
    const whole = Math.trunc(number);
    if (whole < 0 || whole > most) {
      throw problem(where, `is outside the expected range of 0 to ${most}.`, 'ERR_OUT_OF_RANGE');
    }
    return whole + 0;
  };
}

const octet = integer(8);
const short = integer(16);
const long = integer(32);

function oneOf(name, words) {
  return (value, where) => {
    const word = string(value, where);
    if (words.includes(word)) return word;
    throw problem(where, `'${word}' is not a valid enum value of type ${name}.`, 'ERR_INVALID_ARG_VALUE');
  };
}

/** Bytes, as a Uint8Array over the same memory. */
function bufferSource(value, where) {
  if (isArrayBufferView(value)) {
    if (isSharedArrayBuffer(value.buffer)) {
      throw problem(where, 'is a view on a SharedArrayBuffer, which is not allowed.');
    }
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (isAnyArrayBuffer(value) && !isSharedArrayBuffer(value)) return new Uint8Array(value);
  throw problem(where, 'is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.');
}

function bigInteger(value, where) {
  if (Object.prototype.toString.call(value) !== '[object Uint8Array]' || !isArrayBufferView(value)) {
    throw problem(where, 'is not an Uint8Array object.');
  }
  return bufferSource(value, where);
}

function algorithmIdentifier(value, where) {
  return isObject(value) ? value : string(value, where);
}

function cryptoKey(value, where) {
  if (!isCryptoKey(value)) throw problem(where, 'is not of type CryptoKey.');
  return value;
}

function sequence(convert) {
  return (value, where) => {
    if (!isObject(value) || typeof value[Symbol.iterator] !== 'function') {
      throw problem(where, 'cannot be converted to sequence.');
    }
    const result = [];
    for (const item of value)
      result.push(convert(item, inside(where, `${where.context ?? 'Value'}[${result.length}]`)));
    return result;
  };
}

/**
 * A dictionary.
 * @param {string} name
 * @param {Array<[string, Function, {required?: boolean, check?: Function}?]>} members in the order they are read
 */
function dictionary(name, members) {
  return (value, where) => {
    if (value !== undefined && value !== null && !isObject(value)) {
      throw problem(where, 'cannot be converted to a dictionary');
    }
    const result = { __proto__: null };
    for (const [key, convert, { required = false, check } = {}] of members) {
      const found = value?.[key];
      if (found !== undefined) {
        const member = convert(found, inside(where, where.context ? `${key} in ${where.context}` : key));
        check?.(member, value);
        result[key] = member;
      } else if (required) {
        throw problem(
          where,
          `cannot be converted to '${name}' because '${key}' is required in '${name}'.`,
          'ERR_MISSING_OPTION',
        );
      }
    }
    return result;
  };
}

const otherPrimes = dictionary('RsaOtherPrimesInfo', [['d', string], ['r', string], ['t', string]]); // prettier-ignore
const jsonWebKey = dictionary('JsonWebKey', [
  ['alg', string], ['crv', string], ['d', string], ['dp', string], ['dq', string], ['e', string], ['ext', boolean],
  ['k', string], ['key_ops', sequence(string)], ['kty', string], ['n', string], ['oth', sequence(otherPrimes)],
  ['p', string], ['priv', string], ['pub', string], ['q', string], ['qi', string], ['use', string], ['x', string],
  ['y', string],
]); // prettier-ignore

/**
 * The arguments of a method, one after another.
 * @param {string} prefix "Failed to execute ..."
 */
function argumentsOf(prefix, given, required) {
  if (given.length < required) {
    const many = `${required} argument${required === 1 ? '' : 's'} required, but only ${given.length} present.`;
    throw problem({ prefix, context: '' }, many, 'ERR_MISSING_ARGS');
  }
  let i = 0;
  return (convert) => {
    const at = i++;
    return convert(given[at], { prefix, context: `${ARGUMENTS[at]} argument` });
  };
}

module.exports = {
  algorithmIdentifier, argumentsOf, bigInteger, boolean, bufferSource, cryptoKey, dictionary, inside, integer,
  jsonWebKey, keyFormat: oneOf('KeyFormat', FORMATS), keyUsages: sequence(oneOf('KeyUsage', USAGES)), long, octet,
  short, string,
}; // prettier-ignore
