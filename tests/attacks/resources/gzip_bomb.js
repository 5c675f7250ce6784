// Tries: a compressed megabyte that becomes a gigabyte, by zlib, by DecompressionStream and by brotli.
// Escape: the host's memory grows with it.
const zlib = require('node:zlib');
attempt('made', () => {
  const one = zlib.gzipSync(Buffer.alloc(1 << 22));
  const many = Buffer.concat(Array(64).fill(one));
  probe('gunzipSync', () => zlib.gunzipSync(many).length);
  probe('brotli', () => zlib.brotliDecompressSync(zlib.brotliCompressSync(Buffer.alloc(1 << 24))).length);
  return probe('a stream', () =>
    new Response(new Blob([many]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer(),
  );
});
