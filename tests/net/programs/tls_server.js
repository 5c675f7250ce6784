'use strict';

// A TLS server that prints its port and sends back what comes first; see the certificates of the differential tests.

const fs = require('node:fs');
const path = require('node:path');
const tls = require('node:tls');

const read = (name) => fs.readFileSync(path.join(__dirname, '../../differential/tls/fixtures', name));
const server = tls.createServer({ key: read('server-key.pem'), cert: read('server.pem') }, (socket) => {
  socket.on('error', (error) => console.log('error', error.code));
  socket.once('data', (chunk) => socket.end(chunk));
});
server.on('tlsClientError', (error) => console.log('client error', error.code));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
