'use strict';
// ScriptOrigin and ScriptCompiler::Source: names, offsets, code caches, host-defined options.
const assert = require('assert');
const { binding } = globalThis[Symbol.for('naja.internals')];
const modules = binding('modules');

const source = 'throw new Error(String(a + b))';
const { function: fn, cachedDataRejected } = modules.compileFunction(
  source,
  '/the/file.js',
  ['a', 'b'],
  undefined,
  undefined,
  10,
  5,
);
assert.strictEqual(cachedDataRejected, false);
assert.throws(
  () => fn(1, 2),
  (err) => /at .*\/the\/file\.js:11:12/.test(err.stack) && err.message === '3',
);

const cache = modules.functionCodeCache(fn);
assert.ok(cache instanceof Uint8Array && cache.length > 100);
const again = modules.compileFunction(source, '/the/file.js', ['a', 'b'], undefined, cache);
assert.strictEqual(again.cachedDataRejected, false);
assert.throws(() => again.function(3, 4), /7/);
cache[0] ^= 0xff;
assert.strictEqual(
  modules.compileFunction(source, '/f.js', ['a', 'b'], undefined, cache).cachedDataRejected,
  true,
);

assert.throws(() => modules.compileFunction('(', '/broken.js', []), SyntaxError);
assert.strictEqual(modules.runScript('1 + 1', '/s.js', 0, 0, undefined), 2);
console.log('ok');
