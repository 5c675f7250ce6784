'use strict';

// A worker that may have no connection drops what comes, where it is told to.
const cluster = require('cluster');
const net = require('net');

if (cluster.isPrimary) {
  cluster.fork().on('exit', (code) => console.log('exit', code));
} else {
  const server = net.createServer();
  server.maxConnections = 0;
  server.dropMaxConnection = true;
  server.on('drop', (data) => {
    console.log('dropped', Object.keys(data));
    process.exit();
  });
  server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').on('error', () => {}));
}
