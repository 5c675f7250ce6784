'use strict';

// What readable and writable states have in common: their flags, which are bits of one number, and the
// default high water marks.

const validators = require.lazy('ext/base/validators');
const errors = require.lazy('ext/base/errors');

const kState = Symbol('kState');

/** Bits that both kinds of state have. */
const bits = {
  kObjectMode: 1 << 0,
  kErrorEmitted: 1 << 1,
  kAutoDestroy: 1 << 2,
  kEmitClose: 1 << 3,
  kDestroyed: 1 << 4,
  kClosed: 1 << 5,
  kCloseEmitted: 1 << 6,
  kErrored: 1 << 7,
  kConstructed: 1 << 8,
};

/** An accessor that reads and writes one bit. */
function flag(bit) {
  return {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & bit) !== 0;
    },
    set(value) {
      if (value) this[kState] |= bit;
      else this[kState] &= ~bit;
    },
  };
}

/**
 * An accessor for a value that is mostly at its default: a bit says whether the property `key` holds another.
 * @param {number} bit
 * @param {symbol} key
 * @param {*} initial what it is while the bit is not set
 */
function rare(bit, key, initial) {
  return {
    __proto__: null,
    enumerable: false,
    get() {
      return (this[kState] & bit) !== 0 ? this[key] : initial;
    },
    set(value) {
      if (value) {
        this[key] = value;
        this[kState] |= bit;
      } else {
        this[kState] &= ~bit;
      }
    },
  };
}

let defaultBytes = 64 * 1024;
let defaultObjects = 16;

/**
 * @param {boolean} objectMode
 * @returns {number} objects, or bytes
 */
function getDefaultHighWaterMark(objectMode) {
  return objectMode ? defaultObjects : defaultBytes;
}

/**
 * @param {boolean} objectMode
 * @param {number} value objects, or bytes
 * @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE}
 */
function setDefaultHighWaterMark(objectMode, value) {
  validators().validateInteger(value, 'value', 0);
  if (objectMode) defaultObjects = value;
  else defaultBytes = value;
}

/** The mark that the options ask for. `duplexKey` is read for streams that have two sides. */
function highWaterMarkOf(objectMode, options, duplexKey, isDuplex) {
  const mark = options.highWaterMark ?? (isDuplex ? options[duplexKey] : undefined);
  if (mark === undefined || mark === null) return getDefaultHighWaterMark(objectMode);
  if (!Number.isInteger(mark) || mark < 0) {
    const name = isDuplex ? duplexKey : 'highWaterMark';
    throw new (errors().codes.ERR_INVALID_ARG_VALUE)(`options.${name}`, mark);
  }
  return Math.floor(mark);
}

module.exports = {
  kState,
  kOnConstructed: Symbol('kOnConstructed'),
  bits,
  flag,
  rare,
  getDefaultHighWaterMark,
  setDefaultHighWaterMark,
  highWaterMarkOf,
};
