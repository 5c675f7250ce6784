'use strict';

/**
 * A test and a suite: their subtests, hooks and limits, and the order in which they are told. Tests run as far as
 * concurrency allows, but are told in the order of their declaration.
 */

const { AsyncLocalStorage } = require('node/async_hooks');
const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { validateAbortSignal, validateNumber, validateUint32 } = require('ext/base/validators');
const { asFailure, failure, types } = require('node/internal/test/failure');
const { Hook, runHooks } = require('node/internal/test/hook');
const { LONGEST, callWith, stopAfter } = require('node/internal/test/run');
const os = require.lazy('node/os');
const process = require('node/process');

const noop = (() => () => {})();
const NO_OPTIONS = Object.freeze({ __proto__: null });

/** The test that runs, through all that it starts. */
const current = new AsyncLocalStorage();

let lastId = 0;

/** Runs functions as a test's own. */
class Resource {
  constructor(test) {
    this.test = test;
  }

  runInAsyncScope(fn, receiver, ...args) {
    return current.run(this.test, () => Reflect.apply(fn, receiver, args));
  }
}

function concurrencyOf(concurrency, parent) {
  switch (typeof concurrency) {
    case 'number':
      validateUint32(concurrency, 'options.concurrency', true);
      return concurrency;
    case 'boolean':
      if (!concurrency) return 1;
      return parent === null ? Math.max(os().availableParallelism() - 1, 1) : Infinity;
    default:
      if (concurrency !== null && concurrency !== undefined)
        throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
      return parent?.concurrency ?? 1;
  }
}

function checkTags(tags) {
  if (tags === undefined) return [];
  const { validateStringArray } = require('ext/base/validators');
  validateStringArray(tags, 'options.tags');
  return [...new Set(tags)];
}

/** A signal's reason, as why a test failed. */
function aborted({ reason }) {
  if (reason === null || typeof reason !== 'object') return failure(reason, types.ABORTED);
  reason.failureType = types.ABORTED;
  return reason;
}

class Test {
  reportedType = 'test';
  error = null;
  passed = false;
  cancelled = false;
  finished = false;
  started = false;
  start_ = null;
  end_ = null;
  subtests = [];
  activeSubtests = 0;
  waitingOn = 0;
  outputCount = 0;
  testNumber = 0;
  diagnostics = [];
  plan_ = null;
  attempt = 0;
  mock_ = null;
  allDone = null;
  #pending = [];
  #unfinished = new Set();
  #ready = new Map();
  #told = false;
  #abort = new AbortController();

  /** @param {object} options what createSubtest() makes of the caller's arguments */
  constructor({ parent, name, fn, harness, loc, options }) {
    if (typeof fn !== 'function') fn = noop;
    if (typeof name !== 'string' || name === '') name = fn.name || '<anonymous>';
    this.parent = parent;
    this.name = name;
    this.loc = loc;
    this.id = parent === null ? 0 : ++lastId;
    this.harness = harness;
    this.reporter = harness.events;
    this.root = parent === null ? this : parent.root;
    this.nesting = parent === null || parent.parent === null ? 0 : parent.nesting + 1;
    this.resource = new Resource(this);
    this.timeout = parent?.timeout ?? Infinity;
    this.#setOptions(options, fn);
    this.hooks = {
      before: [],
      after: [],
      beforeEach: parent === null ? [] : parent.hooks.beforeEach.slice(),
      afterEach: parent === null ? [] : parent.hooks.afterEach.slice(),
      ownAfterEach: 0,
    };
    if (parent !== null) this.childNumber = parent.subtests.length + 1;
    this.isFiltered = harness.filter !== undefined && harness.filter(this);
    if (this.isFiltered && !(this instanceof Suite)) this.fn = noop;
  }

  #setOptions(options, fn) {
    const { concurrency, expectFailure, only, signal, skip, tags, timeout, todo } = options;
    this.concurrency = concurrencyOf(concurrency, this.parent);
    if (timeout !== undefined && timeout !== null && timeout !== Infinity)
      validateNumber(timeout, 'options.timeout', 0, LONGEST);
    if (timeout !== undefined && timeout !== null) this.timeout = timeout;
    validateAbortSignal(signal, 'options.signal');
    this.isOnly = only === true;
    this.runsOnly = this.parent?.runsOnly ?? false;
    this.skipped = skip !== undefined && skip !== false && skip !== '' && skip !== null && skip !== 0;
    this.isTodo = (todo !== undefined && todo !== false) || this.parent?.isTodo === true;
    this.expectFailure =
      expectFailure === undefined || expectFailure === false
        ? (this.parent?.expectFailure ?? false)
        : expectFailure === ''
          ? true
          : expectFailure;
    this.message = typeof skip === 'string' ? skip : typeof todo === 'string' ? todo : null;
    this.tags = [...new Set([...(this.parent?.tags ?? []), ...checkTags(tags)])];
    this.fn = this.skipped ? noop : fn;
    this.outer = signal;
    if (signal !== undefined) {
      this.onOuter = () => this.cancel(aborted(signal));
      if (!signal.aborted) signal.addEventListener('abort', this.onOuter, { once: true });
    }
  }

  get signal() {
    return this.#abort.signal;
  }

  get fullName() {
    if (this.parent === null) return this.name;
    const names = [];
    for (let test = this; test.parent !== null; test = test.parent) names.unshift(test.name);
    return names.join(' > ');
  }

  get mock() {
    if (this.mock_ === null) {
      const { MockTracker } = require('node/internal/test/mock');
      this.mock_ = new MockTracker();
    }
    return this.mock_;
  }

  get context() {
    if (this.context_ === undefined) {
      const { TestContext } = require('node/internal/test/context');
      this.context_ = new TestContext(this);
    }
    return this.context_;
  }

  duration() {
    if (this.start_ === null) return 0;
    return Number((this.end_ ?? process.hrtime.bigint()) - this.start_) / 1e6;
  }

  fail(error) {
    if (this.error !== null) return;
    this.end_ ??= process.hrtime.bigint();
    if (this.expectFailure && !this.skipped && error?.failureType !== types.CANCELLED) {
      if (this.#isExpected(error)) {
        this.passed = true;
        return;
      }
    }
    this.passed = false;
    this.error = error;
  }

  /** Whether a failure is the one that `expectFailure` speaks of. */
  #isExpected(error) {
    const wanted = this.expectFailure?.match ?? this.expectFailure;
    if (wanted === null || (typeof wanted !== 'object' && typeof wanted !== 'function')) return true;
    if (typeof wanted === 'object' && wanted.label !== undefined && wanted.match === undefined) return true;
    try {
      require('node/assert').throws(() => {
        throw error.cause ?? error;
      }, wanted);
      return true;
    } catch {
      this.error = failure(
        'The test failed, but the error did not match the expected validation',
        types.CODE,
      );
      this.error.cause = error.cause ?? error;
      return false;
    }
  }

  pass() {
    if (this.error !== null || this.end_ !== null) return;
    if (this.expectFailure && !this.skipped) {
      this.end_ = process.hrtime.bigint();
      this.error = failure('test was expected to fail but passed', types.EXPECTED);
      return;
    }
    this.end_ = process.hrtime.bigint();
    this.passed = true;
  }

  cancel(error) {
    if (this.end_ !== null) return;
    this.fail(error ?? failure('test did not finish before its parent and was cancelled', types.CANCELLED));
    this.start_ ??= this.end_;
    this.cancelled = true;
    this.#abort.abort();
  }

  /** Aborts what the test's signal was given to. */
  abort() {
    this.#abort.abort();
  }

  createHook(name, fn, options, loc) {
    if (options === null || typeof options !== 'object') options = NO_OPTIONS;
    const hook = new Hook(typeof fn === 'function' ? fn : noop, options, this, name, loc);
    // It has begun: now, then. What is run later waits for it.
    if (name === 'before' && (this.started || this.parent === null))
      runHooks(name, [hook], this.context).catch((error) => this.fail(error));
    if (name === 'afterEach') this.hooks.afterEach.splice(this.hooks.ownAfterEach++, 0, hook);
    else this.hooks[name].push(hook);
  }

  /** Whether another of its subtests may run now. */
  hasConcurrency() {
    return this.concurrency > this.activeSubtests;
  }

  /**
   * Makes a subtest of the arguments of test(), suite() and t.test().
   * @param {Function} Class Test or Suite
   * @param {object} extra options that the caller's name implies: `{ skip: true }`
   */
  createSubtest(Class, name, options, fn, extra, loc) {
    if (typeof name === 'function') {
      fn = name;
      name = options = undefined;
    } else if (name !== null && typeof name === 'object') {
      fn = options;
      options = name;
      name = undefined;
    } else if (typeof options === 'function') {
      fn = options;
      options = undefined;
    }
    if (options === null || typeof options !== 'object') options = NO_OPTIONS;
    const ended = this.finished || this.built === true;
    const parent = ended ? this.root : this;
    const all = { ...options, ...extra };
    const test = new Class({ parent, name, fn, harness: this.harness, loc, options: all });
    if (parent.waitingOn === 0) {
      parent.waitingOn = test.childNumber;
      // Of the first ones: a test waits for them, and for those that are made later only if it awaits them.
      parent.allDone = Promise.withResolvers();
    }
    if (ended && this.parent !== null)
      test.fail(failure('test could not be started because its parent finished', types.PARENT_FINISHED));
    parent.subtests.push(test);
    parent.#unfinished.add(test);
    return test;
  }

  get eventData() {
    return {
      __proto__: null,
      nesting: this.nesting,
      name: this.name,
      type: this.reportedType,
      testId: this.id,
      parentId: this.parent.id,
      tags: this.tags,
      ...this.loc,
    };
  }

  /** Runs it, or waits until its parent lets it. */
  start() {
    if (!this.isFiltered) {
      if (this.isNumberedLate !== true) this.testNumber = ++this.parent.outputCount;
      this.reporter.send('test:enqueue', this.eventData);
    }
    if (this.parent.hasConcurrency()) {
      this.#dequeue();
      return this.run();
    }
    const { promise, resolve } = Promise.withResolvers();
    this.parent.#pending.push({ test: this, resolve });
    return promise;
  }

  #dequeue(type = this.reportedType) {
    if (!this.isFiltered) this.reporter.send('test:dequeue', { ...this.eventData, type });
  }

  async #runPending() {
    while (this.#pending.length > 0 && this.hasConcurrency()) {
      const { test, resolve } = this.#pending.shift();
      // Node.js tells the type of its parent here.
      test.#dequeue(this.reportedType);
      await test.run();
      resolve();
    }
  }

  /** @returns {boolean} whether it is over before it began */
  shouldAbort() {
    if (this.outer?.aborted) {
      this.cancel(aborted(this.outer));
      return true;
    }
    if (this.#abort.signal.aborted) {
      this.cancel();
      return true;
    }
    return false;
  }

  async run() {
    const { parent } = this;
    parent.activeSubtests++;
    this.started = true;
    this.start_ ??= process.hrtime.bigint();
    if (this.error !== null || this.shouldAbort()) return this.postRun();
    const runs = !this.skipped && !this.isFiltered;
    const { context } = this;
    const afterEach = async () => {
      if (parent.hooks.afterEach.length > 0 && runs)
        await runHooks('afterEach', parent.hooks.afterEach, context);
    };
    let stop;
    try {
      if (runs && parent.hooks.before.length > 0)
        await runHooks('before', parent.hooks.before, parent.context);
      if (runs && parent.hooks.beforeEach.length > 0)
        await runHooks('beforeEach', parent.hooks.beforeEach, context);
      stop = stopAfter(this.timeout, this.signal);
      const running = callWith(
        this.fn,
        [context],
        context,
        this.resource,
        (error) => this.fail(error),
        stop.promise,
      );
      await Promise.race([running, stop.promise]);
      if (this.shouldAbort()) return this.postRun();
      if (this.allDone !== null) await Promise.race([this.allDone.promise, stop.promise]);
      const planned = this.plan_?.check();
      if (planned !== undefined) await Promise.race([planned, stop.promise]);
      this.pass();
      await afterEach();
      if (this.hooks.after.length > 0) await runHooks('after', this.hooks.after, context);
    } catch (error) {
      this.#caught(error);
      try {
        await afterEach();
      } catch {
        // The first error counts.
      }
      try {
        if (this.hooks.after.length > 0) await runHooks('after', this.hooks.after, context);
      } catch {
        // As above.
      }
    } finally {
      stop?.end();
      this.#abort.abort();
    }
    return this.postRun();
  }

  #caught(error) {
    const failed = asFailure(error);
    if (failed.failureType === types.TIMEOUT) this.cancel(failed);
    else if (!this.#abort.signal.aborted || this.error === null) {
      this.end_ = null;
      this.passed = false;
      this.fail(failed);
    }
  }

  /** Ends it: what is still running of it is cancelled, and its results wait for their turn. */
  postRun(cancelWith) {
    this.start_ ??= process.hrtime.bigint();
    this.end_ ??= process.hrtime.bigint();
    this.#pending = [];
    let failed = 0;
    for (const subtest of this.subtests) {
      if (!subtest.finished && !subtest.#isReady()) {
        subtest.cancel(cancelWith);
        subtest.postRun(cancelWith);
      }
      if (!subtest.passed && !subtest.isTodo && !subtest.isFiltered) failed++;
    }
    if (this.passed && failed > 0) {
      this.passed = false;
      this.error = failure(`${failed} subtest${failed > 1 ? 's' : ''} failed`, types.SUBTESTS);
    }
    if (this.onOuter !== undefined) this.outer.removeEventListener('abort', this.onOuter);
    this.mock_?.reset();
    const { parent } = this;
    if (parent === null) return;
    if (this.started) parent.activeSubtests--;
    this.started = false;
    if (!this.isFiltered) {
      if (this.skipsReport !== true) this.testNumber ||= ++parent.outputCount;
      const { details, directive } = this.#report();
      details.passed = this.passed;
      this.reporter.send('test:complete', this.#resultData(details, directive, false));
    }
    parent.#ready.set(this.childNumber, this);
    if (parent.#unfinished.delete(this) && parent.#unfinished.size === 0) parent.allDone.resolve();
    parent.tellReady(false);
    void parent.#runPending();
  }

  #isReady() {
    return this.parent.#ready.has(this.childNumber);
  }

  /** Whether everything before it has been told. */
  isTurn() {
    return this.parent === null || (this.parent.waitingOn === this.childNumber && this.parent.isTurn());
  }

  /** Tells the subtests that are over, as far as their turn has come. */
  tellReady(known) {
    let turn = known;
    while (this.#ready.has(this.waitingOn)) {
      turn ||= this.isTurn();
      if (!turn) return;
      const subtest = this.#ready.get(this.waitingOn);
      this.#ready.delete(this.waitingOn);
      subtest.#finalize();
    }
  }

  #finalize() {
    this.tellReady(true);
    this.flush?.();
    if (!this.isFiltered && this.skipsReport !== true) this.#tell();
    this.parent.waitingOn++;
    this.finished = true;
    this.harness.finishedOne(this);
  }

  #tell() {
    this.harness.count(this);
    if (this.outputCount > 0) {
      this.reporter.send('test:plan', {
        __proto__: null,
        nesting: this.nesting + 1,
        count: this.outputCount,
        ...this.loc,
      });
    } else {
      this.#tellStart();
    }
    const { details, directive } = this.#report();
    const data = this.#resultData(details, directive, true);
    this.reporter.send(this.passed ? 'test:pass' : 'test:fail', data);
    for (const { message, level } of this.diagnostics) {
      const { nesting, loc } = this;
      this.reporter.send('test:diagnostic', { __proto__: null, nesting, message, level, ...loc });
    }
  }

  #tellStart() {
    if (this.#told || this.parent === null) return;
    this.#told = true;
    this.parent.#tellStart();
    const { type, ...data } = this.eventData;
    this.reporter.send('test:start', { __proto__: null, ...data });
  }

  #report() {
    const details = { __proto__: null, duration_ms: this.duration(), type: this.reportedType };
    if (!this.passed) details.error = this.error;
    if (this.parent.parent !== null) details.classname = this.parent.fullName.replaceAll(' > ', '.');
    let directive;
    if (this.skipped) directive = { __proto__: null, skip: this.message ?? true };
    else if (this.isTodo) directive = { __proto__: null, todo: this.message ?? true };
    else if (this.expectFailure) directive = { __proto__: null, expectFailure: this.#expectation() };
    return { details, directive };
  }

  #expectation() {
    const { expectFailure } = this;
    if (typeof expectFailure === 'string') return expectFailure;
    return expectFailure?.label ?? true;
  }

  #resultData(details, directive, isResult) {
    // Its own parents are told before it.
    if (isResult) this.#tellStart();
    return {
      __proto__: null,
      name: this.name,
      nesting: this.nesting,
      testNumber: this.testNumber,
      testId: this.id,
      parentId: this.parent.id,
      details,
      tags: this.tags,
      ...(isResult && details.classname !== undefined ? { classname: details.classname } : undefined),
      ...this.loc,
      ...directive,
    };
  }

  diagnostic(message, level = 'info') {
    this.diagnostics.push({ message, level });
  }

  skip(message) {
    this.skipped = true;
    this.message = message;
  }

  todo(message) {
    this.isTodo = true;
    this.message = message;
  }
}

class Suite extends Test {
  reportedType = 'suite';

  constructor(parts) {
    super(parts);
    const { fn } = this;
    this.fn = noop;
    this.start_ = process.hrtime.bigint();
    try {
      const result = this.resource.runInAsyncScope(fn, this.context, this.context);
      this.building = Promise.resolve(result).catch((error) => this.fail(asFailure(error)));
    } catch (error) {
      this.building = undefined;
      this.fail(asFailure(error));
    }
    const built = () => {
      this.built = true;
      // What has something to run is not filtered, whatever its name.
      if (this.subtests.some((subtest) => !subtest.isFiltered)) this.isFiltered = false;
      // What could not be built is told of in any case.
      if (this.error !== null) for (const test of [this, ...this.subtests]) test.isFiltered = false;
    };
    this.building = this.building === undefined ? Promise.resolve() : this.building;
    this.building = this.building.then(built);
    this.harness.building.push(this.building);
  }

  get context() {
    if (this.context_ === undefined) {
      const { SuiteContext } = require('node/internal/test/context');
      this.context_ = new SuiteContext(this);
    }
    return this.context_;
  }

  async run() {
    const { parent } = this;
    parent.activeSubtests++;
    this.started = true;
    const { context } = this;
    const runs = !this.skipped && !this.isFiltered;
    const after = async () => {
      if (runs && this.hooks.after.length > 0) await runHooks('after', this.hooks.after, context);
    };
    let stop;
    try {
      await this.building;
      if (this.error === null) this.start_ = process.hrtime.bigint();
      if (this.shouldAbort()) {
        this.subtests = [];
        return this.postRun();
      }
      if (runs && parent.hooks.before.length > 0)
        await runHooks('before', parent.hooks.before, parent.context);
      if (runs) await runHooks('before', this.hooks.before, context);
      stop = stopAfter(this.timeout, this.signal);
      const subtests = this.skipped || this.error !== null ? [] : this.subtests;
      await Promise.race([Promise.all(subtests.map((subtest) => subtest.start())), stop.promise]);
      await after();
      this.pass();
    } catch (error) {
      try {
        await after();
      } catch {
        // The first error counts.
      }
      this.fail(asFailure(error));
    } finally {
      stop?.end();
    }
    return this.postRun();
  }
}

module.exports = { Suite, Test, current };
