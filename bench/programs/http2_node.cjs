const http2 = require('node:http2');
const server = http2.createServer((req, res) => {
  res.writeHead(200, { 'content-type': 'text/plain' });
  res.end('Hello, World!');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
