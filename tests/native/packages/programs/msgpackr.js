'use strict';
// msgpackr with msgpackr-extract: the native half finds all strings of a message in one call.
const { extractStrings } = require('msgpackr-extract');
const {
  Packr,
  Unpackr,
  PackrStream,
  UnpackrStream,
  pack,
  unpack,
  addExtension,
  isNativeAccelerationEnabled,
  FLOAT32_OPTIONS,
  unpackMultiple,
  Encoder,
  RESERVE_START_SPACE,
} = require('msgpackr');
const { Readable, PassThrough } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const crypto = require('node:crypto');

const show = (label, value) => console.log(label, value);
show('native', [typeof extractStrings, isNativeAccelerationEnabled]);

// A generator of its own, so that both runtimes pack the same.
let state = 1;
const random = (n) => (state = (state * 48271) % 2147483647) % n;
const word = () =>
  String.fromCharCode(...Array.from({ length: random(40) }, () => 32 + random(random(5) ? 94 : 0x3000)));
const records = Array.from({ length: 500 }, (_, i) => ({
  id: i,
  name: word(),
  note: word().repeat(1 + random(4)),
  score: random(1000) / 8,
  tags: Array.from({ length: random(4) }, word),
  inner: {
    kind: ['a', 'b', 'c'][random(3)],
    big: BigInt(random(1e9)) * 10n ** 9n,
    when: new Date(random(1e9) * 1000),
  },
  maybe: random(2) ? null : undefined,
}));
const digest = (buffer) => [buffer.length, crypto.createHash('sha1').update(buffer).digest('hex')];
const same = (a, b) => require('node:util').isDeepStrictEqual(a, b);

for (const [label, options] of Object.entries({
  plain: { useRecords: false },
  records: { useRecords: true },
  structures: { structures: [] },
  'shared structures': {
    structures: [],
    maxSharedStructures: 4,
    shouldShareStructure: (keys) => keys.includes('id'),
  },
  maps: { mapsAsObjects: false, useRecords: false, variableMapSize: true },
  bundled: { bundleStrings: true },
  cloning: { structuredClone: true, moreTypes: true },
  floats: { useFloat32: FLOAT32_OPTIONS.DECIMAL_FIT, int64AsType: 'string', largeBigIntToString: true },
})) {
  const packr = new Packr(options);
  const packed = packr.pack(records);
  const back = packr.unpack(packed);
  show(label, [...digest(packed), back.length ?? back.size, same(back, records), Buffer.isBuffer(packed)]);
  if (options.structures) show('structures', options.structures.slice(0, 3));
}

const clone = new Packr({ structuredClone: true, moreTypes: true });
const cyclic = {
  list: [1, 2],
  set: new Set(['x']),
  map: new Map([['k', { v: 1 }]]),
  error: new RangeError('gone'),
  pattern: /a+/giu,
};
cyclic.self = cyclic;
cyclic.twice = cyclic.list;
cyclic.bytes = new Uint16Array([1, 65535]);
cyclic.buffer = new Uint8Array([9, 8]).buffer;
const copy = clone.unpack(clone.pack(cyclic));
show('cycle', [
  copy.self === copy,
  copy.twice === copy.list,
  copy.error instanceof RangeError,
  copy.error.message,
]);
show('types', [copy.set, copy.map, copy.pattern, copy.bytes, copy.buffer]);

class Point {
  constructor(x, y) {
    Object.assign(this, { x, y });
  }
}
addExtension({
  Class: Point,
  type: 11,
  pack: ({ x, y }) => pack([x, y]),
  unpack: (bytes) => new Point(...unpack(bytes)),
});
show('extension', unpack(pack({ at: new Point(1, -2) })));
show(
  'scalars',
  unpack(pack([0, 127, 128, -32, -33, 65536, 2 ** 32, -(2 ** 40), 1.1, NaN, -0, true, null, 'é', 2n ** 63n])),
);
show('typed', pack([1, 'a', { b: 2 }]));
show('multiple', unpackMultiple(Buffer.concat([pack(1), pack('two'), pack({ three: 3 })])));
show('reserved', new Encoder({ useRecords: false }).encode({ a: 1 }, 1).length);
const strings = Array.from({ length: 300 }, (_, i) => `s${i}`.repeat(1 + (i % 50)));
show('strings', same(unpack(pack(strings)), strings));
show('long', unpack(pack('ж'.repeat(100000))).length);

for (const [label, bytes] of [
  ['truncated', pack(records).subarray(0, 500)],
  ['empty', Buffer.alloc(0)],
  ['trailing', Buffer.from([1, 2])],
  ['reserved byte', Buffer.from([0xc1])],
  ['lies about its length', Buffer.from([0xdb, 0x7f, 0xff, 0xff, 0xff, 0x61])],
])
  try {
    show(label, new Unpackr({ useRecords: false }).unpack(bytes));
  } catch (error) {
    show(label, [error.name, error.message]);
  }
for (const args of [[], [1], [Buffer.from([0xa1, 0x61]), 0, 2], ['x', 0, 1]])
  try {
    show('extractStrings', extractStrings(...args));
  } catch (error) {
    show('extractStrings', [error.name, error.message]);
  }

(async () => {
  const out = [];
  const cut = new PassThrough();
  await Promise.all([
    pipeline(Readable.from(records), new PackrStream(), async (source) => {
      for await (const chunk of source)
        for (let i = 0; i < chunk.length; i += 997) cut.write(chunk.subarray(i, i + 997));
      cut.end();
    }),
    pipeline(cut, new UnpackrStream(), async (source) => {
      for await (const record of source) out.push(record);
    }),
  ]);
  show('streams', [out.length, same(out, records)]);
})();
