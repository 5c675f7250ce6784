'use strict';

/** node:assert. */

const {
  codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS },
} = require('ext/base/errors');
const { validateOneOf } = require('ext/base/validators');
const { isRegExp } = require('ext/base/types');
const { isError } = require('ext/base/util');
const comparisons = require.lazy('ext/base/comparisons');
const expressions = require.lazy('node/internal/assert/expression');
const formats = require.lazy('ext/console/format');
const inspects = require.lazy('ext/console/inspect');
const assertionError = require.lazy('node/internal/assert/assertion_error');
const throwing = require.lazy('node/internal/assert/throws');

const kOptions = Symbol('options');

const optionsOf = (self) => self?.[kOptions];

/* ---------------------------------------------------------------- failing */

/**
 * The caller's message: text, text with values for its placeholders, or a function that is given both values. An error is
 * thrown as it is.
 */
function resolveMessage(args, actual, expected) {
  const [first] = args;
  if (args.length === 0) return undefined;
  if (typeof first === 'string') return args.length === 1 ? first : formats().format(...args);
  if (isError(first)) throw first;
  if (typeof first === 'function') {
    try {
      const message = first(actual, expected);
      return typeof message === 'string' ? message : undefined;
    } catch {
      return undefined;
    }
  }
  throw new ERR_INVALID_ARG_TYPE('message', ['string', 'function'], first);
}

/** An AssertionError; `words` where the caller has no message. */
function failure(self, fn, operator, actual, expected, args, words) {
  const message = resolveMessage(args, actual, expected);
  const { AssertionError } = assertionError();
  const error = new AssertionError({
    actual,
    expected,
    message: message ?? words,
    operator,
    stackStartFn: fn,
    diff: optionsOf(self)?.diff,
  });
  error.generatedMessage = !message;
  return error;
}

function innerOk(self, fn, args) {
  const [value, ...message] = args;
  if (value) return;
  let words;
  if (args.length === 0) {
    words = 'No value argument passed to `assert.ok()`';
  } else if (message[0] == null) {
    const expression = expressions().callExpression(fn);
    words =
      expression === undefined
        ? `${inspects().inspect(value)} == true`
        : `The expression evaluated to a falsy value:\n\n  ${expression}\n`;
  }
  const error = failure(self, fn, '==', value, true, words === undefined ? message : [], words);
  error.generatedMessage = words !== undefined;
  throw error;
}

// `t.assert.ok` of node:test is another function, whose caller's expression is wanted.
require('node/internal/assert/ok').setCheck((fn, args) => innerOk(undefined, fn, args));

function checkCount(count) {
  if (count < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
}

// eslint-disable-next-line eqeqeq
const isLooselyEqual = (a, b) => a == b || (Number.isNaN(a) && Number.isNaN(b));

function innerMatch(self, fn, wanted, text, regexp, message) {
  if (!isRegExp(regexp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  const isText = typeof text === 'string';
  if (isText && (RegExp.prototype.exec.call(regexp, text) !== null) === wanted) return;
  const { inspect } = inspects();
  let words;
  if (!isText) {
    words = `The "string" argument must be of type string. Received type ${typeof text} (${inspect(text)})`;
  } else {
    const what = wanted ? 'The input did not match' : 'The input was expected to not match';
    words = `${what} the regular expression ${inspect(regexp)}. Input:\n\n${inspect(text)}\n`;
  }
  const args = message.length === 0 ? message : [message[0] || words, ...message.slice(1)];
  throw failure(self, fn, fn.name, text, regexp, args, words);
}

/** Joins the stack of the error that ifError got to the one of the error it throws. */
function joinStacks(error, original) {
  if (typeof original !== 'string') return;
  const start = original.indexOf('\n    at');
  if (start === -1) return;
  const frames = original.slice(start + 1).split('\n');
  let own = error.stack.split('\n');
  for (const frame of frames) {
    const at = own.indexOf(frame);
    if (at !== -1) {
      own = own.slice(0, at);
      break;
    }
  }
  error.stack = `${own.join('\n')}\n${frames.join('\n')}`;
}

/* ---------------------------------------------------------------- the methods */

const methods = {
  /** Always fails. */
  fail: function fail(message) {
    if (isError(message)) throw message;
    const isOwn = message === undefined;
    const { AssertionError } = assertionError();
    const error = new AssertionError({
      message: isOwn ? 'Failed' : message,
      operator: 'fail',
      stackStartFn: fail,
      diff: optionsOf(this)?.diff,
    });
    if (isOwn) error.generatedMessage = true;
    throw error;
  },

  /** `value` is truthy. */
  ok: function ok(...args) {
    innerOk(this, ok, args);
  },

  /** `==`, or both NaN. */
  equal: function equal(actual, expected, ...message) {
    checkCount(arguments.length);
    if (!isLooselyEqual(actual, expected)) throw failure(this, equal, '==', actual, expected, message);
  },

  notEqual: function notEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (isLooselyEqual(actual, expected)) throw failure(this, notEqual, '!=', actual, expected, message);
  },

  /** Equal in all their parts, by `==`. */
  deepEqual: function deepEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (!comparisons().isDeepEqual(actual, expected)) {
      throw failure(this, deepEqual, 'deepEqual', actual, expected, message);
    }
  },

  notDeepEqual: function notDeepEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (comparisons().isDeepEqual(actual, expected)) {
      throw failure(this, notDeepEqual, 'notDeepEqual', actual, expected, message);
    }
  },

  /** Equal in all their parts, by Object.is, and of the same class. */
  deepStrictEqual: function deepStrictEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (!comparisons().isDeepStrictEqual(actual, expected, optionsOf(this)?.skipPrototype)) {
      throw failure(this, deepStrictEqual, 'deepStrictEqual', actual, expected, message);
    }
  },

  notDeepStrictEqual: function notDeepStrictEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (comparisons().isDeepStrictEqual(actual, expected, optionsOf(this)?.skipPrototype)) {
      throw failure(this, notDeepStrictEqual, 'notDeepStrictEqual', actual, expected, message);
    }
  },

  /** `Object.is`. */
  strictEqual: function strictEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (!Object.is(actual, expected)) {
      throw failure(this, strictEqual, 'strictEqual', actual, expected, message);
    }
  },

  notStrictEqual: function notStrictEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (Object.is(actual, expected)) {
      throw failure(this, notStrictEqual, 'notStrictEqual', actual, expected, message);
    }
  },

  /** `actual` holds all that `expected` holds. */
  partialDeepStrictEqual: function partialDeepStrictEqual(actual, expected, ...message) {
    checkCount(arguments.length);
    if (!comparisons().isPartialStrictEqual(actual, expected)) {
      throw failure(this, partialDeepStrictEqual, 'partialDeepStrictEqual', actual, expected, message);
    }
  },

  /** `fn` throws. */
  throws: function throws(fn, ...args) {
    const { expectsError, getActual } = throwing();
    expectsError({ fn: throws, diff: optionsOf(this)?.diff, kind: 'exception' }, getActual(fn), args);
  },

  /** The promise is rejected. */
  rejects: async function rejects(promiseFn, ...args) {
    const { expectsError, waitForActual } = throwing();
    const context = { fn: rejects, diff: optionsOf(this)?.diff, kind: 'rejection' };
    expectsError(context, await waitForActual(promiseFn), args);
  },

  doesNotThrow: function doesNotThrow(fn, ...args) {
    const { expectsNoError, getActual } = throwing();
    expectsNoError({ fn: doesNotThrow, diff: optionsOf(this)?.diff, kind: 'exception' }, getActual(fn), args);
  },

  doesNotReject: async function doesNotReject(fn, ...args) {
    const { expectsNoError, waitForActual } = throwing();
    const context = { fn: doesNotReject, diff: optionsOf(this)?.diff, kind: 'rejection' };
    expectsNoError(context, await waitForActual(fn), args);
  },

  /** `err` is null or undefined. */
  ifError: function ifError(err) {
    if (err === null || err === undefined) return;
    let message = 'ifError got unwanted exception: ';
    if (typeof err === 'object' && typeof err.message === 'string') {
      message += err.message.length === 0 && err.constructor ? err.constructor.name : err.message;
    } else {
      message += inspects().inspect(err);
    }
    const { AssertionError } = assertionError();
    const error = new AssertionError({
      actual: err,
      expected: null,
      operator: 'ifError',
      message,
      stackStartFn: ifError,
      diff: optionsOf(this)?.diff,
    });
    error.generatedMessage = false;
    joinStacks(error, err.stack);
    throw error;
  },

  match: function match(string, regexp, ...message) {
    innerMatch(this, match, true, string, regexp, message);
  },

  doesNotMatch: function doesNotMatch(string, regexp, ...message) {
    innerMatch(this, doesNotMatch, false, string, regexp, message);
  },
};

/**
 * A set of assertions with options of its own.
 * @param {{diff?: 'simple' | 'full', strict?: boolean, skipPrototype?: boolean}} [options]
 */
function Assert(options) {
  if (new.target === undefined) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  const all = { strict: true, skipPrototype: false, ...options };
  if (all.diff !== undefined) validateOneOf(all.diff, 'options.diff', ['simple', 'full']);
  this.AssertionError = assertionError().AssertionError;
  if (all.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
  Object.defineProperty(this, kOptions, { __proto__: null, value: all });
}
Object.assign(Assert.prototype, methods);

/* ---------------------------------------------------------------- the module */

function assert(...args) {
  innerOk(undefined, assert, args);
}

function strict(...args) {
  innerOk(undefined, strict, args);
}

const order =
  'ok fail equal notEqual deepEqual notDeepEqual deepStrictEqual notDeepStrictEqual strictEqual notStrictEqual ' +
  'partialDeepStrictEqual match doesNotMatch throws rejects doesNotThrow doesNotReject ifError';

/** AssertionError is loaded when it is first looked at. */
function defineAssertionError(target) {
  const settle = (value) =>
    Object.defineProperty(target, 'AssertionError', {
      __proto__: null,
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  Object.defineProperty(target, 'AssertionError', {
    __proto__: null,
    get() {
      const { AssertionError } = assertionError();
      settle(AssertionError);
      return AssertionError;
    },
    set: settle,
    enumerable: true,
    configurable: true,
  });
}

for (const target of [assert, strict]) {
  defineAssertionError(target);
  for (const name of order.split(' ')) target[name] = methods[name];
}
Object.assign(strict, {
  equal: methods.strictEqual,
  deepEqual: methods.deepStrictEqual,
  notEqual: methods.notStrictEqual,
  notDeepEqual: methods.notDeepStrictEqual,
});
assert.strict = strict;
assert.Assert = Assert;
strict.Assert = Assert;
strict.strict = strict;

module.exports = assert;
