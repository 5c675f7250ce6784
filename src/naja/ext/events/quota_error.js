'use strict';

// QuotaExceededError: https://webidl.spec.whatwg.org/#quotaexceedederror

const { DOMException } = require('ext/events/dom_exception');
const { kClone } = require('ext/events/symbols');

/** Web IDL's double, without what is not finite. */
function finite(options, name) {
  if (!(name in options)) return null;
  const value = +options[name];
  if (!Number.isFinite(value)) {
    throw new TypeError(
      `Cannot convert options.${name} to a double: the value is ${Number.isNaN(value) ? 'NaN' : 'Infinity'}`,
    );
  }
  if (value < 0) throw new RangeError(`options.${name} must not be negative`);
  return value;
}

/** More was asked for than there may be. */
class QuotaExceededError extends DOMException {
  #quota;
  #requested;

  /**
   * @param {string} [message]
   * @param {{quota?: number, requested?: number}} [options] what there may be, and what was asked for
   * @throws {TypeError} where one is not a finite number
   * @throws {RangeError} where one is negative, or less was asked for than there may be
   */
  constructor(message = '', options = null) {
    super(message, 'QuotaExceededError');
    const known = options ?? {};
    this.#quota = finite(known, 'quota');
    this.#requested = finite(known, 'requested');
    if (this.#quota !== null && this.#requested !== null && this.#requested < this.#quota) {
      throw new RangeError('options.requested must not be less than options.quota');
    }
  }

  /** @type {number|null} */
  get quota() {
    if (!(#quota in this)) throw invalidThis();
    return this.#quota;
  }

  /** @type {number|null} */
  get requested() {
    if (!(#quota in this)) throw invalidThis();
    return this.#requested;
  }
}

function invalidThis() {
  const error = new TypeError('Value of "this" must be of QuotaExceededError');
  error.code = 'ERR_INVALID_THIS';
  return error;
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(QuotaExceededError.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'QuotaExceededError' },
  quota: enumerable,
  requested: enumerable,
  [kClone]: {
    __proto__: null,
    value() {
      const { message, stack, quota, requested } = this;
      return {
        data: { message, stack, quota, requested },
        deserializeInfo: 'ext/events/quota_error:cloneQuotaError',
      };
    },
  },
});

function cloneQuotaError({ message, stack, quota, requested }) {
  const options = {};
  if (quota !== null) options.quota = quota;
  if (requested !== null) options.requested = requested;
  const copy = new QuotaExceededError(message, options);
  Object.defineProperty(copy, 'stack', {
    __proto__: null,
    value: stack,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return copy;
}

module.exports = { QuotaExceededError, cloneQuotaError };
