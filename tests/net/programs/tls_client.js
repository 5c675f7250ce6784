'use strict';

// Connects to a port, sends a line, prints what comes back.

const fs = require('node:fs');
const path = require('node:path');
const tls = require('node:tls');

const ca = fs.readFileSync(path.join(__dirname, '../../differential/tls/fixtures/ca.pem'));
const client = tls.connect({ port: process.argv[2], host: '127.0.0.1', ca, servername: 'localhost' }, () => {
  console.log(client.getProtocol(), client.authorized);
  client.write('from naja\n');
});
client.on('data', (chunk) => {
  console.log(String(chunk).trim());
  client.end();
});
client.on('error', (error) => console.log('error', error.code));
client.on('close', () => console.log('close'));
