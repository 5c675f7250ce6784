'use strict';
// ValueSerializer's and ValueDeserializer's delegates, and the pair of registers that Release returns.
const assert = require('assert');
const { binding } = globalThis[Symbol.for('naja.internals')];
const { structuredClone: clone, serialize, deserialize } = binding('serdes');

const value = {
  map: new Map([[1, { deep: [new Date(0), /x/g, 10n ** 30n] }]]),
  bytes: new Uint8Array([1, 2, 3]),
};
value.self = value;
const copy = clone(value, []);
assert.notStrictEqual(copy, value);
assert.strictEqual(copy.self, copy);
assert.deepStrictEqual(copy.map, value.map);
assert.deepStrictEqual(deserialize(serialize(value)).bytes, value.bytes);
const buffer = new Uint8Array(8).fill(7).buffer;
const moved = clone(buffer, [buffer]);
assert.strictEqual(buffer.byteLength, 0);
assert.deepStrictEqual(new Uint8Array(moved), new Uint8Array(8).fill(7));
const shared = new SharedArrayBuffer(4);
new Int32Array(clone(shared, []))[0] = 42;
assert.strictEqual(new Int32Array(shared)[0], 42);
assert.throws(
  () =>
    clone(
      () => {},
      [],
      (message) => new RangeError(message),
    ),
  RangeError,
);
assert.throws(() => deserialize(new Uint8Array([1, 2, 3])), Error);
console.log('ok');
