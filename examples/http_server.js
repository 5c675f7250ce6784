// The smallest web server: `naja examples/http_server.js`, then open the address that it prints.
'use strict';

const http = require('node:http');

const server = http.createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`Hello from Naja! You asked for ${request.method} ${request.url}\n`);
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { address, port } = server.address();
  console.log(`Listening on http://${address}:${port}/`);
});
