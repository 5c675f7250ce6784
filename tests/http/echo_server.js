'use strict';
// Answers with what it has understood of a request. Prints its port.
const http = require('http');

const server = http.createServer({
  headersTimeout: 2000,
  requestTimeout: 2500,
  connectionsCheckingInterval: 100,
});
server.on('request', (req, res) => {
  let body = '';
  req.setEncoding('latin1');
  req.on('data', (chunk) => {
    body += chunk;
  });
  req.on('end', () => {
    const { method, url, httpVersion, headers, rawHeaders, rawTrailers } = req;
    const text = JSON.stringify({ method, url, httpVersion, headers, rawHeaders, rawTrailers, body });
    if (url === '/head') res.writeHead(200, { 'Content-Length': text.length });
    if (url === '/chunks') res.write('first');
    if (url === '/none') res.statusCode = 204;
    if (url === '/modified') res.statusCode = 304;
    res.end(text);
  });
});
server.on('connect', (req, socket, head) => {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 200 Connected\r\n\r\n${req.url} ${head.length}`);
});
if (process.argv[2] === 'upgrade') {
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${req.url} ${head.length}`);
  });
}
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
