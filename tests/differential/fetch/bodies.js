'use strict';

// Bodies: read in each way, used up, cloned, streamed; forms in both encodings, good and bad.

const a = async (f) => {
  try {
    const r = await f();
    console.log('OK', f.toString().slice(4), '=>', r);
  } catch (e) {
    console.log('ERR', f.toString().slice(4), '=>', e.name, e.code, '|', e.message, '|', e.cause?.message);
  }
};
(async () => {
  await a(async () => {
    const r = new Response('x');
    await r.text();
    return r.text();
  });
  await a(async () => {
    const r = new Response('x');
    const g = r.body.getReader();
    return r.text();
  });
  await a(async () => {
    const r = new Response('x');
    const g = r.body.getReader();
    return r.clone();
  });
  await a(async () => new Response('x').json());
  await a(async () => new Response('').json());
  await a(async () => new Response().json());
  await a(async () => new Response().formData());
  await a(async () => new Response('x').formData());
  await a(async () =>
    new Response('a=b&c=d+e', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }).formData(),
  );
  await a(async () => new Response('x').blob());
  await a(async () => new Response('x').bytes());
  await a(async () => new Response('x').arrayBuffer());
  await a(async () => Response.prototype.text.call({}));
  await a(async () =>
    new Response(
      new ReadableStream({
        start(c) {
          c.enqueue('x');
          c.close();
        },
      }),
    ).text(),
  );
  await a(async () =>
    new Response(
      new ReadableStream({
        start(c) {
          c.error(new Error('boo'));
        },
      }),
    ).text(),
  );
  await a(async () =>
    new Response({
      async *[Symbol.asyncIterator]() {
        yield 'abc';
        yield new Uint8Array([65]);
      },
    }).text(),
  );
  await a(async () => new Response([1, 2]).text());
  await a(async () => new Response({}).text());
  await a(async () => new Response(new URLSearchParams('a=b')).headers);
  await a(async () => new Response(new Blob(['x'], { type: 'a/b' })).headers);
  await a(async () => new Response(new Blob(['x'])).headers);

  await a(async () => {
    const r = new Response('a');
    const c = r.clone();
    return [await r.text(), await c.text(), r.body, r.bodyUsed];
  });
  await a(async () => {
    const r = new Response('a');
    for await (const c of r.body) console.log(c);
    return [r.bodyUsed, r.body];
  });
  await a(async () => {
    const r = new Response(new Blob(['abc']));
    for await (const c of r.body) console.log(c);
    return [r.bodyUsed, r.body];
  });
  await a(async () => {
    const r = new Response('abc');
    const rd = r.body.getReader({ mode: 'byob' });
    return rd.read(new Uint8Array(2));
  });
  await a(async () => {
    const r = new Response('abc');
    const rd = r.body.getReader();
    const x = await rd.read();
    rd.releaseLock();
    return [x, r.bodyUsed, await r.text().catch((e) => e.message)];
  });
  await a(async () => new Response('\ufeffabc').text().then((x) => x.length));
  await a(async () => new Response('\ufeff{}').json());
  await a(async () => new Response('\ud800').text().then((x) => x.charCodeAt(0).toString(16)));
  await a(async () => new Response(null).blob());
  await a(async () => new Response(null).text());
  await a(async () => new Response(null).bytes());
  const mp = (b, ct = 'multipart/form-data; boundary=B') =>
    a(async () => {
      const f = await new Response(b, { headers: { 'content-type': ct } }).formData();
      const o = [];
      for (const [k, v] of f) o.push(k, typeof v === 'string' ? v : [v.name, v.type, await v.text()]);
      console.log(JSON.stringify(b));
      return o;
    });
  await mp('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--B--');
  await mp(
    '--B\r\nContent-Disposition: form-data; name="a"; filename="x.t"\r\nContent-Type: a/b\r\n\r\nv\r\n--B--\r\n',
  );
  await mp('--B\r\nContent-Disposition: form-data; name="a"; filename="x.t"\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data; name="a%22%0d%0A"\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: attachment; name="a"\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Type: a/b\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv');
  await mp('--B--\r\n');
  await mp('--B--');
  await mp('--B');
  await mp('');
  await mp('xx--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--B--');
  await mp(
    '--B\r\nfoo: bar\r\nContent-Disposition: form-data; name="a"\r\ncontent-transfer-encoding: base64\r\n\r\nv\r\n--B--\r\n',
  );
  await mp('--B\nContent-Disposition: form-data; name="a"\n\nv\n--B--\n');
  await mp('\r\n--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--B--\r\nepilogue');
  await mp('--B\r\nContent-Disposition: form-data; name="a"; filename=""\r\n\r\nv\r\n--B--\r\n');
  await mp(
    '--B\r\nContent-Disposition: form-data; name="a"; filename*=UTF-8\'\'%E2%98%83\r\n\r\nv\r\n--B--\r\n',
  );
  await mp('--B\r\nContent-Disposition: form-data; name="é☃"\r\n\r\né☃\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--Bx\r\n--B--\r\n');
  await mp('--B x\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data; name="a"; foo="b"\r\n\r\nv\r\n--B--\r\n');
  await mp('--B\r\nContent-Disposition: form-data; name="a\\"b"\r\n\r\nv\r\n--B--\r\n');
  await mp(
    '--B\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/html\r\n\r\nv\r\n--B--\r\n',
  );
  await mp('--B\r\nContent-Disposition: form-data; filename="f"; name="a"\r\n\r\nv\r\n--B--\r\n');
  await mp('x', 'multipart/form-data; boundary=""');
  await mp('x', 'multipart/form-data; boundary=' + 'a'.repeat(80));
  await mp('--"\r\n', 'multipart/form-data; boundary="\\""');
  await mp('a=b', 'text/plain');
  await mp('a=%zz&&c=', 'application/x-www-form-urlencoded; charset=x');
})();
