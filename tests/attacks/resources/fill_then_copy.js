// Tries: with nearly no memory left, calls whose results are bytes that the host's side makes: files, digests, pipes, copies.
// Escape: native code that got no memory writes to where none is.
const kept = [];
const bytes = new Uint8Array(1 << 20);
attempt('fill', () => {
  try {
    for (;;) kept.push(new Uint8Array(3 << 20));
  } catch {
    // Full.
  }
});
for (let i = 0; i < 20; i++) {
  probe('echo', () => echo(bytes).length);
  probe('zlib', () => require('node:zlib').inflateRawSync(require('node:zlib').deflateRawSync(bytes)).length);
  probe('random', () => require('node:crypto').randomBytes(1 << 20).length);
  probe('concat', () => Buffer.concat([bytes, bytes]).length);
  probe('hex', () => Buffer.from(Buffer.from(bytes).toString('hex'), 'hex').length);
  probe('encode', () => new TextEncoder().encode('é'.repeat(1 << 19)).length);
  probe('clone', () => structuredClone(bytes).length);
  probe('serialize', () => require('node:v8').serialize(bytes).length);
  probe(
    'brotli',
    () => require('node:zlib').brotliDecompressSync(require('node:zlib').brotliCompressSync(bytes)).length,
  );
  kept.push(new Uint8Array(100000));
}
