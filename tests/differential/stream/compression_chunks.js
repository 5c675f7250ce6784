'use strict';

// What may be written to a CompressionStream, and what becomes of both sides where it may not.

(async () => {
  for (const chunk of [
    'hello',
    5,
    null,
    undefined,
    {},
    new SharedArrayBuffer(3),
    new Uint8Array(new SharedArrayBuffer(3)),
    new ArrayBuffer(2),
    [1],
  ]) {
    const c = new CompressionStream('gzip');
    const w = c.writable.getWriter();
    const r = c.readable.getReader();
    const a = [w.write(chunk), w.close(), r.read()];
    const o = await Promise.allSettled(a);
    console.log(
      typeof chunk,
      Object.prototype.toString.call(chunk),
      o
        .map((x) => x.status[0] + ':' + (x.reason ? x.reason.name + x.reason.code + x.reason.message : ''))
        .join(' | '),
    );
  }
  // Compressed data with something after it: in the same chunk, in another.
  for (const format of ['deflate', 'deflate-raw', 'gzip', 'brotli']) {
    const stream = new Blob(['hello']).stream().pipeThrough(new CompressionStream(format));
    const data = await new Response(stream).bytes();
    for (const chunks of [
      [data],
      [new Uint8Array([...data, 0xde, 0xad])],
      [data, new Uint8Array([0xde, 0xad])],
    ]) {
      const d = new DecompressionStream(format);
      const w = d.writable.getWriter();
      const writes = Promise.allSettled([...chunks.map((chunk) => w.write(chunk)), w.close()]);
      const outcome = await new Response(d.readable).text().catch((e) => [e.name, e.code, e.message]);
      console.log(format, chunks.length, outcome, (await writes).map((x) => x.status).join());
    }
  }
})();
