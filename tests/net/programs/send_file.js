'use strict';

// Sends the file that it is told, by pipe() to a socket and as the body of a response; prints how often the kernel did it.

const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');

const [file] = process.argv.slice(2);

/** Counts the calls of a handle's method. */
function watch(socket) {
  const handle = socket._handle;
  const { sendFile } = handle;
  const seen = { calls: 0 };
  handle.sendFile = function (...args) {
    seen.calls++;
    return Reflect.apply(sendFile, this, args);
  };
  return seen;
}

const server = net.createServer((socket) => {
  const seen = watch(socket);
  socket.on('close', () => console.log('socket', seen.calls > 0, socket.bytesWritten));
  fs.createReadStream(file).pipe(socket);
});

const web = http.createServer((request, response) => {
  const seen = watch(response.socket);
  response.on('close', () => console.log('response', seen.calls > 0));
  response.setHeader('Content-Length', fs.statSync(file).size);
  fs.createReadStream(file).pipe(response);
});

server.listen(0, '127.0.0.1', () => {
  web.listen(0, '127.0.0.1', () => console.log(server.address().port, web.address().port));
});
