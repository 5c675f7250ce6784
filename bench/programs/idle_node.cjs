'use strict';

const http = require('node:http');

const server = http.createServer({ keepAliveTimeout: 600000 }, (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.end('Hello, World!');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
