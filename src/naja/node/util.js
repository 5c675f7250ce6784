'use strict';

/** node:util. What is not needed to name the functions is loaded when they are called. */

const { codes, ErrnoException, ExceptionWithHostPort, hideFrames } = require('ext/base/errors');
const { kEmptyObject, assignFunctionName } = require('ext/base/util');
const validators = require('ext/base/validators');
const abort = require.lazy('ext/events/abort');
const callSites = require.lazy('ext/util/call_sites');
const comparisons = require.lazy('ext/base/comparisons');
const debounces = require.lazy('ext/util/debounce');
const debugging = require.lazy('ext/util/debuglog');
const deprecation = require.lazy('ext/base/deprecate');
const diffs = require.lazy('ext/util/diff');
const formats = require.lazy('ext/console/format');
const helpers = require('ext/base/util');
const parseArguments = require.lazy('ext/util/parse_args');
const parseEnvironment = require.lazy('ext/util/parse_env');
const promises = require.lazy('ext/base/promisify');
const styles = require.lazy('ext/util/style_text');
const system = require.lazy('ext/base/system_errors');
const widths = require.lazy('ext/console/width');

const { validateNumber } = validators;

/* ---------------------------------------------------------------- errors of the system */

function _errnoException(...args) {
  return hideFrames(ErrnoException(...args), _errnoException);
}

function _exceptionWithHostPort(...args) {
  return hideFrames(ExceptionWithHostPort(...args), _exceptionWithHostPort);
}

const isNegativeInteger = (number) => Number.isSafeInteger(number) && number < 0;

function notNegative(number, caller) {
  validateNumber(number, 'err');
  return hideFrames(new codes.ERR_OUT_OF_RANGE('err', 'a negative integer', number), caller);
}

/** The name of a system error: `ENOENT` for -2. */
function getSystemErrorName(err) {
  if (!isNegativeInteger(err)) throw notNegative(err, getSystemErrorName);
  return system().getSystemErrorName(err);
}

/** What a system error says: `no such file or directory` for -2. */
function getSystemErrorMessage(err) {
  if (!isNegativeInteger(err)) throw notNegative(err, getSystemErrorMessage);
  return system().getSystemErrorMessage(err);
}

function getSystemErrorMap() {
  return system().getSystemErrorMap();
}

/* ---------------------------------------------------------------- text */

function format(...args) {
  return formats().format(...args);
}

function formatWithOptions(inspectOptions, ...args) {
  return formats().formatWithOptions(inspectOptions, ...args);
}

function stripVTControlCharacters(str) {
  return widths().stripVTControlCharacters(str);
}

function styleText(text, content, options) {
  return styles().styleText(text, content, options);
}

function toUSVString(input) {
  return helpers.toUSVString(input);
}

function debuglog(set, callback) {
  return debugging().debuglog(set, callback);
}

function parseEnv(content) {
  return parseEnvironment().parseEnv(content);
}

function parseArgs(config = kEmptyObject) {
  return parseArguments().parseArgs(config);
}

function diff(actual, expected) {
  return diffs().diff(actual, expected);
}

/* ---------------------------------------------------------------- functions */

function callbackify(original) {
  return promises().callbackify(original);
}

function promisify(original) {
  return promises().promisify(original);
}
promisify.custom = helpers.customPromisifySymbol;

function deprecate(fn, msg, code, { modifyPrototype = true } = kEmptyObject) {
  return deprecation().deprecate(fn, msg, code, undefined, modifyPrototype);
}
Object.defineProperty(deprecate, 'length', { __proto__: null, value: 3, configurable: true });

/**
 * Makes the instances of one constructor inherit from another's prototype.
 * @param {Function} ctor
 * @param {Function} superCtor
 */
function inherits(ctor, superCtor) {
  const { ERR_INVALID_ARG_TYPE } = codes;
  if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null)
    throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) {
    throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  Object.defineProperty(ctor, 'super_', {
    __proto__: null,
    value: superCtor,
    writable: true,
    configurable: true,
  });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
}

function extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  for (const key of Object.keys(source)) target[key] = source[key];
  return target;
}

/** A function that is deprecated, made so when it is first called. */
function deprecated(fn, message, code) {
  let made;
  const wrapper = function (...args) {
    made ??= deprecation().deprecate(fn, message, code);
    return Reflect.apply(made, this, args);
  };
  assignFunctionName('deprecated', wrapper);
  Object.defineProperty(wrapper, 'length', { __proto__: null, value: fn.length, configurable: true });
  return wrapper;
}

/* ---------------------------------------------------------------- values */

function isDeepStrictEqual(a, b, skipPrototype) {
  return comparisons().isDeepStrictEqual(a, b, skipPrototype);
}

function getCallSites(...args) {
  return callSites().getCallSites(...args);
}

function convertProcessSignalToExitCode(signalCode) {
  return helpers.convertProcessSignalToExitCode(signalCode);
}

/** A rejection of `promise` is not reported, whether or not anybody handles it. */
function markPromiseAsHandled(promise) {
  const { ERR_INVALID_ARG_TYPE } = codes;
  if (!binding('util').isPromise(promise)) throw new ERR_INVALID_ARG_TYPE('promise', 'Promise', promise);
  Promise.prototype.then.call(promise, undefined, () => {});
}

/** Prints a stack trace on SIGINT; this runtime cannot interrupt JavaScript for that. */
function setTraceSigInt(enable) {
  if (!enable) return;
  throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('util.setTraceSigInt');
}

module.exports = {
  _errnoException,
  _exceptionWithHostPort,
  _extend: deprecated(
    extend,
    'The `util._extend` API is deprecated. Please use Object.assign() instead.',
    'DEP0060',
  ),
  callbackify,
  convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  getCallSites,
  getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
};

/** Properties that load what they name when they are first read. */
function lazily(key, load) {
  Object.defineProperty(module.exports, key, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get: () => {
      const value = load();
      settle(key, value);
      return value;
    },
    set: (value) => settle(key, value),
  });
}

function settle(key, value) {
  Object.defineProperty(module.exports, key, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

const add = (members) => Object.assign(module.exports, members);

lazily('inspect', () => require('ext/console/inspect').inspect);
add({
  isArray: deprecated(
    Array.isArray,
    'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.',
    'DEP0044',
  ),
  isDeepStrictEqual,
  markPromiseAsHandled,
  promisify,
  stripVTControlCharacters,
  toUSVString,
});
for (const key of ['transferableAbortSignal', 'transferableAbortController']) {
  lazily(key, () => require('ext/util/transferable')[key]);
}
lazily('aborted', () => abort().aborted);
lazily('types', () => require('ext/base/types'));
add({ parseEnv, parseArgs });
for (const key of ['TextDecoder', 'TextEncoder']) lazily(key, () => require('ext/encoding/encoding')[key]);
for (const key of ['MIMEType', 'MIMEParams']) lazily(key, () => require('ext/util/mime')[key]);
add({ diff });
for (const key of ['debounce', 'throttle']) lazily(key, () => debounces()[key]);
add({ setTraceSigInt });
