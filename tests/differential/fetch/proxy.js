'use strict';

// Proxies from the environment.

const http = require('http'),
  net = require('net'),
  { spawnSync, spawn } = require('child_process');
if (process.argv[2] === 'child') {
  (async () => {
    for (const u of process.argv.slice(3)) {
      try {
        const r = await fetch(u, { headers: { 'x-q': '1' } });
        console.log(r.status, await r.text());
      } catch (e) {
        console.log(e.message, '|', e.cause?.name, e.cause?.code, e.cause?.message);
      }
    }
  })();
  return;
}
const s = http.createServer((q, r) => r.end('direct ' + q.url));
const px = http
  .createServer((q, r) => {
    console.log(
      'PROXY',
      q.method,
      q.url.replace(/:\d+/g, ':P'),
      JSON.stringify(q.rawHeaders).replace(/localhost:\d+/g, 'localhost:P'),
    );
    r.end('proxied ' + q.url.replace(/:\d+/g, ':P'));
  })
  .on('connect', (q, c) => {
    c.on('error', () => {});
    console.log(
      'CONNECT',
      q.url.replace(/:\d+/g, ':P'),
      JSON.stringify(q.rawHeaders).replace(/localhost:\d+/g, 'localhost:P'),
    );
    c.end('HTTP/1.1 407 No\r\n\r\n');
  });
s.listen(0, () =>
  px.listen(0, () => {
    const P = px.address().port,
      S = s.address().port;
    const run = (env, ...urls) =>
      new Promise((r) => {
        const c = spawn(process.execPath, [__filename, 'child', ...urls], {
          env: { ...process.env, ...env, NODE_USE_ENV_PROXY: '1' },
        });
        let o = '';
        c.stdout.on('data', (d) => (o += d));
        c.stderr.on('data', (d) => (o += d));
        c.on('close', () => {
          console.log(o.replace(/:\d{4,5}/g, ':P'));
          r();
        });
      });
    (async () => {
      await run({ HTTP_PROXY: `http://localhost:${P}` }, `http://localhost:${S}/a?b`, `http://foo.invalid/x`);
      await run({ HTTP_PROXY: `http://us%40er:pa%20ss@localhost:${P}` }, `http://foo.invalid/x`);
      await run(
        { HTTP_PROXY: `http://localhost:${P}`, NO_PROXY: 'localhost' },
        `http://localhost:${S}/no`,
        'http://foo.invalid/',
      );
      await run(
        { HTTP_PROXY: `http://localhost:${P}`, NO_PROXY: '.foo.invalid' },
        'http://foo.invalid/',
        'http://a.foo.invalid/',
      );
      await run({ http_proxy: `http://localhost:2` }, 'http://foo.invalid/');
      s.close();
      px.close();
      process.exit();
    })();
  }),
);
