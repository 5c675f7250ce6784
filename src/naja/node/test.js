'use strict';

/** node:test: tests, suites, hooks, mocks. docs/test-runner.md */

const harness = require('node/internal/test/harness');
const { current, Suite, Test } = require('node/internal/test/test');

/** `test`, `it`, `suite`, `describe`, with `.skip`, `.todo`, `.only` and `.expectFailure`. */
function declarator(Class) {
  const declare = (name, options, fn) => harness.declare(Class, name, options, fn);
  for (const keyword of ['expectFailure', 'skip', 'todo', 'only'])
    declare[keyword] = (name, options, fn) => harness.declare(Class, name, options, fn, { [keyword]: true });
  return declare;
}

const test = declarator(Test);
const suite = declarator(Suite);
Object.defineProperty(test, 'name', { value: 'test', configurable: true });
Object.defineProperty(suite, 'name', { value: 'suite', configurable: true });

const hook = (name) =>
  ({
    [name](fn, options) {
      harness.currentTest().createHook(name, fn, options, harness.callerLocation());
    },
  })[name];

module.exports = test;
Object.assign(test, {
  after: hook('after'),
  afterEach: hook('afterEach'),
  before: hook('before'),
  beforeEach: hook('beforeEach'),
  describe: suite,
  /** The context of the test or suite that runs, or undefined. */
  getTestContext: () => current.getStore()?.context,
  it: test,
  /** Runs test files. @param {object} [options] @returns {TestsStream} */
  run: (options) => require('node/internal/test/runner').run(options),
  suite,
  test,
});

let mock;
let snapshot;
let assert;
for (const [name, get] of Object.entries({
  mock() {
    if (mock === undefined) {
      const { MockTracker } = require('node/internal/test/mock');
      mock = new MockTracker();
    }
    return mock;
  },
  snapshot() {
    if (snapshot === undefined) {
      const {
        setDefaultSnapshotSerializers,
        setResolveSnapshotPath,
      } = require('node/internal/test/snapshot');
      snapshot = { __proto__: null, setDefaultSnapshotSerializers, setResolveSnapshotPath };
    }
    return snapshot;
  },
  assert() {
    if (assert === undefined) {
      const { register } = require('node/internal/test/assert');
      assert = { __proto__: null, register };
    }
    return assert;
  },
}))
  Object.defineProperty(test, name, { __proto__: null, configurable: true, enumerable: true, get });
