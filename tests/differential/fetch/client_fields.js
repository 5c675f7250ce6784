'use strict';

// Fields of a request that fetch() changes, refuses or passes on.

const http = require('http');
const s = http
  .createServer((q, r) => r.end(JSON.stringify(q.rawHeaders)))
  .listen(0, async () => {
    const u = 'http://localhost:' + s.address().port + '/';
    for (const h of [
      { connection: 'foo' },
      { connection: 'upgrade' },
      { connection: 'close, foo' },
      { connection: 'Close' },
      { connection: 'keep-alive, x-a', 'x-a': '1' },
      { 'content-length': 'x' },
      { 'content-length': '3' },
      { 'content-length': '0' },
      { connection: '' },
      { te: 'x' },
      { trailer: 'x' },
      { 'proxy-connection': 'x' },
      { expect: 'x' },
      { 'sec-fetch-mode': 'zz' },
      { 'content-type': 'q' },
      { 'Content-Type': 'q' },
      { 'Content-Type': 'Q' },
      { 'content-type': '' },
      {},
    ]) {
      try {
        const r = await fetch(u, { headers: h });
        console.log(JSON.stringify(h), (await r.text()).replace(/localhost:\d+/, ''));
      } catch (e) {
        console.log(JSON.stringify(h), e.message, e.cause?.message, e.cause?.code);
      }
    }
    // What one request sent must not show in the next, whichever comes first.
    const types = [
      { 'Content-Type': 'a/b' },
      { 'content-type': 'a/b' },
      { 'content-type': 'c/d' },
      undefined,
    ];
    for (const method of ['POST', 'DELETE', 'PUT', 'GET', 'HEAD']) {
      for (const headers of types) {
        for (const body of method === 'GET' || method === 'HEAD'
          ? [undefined]
          : [undefined, 'x', new Uint8Array(2), new Blob(['z'], { type: 'e/f' })]) {
          const r = await fetch(u, { method, headers, body });
          console.log(method, headers, (await r.text()).replace(/localhost:\d+/, ''));
        }
      }
    }
    s.close();
  });
