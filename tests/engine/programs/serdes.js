'use strict';
// ValueSerializer's and ValueDeserializer's delegates, the pair of registers that Release returns, and the shared_ptrs of
// backing stores and compiled WebAssembly modules: a count too few would free them here.
const assert = require('assert');
const { binding, require: builtin } = globalThis[Symbol.for('naja.internals')];
const { serialize, deserialize } = binding('serdes');
const { clone } = builtin('ext/events/clone');

const value = {
  map: new Map([[1, { deep: [new Date(0), /x/g, 10n ** 30n] }]]),
  bytes: new Uint8Array([1, 2, 3]),
};
value.self = value;
const copy = clone(value);
assert.notStrictEqual(copy, value);
assert.strictEqual(copy.self, copy);
assert.deepStrictEqual(copy.map, value.map);
assert.deepStrictEqual(deserialize(serialize(value)).bytes, value.bytes);
const buffer = new Uint8Array(8).fill(7).buffer;
const moved = clone(buffer, [buffer]);
assert.strictEqual(buffer.byteLength, 0);
assert.deepStrictEqual(new Uint8Array(moved), new Uint8Array(8).fill(7));
const shared = new SharedArrayBuffer(4);
new Int32Array(clone(shared))[0] = 42;
assert.strictEqual(new Int32Array(shared)[0], 42);
assert.throws(
  () =>
    serialize(
      () => {},
      (message) => new RangeError(message),
    ),
  RangeError,
);
assert.throws(() => clone(() => {}), { name: 'DataCloneError' });
// (module (func (export "f") (result i32) i32.const 42)), under a long name
const code = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65,
  42, 11,
];
let module_ = new WebAssembly.Module(new Uint8Array(code));
for (let i = 0; i < 50; i++) {
  module_ = clone({ module_ }).module_;
  const other = clone(shared);
  const memory = clone(new ArrayBuffer(100000));
  clone(memory, [memory]);
  if (i % 10 === 0) globalThis.gc();
  assert.strictEqual(new Int32Array(other)[0], 42);
}
globalThis.gc();
assert.strictEqual(new WebAssembly.Instance(module_).exports.f(), 42);
assert.strictEqual(new Int32Array(shared)[0], 42);
assert.throws(() => deserialize(new Uint8Array([1, 2, 3])), Error);
console.log('ok');
