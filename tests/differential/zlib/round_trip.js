'use strict';
// Everything that is compressed comes back, in every format, by every way, with every setting.
const zlib = require('zlib');
const { promisify } = require('util');
const { pipeline } = require('stream/promises');
const { Readable } = require('stream');
const { createHash } = require('crypto');

const sum = (bytes) => createHash('sha1').update(bytes).digest('hex').slice(0, 12);
function noise(length, span) {
  const bytes = Buffer.alloc(length);
  let seed = 12345;
  for (let i = 0; i < length; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    bytes[i] = (seed >>> 16) % span;
  }
  return bytes;
}
const inputs = {
  empty: Buffer.alloc(0),
  one: Buffer.from('x'),
  text: Buffer.from('the quick brown fox '.repeat(500)),
  zeros: Buffer.alloc(300000),
  noise: noise(200000, 256),
  few: noise(150001, 4),
};
const pairs = [
  ['deflate', 'inflate'],
  ['gzip', 'gunzip'],
  ['deflateRaw', 'inflateRaw'],
  ['gzip', 'unzip'],
  ['deflate', 'unzip'],
];

async function throughStreams(make, undo, input, chunk, options) {
  const pieces = [];
  for (let i = 0; i < input.length; i += chunk) pieces.push(input.subarray(i, i + chunk));
  const out = [];
  const inner = undo(options);
  let largest = 0;
  inner.on('data', (data) => {
    largest = Math.max(largest, data.length);
    out.push(data);
  });
  const outer = make(options);
  await pipeline(Readable.from(pieces, { objectMode: false }), outer, inner);
  return [Buffer.concat(out), largest, outer.bytesWritten];
}
const upper = (name) => name[0].toUpperCase() + name.slice(1);

(async () => {
  for (const [make, undo] of pairs) {
    for (const [name, input] of Object.entries(inputs)) {
      const sync = zlib[`${undo}Sync`](zlib[`${make}Sync`](input));
      const later = await promisify(zlib[undo])(await promisify(zlib[make])(input));
      const [streamed, largest, written] = await throughStreams(
        zlib[`create${upper(make)}`],
        zlib[`create${upper(undo)}`],
        input,
        7001,
        { chunkSize: 4096 },
      );
      console.log(
        make,
        undo,
        name,
        sum(sync),
        sync.equals(input),
        later.equals(input),
        streamed.equals(input),
        largest <= 4096,
        written,
      );
    }
  }
  for (const level of [-1, 0, 1, 5, 9]) {
    for (const strategy of [0, 1, 2, 3, 4]) {
      for (const memLevel of [1, 9]) {
        const options = { level, strategy, memLevel, windowBits: 9 + strategy };
        const back = zlib.inflateSync(zlib.deflateSync(inputs.few, options));
        const gzip = zlib.gzipSync(inputs.text, options);
        const head = zlib.deflateSync('', options).subarray(0, 2).toString('hex');
        console.log(
          level,
          strategy,
          memLevel,
          back.equals(inputs.few),
          zlib.gunzipSync(gzip).equals(inputs.text),
          head,
          gzip.subarray(0, 10).toString('hex'),
        );
      }
    }
  }
  const stored = zlib.gzipSync('stored', { level: 0 }).toString('hex');
  console.log(stored, zlib.deflateRawSync('', { level: 0 }).toString('hex'));
  for (const dictionary of [Buffer.from('quick brown'), new Uint16Array(100), new ArrayBuffer(8)]) {
    for (const [make, undo] of pairs.slice(0, 3)) {
      const bytes = zlib[`${make}Sync`](inputs.text, { dictionary });
      console.log(make, zlib[`${undo}Sync`](bytes, { dictionary }).equals(inputs.text));
    }
  }
  for (const view of [
    new Uint16Array([1, 2, 3]),
    new DataView(new ArrayBuffer(5)),
    new ArrayBuffer(3),
    'h\u00e9\u{1f600}',
  ]) {
    console.log(zlib.inflateSync(zlib.deflateSync(view)).toString('hex'));
  }
  const members = Buffer.concat([
    zlib.gzipSync('one '),
    zlib.gzipSync(inputs.zeros),
    zlib.gzipSync(' three'),
  ]);
  for (const step of [1, 13, 1000]) {
    const gunzip = zlib.createGunzip();
    const out = [];
    gunzip.on('data', (data) => out.push(data));
    for (let i = 0; i < members.length; i += step) gunzip.write(members.subarray(i, i + step));
    gunzip.end();
    await new Promise((resolve) => gunzip.on('end', resolve));
    console.log(step, sum(Buffer.concat(out)), gunzip.bytesWritten === members.length);
  }
})();
