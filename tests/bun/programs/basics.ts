// The small functions of Bun: text, comparison, compression, UUIDs, versions, hashing, streams.
import { show } from '../../show.mjs';

show('escapeHTML', () =>
  ['<a href="x">\'&</a>', 5, { toString: () => '<' }, true].map((x) => Bun.escapeHTML(x as any)),
);
class A {}
const pairs: [unknown, unknown][] = [
  [{ a: 1, b: undefined }, { a: 1 }],
  [new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])],
  [
    [1, , 2],
    [1, undefined, 2],
  ],
  [NaN, NaN],
  [0, -0],
  [new Date(1), new Date(1)],
  [/a/g, /a/g],
  [/a/g, /a/i],
  [new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1])],
  [Object.create(null), {}],
  [new A(), {}],
  ['a', 'b'],
  [[1], { 0: 1 }],
  [new Error('a'), new Error('a')],
  [new Uint8Array([1]), new Uint8Array([1])],
  [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
];
show('deepEquals', () => pairs.map(([a, b]) => [Bun.deepEquals(a, b), Bun.deepEquals(a, b, true)]));
show('which', () => [Bun.which('sh'), Bun.which('nope'), Bun.which('sh', { PATH: '/nope' }), Bun.which('')]);
await show('sleep', () => Bun.sleep(1));
await show('sleep', () => Bun.sleep(new Date(Date.now() + 5)));
for (const value of [1, 'x', -1, undefined]) show('sleepSync', () => Bun.sleepSync(value as any));
for (const value of ['x', undefined]) show('sleep', () => Bun.sleep(value as any));
show('urls', () => [
  Bun.pathToFileURL('/a b').href,
  Bun.fileURLToPath('file:///a%20b'),
  Bun.fileURLToPath(new URL('file:///c')),
]);
const texts = [
  'hello',
  '\x1b[31mhello\x1b[0m',
  '안녕',
  '👨‍👩‍👧‍👦',
  'é',
  '\0\t',
  '🇩🇪',
  '',
  '☺️',
  '☺',
  '✅',
  'ａ',
  '\u200b',
  'e\u0301',
];
show('stringWidth', () => texts.map((text) => Bun.stringWidth(text)));
show('stringWidth', () => [
  Bun.stringWidth(texts[1], { countAnsiEscapeCodes: true }),
  Bun.stringWidth('±', { ambiguousIsNarrow: false }),
]);
show('stripANSI', () => Bun.stripANSI('\x1b[31mhe\x1b[0mllo\x1b]8;;x\x07y'));
const rejected = Promise.reject(new Error('x'));
rejected.catch(() => {});
show('peek', () => [
  Bun.peek(5 as any),
  Bun.peek(Promise.resolve(1)),
  Bun.peek.status(new Promise(() => {})),
  Bun.peek.status(rejected),
]);
show('concat', () =>
  new Uint8Array(Bun.concatArrayBuffers([new Uint8Array([1]), new Uint8Array([2, 3]).buffer])).join(),
);
show('concat', () => [Bun.concatArrayBuffers([new Uint8Array(3)], 2).byteLength, Bun.allocUnsafe(3).length]);
show('gzip', () => Buffer.from(Bun.gunzipSync(Bun.gzipSync('hello'.repeat(10)))).toString());
show('deflate', () => Buffer.from(Bun.inflateSync(Bun.deflateSync(Buffer.from('hi')))).toString());
for (const call of [
  () => Bun.gunzipSync(new Uint8Array([1, 2, 3])),
  () => Bun.inflateSync(new Uint8Array([7, 2, 3])),
  () => Bun.gzipSync(5 as any),
])
  show('refused', call);
show('uuid', () => [
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/.test(Bun.randomUUIDv7()),
  Bun.randomUUIDv7('base64').length,
  Bun.randomUUIDv7('hex', 123456789).slice(0, 13),
]);
show('uuid', () => [
  Bun.randomUUIDv5('x', 'dns'),
  Bun.randomUUIDv5('x', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'),
  Bun.randomUUIDv5('x', 'url', 'base64'),
]);
show('uuid', () => Bun.randomUUIDv7('foo' as any));
show('uuid', () => Bun.randomUUIDv5('x', 'nope'));
const versions = ['1.0.0', '1.0.0-beta', '1.2.3', '0.2.3', '2.0.0', '1.2.4-alpha.2', '0.0.3', '3.0.0'];
const ranges = [
  '^1.0.0',
  '~1.2.0',
  '1.x',
  '>=1.2.3',
  '<2',
  '1.0.0 - 2.0.0',
  '>1 <3',
  '^0.2.0',
  '^0.0.3',
  '*',
  '',
  '1.2',
  '>=1.2.4-alpha.1',
  '=1.2.3',
  '1.x || >=2.5.0 || 5.0.0 - 7.2.3',
];
for (const range of ranges)
  show(range, () => versions.map((version) => Bun.semver.satisfies(version, range)));
show('order', () =>
  [
    ['1.0.0', '1.0.1'],
    ['2.0.0', '1.0.1'],
    ['1.0.0', '1.0.0'],
    ['1.0.0-a', '1.0.0'],
    ['1.0.0-a.1', '1.0.0-a.b'],
    ['1.0.0-2', '1.0.0-10'],
  ].map(([a, b]) => Bun.semver.order(a, b)),
);
show('indexOfLine', () => [0, 2, 4].map((at) => Bun.indexOfLine(Buffer.from('a\nb\nc'), at)));
show('resolve', () => [
  Bun.resolveSync('./basics.ts', import.meta.dir) === Bun.main,
  Bun.resolveSync('fs', '/'),
]);
const stream = () => new Blob(['{"a":1}']).stream();
await show('text', () => Bun.readableStreamToText(stream()));
await show('json', () => Bun.readableStreamToJSON(stream()));
await show('bytes', async () => [...(await Bun.readableStreamToBytes(stream()))].join());
await show('blob', async () => (await Bun.readableStreamToBlob(stream())).size);
await show('array', async () => (await Bun.readableStreamToArray(stream())).length);
await show('buffer', async () => (await Bun.readableStreamToArrayBuffer(stream())).byteLength);
await show('refused', () => Bun.readableStreamToText(5 as any));
for (const name of [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'SHA-384',
  'sha512',
  'sha512-256',
  'sha3-256',
  'ripemd160',
  'blake2b512',
  'shake128',
]) {
  show(name, () => new Bun.CryptoHasher(name as any).update('hel').update('lo').digest('hex'));
}
show('hmac', () => new Bun.CryptoHasher('sha256', 'key').update('x').digest('base64'));
show('at once', () => [
  Bun.CryptoHasher.hash('md5', 'hello', 'hex'),
  Bun.SHA1.hash('x', 'hex'),
  Bun.sha('x', 'hex'),
  new Bun.MD5().update('x').digest('base64'),
  Bun.MD5.byteLength,
]);
show('again', () => {
  const hasher = new Bun.CryptoHasher('md5');
  hasher.update('a');
  const copy = hasher.copy();
  hasher.digest();
  return [
    hasher.update('x').digest('hex'),
    copy.digest('hex'),
    hasher.byteLength,
    hasher.algorithm,
    Bun.CryptoHasher.hash('sha256', new Blob(['x']), 'hex'),
  ];
});
for (const call of [
  () => new Bun.CryptoHasher('nope' as any),
  () => new Bun.CryptoHasher('md5').update(5 as any),
  () => new Bun.CryptoHasher('md5').digest('foo' as any),
  () => {
    const keyed = new Bun.CryptoHasher('sha256', 'k');
    keyed.digest();
    keyed.update('x');
  },
])
  show('refused', call);
