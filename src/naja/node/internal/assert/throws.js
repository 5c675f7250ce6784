'use strict';

/** What assert.throws, rejects, doesNotThrow and doesNotReject check. */

const {
  codes: { ERR_AMBIGUOUS_ARGUMENT, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_VALUE },
} = require('ext/base/errors');
const { validateFunction } = require('ext/base/validators');
const { isPromise, isRegExp } = require('ext/base/types');
const { isError } = require('ext/base/util');
const { inspect } = require('ext/console/inspect');
const { AssertionError } = require('node/internal/assert/assertion_error');
const { isDeepStrictEqual } = require('ext/base/comparisons');

/** Says that nothing was thrown. */
const kNothing = Symbol('nothing');

const matches = (regexp, text) => RegExp.prototype.exec.call(regexp, text) !== null;

/** The properties that are compared; what a RegExp matches shows as equal. */
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      const isMatch =
        actual !== undefined &&
        typeof actual[key] === 'string' &&
        isRegExp(object[key]) &&
        matches(object[key], actual[key]);
      this[key] = isMatch ? actual[key] : object[key];
    }
  }
}

function fail(context, actual, expected, message, generated) {
  const { diff, fn } = context;
  const error = new AssertionError({ actual, expected, message, operator: fn.name, stackStartFn: fn, diff });
  error.generatedMessage = generated;
  throw error;
}

function compareKey(context, actual, expected, key, message, keys) {
  if (key in actual && isDeepStrictEqual(actual[key], expected[key])) return;
  if (message) fail(context, actual, expected, message, false);
  const { diff, fn } = context;
  const error = new AssertionError({
    actual: new Comparison(actual, keys),
    expected: new Comparison(expected, keys, actual),
    operator: 'deepStrictEqual',
    stackStartFn: fn,
    diff,
  });
  error.actual = actual;
  error.expected = expected;
  error.operator = fn.name;
  throw error;
}

function checkObject(context, actual, expected, message) {
  if (typeof actual !== 'object' || actual === null) {
    const { diff, fn } = context;
    const error = new AssertionError({
      actual,
      expected,
      message,
      operator: 'deepStrictEqual',
      stackStartFn: fn,
      diff,
    });
    error.operator = fn.name;
    throw error;
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0)
    throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  for (const key of keys) {
    if (typeof actual[key] === 'string' && isRegExp(expected[key]) && matches(expected[key], actual[key]))
      continue;
    compareKey(context, actual, expected, key, message, keys);
  }
}

function wrongClass(actual, expected) {
  const message = `The error is expected to be an instance of "${expected.name}". Received `;
  if (!isError(actual)) return `${message}"${inspect(actual, { depth: -1 })}"`;
  const name = actual.constructor?.name || actual.name;
  const received =
    name === expected.name ? 'an error with identical name but a different prototype.' : `"${name}"`;
  return `${message}${received}\n\nError message:\n\n${actual.message}`;
}

/** What was thrown is what `expected` describes: a class, a RegExp, an object, or a function that says true. */
function checkExpected(context, actual, expected, message) {
  let words = message;
  if (typeof expected !== 'function') {
    if (!isRegExp(expected)) {
      checkObject(context, actual, expected, message);
      return;
    }
    const text = String(actual);
    if (matches(expected, text)) return;
    words ||= `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
  } else if (expected.prototype !== undefined && actual instanceof expected) {
    return;
  } else if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    words ||= wrongClass(actual, expected);
  } else {
    const result = Reflect.apply(expected, {}, [actual]);
    if (result === true) return;
    if (!words) {
      const name = expected.name ? `"${expected.name}" ` : '';
      words = `The ${name}validation function is expected to return "true". Received ${inspect(result)}`;
      if (isError(actual)) words += `\n\nCaught error:\n\n${actual}`;
    }
  }
  fail(context, actual, expected, words, !message);
}

/** What `fn` throws, or kNothing. */
function getActual(fn) {
  validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return kNothing;
}

const isPromiseLike = (value) =>
  isPromise(value) ||
  (value !== null &&
    typeof value === 'object' &&
    typeof value.then === 'function' &&
    typeof value.catch === 'function');

/** What a promise, or the promise that a function gives, is rejected with, or kNothing. */
async function waitForActual(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isPromiseLike(promise)) {
      throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
    }
  } else if (!isPromiseLike(promiseFn)) {
    throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return kNothing;
}

/**
 * Something was thrown, and it is as expected.
 * @param {{fn: Function, diff: string, kind: 'exception' | 'rejection'}} context
 * @param {unknown} actual
 * @param {unknown[]} args `[error, message]` or `[message]`
 */
function expectsError(context, actual, args) {
  let [error, message] = args;
  if (typeof error === 'string') {
    if (args.length === 2) throw wrongError(error);
    if (typeof actual === 'object' && actual !== null) {
      if (actual.message === error) {
        const reason = `The error message "${actual.message}" is identical to the message.`;
        throw new ERR_AMBIGUOUS_ARGUMENT('error/message', reason);
      }
    } else if (actual === error) {
      throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${actual}" is identical to the message.`);
    }
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw wrongError(error);
  }
  if (actual === kNothing) {
    let details = error?.name ? ` (${error.name})` : '';
    details += message ? `: ${message}` : '.';
    fail(context, undefined, error, `Missing expected ${context.kind}${details}`, false);
  }
  if (error) checkExpected(context, actual, error, message);
}

function wrongError(error) {
  return new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
}

function isUnwanted(actual, expected) {
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) return matches(expected, String(actual));
    throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return Reflect.apply(expected, {}, [actual]) === true;
}

/** Nothing was thrown, or not what was to be kept out; anything else is thrown on. */
function expectsNoError(context, actual, args) {
  if (actual === kNothing) return;
  let [error, message] = args;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (!error || isUnwanted(actual, error)) {
    const details = message ? `: ${message}` : '.';
    const words = `Got unwanted ${context.kind}${details}\nActual message: "${actual?.message}"`;
    fail(context, actual, error, words, false);
  }
  throw actual;
}

module.exports = { expectsError, expectsNoError, getActual, waitForActual };
