'use strict';

/** Deprecation warnings: once for each function, once for each code. */

const process = require.lazy('node/process');
const { validateString } = require('ext/base/validators');

const warnedCodes = new Set();

function pendingWanted() {
  const { noDeprecation, execArgv } = process();
  if (noDeprecation) return false;
  if (execArgv.includes('--pending-deprecation')) return true;
  return require('ext/process/env').ownVariables().NODE_PENDING_DEPRECATION === '1';
}

/** Whether deprecations that are still only documented are to be reported (`--pending-deprecation`). */
function isPendingDeprecation() {
  return pendingWanted();
}

/** A function that gives the warning when first called. */
function getDeprecationWarningEmitter(code, message, deprecated, useEmitSync, shouldEmit = () => true) {
  let done = false;
  return () => {
    if (done || !shouldEmit()) return;
    done = true;
    if (code === 'ExperimentalWarning') {
      process().emitWarning(message, code, deprecated);
    } else if (code === undefined) {
      process().emitWarning(message, 'DeprecationWarning', deprecated);
    } else if (!warnedCodes.has(code)) {
      warnedCodes.add(code);
      process().emitWarning(message, 'DeprecationWarning', code, deprecated);
    }
  };
}

function wrap(fn, emit, modifyPrototype) {
  function deprecated(...args) {
    if (!process().noDeprecation) emit(deprecated);
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }
  if (modifyPrototype) {
    Object.setPrototypeOf(deprecated, fn);
    if (fn.prototype) deprecated.prototype = fn.prototype;
  }
  Object.defineProperty(deprecated, 'length', {
    __proto__: null,
    ...Object.getOwnPropertyDescriptor(fn, 'length'),
  });
  return deprecated;
}

/**
 * `fn`, with a DeprecationWarning at its first call.
 * @param {Function} fn
 * @param {string} message
 * @param {string} [code]
 */
function deprecate(fn, message, code, useEmitSync, modifyPrototype = true) {
  if (code !== undefined) validateString(code, 'code');
  const emit = getDeprecationWarningEmitter(code, message, undefined, useEmitSync);
  return wrap(fn, emit, modifyPrototype);
}

/** As `deprecate`, where `--pending-deprecation` is on; else `fn` as it is. */
function pendingDeprecate(fn, message, code) {
  const emit = getDeprecationWarningEmitter(code, message, undefined, false, isPendingDeprecation);
  return wrap(fn, emit, true);
}

/** A function that warns where an options object has `key`. */
function deprecateProperty(key, message, code, shouldEmit) {
  const emit = getDeprecationWarningEmitter(code, message, undefined, false, shouldEmit);
  return (options) => {
    if (key in options) emit();
  };
}

/** Makes a `target` for a call without `new`, with a warning. */
function deprecateInstantiation(target, code, ...args) {
  const message = `Instantiating ${target.name} without the 'new' keyword has been deprecated.`;
  getDeprecationWarningEmitter(code, message, target)();
  return Reflect.construct(target, args);
}

module.exports = {
  deprecate,
  deprecateInstantiation,
  deprecateProperty,
  getDeprecationWarningEmitter,
  isPendingDeprecation,
  pendingDeprecate,
};
