'use strict';
const assert = require('node:assert');
const { after, afterEach, before, beforeEach, describe, it, suite, test } = require('node:test');

before(() => console.error('root before'));
after(() => console.error('root after'));

test('passes', () => {});
test('fails', () => assert.strictEqual(1, 2, 'one is not two'));
test('rejects', async () => {
  throw new RangeError('later');
});
test('throws a string', () => {
  throw 'text';
});
test('throws nothing', () => {
  throw undefined;
});
test('has a cause', () => {
  throw new Error('outer', { cause: new TypeError('inner') });
});
test('skipped', { skip: true }, () => {});
test.skip('skipped too');
test('skipped for a reason', { skip: 'because # \\' }, () => {});
test('todo', { todo: 'soon' }, () => {});
test('todo that fails', { todo: true }, () => assert.fail('not yet'));
test.todo('todo without a body');
test('skips itself', (t) => t.skip('at run time'));
test('marks itself', (t) => t.todo('at run time'));
test('says something', (t) => {
  t.diagnostic('a word');
  t.diagnostic('another # word');
});
test('expected to fail', { expectFailure: true }, () => {
  throw new Error('as expected');
});
test('expected to fail, but passes', { expectFailure: 'a reason' }, () => {});
test('callback', (t, done) => setImmediate(done));
test('callback with an error', (t, done) => done(new Error('given')));
test('callback and promise', async (t, done) => done());
test('too long', { timeout: 20 }, () => new Promise(() => setTimeout(() => {}, 60)));
test('aborted', { signal: AbortSignal.abort(new Error('stop it')) }, () => {});
test(function named() {});
test(() => {});
test('lines\nand # signs \\ and\ttabs', () => {});
test('subtests', async (t) => {
  t.beforeEach((inner) => console.error('before', inner.name));
  t.afterEach((inner) => console.error('after', inner.name));
  await t.test('one', () => console.error('in one'));
  await t.test('two fails', () => assert.deepStrictEqual({ a: 1 }, { a: 2 }));
  await t.test('three', { skip: true });
  await t.test('deep', (t2) => t2.test('deeper', (t3) => console.error(t3.fullName)));
});
test('waits for its first subtests', (t) => {
  t.test('slow', () => new Promise((resolve) => setTimeout(resolve, 10)));
});
test('does not wait for later ones', async (t) => {
  await t.test('first', () => {});
  t.test('lost', () => new Promise((resolve) => setTimeout(resolve, 10)));
});

describe('a suite', () => {
  before(() => console.error('suite before'));
  after(() => console.error('suite after'));
  beforeEach((t) => console.error('suite beforeEach', t.name));
  afterEach((t) => console.error('suite afterEach', t.name));
  it('one', (t) => console.error(t.name, t.fullName, t.tags));
  it('two', () => assert.ok(0 > 1));
  suite('inner', () => {
    beforeEach(() => console.error('inner beforeEach'));
    it('three', () => {});
    it.skip('four');
  });
});
describe('a suite that throws', () => {
  it('never runs', () => {});
  throw new Error('while building');
});
describe('hooks that fail', () => {
  beforeEach(() => {
    throw new Error('in the hook');
  });
  it('does not begin', () => console.error('not reached'));
});
suite('empty');
describe('in parallel', { concurrency: true }, () => {
  it('ends last', () => new Promise((resolve) => setTimeout(resolve, 20)));
  it('ends first', () => {});
});
