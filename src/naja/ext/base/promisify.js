'use strict';

/** `util.promisify` and `util.callbackify`. */

const { codes, hideFrames } = require('ext/base/errors');
const { validateFunction } = require('ext/base/validators');
const { customPromisifyArgs, customPromisifySymbol } = require('ext/base/util');
const { isPromise } = require('ext/base/types');
const process = require.lazy('node/process');

function defineCustom(fn) {
  return Object.defineProperty(fn, customPromisifySymbol, {
    __proto__: null,
    value: fn,
    enumerable: false,
    writable: false,
    configurable: true,
  });
}

/**
 * A function that gives a promise, of one that takes an error-first callback last.
 * @param {Function} original `original[util.promisify.custom]` is taken as it is
 * @returns {Function}
 */
function promisify(original) {
  validateFunction(original, 'original');
  const custom = original[customPromisifySymbol];
  if (custom) {
    validateFunction(custom, 'util.promisify.custom');
    return defineCustom(custom);
  }
  const names = original[customPromisifyArgs];

  function fn(...args) {
    return new Promise((resolve, reject) => {
      args.push((error, ...values) => {
        if (error) return reject(error);
        if (names === undefined || values.length <= 1) return resolve(values[0]);
        const result = {};
        names.forEach((name, i) => {
          result[name] = values[i];
        });
        return resolve(result);
      });
      if (isPromise(Reflect.apply(original, this, args))) {
        process().emitWarning(
          'Calling promisify on a function that returns a Promise is likely a mistake.',
          'DeprecationWarning',
          'DEP0174',
        );
      }
    });
  }

  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  defineCustom(fn);
  for (const key of Reflect.ownKeys(original)) {
    Object.defineProperty(fn, key, { __proto__: null, ...Object.getOwnPropertyDescriptor(original, key) });
  }
  return fn;
}
promisify.custom = customPromisifySymbol;

/** The callback gets an error even where the promise was rejected with nothing. */
function rejected(reason, callback) {
  if (reason) return callback(reason);
  const error = hideFrames(new codes.ERR_FALSY_VALUE_REJECTION(reason), rejected);
  return callback(error);
}

/**
 * A function that takes an error-first callback last, of one that gives a promise.
 * @param {Function} original
 * @returns {Function}
 */
function callbackify(original) {
  validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    validateFunction(callback, 'last argument');
    const { nextTick } = process();
    const bound = callback.bind(this);
    Reflect.apply(original, this, args).then(
      (value) => nextTick(bound, null, value),
      (reason) => nextTick(rejected, reason, bound),
    );
  }
  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  for (const key of Reflect.ownKeys(descriptors)) {
    Object.defineProperty(callbackified, key, { __proto__: null, ...descriptors[key] });
  }
  return callbackified;
}

module.exports = { callbackify, promisify };
