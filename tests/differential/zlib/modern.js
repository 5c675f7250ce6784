'use strict';

// Brotli and Zstandard: at once, streamed, damaged, and with parameters that are good and bad.

const z = require('zlib');
const c = z.constants;
const t = (f) => {
  try {
    const r = f();
    console.log(
      'OK',
      f.toString().slice(4),
      '=>',
      Buffer.isBuffer(r) ? r.length + ':' + r.toString('hex', 0, 40) : r,
    );
  } catch (e) {
    console.log('ERR', f.toString().slice(4), '=>', e.name, e.code, e.errno, '|', e.message);
  }
};
t(() => z.brotliCompressSync('hello'));
t(() => z.brotliDecompressSync(z.brotliCompressSync('hello')).toString());
t(() => z.zstdCompressSync('hello'));
t(() => z.zstdDecompressSync(z.zstdCompressSync('hello')).toString());
t(() => z.brotliDecompressSync('garbage'));
t(() => z.zstdDecompressSync('garbage'));
t(() => z.brotliDecompressSync(''));
t(() => z.zstdDecompressSync(''));
t(() => z.brotliCompressSync(''));
t(() => z.zstdCompressSync(''));
t(() => z.brotliDecompressSync(z.brotliCompressSync('hello hello hello').subarray(0, 6)));
t(() => z.zstdDecompressSync(z.zstdCompressSync('hello hello').subarray(0, 10)));
t(() =>
  z.brotliCompressSync('x'.repeat(1000), {
    params: { [c.BROTLI_PARAM_QUALITY]: 1, [c.BROTLI_PARAM_LGWIN]: 16 },
  }),
);
t(() =>
  z.zstdCompressSync('x'.repeat(1000), {
    params: { [c.ZSTD_c_compressionLevel]: 19, [c.ZSTD_c_checksumFlag]: 1 },
  }),
);
t(() => z.brotliCompressSync('x', { params: { abc: 1 } }));
t(() => z.brotliCompressSync('x', { params: { 9999: 1 } }));
t(() => z.brotliCompressSync('x', { params: { '-1': 1 } }));
t(() => z.brotliCompressSync('x', { params: { 1: 'a' } }));
t(() => z.brotliCompressSync('x', { params: { 1: true } }));
t(() => z.brotliCompressSync('x', { params: { 1: 130 } }));
t(() => z.zstdCompressSync('x', { params: { abc: 1 } }));
t(() => z.zstdCompressSync('x', { params: { 9999: 1 } }));
t(() => z.zstdCompressSync('x', { params: { 100: 'a' } }));
t(() => z.zstdCompressSync('x', { params: { 100: 130 } }));
t(() => z.zstdCompressSync('x', { params: { 101: 2 } }));
t(() => z.brotliCompressSync('x', { flush: 9 }));
t(() => z.brotliCompressSync('x', { finishFlush: 4 }));
t(() => z.zstdCompressSync('x', { flush: 3 }));
t(() => z.brotliCompressSync('x', { chunkSize: 3 }));
t(() => z.brotliCompressSync('x', { chunkSize: 64 }));
t(() => z.brotliDecompressSync(z.brotliCompressSync('x'.repeat(100)), { maxOutputLength: 50 }));
t(() => z.zstdDecompressSync(z.zstdCompressSync('x'.repeat(100)), { maxOutputLength: 50 }));
t(() => z.zstdCompressSync('x'.repeat(10), { pledgedSrcSize: 10 }));
t(() => z.zstdCompressSync('x'.repeat(10), { pledgedSrcSize: 'a' }));
t(() =>
  z
    .zstdDecompressSync(z.zstdCompressSync('hello world hello', { dictionary: Buffer.from('hello world') }), {
      dictionary: Buffer.from('hello world'),
    })
    .toString(),
);
t(() =>
  z
    .zstdDecompressSync(z.zstdCompressSync('hello world hello', { dictionary: Buffer.from('hello world') }))
    .toString(),
);
t(() => z.zstdCompressSync('x', { dictionary: 'abc' }));
t(() =>
  z.brotliDecompressSync(Buffer.concat([z.brotliCompressSync('abc'), Buffer.from('trail')])).toString(),
);
t(() => z.zstdDecompressSync(Buffer.concat([z.zstdCompressSync('abc'), Buffer.from('trail')])).toString());
t(() =>
  z.zstdDecompressSync(Buffer.concat([z.zstdCompressSync('abc'), z.zstdCompressSync('def')])).toString(),
);
(async () => {
  const { promisify } = require('util');
  const compressed = await promisify(z.brotliCompress)('abc');
  console.log(compressed, await promisify(z.brotliDecompress)(compressed));
  for (const name of ['brotliDecompress', 'zstdDecompress']) {
    await promisify(z[name])('garbage').catch((e) => console.log(e.message, e.code, e.errno));
  }
  for (const [compress, decompress] of [
    [z.createBrotliCompress({ params: { [c.BROTLI_PARAM_QUALITY]: 5 } }), z.createBrotliDecompress()],
    [z.createZstdCompress(), z.createZstdDecompress()],
  ]) {
    for (let i = 0; i < 50; i++) compress.write('hello world '.repeat(1000));
    compress.flush(() => {
      console.log('flushed', compress.bytesWritten);
      compress.end();
    });
    let text = '';
    for await (const chunk of compress.pipe(decompress)) text += chunk;
    console.log(text.length, text === 'hello world '.repeat(50000), decompress.bytesWritten > 0);
  }
  const again = z.createBrotliCompress();
  again.reset();
  again.on('data', (chunk) => console.log('reset', chunk));
  again.end('abc');
})();
// Brotli with a dictionary that both sides know.
const dictionary = Buffer.from('the quick brown fox jumps over the lazy dog');
for (const quality of [1, 5, 11]) {
  const params = { [c.BROTLI_PARAM_QUALITY]: quality };
  const compressed = z.brotliCompressSync(`${dictionary}, the quick`, { dictionary, params });
  console.log(quality, compressed.toString('hex'));
  for (const given of [dictionary, new Uint8Array(dictionary), Buffer.from('another'), undefined]) {
    t(() => `${z.brotliDecompressSync(compressed, { dictionary: given })}`);
  }
}
t(() => z.brotliCompressSync('abc', { dictionary: 'text' }));
t(() => z.brotliDecompressSync(z.brotliCompressSync('abc', { dictionary: Buffer.alloc(0) })));
