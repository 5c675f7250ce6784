'use strict';
// What node:zlib refuses, and what it makes of damaged input.
const zlib = require('zlib');

function attempt(name, run) {
  try {
    console.log(name, run());
  } catch (err) {
    console.log(name, err.name, err.code, err.errno, err.message, Object.keys(err).join());
  }
}

const { Z_SYNC_FLUSH } = zlib.constants;
const gz = (text) => zlib.gzipSync(text);
const join = (...parts) =>
  Buffer.concat(parts.map((part) => (Array.isArray(part) ? Buffer.from(part) : part)));
const abc = Buffer.from('abc');

attempt('header', () => zlib.inflateSync(Buffer.from('hello')));
attempt('truncated', () => zlib.gunzipSync(gz('abc').subarray(0, 15)));
attempt('empty', () => zlib.inflateSync(Buffer.alloc(0)));
attempt('empty gunzip', () => zlib.gunzipSync(Buffer.alloc(0)));
attempt('empty unzip', () => zlib.unzipSync(Buffer.alloc(0)));
attempt('rejected trailing', () => zlib.gunzipSync(join(gz('abc'), [0, 1]), { rejectGarbageAfterEnd: true }));
attempt('trailing zeros', () => zlib.gunzipSync(join(gz('abc'), [0, 0, 0])).toString());
attempt('trailing junk', () => zlib.gunzipSync(join(gz('abc'), Buffer.alloc(12, 1))));
attempt('inflate, trailing junk', () => zlib.inflateSync(join(zlib.deflateSync('abc'), [7, 7])).toString());
attempt('no dictionary', () => zlib.inflateSync(zlib.deflateSync('abcabc', { dictionary: abc })));
attempt('wrong dictionary', () =>
  zlib.inflateSync(zlib.deflateSync('abcabc', { dictionary: abc }), { dictionary: Buffer.from('xyz') }),
);
attempt('raw, wrong dictionary', () =>
  zlib
    .inflateRawSync(zlib.deflateRawSync('abcabc', { dictionary: abc }), { dictionary: Buffer.from('xyz') })
    .toString(),
);
attempt(
  'gzip ignores dictionaries',
  () => zlib.gunzipSync(zlib.gzipSync('abcabc', { dictionary: abc })) + '',
);
attempt('too long', () => zlib.inflateSync(zlib.deflateSync(Buffer.alloc(1000)), { maxOutputLength: 100 }));
attempt(
  'just fits',
  () => zlib.inflateSync(zlib.deflateSync(Buffer.alloc(100)), { maxOutputLength: 100 }).length,
);
attempt('block type', () => zlib.inflateRawSync(Buffer.from([7, 7, 7])));
attempt('one byte', () => zlib.unzipSync(Buffer.from([0x1f])));
attempt('not quite gzip', () => zlib.unzipSync(Buffer.from([0x1f, 0x8c])));
attempt('two members', () => zlib.gunzipSync(join(gz('abc'), gz('def'))).toString());
attempt('unzip, two members', () => zlib.unzipSync(join(gz('abc'), gz('def'))).toString());
attempt(
  'sync finish',
  () => zlib.gunzipSync(gz('abcdefgh').subarray(0, 16), { finishFlush: Z_SYNC_FLUSH }) + '',
);
attempt('checksum', () =>
  zlib.gunzipSync(gz('abc').map((byte, i, all) => (i === all.length - 5 ? byte ^ 1 : byte))),
);
attempt('length', () =>
  zlib.gunzipSync(gz('abc').map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte))),
);
attempt('adler', () =>
  zlib.inflateSync(zlib.deflateSync('abc').map((b, i, all) => (i === all.length - 1 ? b ^ 1 : b))),
);
attempt('window', () => zlib.inflateSync(zlib.deflateSync('abc', { windowBits: 15 }), { windowBits: 9 }));

for (const options of [
  { level: 10 },
  { level: '1' },
  { level: Infinity },
  { level: -2 },
  { windowBits: 16 },
  { windowBits: 7 },
  { windowBits: 8 },
  { chunkSize: 10 },
  { chunkSize: 'x' },
  { flush: 10 },
  { finishFlush: 'x' },
  { strategy: 9 },
  { memLevel: 0 },
  { memLevel: 10 },
  { dictionary: 'x' },
  { maxOutputLength: -1 },
  { maxOutputLength: 0 },
]) {
  for (const name of ['Gzip', 'DeflateRaw', 'Gunzip']) {
    attempt(
      `${name} ${Object.keys(options)[0]} ${Object.values(options)[0]}`,
      () => typeof new zlib[name](options),
    );
  }
}
for (const input of [3, undefined, null, {}, [1]]) attempt('input', () => zlib.gzipSync(input));
attempt('no callback', () => zlib.gzip('a'));
attempt('no callback', () => zlib.inflate(Buffer.alloc(1), {}));
for (const args of [
  [4],
  ['a', 'b'],
  ['a', -1],
  ['a', 2 ** 32],
  ['a', 1.5],
  ['hello', 5],
  [new Uint16Array(3)],
  [''],
]) {
  attempt('crc32', () => zlib.crc32(...args));
}
attempt('params', () => zlib.createGzip().params(10, 0));
attempt('params', () => zlib.createGzip().params(1, 'x'));
const info = zlib.gzipSync('abc', { info: true });
console.log(Object.keys(info), info.engine instanceof zlib.Gzip, info.engine.bytesWritten);
console.log(zlib.codes, Object.isFrozen(zlib.codes));
console.log(zlib.constants);
console.log(zlib.Gzip.name, zlib.Gzip.length, zlib.createGzip.name, zlib.createGzip.length, zlib.gzip.length);
for (const name of ['Deflate', 'Inflate', 'Gzip', 'Gunzip', 'DeflateRaw', 'InflateRaw', 'Unzip']) {
  console.log(
    name,
    zlib[`create${name}`]() instanceof zlib[name],
    new zlib[name]() instanceof require('stream').Transform,
  );
}
