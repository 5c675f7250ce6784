'use strict';

/** What a test's function is called with: TestContext and SuiteContext. */

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { validateFunction, validateObject, validateUint32 } = require('ext/base/validators');
const { failure, types } = require('node/internal/test/failure');

const timers = require.lazy('node/timers');

const INTERVAL = 50;
const PATIENCE = 1000;

/** How many assertions and subtests there are to be. */
class Plan {
  actual = 0;

  constructor(count, options = {}) {
    validateUint32(count, 'count');
    validateObject(options, 'options');
    const { wait } = options;
    this.expected = count;
    if (wait !== undefined) {
      if (typeof wait === 'boolean') this.wait = wait ? Infinity : undefined;
      else {
        if (typeof wait !== 'number')
          throw new ERR_INVALID_ARG_TYPE('options.wait', ['boolean', 'number'], wait);
        require('ext/base/validators').validateNumber(wait, 'options.wait', 0, 2 ** 31 - 1);
        this.wait = wait;
      }
    }
  }

  count() {
    this.actual++;
    this.reached?.();
  }

  #error() {
    return failure(`plan expected ${this.expected} assertions but received ${this.actual}`, types.CODE);
  }

  /** @throws where the numbers differ @returns {Promise | undefined} what to wait for */
  check() {
    if (this.actual === this.expected) return undefined;
    if (this.wait === undefined || this.actual > this.expected) throw this.#error();
    const { promise, resolve, reject } = Promise.withResolvers();
    let timer;
    if (this.wait !== Infinity) {
      timer = timers().setTimeout(
        () =>
          reject(
            failure(
              `plan timed out after ${this.wait}ms with ${this.actual} assertions when expecting ${this.expected}`,
              types.TIMEOUT,
            ),
          ),
        this.wait,
      );
    }
    this.reached = () => {
      if (this.actual !== this.expected) return;
      timers().clearTimeout(timer);
      resolve();
    };
    return promise;
  }
}

class TestContext {
  #test;
  #assert;

  constructor(test) {
    this.#test = test;
  }

  /** Aborted when the test is over. */
  get signal() {
    return this.#test.signal;
  }

  get name() {
    return this.#test.name;
  }

  get filePath() {
    return this.#test.harness.entryFile;
  }

  get fullName() {
    return this.#test.fullName;
  }

  get error() {
    return this.#test.error;
  }

  get passed() {
    return this.#test.passed;
  }

  get attempt() {
    return this.#test.attempt;
  }

  get tags() {
    return this.#test.tags;
  }

  get workerId() {
    const id = Number(require('node/process').env.NODE_TEST_WORKER_ID);
    return Number.isNaN(id) || id === 0 ? undefined : id;
  }

  /** @param {string} message told after the test's result */
  diagnostic(message) {
    this.#test.diagnostic(message);
  }

  /** @param {string} message told at once */
  log(message) {
    const { nesting, loc, reporter } = this.#test;
    reporter.send('test:log', { __proto__: null, nesting, message, ...loc });
  }

  /** @param {number} count assertions and subtests @param {object} [options] `wait` */
  plan(count, options) {
    if (this.#test.plan_ !== null) throw failure('cannot set plan more than once', types.CODE);
    this.#test.plan_ = new Plan(count, options);
  }

  /** Assertions that the plan counts. */
  get assert() {
    this.#assert ??= require('node/internal/test/assert').contextAssert(this.#test, this);
    return this.#assert;
  }

  get mock() {
    return this.#test.mock;
  }

  runOnly(value) {
    this.#test.runsOnly = Boolean(value);
  }

  skip(message) {
    this.#test.skip(message);
  }

  todo(message) {
    this.#test.todo(message);
  }

  /** A subtest. @returns {Promise<void>} */
  test(name, options, fn) {
    const { Test } = require('node/internal/test/test');
    const { callerLocation } = require('node/internal/test/harness');
    this.#test.plan_?.count();
    const subtest = this.#test.createSubtest(Test, name, options, fn, undefined, callerLocation());
    return subtest.start();
  }

  before(fn, options) {
    this.#test.createHook('before', fn, options);
  }

  after(fn, options) {
    this.#test.createHook('after', fn, options);
  }

  beforeEach(fn, options) {
    this.#test.createHook('beforeEach', fn, options);
  }

  afterEach(fn, options) {
    this.#test.createHook('afterEach', fn, options);
  }

  /** Asks again until a function does not throw. @param {object} [options] `interval`, `timeout` */
  waitFor(condition, options = {}) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = INTERVAL, timeout = PATIENCE } = options;
    const { validateNumber } = require('ext/base/validators');
    validateNumber(interval, 'options.interval', 0, 2 ** 31 - 1);
    validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
    const { promise, resolve, reject } = Promise.withResolvers();
    const nothing = Symbol('nothing');
    let cause = nothing;
    let again;
    const over = timers().setTimeout(() => {
      timers().clearTimeout(again);
      const error = new Error('waitFor() timed out');
      if (cause !== nothing) error.cause = cause;
      reject(error);
    }, timeout);
    const ask = async () => {
      try {
        const value = await condition();
        timers().clearTimeout(over);
        resolve(value);
      } catch (error) {
        cause = error;
        again = timers().setTimeout(ask, interval);
      }
    };
    void ask();
    return promise;
  }
}

class SuiteContext {
  #suite;

  constructor(suite) {
    this.#suite = suite;
  }

  get signal() {
    return this.#suite.signal;
  }

  get name() {
    return this.#suite.name;
  }

  get filePath() {
    return this.#suite.harness.entryFile;
  }

  get fullName() {
    return this.#suite.fullName;
  }

  get passed() {
    return this.#suite.passed;
  }

  get error() {
    return this.#suite.error;
  }

  get attempt() {
    return this.#suite.attempt;
  }

  get tags() {
    return this.#suite.tags;
  }

  diagnostic(message) {
    this.#suite.diagnostic(message);
  }
}

module.exports = { Plan, SuiteContext, TestContext };
