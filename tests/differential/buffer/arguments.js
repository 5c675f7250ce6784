'use strict';

// What Buffer says to arguments that are wrong or unusual.

const buffer = require('buffer');
const { inspect } = require('util');

const b = Buffer.from('hello wörld');
const odd = [
  undefined,
  null,
  true,
  '1',
  'x',
  NaN,
  Infinity,
  -1,
  1.5,
  100,
  2 ** 53,
  1n,
  Symbol('s'),
  {},
  [],
  [1, '2'],
  () => 1,
];
odd.push(new ArrayBuffer(4), new Uint16Array([1, 2]), new DataView(new ArrayBuffer(2)), new String('ab'), {
  length: 2,
  0: 7,
});
odd.push(
  { type: 'Buffer', data: [1] },
  { valueOf: () => 'v' },
  { [Symbol.toPrimitive]: () => 'p' },
  Object.create(null),
);

function attempt(name, call) {
  let result;
  try {
    result = inspect(call());
  } catch (error) {
    result = `${error.name} ${error.code}: ${error.message}`;
  }
  console.log(name, '->', result);
}

const calls = {
  'Buffer.from': (v) => Buffer.from(v),
  'Buffer.from(string)': (v) => Buffer.from('abc', v),
  'Buffer.from(memory, offset)': (v) => Buffer.from(new ArrayBuffer(4), v),
  'Buffer.from(memory, 1, length)': (v) => Buffer.from(new ArrayBuffer(4), 1, v),
  'Buffer.alloc': (v) => Buffer.alloc(v).length,
  'Buffer.alloc(2, fill)': (v) => Buffer.alloc(2, v),
  'Buffer.allocUnsafe': (v) => Buffer.allocUnsafe(v).length,
  'Buffer.allocUnsafe(8, alignment)': (v) => Buffer.allocUnsafe(8, v).length,
  'Buffer.allocUnsafeSlow': (v) => Buffer.allocUnsafeSlow(v).length,
  'Buffer.byteLength': (v) => Buffer.byteLength(v),
  'Buffer.byteLength(s, encoding)': (v) => Buffer.byteLength('é', v),
  'Buffer.compare': (v) => Buffer.compare(b, v),
  'Buffer.concat': (v) => Buffer.concat(v),
  'Buffer.concat([v])': (v) => Buffer.concat([b, v]),
  'Buffer.concat(list, length)': (v) => Buffer.concat([b], v),
  'Buffer.copyBytesFrom': (v) => Buffer.copyBytesFrom(v),
  'Buffer.copyBytesFrom(view, offset)': (v) => Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), v),
  'Buffer.copyBytesFrom(view, 0, length)': (v) => Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 0, v),
  'Buffer.isBuffer': (v) => Buffer.isBuffer(v),
  'Buffer.isEncoding': (v) => Buffer.isEncoding(v),
  'Buffer.of': (v) => Buffer.of(1, v),
  'toString(encoding)': (v) => b.toString(v),
  'toString(hex, start)': (v) => b.toString('hex', v),
  'toString(hex, 0, end)': (v) => b.toString('hex', 0, v),
  equals: (v) => b.equals(v),
  compare: (v) => b.compare(v),
  'compare(b, start)': (v) => b.compare(b, v),
  copy: (v) => b.copy(v),
  'copy(target, start)': (v) => b.copy(Buffer.alloc(20), v),
  'copy(target, 0, start)': (v) => b.copy(Buffer.alloc(20), 0, v),
  fill: (v) => Buffer.alloc(4).fill(v),
  'fill(1, offset)': (v) => Buffer.alloc(4).fill(1, v),
  'fill(1, 0, end)': (v) => Buffer.alloc(4).fill(1, 0, v),
  'fill(a, 0, 2, encoding)': (v) => Buffer.alloc(4).fill('a', 0, 2, v),
  indexOf: (v) => b.indexOf(v),
  'indexOf(o, offset)': (v) => b.indexOf('o', v),
  'lastIndexOf(o, offset)': (v) => b.lastIndexOf('o', v),
  includes: (v) => b.includes(v),
  readUInt8: (v) => b.readUInt8(v),
  readUInt32LE: (v) => b.readUInt32LE(v),
  'readIntBE(offset, 3)': (v) => b.readIntBE(v, 3),
  'readIntBE(0, size)': (v) => b.readIntBE(0, v),
  writeUInt8: (v) => Buffer.alloc(4).writeUInt8(v),
  'writeInt16BE(1, offset)': (v) => Buffer.alloc(4).writeInt16BE(1, v),
  writeDoubleBE: (v) => Buffer.alloc(8).writeDoubleBE(v),
  writeBigInt64LE: (v) => Buffer.alloc(8).writeBigInt64LE(v),
  write: (v) => Buffer.alloc(4).write(v),
  'write(a, offset)': (v) => Buffer.alloc(4).write('a', v),
  'write(a, 0, length)': (v) => Buffer.alloc(4).write('a', 0, v),
  'write(a, 0, 1, encoding)': (v) => Buffer.alloc(4).write('a', 0, 1, v),
  utf8Write: (v) => Buffer.alloc(4).utf8Write(v),
  'utf8Write(a, offset)': (v) => Buffer.alloc(4).utf8Write('a', v),
  'hexWrite(aa, offset)': (v) => Buffer.alloc(4).hexWrite('aa', v),
  'latin1Slice(start)': (v) => b.latin1Slice(v),
  'latin1Slice(0, end)': (v) => b.latin1Slice(0, v),
  subarray: (v) => b.subarray(v),
  'slice(0, end)': (v) => b.slice(0, v),
  transcode: (v) => buffer.transcode(v, 'utf8', 'latin1'),
  'transcode(b, encoding)': (v) => buffer.transcode(b, v, 'utf8'),
  isUtf8: (v) => buffer.isUtf8(v),
  isAscii: (v) => buffer.isAscii(v),
  btoa: (v) => btoa(v),
  'toString on': (v) => Buffer.prototype.toString.call(v),
  'utf8Slice on': (v) => Buffer.prototype.utf8Slice.call(v),
  'swap16 on': (v) => Buffer.prototype.swap16.call(v),
};

for (const [name, call] of Object.entries(calls)) {
  for (const value of odd) attempt(`${name} ${inspect(value)}`, () => call(value));
}

// The module itself.
console.log(Object.keys(buffer));
console.log(Object.getOwnPropertyNames(Buffer), buffer.constants, buffer.kMaxLength, buffer.kStringMaxLength);
console.log(Object.getOwnPropertyNames(Buffer.prototype).sort());
attempt('INSPECT_MAX_BYTES', () => (buffer.INSPECT_MAX_BYTES = 'a'));
attempt('INSPECT_MAX_BYTES', () => (buffer.INSPECT_MAX_BYTES = -1));
buffer.INSPECT_MAX_BYTES = 2;
console.log(
  b,
  Object.assign(Buffer.from('a'), { extra: { deep: [1] } }),
  Object.assign(Buffer.alloc(0), { x: 1 }),
);
class Sub extends Buffer {}
console.log(
  b.constructor === Buffer,
  Buffer.from('a') instanceof Uint8Array,
  Buffer[Symbol.species].name,
  Sub.name,
);
console.log(JSON.stringify(b), [...b.entries()].length, b.parent === b.buffer, b.offset === b.byteOffset);
console.log(
  Buffer.poolSize,
  Buffer.from('abc').buffer.byteLength >= Buffer.poolSize,
  Buffer.alloc(10).buffer.byteLength,
);
console.log(
  Buffer.from('abc').map((x) => x + 1).constructor === Buffer,
  Buffer.prototype.filter.call(b, (x) => x > 110),
);
