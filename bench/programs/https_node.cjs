'use strict';

const https = require('node:https');

const server = https.createServer(require('./certificate.cjs'), (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.end('Hello, World!');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
