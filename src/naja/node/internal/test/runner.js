'use strict';

/** run(): test files, each in a process of its own, or all in this one. */

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const {
  validateAbortSignal,
  validateArray,
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
} = require('ext/base/validators');
const process = require('node/process');
const path = require('node/path');
const { failure, types } = require('node/internal/test/failure');
const { Harness, asPatterns, setProcessHarness } = require('node/internal/test/harness');
const { Test } = require('node/internal/test/test');

const NO_OPTIONS = Object.freeze({ __proto__: null });
const CANCELLED = new Set([types.CANCELLED, types.ABORTED, types.TIMEOUT]);
// What a file says of itself at its end; the runner says it of all.
const TOTALS = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;
// Options of the runner, which are not those of a file.
const OWN = new Set(['--test', '--watch', '--test-force-exit']);
const OWN_WITH_VALUE = [
  '--test-reporter',
  '--test-reporter-destination',
  '--test-shard',
  '--test-concurrency',
  '--test-isolation',
  '--test-global-setup',
];

const KINDS = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'];
const DEFAULT_PATTERN = `**/{test,test/**/*,test-*,*[._-]test}.{${KINDS.join(',')}}`;

/**
 * The files that patterns name, sorted.
 * @param {string[] | undefined} patterns
 * @param {string} cwd
 */
function findFiles(patterns, cwd) {
  const { globSync } = require('node/fs');
  const isOwn = patterns === undefined || patterns.length === 0;
  const found = globSync(isOwn ? DEFAULT_PATTERN : patterns, {
    cwd,
    exclude: isOwn ? (name) => path.basename(name) === 'node_modules' : undefined,
  });
  const files = [...new Set(found)].sort();
  if (!isOwn && files.length === 0 && patterns.every((pattern) => !/[*?[{(!]/.test(pattern))) {
    process._rawDebug(`Could not find '${patterns.join(', ')}'`);
    process.exit(1);
  }
  return files;
}

function ownArguments(execArgv) {
  const kept = [];
  for (let i = 0; i < execArgv.length; i++) {
    const word = execArgv[i];
    if (OWN.has(word)) continue;
    const name = OWN_WITH_VALUE.find((own) => word === own || word.startsWith(`${own}=`));
    if (name === undefined) kept.push(word);
    else if (word === name) i++;
  }
  return kept;
}

/** A file as a test, whose subtests are those of another process. */
class FileTest extends Test {
  isNumberedLate = true;
  reportedChildren = 0;
  failedChildren = false;
  #waiting = [];
  #isFlushed = false;

  /** Tells an event of the child's, or keeps it until its turn comes. */
  take(event) {
    if (!this.#isFlushed && this.isTurn()) this.flush();
    if (this.#isFlushed) this.#tellOne(event);
    else this.#waiting.push(event);
  }

  flush() {
    this.#isFlushed = true;
    for (const event of this.#waiting.splice(0)) this.#tellOne(event);
  }

  get skipsReport() {
    return this.reportedChildren > 0 && (this.error === null || this.error.failureType === types.SUBTESTS);
  }

  #tellOne({ type, data }) {
    if (data.nesting === 0) {
      if (type === 'test:plan') return;
      if (type === 'test:diagnostic' && TOTALS.test(data.message)) return;
    }
    if (type === 'test:pass' || type === 'test:fail') {
      this.reportedChildren++;
      if (data.nesting === 0 && type === 'test:fail' && data.todo === undefined) this.failedChildren = true;
      if (data.nesting === 0) data.testNumber = this.harness.counters.topLevel + 1;
      this.harness.count({
        nesting: data.nesting,
        reportedType: data.details?.type,
        skipped: data.skip !== undefined,
        isTodo: data.todo !== undefined,
        passed: type === 'test:pass',
        cancelled: CANCELLED.has(data.details?.error?.failureType),
      });
    }
    this.reporter.send(type, data);
  }
}

function startChild(test, file, options) {
  const { spawn } = require('node/child_process');
  const args = [...ownArguments(options.execArgv ?? process.execArgv)];
  for (const pattern of options.testNamePatterns ?? []) args.push(`--test-name-pattern=${pattern}`);
  for (const pattern of options.testSkipPatterns ?? []) args.push(`--test-skip-pattern=${pattern}`);
  if (options.only && !args.includes('--test-only')) args.push('--test-only');
  if (options.forceExit) args.push('--test-force-exit');
  args.push(file, ...(options.argv ?? []));
  const env = {
    ...(options.env ?? process.env),
    NODE_TEST_CONTEXT: 'child-v8',
    NODE_TEST_WORKER_ID: `${options.worker}`,
  };
  return spawn(process.execPath, args, {
    __proto__: null,
    cwd: options.cwd,
    env,
    signal: test.signal,
    stdio: ['pipe', 'pipe', 'pipe'],
    killSignal: 'SIGTERM',
  });
}

/** Runs a file in a process of its own. */
async function runChild(test, file, options) {
  const { Reader } = require('node/internal/test/child');
  const child = startChild(test, file, options);
  child.stdin.end();
  const at = { __proto__: null, file };
  const reader = new Reader(
    (message) => test.take({ type: 'test:stdout', data: { ...at, message } }),
    (event) => test.take(event),
  );
  child.stdout.on('data', (chunk) => reader.write(chunk));
  const lines = require('node/readline').createInterface({ input: child.stderr });
  lines.on('line', (line) => test.take({ type: 'test:stderr', data: { ...at, message: `${line}\n` } }));
  const { promise, resolve } = Promise.withResolvers();
  let problem;
  child.on('error', (error) => {
    problem = error;
    if (child.pid === undefined) resolve([null, null]);
  });
  child.on('close', (code, signal) => resolve([code, signal]));
  const [code, signal] = await promise;
  reader.end();
  if (code === 0 && signal === null) return;
  if (problem !== undefined && problem.name !== 'AbortError') throw problem;
  if (test.isTurn()) test.flush();
  const failed = failure('test failed', test.failedChildren ? types.SUBTESTS : types.CODE);
  throw Object.assign(failed, { exitCode: code, signal, stack: undefined });
}

function checkOptions(options) {
  validateObject(options, 'options');
  const {
    concurrency,
    cwd,
    files,
    forceExit,
    globPatterns,
    isolation,
    only,
    setup,
    shard,
    signal,
    timeout,
    watch,
  } = options;
  if (files !== undefined && files !== null) validateArray(files, 'options.files');
  if (globPatterns !== undefined && globPatterns !== null) {
    validateArray(globPatterns, 'options.globPatterns');
    if (files?.length > 0)
      throw new ERR_INVALID_ARG_VALUE(
        'options.globPatterns',
        globPatterns,
        "is not supported when specifying 'options.files'",
      );
  }
  if (watch !== undefined && watch !== null) validateBoolean(watch, 'options.watch');
  if (forceExit !== undefined && forceExit !== null) validateBoolean(forceExit, 'options.forceExit');
  if (forceExit && watch)
    throw new ERR_INVALID_ARG_VALUE('options.forceExit', watch, 'is not supported with watch mode');
  if (only !== undefined && only !== null) validateBoolean(only, 'options.only');
  if (shard !== undefined && shard !== null) {
    validateObject(shard, 'options.shard');
    validateInteger(shard.total, 'options.shard.total', 1);
    validateInteger(shard.index, 'options.shard.index', 1, shard.total);
    if (watch)
      throw new ERR_INVALID_ARG_VALUE('options.shard', watch, 'shards not supported with watch mode');
  }
  if (setup !== undefined && setup !== null) validateFunction(setup, 'options.setup');
  if (isolation !== undefined) validateOneOf(isolation, 'options.isolation', ['process', 'none']);
  validateAbortSignal(signal, 'options.signal');
  if (cwd !== undefined) validateString(cwd, 'options.cwd');
  for (const name of ['argv', 'execArgv'])
    if (options[name] !== undefined) validateStringArray(options[name], `options.${name}`);
  for (const name of ['coverage', 'watch']) {
    if (options[name]) {
      const error = new Error(`options.${name} of run() of node:test is not there in Naja yet`);
      error.code = 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM';
      throw error;
    }
  }
  return { concurrency, timeout };
}

function patternsOf(value, name) {
  if (value === undefined || value === null) return undefined;
  const list = Array.isArray(value) ? value : [value];
  list.forEach((pattern, i) => {
    if (typeof pattern !== 'string' && !require('ext/base/types').isRegExp(pattern))
      throw new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, ['string', 'RegExp'], pattern);
  });
  return list;
}

async function runInProcess(harness, files, cwd) {
  setProcessHarness(harness);
  const imported = Promise.withResolvers();
  harness.ready = imported.promise;
  process.env.NODE_TEST_WORKER_ID = '1';
  const { pathToFileURL } = require('node/url');
  const { importModule } = require('modules/esm/loader');
  const broken = [];
  for (const file of files) {
    const url = pathToFileURL(path.resolve(cwd, file)).href;
    harness.entryFile = path.resolve(cwd, file);
    try {
      await importModule(url, undefined, { __proto__: null }, 0);
    } catch (error) {
      const test = harness.root.createSubtest(
        Test,
        file,
        NO_OPTIONS,
        () => Promise.reject(error),
        undefined,
        {
          line: 1,
          column: 1,
          file: path.resolve(cwd, file),
        },
      );
      broken.push(test);
    }
  }
  for (const test of broken) void test.start();
  imported.resolve();
  await harness.becomesReady;
  await harness.root.allDone?.promise;
  await harness.afterAll();
}

/** What run() does. @returns {Harness} */
function begin(options = NO_OPTIONS) {
  const { concurrency = true, timeout } = checkOptions(options);
  const { cwd = process.cwd(), isolation = 'process', setup, shard, signal } = options;
  const testNamePatterns = patternsOf(options.testNamePatterns, 'options.testNamePatterns');
  const testSkipPatterns = patternsOf(options.testSkipPatterns, 'options.testSkipPatterns');
  const isNone = isolation === 'none';
  const harness = new Harness({
    concurrency: isNone ? 1 : concurrency,
    timeout,
    signal,
    ...(isNone && {
      only: options.only,
      namePatterns: asPatterns(testNamePatterns),
      skipPatterns: asPatterns(testSkipPatterns),
    }),
  });
  if (process.env.NODE_TEST_CONTEXT !== undefined) {
    process.emitWarning(
      'node:test run() is being called recursively within a test file. skipping running files.',
    );
    setImmediate(() => harness.finish());
    return harness;
  }
  let files = options.files?.length > 0 ? options.files : findFiles(options.globPatterns, cwd);
  if (shard) files = files.filter((file, i) => i % shard.total === shard.index - 1);
  const start = async () => {
    await setup?.(harness.events);
    await options.globalSetup?.();
    if (isNone) {
      await runInProcess(harness, files, cwd);
    } else {
      const free = [];
      let workers = 0;
      const tests = files.map((file) => {
        const full = path.resolve(cwd, file);
        const loc = { line: 1, column: 1, file: full };
        const test = harness.root.createSubtest(
          FileTest,
          file,
          { signal },
          async () => {
            const worker = free.pop() ?? ++workers;
            try {
              await runChild(test, full, { ...options, testNamePatterns, testSkipPatterns, cwd, worker });
            } finally {
              free.push(worker);
            }
          },
          undefined,
          loc,
        );
        return test;
      });
      await Promise.all(tests.map((test) => test.start()));
      await harness.root.allDone?.promise;
    }
    await options.globalTeardown?.();
    harness.finish();
  };
  setImmediate(() =>
    start().catch((error) => {
      harness.events.destroy(error);
    }),
  );
  return harness;
}

/**
 * Runs test files.
 * @param {object} [options] Node's, but for `coverage` and `watch`
 * @returns {TestsStream}
 */
const run = (options) => begin(options).events;

module.exports = { begin, run };
