'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const net = require('net');
const path = require('path');
const tls = require('tls');

const file = (name) => fs.readFileSync(path.join(__dirname, 'fixtures', name));
const credentials = { key: file('key.pem'), cert: file('cert.pem') };
const ca = credentials.cert;
const listen = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const close = (server) => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));

/** A request's outcome: the response's status and body, or the error. */
const get = (options, body) =>
  new Promise((resolve) => {
    const req = https.request({ host: '127.0.0.1', ...options }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res
        .on('data', (chunk) => (text += chunk))
        .on('end', () => resolve([res.statusCode, text, req.reusedSocket, res.socket?.authorized]));
    });
    req.on('error', (err) => resolve([err.code, err.message]));
    req.end(body);
  });

(async () => {
  console.log(
    Object.keys(https).sort().join(),
    https.globalAgent.defaultPort,
    https.globalAgent.protocol,
    https.globalAgent.maxCachedSessions,
  );
  let connections = 0;
  const server = https.createServer(credentials, (req, res) => {
    if (req.url === '/stream') {
      for (let i = 0; i < 20; i++) res.write('x'.repeat(5000));
      res.end();
      return;
    }
    let body = '';
    req.on('data', (chunk) => (body += chunk));
    req.on('end', () =>
      res.end(
        JSON.stringify([
          req.method,
          req.url,
          req.headers.host.replace(/\d+$/, 'port'),
          body,
          req.socket.encrypted,
          req.socket.alpnProtocol,
        ]),
      ),
    );
  });
  server.on('secureConnection', (socket) => {
    connections++;
    console.log('secureConnection', socket instanceof tls.TLSSocket, socket.server === server);
  });
  server.on('tlsClientError', (err) => console.log('tlsClientError', err.code));
  const port = await listen(server);
  const agent = new https.Agent({ keepAlive: true, ca });

  console.log(await get({ port, agent: false, ca }));
  console.log(await get({ port, agent: false, ca, method: 'POST' }, 'body'));
  console.log(await get({ port, agent: false }));
  console.log(await get({ port, agent: false, rejectUnauthorized: false }));
  console.log(await get({ port, agent: false, ca, servername: 'example.org' }));
  console.log(await get({ port, agent: false, ca, checkServerIdentity: () => new Error('not you') }));
  console.log(await get({ port, agent }));
  await new Promise(setImmediate);
  console.log(await get({ port, agent, path: '/again' }));
  const [status, text] = await get({ port, agent, path: '/stream' });
  console.log(status, text.length, connections);
  console.log(agent.getName({ host: 'a', port: 1, servername: 'b', rejectUnauthorized: false }));
  agent.destroy();

  // Plain HTTP to a TLS port, and the other way round
  const plain = net.connect(port, '127.0.0.1');
  plain.on('error', () => {});
  plain.write('GET / HTTP/1.1\r\n\r\n');
  await new Promise((resolve) => plain.on('close', resolve).resume());
  const httpServer = http.createServer((req, res) => res.end());
  const httpPort = await listen(httpServer);
  console.log(typeof (await get({ port: httpPort, agent: false, ca }))[1]);
  await close(httpServer);
  for (const protocol of ['http:', 'ftp:']) {
    try {
      https.request({ protocol });
    } catch (err) {
      console.log(err.code, err.message);
    }
  }
  await close(server);

  const mutual = https.createServer(
    { ...credentials, requestCert: true, ca: file('client-cert.pem') },
    (req, res) => {
      const { subject } = req.socket.getPeerCertificate();
      res.end(`${req.socket.authorized} ${subject.CN}`);
    },
  );
  const mutualPort = await listen(mutual);
  console.log(
    await get({
      port: mutualPort,
      agent: false,
      ca,
      key: file('client-key.pem'),
      cert: file('client-cert.pem'),
    }),
  );
  console.log((await get({ port: mutualPort, agent: false, ca }))[0]);
  await close(mutual);
})();
