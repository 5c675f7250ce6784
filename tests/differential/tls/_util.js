'use strict';

const fs = require('node:fs');
const path = require('node:path');
const tls = require('node:tls');

const read = (name) => fs.readFileSync(path.join(__dirname, 'fixtures', name));
const identity = (name) => ({ key: read(`${name}-key.pem`), cert: read(`${name}.pem`) });
const ca = read('ca.pem');
const HOST = '127.0.0.1';

const closed = (emitter) => new Promise((resolve) => emitter.once('close', resolve));

/** What of an error does not change from one version of OpenSSL to the next. */
const brief = ({ name, code, reason, message }) =>
  `${name} ${reason ? reason.replace('sslv3', 'ssl/tls') : `${code} ${message}`}`;

/** A server that does `serve` with each connection; `use(port)` runs against it, then it closes. */
async function withServer(options, serve, use) {
  const server = tls.createServer({ ...identity('server'), ...options }, serve);
  server.on('tlsClientError', (error) => console.log('server:', brief(error)));
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  await use(server.address().port, server);
  await new Promise((resolve) => server.close(resolve));
}

/** Connects and prints how that went; the end of it is the end of the promise. */
async function attempt(port, options, more = () => {}) {
  const client = tls.connect({ port, host: HOST, ca, ...options }, () => {
    const { authorized, authorizationError, alpnProtocol, servername } = client;
    console.log('secure', { authorized, authorizationError, alpnProtocol, servername }, client.getProtocol());
    more(client);
  });
  client.on('error', (error) => console.log('error', brief(error)));
  client.on('data', (chunk) => console.log('data', String(chunk)));
  client.on('end', () => console.log('end'));
  await closed(client);
  return client;
}

async function steps(list) {
  for (const [name, step] of Object.entries(list)) {
    console.log(`# ${name}`);
    await step();
  }
}

module.exports = { read, identity, ca, HOST, closed, brief, withServer, attempt, steps };
