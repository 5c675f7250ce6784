'use strict';
// Module, ModuleRequest, Location, MemorySpan, FixedArray, PrimitiveArray.
const assert = require('assert');
const { binding } = globalThis[Symbol.for('naja.internals')];
const modules = binding('modules');

const text = `import d, { x } from 'dep' with { type: 'json' };
  export * as ns from 'other';
export const seen = [d, x];`;
const m = modules.compileModule(text, 'file:///m.mjs', Symbol('m'));
const requests = modules.moduleRequests(m);
assert.deepStrictEqual(
  requests.map(([specifier, attributes, phase, line]) => [specifier, { ...attributes }, phase, line]),
  [
    ['dep', { type: 'json' }, 0, 1],
    ['other', {}, 0, 2],
  ],
);
const dep = modules.createSynthetic('file:///dep', ['default', 'x'], (set) => {
  set('default', 'D');
  set('x', 'X');
});
const other = modules.createSynthetic('file:///other', ['y'], (set) => set('y', 1));
modules.link(m, [dep, other]);
assert.strictEqual(modules.status(m), 0);
modules.instantiate(m);
assert.strictEqual(modules.isGraphAsync(m), false);
modules.evaluate(m).then(() => {
  const namespace = modules.namespace(m);
  assert.deepStrictEqual([...namespace.seen], ['D', 'X']);
  assert.strictEqual(namespace.ns.y, 1);
  assert.ok(modules.moduleCodeCache(m).length > 100);
  const bad = modules.compileModule("import { nope } from 'dep'", 'file:///bad.mjs', Symbol('bad'));
  modules.link(bad, [dep]);
  assert.throws(() => modules.instantiate(bad), SyntaxError);
  const awaiting = modules.compileModule(
    'await 1; throw new RangeError("late")',
    'file:///a.mjs',
    Symbol('a'),
  );
  modules.link(awaiting, []);
  modules.instantiate(awaiting);
  assert.strictEqual(modules.isGraphAsync(awaiting), true);
  assert.strictEqual(modules.hasTopLevelAwait(awaiting), true);
  modules.evaluate(awaiting).then(assert.fail, (err) => {
    assert.ok(err instanceof RangeError);
    assert.strictEqual(modules.error(awaiting), err);
    console.log('ok');
  });
});
