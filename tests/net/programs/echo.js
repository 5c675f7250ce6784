'use strict';

// An echo server that prints its port, then what happens to its connections.

const net = require('node:net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', (error) => console.log('error', error.code));
  socket.on('close', (hadError) => console.log('close', hadError));
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => server.close(() => console.log('closed')));
