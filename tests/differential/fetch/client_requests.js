'use strict';

// What fetch() sends.

const server = require('net')
  .createServer((s) => {
    let b = '';
    s.on('data', (d) => {
      b += d.toString('latin1');
      console.log(JSON.stringify(d.toString('latin1').replace(/localhost:\d+/, 'HOST')));
      if (b.includes('\r\n\r\n')) {
        s.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        b = '';
      }
    });
    s.on('error', () => {});
  })
  .listen(0, async function () {
    const u = 'http://localhost:' + this.address().port + '/';
    const go = async (n, i) => {
      try {
        const r = await fetch(u, i);
        console.log(n, r.status, await r.text());
      } catch (e) {
        console.log(n, e.message, e.cause?.message, e.cause?.code);
      }
      await new Promise((r) => setTimeout(r, 20));
    };
    await go('get');
    await go('post', { method: 'POST', body: 'hé' });
    await go('post0', { method: 'POST' });
    await go('put bytes', { method: 'PUT', body: new Uint8Array(3) });
    await go('stream', {
      method: 'POST',
      duplex: 'half',
      body: new ReadableStream({
        start(c) {
          c.enqueue(new TextEncoder().encode('abc'));
          c.enqueue(new TextEncoder().encode('de'));
          c.close();
        },
      }),
    });
    await go('hdr', {
      headers: {
        Accept: 'x',
        'User-Agent': 'q',
        'X-Foo': 'Bar',
        'accept-encoding': 'identity',
        Host: 'zz',
        Connection: 'close',
      },
    });
    await go('blob', { method: 'POST', body: new Blob(['zz'], { type: 'a/b' }) });
    await go('te', { headers: { 'transfer-encoding': 'chunked' } });
    await go('conn', { headers: { connection: 'upgrade', upgrade: 'x' } });
    await go('conn2', { headers: { 'keep-alive': 'x' } });
    await go('exp', { method: 'POST', body: 'x', headers: { expect: '100-continue' } });
    await go('ref', {
      referrer: 'http://localhost:1/x',
      referrerPolicy: 'unsafe-url',
      cache: 'no-store',
      credentials: 'omit',
      mode: 'no-cors',
    });
    await go('cache', { cache: 'no-cache' });
    await go('range', { headers: { range: 'bytes=0-1' } });
    await go('head', { method: 'DELETE' });
    await go('del', { method: 'DELETE', body: 'x' });
    await go('patch', { method: 'patch' });
    await go('custom', { method: 'fOo' });
    await go('cookie', {
      headers: [
        ['cookie', 'a=1'],
        ['cookie', 'b=2'],
      ],
    });
    await go('gen', {
      method: 'POST',
      duplex: 'half',
      body: (async function* () {
        yield 'abc';
        yield new Uint8Array([65]);
      })(),
    });
    server.close();
  });
