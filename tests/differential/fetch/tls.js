// Env: NODE_EXTRA_CA_CERTS=../tls/fixtures/ca.pem
'use strict';

// fetch() over TLS: an authority of one's own, and what is wrong with certificates.

const fs = require('fs');
const https = require('https');
const path = require('path');

const fixture = (name) => fs.readFileSync(path.join(__dirname, '..', 'tls', 'fixtures', name));

const serve = (name) =>
  new Promise((resolve) => {
    const server = https.createServer(
      { key: fixture(`${name}-key.pem`), cert: fixture(`${name}.pem`) },
      (request, response) => {
        const { host, 'accept-encoding': encodings } = request.headers;
        let size = 0;
        request.on('data', (chunk) => (size += chunk.length));
        request.on('end', () => {
          response.setHeader('x-seen', `${request.method} ${host.split(':')[0]} ${encodings} ${size}`);
          response.end(request.url === '/long' ? 'x'.repeat(1e6) : 'hello');
        });
      },
    );
    server.on('tlsClientError', () => {});
    server.listen(0, () => resolve(server));
  });

const show = async (url, init) => {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    console.log(response.status, response.headers.get('x-seen'), text.length, text.slice(0, 20));
  } catch (error) {
    console.log(error.name, error.message, '|', error.cause?.code, error.cause?.name);
  }
};

(async () => {
  for (const name of ['server', 'ec', 'self', 'expired']) {
    console.log(name);
    const server = await serve(name);
    const { port } = server.address();
    await show(`https://localhost:${port}/`);
    await show(`https://127.0.0.1:${port}/`);
    if (name === 'server') {
      await Promise.all([1, 2, 3].map(() => show(`https://localhost:${port}/long`)));
      await show(`https://localhost:${port}/`, { method: 'POST', body: 'y'.repeat(5e5) });
      await show(`http://localhost:${port}/`);
    }
    server.closeAllConnections();
    server.close();
  }
  const plain = require('http').createServer((q, r) => r.end('plain'));
  plain.listen(0, async () => {
    await show(`https://localhost:${plain.address().port}/`);
    plain.close();
  });
})();
