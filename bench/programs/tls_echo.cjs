'use strict';

const tls = require('node:tls');

const server = tls.createServer(require('./certificate.cjs'), (socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
