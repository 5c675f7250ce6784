// Zstandard, ArrayBufferSink, deepMatch, JSONL.
import { show as t } from '../../show.mjs';

await t(1, () => Buffer.from(Bun.zstdDecompressSync(Bun.zstdCompressSync('hello'))).toString());
await t(2, () => Bun.zstdCompressSync('x').constructor.name);
await t(3, async () => (await Bun.zstdDecompress(await Bun.zstdCompress('hello', { level: 3 }))).toString());
await t(4, () => Bun.zstdDecompressSync(Buffer.from('bad')));
await t(5, () => Bun.zstdCompressSync('x', { level: 99 }));
await t(6, () => Bun.zstdDecompress(Buffer.from('bad')));
await t(7, () => Bun.zstdCompressSync(5));
await t('s', () => {
  const s = new Bun.ArrayBufferSink();
  const o = [s.write('abc'), s.write(new Uint8Array([1])), s.flush()];
  const e = s.end();
  return [o, e.constructor.name, e.byteLength];
});
await t('s2', () => {
  const s = new Bun.ArrayBufferSink();
  s.start({ asUint8Array: true, stream: true, highWaterMark: 4 });
  s.write('abc');
  const f = s.flush();
  s.write('de');
  const e = s.end();
  return [f.constructor.name, f.length, e.constructor.name, e.length];
});
await t('s3', () => {
  const s = new Bun.ArrayBufferSink();
  s.start();
  s.write('abc');
  return [s.end().byteLength, s.end()?.byteLength];
});
await t('s4', () => new Bun.ArrayBufferSink().write(5));
await t('dm', () => [
  Bun.deepMatch({ a: 1 }, { a: 1, b: 2 }),
  Bun.deepMatch({ a: 1, b: 2 }, { a: 1 }),
  Bun.deepMatch({ a: { b: 1 } }, { a: { b: 1, c: 2 } }),
  Bun.deepMatch([1], [1, 2]),
  Bun.deepMatch([1, 2], [1, 2]),
  Bun.deepMatch({ a: undefined }, {}),
  Bun.deepMatch({}, { a: 1 }),
  Bun.deepMatch({ a: new Set([1]) }, { a: new Set([1, 2]) }),
  Bun.deepMatch({ a: [{ x: 1 }] }, { a: [{ x: 1, y: 2 }] }),
]);
await t('dm2', () => Bun.deepMatch(1, 1));
await t('dm3', () => Bun.deepMatch({}, 1));
