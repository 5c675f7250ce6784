'use strict';

/** What a watcher keeps to itself: the `ignore` option. */

const { matcherOf } = require('ext/fs/glob_pattern');
const pathModule = require.lazy('node/path');

/** Whether a relative path matches a glob: as a whole or, for a glob without slash, by its last part. */
function globTest(pattern) {
  const matches = matcherOf(pattern, { dot: true, matchBase: true });
  return (name) => matches(pathModule().normalize(`${name}`));
}

function testOf(rule) {
  if (typeof rule === 'string') return globTest(rule);
  if (typeof rule === 'function') return rule;
  return (name) => {
    rule.lastIndex = 0;
    return rule.test(`${name}`);
  };
}

/**
 * A function that tells whether an event of a name is to be ignored.
 * @param {string | RegExp | Function | Array} ignore checked
 */
function matcherFor(ignore) {
  const tests = (Array.isArray(ignore) ? ignore : [ignore]).map(testOf);
  return (name) => tests.some((test) => test(name));
}

module.exports = { matcherFor };
