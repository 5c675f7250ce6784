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
})();
