'use strict';

// What the clients of fetch_client.mjs talk to.

const http = require('http');

const large = Buffer.alloc(65536, 'x');

const server = http.createServer((request, response) => {
  if (request.method === 'POST') {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('Content-Type', 'application/json');
      response.end(Buffer.concat(chunks));
    });
    return;
  }
  response.setHeader('Content-Type', 'text/plain');
  response.end(request.url === '/large' ? large : 'Hello, World!');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
