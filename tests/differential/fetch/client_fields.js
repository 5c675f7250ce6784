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
    ]) {
      try {
        const r = await fetch(u, { headers: h });
        console.log(JSON.stringify(h), (await r.text()).replace(/localhost:\d+/, ''));
      } catch (e) {
        console.log(JSON.stringify(h), e.message, e.cause?.message, e.cause?.code);
      }
    }
    s.close();
  });
