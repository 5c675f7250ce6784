// A web server with TLS: `naja examples/https_server.js [KEY.pem CERT.pem]`, then `curl -k` the address that it prints.
// Without a key and a certificate it has openssl make a pair that is good for a day on this machine.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');

/** A key and a certificate that it signs itself, which no browser trusts. */
function selfSigned() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'naja-https-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '1',
  ];
  execFileSync(
    'openssl',
    [...args, '-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', cert],
    {
      stdio: 'ignore',
    },
  );
  try {
    return { key: fs.readFileSync(key), cert: fs.readFileSync(cert) };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const [keyFile, certFile] = process.argv.slice(2);
const credentials = certFile
  ? { key: fs.readFileSync(keyFile), cert: fs.readFileSync(certFile) }
  : selfSigned();

const server = https.createServer(credentials, (request, response) => {
  const { authorized } = request.socket;
  const { name, version } = request.socket.getCipher();
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify({ url: request.url, protocol: version, cipher: name, authorized })}\n`);
});

server.listen(Number(process.env.PORT ?? 3443), '127.0.0.1', () => {
  const { address, port } = server.address();
  console.log(`Listening on https://${address}:${port}/`);
});
