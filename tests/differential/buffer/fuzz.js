'use strict';

// Each method of Buffer with thousands of arguments, the odd ones included.

const { pick, random, record, report, seed, text } = require('./_record.js');
const { isAscii, isUtf8, transcode } = require('buffer');

seed(12345);

const pieces = [
  'a',
  'b',
  'é',
  '€',
  '😀',
  '\ud800',
  '\udc00',
  '\u1234',
  'abc',
  'hello world ',
  '0',
  '=',
  '==',
  '-',
  '_',
];
pieces.push('+', '/', ' ', '\n', 'zz', 'ff', '0g', 'A', '\x80', '\xff');
const encodings = ['utf8', 'ucs2', 'latin1', 'ascii', 'base64', 'base64url', 'hex', 'UTF-16LE', 'binary'];
const integers = [
  'UInt8',
  'UInt16LE',
  'UInt16BE',
  'UInt32LE',
  'UInt32BE',
  'Int8',
  'Int16LE',
  'Int16BE',
  'Int32LE',
];
integers.push('Int32BE', 'FloatLE', 'FloatBE', 'DoubleLE', 'DoubleBE');
const bigs = [0n, -1n, 2n ** 63n, 2n ** 64n - 1n, -(2n ** 63n), 12345678901234n, 5];

function bytes(limit) {
  const list = [];
  for (let i = random(limit); i >= 0; i--) {
    const kind = random(6);
    if (kind < 3) list.push(random(128));
    else if (kind === 3) list.push(pick([0xc3, 0xa9]));
    else list.push(kind === 4 ? pick([0xe2, 0x82, 0xac, 0xf0, 0x9f]) : random(256));
  }
  return Buffer.from(list);
}

for (let round = 0; round < 6000; round++) {
  const s = text(pieces, random(5) === 0 ? 60 : 6);
  const e = pick(encodings);
  const b = bytes(random(5) === 0 ? 200 : 20);
  const c = bytes(20);
  const [x, y, z] = [random(30) - 5, random(30) - 5, random(30) - 3];
  const label = `${JSON.stringify(s)} ${e} ${b.toString('hex')} ${c.toString('hex')} ${x} ${y} ${z}`;
  const log = (group, call) => record(group, label, call);

  log('from', () => Buffer.from(s, e));
  log('byteLength', () => Buffer.byteLength(s, e));
  log('toString', () => [b.toString(e), b.toString(e, x, y)]);
  log('slices', () => [b.utf8Slice(x, y), b.hexSlice(x)]);
  log('write', () => {
    const target = Buffer.alloc(20, 0x2e);
    return [target.write(s, random(22), random(22), e), target];
  });
  log('write', () => {
    const target = Buffer.alloc(20, 0x2e);
    return [target.write(s, e), target, target.hexWrite(s, x, y), target];
  });
  log('indexOf', () => [
    b.indexOf(c, x),
    b.indexOf(c.subarray(0, 2), x, y),
    b.indexOf(c[0], x),
    b.includes(s, x, e),
  ]);
  log('lastIndexOf', () => [
    b.lastIndexOf(c, x),
    b.lastIndexOf(c.subarray(0, 1), x, y),
    b.lastIndexOf(c[0], x, y),
  ]);
  log('indexOf text', () => [
    b.indexOf(s, x, e),
    b.lastIndexOf(s, x, e),
    b.indexOf(s, x, y < 0 ? undefined : y, e),
  ]);
  const big = Buffer.concat([b, c, b, c]);
  const part = big.subarray(random(10), random(10) + random(30));
  log('indexOf part', () => [big.indexOf(part, 0, e), big.lastIndexOf(part, big.length, e)]);
  log('indexOf part', () => [
    big.indexOf(part.toString('latin1'), random(5), 'latin1'),
    big.lastIndexOf(part.toString('hex'), -1, 'hex'),
  ]);
  log('fill', () => Buffer.alloc(11, 1).fill(s, x, y, e));
  log('fill', () => Buffer.alloc(70, 1).fill(c, Math.abs(x), 50));
  log('alloc', () => Buffer.alloc(Math.abs(z), s, e));
  log('compare', () => [
    Buffer.compare(b, c),
    b.compare(c, x, y, z),
    b.compare(c, 0, undefined, x),
    b.equals(c),
  ]);
  log('copy', () => {
    const target = Buffer.from(big);
    return [target.copy(target, x, y, z + 20), target, b.copy(c, x, y), c];
  });
  log('subarray', () => [b.subarray(x, y), b.slice(x / 2, y * 1.5).length]);
  log('swap', () => Buffer.from(big).swap16());
  log('swap', () => Buffer.from(big).swap32());
  log('swap', () => Buffer.concat([big, big, big, big]).swap64());
  log('checks', () => [isUtf8(b), isAscii(b)]);
  log('btoa', () => btoa(s));
  log('atob', () => {
    try {
      return atob(s);
    } catch (error) {
      return error.name;
    }
  });
  log('transcode', () =>
    transcode(b, pick(['utf8', 'latin1', 'ascii', 'ucs2']), pick(['utf8', 'latin1', 'ascii', 'ucs2'])),
  );

  const offset = random(12) - 2;
  const value = pick([
    random(300) - 20,
    2 ** 32 * random(2) + random(5),
    -(2 ** 31) - random(2),
    1.5,
    NaN,
    2 ** 47,
    '7',
    -1,
  ]);
  const size = random(8);
  const into = (name, ...rest) => {
    const target = Buffer.alloc(10);
    return [target[`write${name}`](...rest), target];
  };
  for (const name of integers) {
    record(`write${name}`, `${value} ${offset}`, () => into(name, value, offset));
    record(`read${name}`, `${label} ${offset}`, () => b[`read${name}`](offset));
  }
  for (const name of ['UIntLE', 'UIntBE', 'IntLE', 'IntBE']) {
    record(`write${name}`, `${value} ${offset} ${size}`, () => into(name, value, offset, size));
    record(`read${name}`, `${label} ${offset} ${size}`, () => b[`read${name}`](offset, size));
  }
  const wide = pick(bigs);
  for (const name of ['BigInt64LE', 'BigUInt64BE', 'BigUInt64LE', 'BigInt64BE']) {
    record(`write${name}`, `${wide} ${offset}`, () => into(name, wide, offset));
    record(`read${name}`, `${label} ${offset}`, () => b[`read${name}`](offset));
  }
}

report();
