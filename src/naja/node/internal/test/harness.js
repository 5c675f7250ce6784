'use strict';

/** The root of all tests of a process: counting, the process's events, the reporters, the end. */

const { getOption } = require('modules/options');
const process = require('node/process');
const { failure, types } = require('node/internal/test/failure');
const { TestsStream } = require('node/internal/test/events');
const { Suite, Test, current } = require('node/internal/test/test');

const GENERIC_ERROR = 1;
const LONGEST = 2 ** 31 - 1;
const { getCallSites } = binding('util');

/** The place in the program's own code that called in here: `{ line, column, file }`. */
function callerLocation() {
  for (const site of getCallSites(12)) {
    const { scriptName, lineNumber, columnNumber } = site;
    if (scriptName === '' || scriptName.startsWith('node:')) continue;
    const file = scriptName.startsWith('file://')
      ? require('node/url').fileURLToPath(scriptName)
      : scriptName;
    return { line: lineNumber, column: columnNumber, file };
  }
  return undefined;
}

const asPatterns = (list) => (list === undefined ? undefined : list.map(toPattern));

/** A pattern of the command line: `/source/flags`, or a source alone. */
function toPattern(text) {
  if (typeof text !== 'string') return text;
  const match = /^\/(.*)\/([a-z]*)$/s.exec(text);
  return match === null ? new RegExp(text) : new RegExp(match[1], match[2]);
}

function matches(test, patterns) {
  for (let at = test; at !== null && at.parent !== null; at = at.parent) {
    if (patterns.some((pattern) => pattern.test(at.name))) return true;
  }
  const path = test.fullName.replaceAll(' > ', ' ');
  return patterns.some((pattern) => pattern.test(path));
}

/** Whether a test is left out, by what was asked for. */
function filterOf({ only, namePatterns, skipPatterns }) {
  if (!only && namePatterns === undefined && skipPatterns === undefined) return undefined;
  return (test) => {
    if (test.parent === null) return false;
    if (only && !test.isOnly && !isWithinOnly(test)) return true;
    if (namePatterns !== undefined && !matches(test, namePatterns)) return true;
    return skipPatterns !== undefined && matches(test, skipPatterns);
  };
}

/** Whether a test runs because of one above it. */
function isWithinOnly(test) {
  for (let at = test.parent; at !== null && at.parent !== null; at = at.parent) {
    // Only those of its own, where it has some.
    if (at.runsOnly) return false;
    if (at.isOnly) return !at.subtests.some((subtest) => subtest.isOnly);
    if (at.reportedType === 'test') return true;
  }
  return false;
}

class Harness {
  counters = {
    __proto__: null,
    tests: 0,
    failed: 0,
    passed: 0,
    cancelled: 0,
    skipped: 0,
    todo: 0,
    topLevel: 0,
    suites: 0,
  };
  success = true;
  building = [];
  isReady = false;
  ended = false;
  start = process.hrtime.bigint();

  constructor(options = {}) {
    this.events = new TestsStream();
    this.filter = filterOf(options);
    this.forceExit = options.forceExit === true;
    this.entryFile = options.loc?.file;
    this.root = new Test({
      parent: null,
      name: '<root>',
      fn: undefined,
      harness: this,
      loc: options.loc,
      options: { __proto__: null, concurrency: options.concurrency, timeout: options.timeout },
    });
    this.root.start_ = this.start;
    this.ready = options.ready ?? Promise.resolve();
  }

  /** Counts a test whose result is told. */
  count(test) {
    const { counters } = this;
    if (test.nesting === 0) counters.topLevel++;
    if (test.reportedType === 'suite') {
      counters.suites++;
    } else {
      counters.tests++;
      if (test.skipped) counters.skipped++;
      else if (test.isTodo) counters.todo++;
      else if (test.cancelled) counters.cancelled++;
      else if (!test.passed) counters.failed++;
      else counters.passed++;
    }
    if (!test.passed && !test.skipped && !test.isTodo) this.success = false;
  }

  /** A test was told: the last one of the root ends it all, unless more come. */
  finishedOne(test) {
    if (test.parent !== this.root) return;
    if (this.root.waitingOn > this.root.subtests.length) setImmediate(() => void this.afterAll());
  }

  /** The root's `after` hooks, once nothing else is left to run. */
  afterAll() {
    if (this.root.waitingOn <= this.root.subtests.length) return undefined;
    this.afterDone ??= this.#runAfter();
    return this.afterDone;
  }

  async #runAfter() {
    const { root } = this;
    const { runHooks } = require('node/internal/test/hook');
    try {
      if (root.subtests.length === 0) await runHooks('before', root.hooks.before, root.context);
      await runHooks('after', root.hooks.after, root.context);
    } catch (error) {
      root.diagnostic(`${error.message}: ${error.cause?.message ?? error.cause}`);
      root.error = error;
      this.success = false;
    }
    if (this.forceExit) {
      this.finish();
      await this.written?.();
      process.exit(process.exitCode ?? (this.success ? 0 : GENERIC_ERROR));
    }
  }

  /** Ends the root: what did not end by itself is cancelled, and the summary told. */
  finish() {
    if (this.ended) return;
    this.ended = true;
    const { counters, events, root } = this;
    root.pass();
    root.postRun(
      failure('Promise resolution is still pending but the event loop has already resolved', types.CANCELLED),
    );
    const tell = (message) =>
      events.send('test:diagnostic', {
        __proto__: null,
        nesting: 0,
        message,
        level: 'info',
        ...root.loc,
      });
    events.send('test:plan', { __proto__: null, nesting: 0, count: counters.topLevel, ...root.loc });
    for (const { message } of root.diagnostics) tell(message);
    const duration = Number(process.hrtime.bigint() - this.start) / 1e6;
    tell(`tests ${counters.tests}`);
    tell(`suites ${counters.suites}`);
    tell(`pass ${counters.passed}`);
    tell(`fail ${counters.failed}`);
    tell(`cancelled ${counters.cancelled}`);
    tell(`skipped ${counters.skipped}`);
    tell(`todo ${counters.todo}`);
    tell(`duration_ms ${duration}`);
    events.send('test:summary', {
      __proto__: null,
      success: this.success,
      counts: { ...counters },
      duration_ms: duration,
      file: root.loc?.file,
    });
    events.finish();
  }
}

/** What an error outside of every call does to the test that it belongs to. */
function onUncaught(harness, event) {
  return (error) => {
    const test = current.getStore();
    if (error === harness.reporterError) throw error;
    if (test === undefined || test.finished || (test.end_ ?? null) !== null) {
      let message;
      if (test === undefined) {
        message =
          'Warning: A resource generated asynchronous activity after the test ended. This activity created the ' +
          `error "${error}" which triggered an ${event} event, caught by the test runner.`;
      } else {
        const { column, file, line } = test.loc ?? {};
        message =
          `Error: Test ${test.hookType === undefined ? '' : 'hook '}"${test.name}" at ${require('node/path').relative(process.cwd(), file)}:${line}:${column} ` +
          'generated asynchronous activity after the test ended. This activity created the error ' +
          `"${error}" and would have caused the test to fail, but instead triggered an ${event} event.`;
      }
      harness.root.diagnostic(message);
      process.exitCode = GENERIC_ERROR;
      return;
    }
    test.fail(failure(error, event));
    test.abort();
  };
}

/** Has the process end with the tests. */
function bindToProcess(harness) {
  const onException = onUncaught(harness, 'uncaughtException');
  const onRejection = onUncaught(harness, 'unhandledRejection');
  const end = async () => {
    if (harness.ended || harness.ending) return;
    harness.ending = true;
    await harness.ready;
    // A test that waits is waited for, whatever it waits for.
    const keepAlive = setInterval(() => {}, LONGEST);
    await harness.becomesReady;
    await harness.root.allDone?.promise;
    clearInterval(keepAlive);
    await harness.afterAll();
    harness.finish();
    if (!harness.success) process.exitCode ??= GENERIC_ERROR;
    process.removeListener('uncaughtException', onException);
    process.removeListener('unhandledRejection', onRejection);
    process.removeListener('beforeExit', end);
  };
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  process.on('beforeExit', end);
  // process.exit() in the middle: what is told by then is written.
  process.once('exit', () => {
    if (!harness.ended) harness.finish();
    if (!harness.success) process.exitCode ??= GENERIC_ERROR;
  });
}

let harness;

/** The harness of this process, made at the first test. */
function processHarness() {
  if (harness === undefined) {
    const reporters = require('node/internal/test/reporters');
    const main = process.argv[1];
    harness = new Harness({
      only: getOption('--test-only') === true,
      namePatterns: asPatterns(getOption('--test-name-pattern')),
      skipPatterns: asPatterns(getOption('--test-skip-pattern')),
      forceExit: getOption('--test-force-exit') === true,
      timeout: getOption('--test-timeout') || undefined,
      loc: main === undefined ? undefined : { line: 1, column: 1, file: main },
    });
    harness.ready = reporters.attach(harness);
    bindToProcess(harness);
  }
  return harness;
}

/** Has the tests of this process belong to a harness that was made elsewhere. */
function setProcessHarness(given) {
  harness = given;
  given.isReady = false;
  process.on('uncaughtException', onUncaught(given, 'uncaughtException'));
  process.on('unhandledRejection', onUncaught(given, 'unhandledRejection'));
}

/** The test that a call belongs to: the one that runs, else the root. */
function currentTest() {
  const test = current.getStore();
  return test === undefined || test.hookType !== undefined ? processHarness().root : test;
}

async function untilReady(of) {
  await of.ready;
  while (of.building.length > 0) await Promise.all(of.building.splice(0));
  of.isReady = true;
}

/** The first tests wait for the reporters, and for the suites beside them to be built. */
function startWhenReady(test) {
  const { harness: of } = test;
  if (of.isReady) return test.start();
  of.becomesReady ??= untilReady(of);
  return of.becomesReady.then(() => test.start());
}

/** test(), suite() and their relatives. */
function declare(Class, name, options, fn, extra) {
  const parent = currentTest();
  const test = parent.createSubtest(Class, name, options, fn, extra, callerLocation());
  // A suite starts its tests itself.
  if (parent.reportedType === 'suite' && !parent.finished && test.parent === parent) return Promise.resolve();
  return test.parent === test.root ? startWhenReady(test) : test.start();
}

module.exports = {
  Harness,
  Suite,
  Test,
  asPatterns,
  callerLocation,
  currentTest,
  declare,
  setProcessHarness,
};
