// An HTTP/2 server; /memory answers with what the process uses.
'use strict';
const http2 = require('http2');

const server = http2.createServer({ maxSessionInvalidFrames: 50 });
server.on('sessionError', () => {});
server.on('stream', (stream, headers) => {
  const path = headers[':path'];
  stream.on('error', () => {});
  if (path === '/memory') {
    stream.respond();
    stream.end(`${process.memoryUsage().rss}`);
  } else if (path === '/hold') {
    stream.respond();
    stream.write('held');
  } else if (path === '/big') {
    stream.respond();
    stream.end(Buffer.alloc(200_000, 'b'));
  } else {
    let length = 0;
    stream.on('data', (chunk) => (length += chunk.length));
    stream.on('end', () => {
      if (stream.destroyed) return;
      stream.respond({ 'x-length': length });
      stream.end('ok');
    });
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
