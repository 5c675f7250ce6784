// node:http2 as node:http: the compatibility API, over TLS with ALPN, with HTTP/1 clients beside.
'use strict';
const fs = require('fs');
const http2 = require('http2');
const https = require('https');
const path = require('path');
const { once } = require('events');

const file = (name) => fs.readFileSync(path.join(__dirname, '..', 'https', 'fixtures', name));
const credentials = { key: file('key.pem'), cert: file('cert.pem') };

const routes = {
  '/hello': (req, res) => {
    res.setHeader('X-Made-By', 'hand');
    res.appendHeader('x-list', 'a');
    res.appendHeader('x-list', ['b', 'c']);
    console.log(res.getHeaderNames(), res.hasHeader('X-LIST'), res.getHeader('x-made-by'), res.headersSent);
    res.end('hello over ' + req.httpVersion, () => console.log('ended', res.writableEnded, res.finished));
  },
  '/head': (req, res) => {
    res.writeHead(201, { 'x-a': 'b', 'content-type': 'text/plain' });
    try {
      res.setHeader('x', 'y');
    } catch (error) {
      console.log(error.code, error.message);
    }
    res.end();
  },
  '/list': (req, res) => res.writeHead(200, ['x-a', '1', 'x-a', '2']).end('listed'),
  '/body': async (req, res) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    console.log(req.method, req.url, req.complete, req.headers['content-length'], { ...req.trailers });
    res.statusCode = 202;
    res.write(text.slice(0, 2));
    res.end(text.slice(2));
  },
  '/trailers': (req, res) => {
    if (req.httpVersionMajor === 2) res.setTrailer('x-t', '1');
    res.addTrailers({ 'x-u': '2' });
    res.end('with trailers');
  },
  '/hints': (req, res) => {
    res.writeEarlyHints({ link: '</a>; rel=preload', 'x-h': '1' }, () => {});
    res.end('hinted');
  },
  '/none': (req, res) => {
    res.statusCode = 204;
    res.removeHeader('date');
    res.end();
  },
  '/wrong': (req, res) => {
    const attempt = (call) => {
      try {
        call();
      } catch (error) {
        console.log(error.name, error.code, error.message);
      }
    };
    attempt(() => res.setHeader(':status', 1));
    attempt(() => res.setHeader('a b', 1));
    attempt(() => res.setHeader('x', undefined));
    attempt(() => res.setHeader(5, 1));
    attempt(() => (res.statusCode = 101));
    attempt(() => (res.statusCode = 600));
    attempt(() => res.writeEarlyHints(5));
    attempt(() => res.writeInformation(101));
    attempt(() => (req.method = ' '));
    attempt(() => res.createPushResponse({}));
    attempt(() => req.socket.write);
    console.log(
      req.authority.startsWith('localhost:'),
      req.scheme,
      req.socket.encrypted,
      res.socket === req.socket,
    );
    res.end();
    attempt(() => res.writeHead(200));
    res.on('error', () => {});
  },
  '/pushed': (req, res) => {
    res.createPushResponse({ ':path': '/more' }, (error, pushed) => {
      console.log('push', error);
      pushed.end('more of it');
      res.end('asked for');
    });
  },
};

function over2(client, headers, body) {
  return new Promise((done) => {
    const req = client.request(headers);
    const found = { body: '' };
    req.setEncoding('utf8');
    req.on('headers', (head) => (found.hints = { ...head }));
    req.on('response', ({ date, ...head }) => Object.assign(found, head, { date: typeof date }));
    req.on('trailers', (trailers) => (found.trailers = { ...trailers }));
    req.on('data', (chunk) => (found.body += chunk));
    req.on('close', () => done(found));
    if (body !== undefined) req.end(body);
  });
}

function over1(port, route, body) {
  return new Promise((done, fail) => {
    const options = { port, path: route, method: body ? 'POST' : 'GET', ca: credentials.cert, agent: false };
    const req = https.request(options, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      res.on('end', () => done([res.httpVersion, res.statusCode, text]));
    });
    req.on('error', fail);
    req.end(body);
  });
}

(async () => {
  const server = http2.createSecureServer({ ...credentials, allowHTTP1: true }, (req, res) => {
    (routes[req.url] ?? ((_, other) => other.writeHead(404).end()))(req, res);
  });
  server.on('checkContinue', (req, res) => {
    res.writeContinue();
    res.end('continued');
  });
  server.on('connect', (req, res) => {
    console.log('connect', req.authority);
    res.end('tunnel');
  });
  server.on('session', (session) =>
    console.log('session', session.alpnProtocol, session.encrypted, session.type),
  );
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();

  const client = http2.connect(`https://localhost:${port}`, { ca: credentials.cert });
  const [, socket] = await once(client, 'connect');
  console.log(client.alpnProtocol, client.encrypted, socket.authorized, client.originSet.length);
  let pushed;
  client.on('stream', async (stream, headers) => {
    let text = '';
    for await (const chunk of stream) text += chunk;
    pushed = ['pushed', headers[':path'], text];
  });
  for (const route of [
    '/hello',
    '/head',
    '/list',
    '/trailers',
    '/hints',
    '/none',
    '/wrong',
    '/pushed',
    '/not-there',
  ]) {
    console.log(route, await over2(client, { ':path': route }));
  }
  console.log(await over2(client, { ':path': '/body', ':method': 'POST', 'content-length': '6' }, 'posted'));
  console.log(await over2(client, { ':path': '/hello', ':method': 'HEAD' }));
  console.log(await over2(client, { ':path': '/', ':method': 'POST', expect: '100-continue' }, 'x'));
  console.log(await over2(client, { ':path': '/', ':method': 'POST', expect: 'more' }, 'x'));
  console.log(await over2(client, { ':method': 'CONNECT', ':authority': 'there:1' }, 'x'));
  console.log(await over1(port, '/hello'), await over1(port, '/body', 'of one'));
  await new Promise((done) => client.close(done));
  console.log(pushed);
  await new Promise((done) => server.close(done));

  const only2 = http2.createSecureServer(credentials, () => {}).listen(0);
  await once(only2, 'listening');
  only2.on('unknownProtocol', (raw) => {
    console.log('unknown protocol', raw.alpnProtocol);
    raw.end('HTTP/1.1 505 No\r\nconnection: close\r\n\r\n');
  });
  console.log(await over1(only2.address().port, '/').catch((error) => error.code));
  await new Promise((done) => only2.close(done));
})();
