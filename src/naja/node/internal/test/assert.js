'use strict';

/** `t.assert`: node:assert's functions, counted by the plan, and those that programs register. */

const { validateFunction, validateString } = require('ext/base/validators');

const NAMES = [
  'deepEqual',
  'deepStrictEqual',
  'doesNotMatch',
  'doesNotReject',
  'doesNotThrow',
  'equal',
  'fail',
  'ifError',
  'match',
  'notDeepEqual',
  'notDeepStrictEqual',
  'notEqual',
  'notStrictEqual',
  'partialDeepStrictEqual',
  'rejects',
  'strictEqual',
  'throws',
];

let table;

/** Every assertion by its name; what has a `this` of the test has `bound`. */
function assertions() {
  if (table !== undefined) return table;
  const assert = require('node/assert');
  const snapshot = require('node/internal/test/snapshot');
  table = new Map(NAMES.map((name) => [name, assert[name]]));
  table.set('snapshot', snapshot.assertSnapshot);
  table.set('fileSnapshot', snapshot.assertFileSnapshot);
  table.set('ok', assert.ok);
  return table;
}

/** Adds an assertion to every `t.assert`. @param {string} name @param {Function} fn called with the context as `this` */
function register(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  assertions().set(name, fn);
}

/** The assertions of one test. */
function contextAssert(test, context) {
  const assert = { __proto__: null };
  for (const [name, fn] of assertions()) {
    const own = {
      [name](...args) {
        test.plan_?.count();
        return Reflect.apply(fn, context, args);
      },
    }[name];
    if (name === 'ok' && fn === require('node/assert').ok) {
      // The message says what was in the brackets of the call: the caller's, not ours.
      assert.ok = function ok(...args) {
        test.plan_?.count();
        require('node/internal/assert/ok').check(ok, args);
      };
    } else {
      assert[name] = own;
    }
  }
  return assert;
}

module.exports = { contextAssert, register };
