'use strict';

const http = require('node:http');
const { Readable } = require('node:stream');

const piece = 'x'.repeat(1024);

async function* pieces() {
  for (let i = 0; i < 64; i++) yield piece;
}

function echo(request, response) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
  });
}

const server = http.createServer((request, response) => {
  switch (request.url) {
    case '/echo':
      return echo(request, response);
    case '/fields':
      return response.end(request.headers['x-field-50']);
    default:
      return Readable.from(pieces()).pipe(response);
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
