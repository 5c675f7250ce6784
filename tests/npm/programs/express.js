'use strict';
// A real application: routers, parameters, bodies, static files, cookies, redirects, errors; asked over real sockets.
const express = require('express');
const http = require('http');
const path = require('path');

const app = express();
app.set('etag', 'strong');
app.use((req, res, next) => {
  res.set('X-Seen', `${req.method} ${req.path}`);
  next();
});
app.use(express.json({ limit: '20kb' }));
app.use(express.urlencoded({ extended: true }));
app.use('/files', express.static(__dirname, { index: false }));
const users = express.Router();
users.param('id', (req, res, next, id) => {
  req.user = { id: Number(id) };
  next();
});
users.get('/:id', (req, res) =>
  res.json({ user: req.user, query: req.query, ip: req.ip.includes('127.0.0.1') }),
);
users.post('/', (req, res) => res.status(201).location('/users/1').json(req.body));
app.use('/users', users);
app.get('/text', (req, res) =>
  res.type('text/plain').send('plain text, long enough to be given an entity tag'),
);
app.get('/redirect', (req, res) => res.redirect(302, '/text'));
app.get('/cookie', (req, res) =>
  res.cookie('a', 'b c', { httpOnly: true, maxAge: 1000 * 60, path: '/x' }).end(),
);
app.get('/stream', (req, res) => {
  res.write('one,');
  setTimeout(() => res.end('two'), 5);
});
app.get('/async', async () => {
  throw Object.assign(new Error('rejected'), { status: 418 });
});
app.get('/download', (req, res) => res.download(path.join(__dirname, 'chalk.mjs'), 'colours.mjs'));
app.get('/negotiate', (req, res) =>
  res.format({ json: () => res.json({ a: 1 }), html: () => res.send('<p>') }),
);
app.use((err, req, res, next) => {
  if (res.headersSent) return next(err);
  return res.status(err.status || 500).json({ error: err.message, type: err.type });
});

const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (method, url, headers = {}, body = undefined) =>
    new Promise((resolve, reject) => {
      const req = http.request({ port, host: '127.0.0.1', method, path: url, headers, agent }, (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (chunk) => (text += chunk));
        res.on('end', () => {
          for (const name of ['date', 'expires', 'last-modified']) delete res.headers[name];
          if (res.headers['set-cookie'])
            res.headers['set-cookie'] = res.headers['set-cookie'].map((c) =>
              c.replace(/Expires=[^;]*/, 'Expires='),
            );
          if (url.startsWith('/files') || url === '/download') text = text.length;
          if (res.headers.etag?.startsWith('W/')) delete res.headers.etag;
          console.log(method, url, res.statusCode, res.headers, text);
          resolve(res);
        });
      });
      req.on('error', reject);
      req.end(body);
    });
  const json = { 'content-type': 'application/json' };
  await ask('GET', '/users/7?a=1&b[]=2&b[]=3');
  await ask('POST', '/users', json, JSON.stringify({ name: 'é', list: [1, { deep: true }] }));
  await ask('POST', '/users', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1&b=x%20y');
  await ask('POST', '/users', json, '{"broken');
  await ask('POST', '/users', json, JSON.stringify({ big: 'x'.repeat(30000) }));
  const { headers } = await ask('GET', '/text');
  await ask('GET', '/text', { 'if-none-match': headers.etag });
  await ask('HEAD', '/text');
  for (const url of [
    '/redirect',
    '/cookie',
    '/stream',
    '/async',
    '/download',
    '/files/chalk.mjs',
    '/files/../secret',
    '/missing',
  ])
    await ask('GET', url);
  await ask('GET', '/files/chalk.mjs', { range: 'bytes=0-9' });
  await ask('GET', '/negotiate', { accept: 'text/html' });
  await ask('GET', '/negotiate', { accept: 'image/png' });
  await ask('OPTIONS', '/text');
  agent.destroy();
  server.close(() => console.log('closed'));
});
