'use strict';

// Stopping to read while bytes come: such a socket brings nothing more, and keeps no process alive; one that goes on within
// the same call reads on.

const { spawn } = require('node:child_process');
const net = require('node:net');

if (process.argv[2] !== undefined) {
  const onread = { buffer: Buffer.alloc(100), callback: () => socket.pause() };
  const socket = net.connect({ port: Number(process.argv[2]), host: '127.0.0.1', onread });
  process.on('exit', () => console.log('exit', socket.bytesRead, socket.isPaused()));
} else {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.write('a message');
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    spawn(process.execPath, [__filename, String(port)], { stdio: 'inherit' }).on('exit', (code) => {
      console.log('child', code);
      server.close();
      goOn();
    });
  });
}

function goOn() {
  const server = net.createServer({ highWaterMark: 4 }, (socket) => {
    let left = 1000;
    socket.on('data', (data) => {
      socket.pause();
      left -= data.length;
      if (left === 0) {
        console.log('all');
        // Nothing comes while it stands, and everything afterwards, the end too.
        setTimeout(() => {
          socket.on('data', (more) => console.log('then', String(more)));
          socket.on('end', () => console.log('end', socket.bytesRead));
          socket.resume();
        }, 50);
        socket.removeAllListeners('data');
        socket.pause();
      } else {
        socket.resume();
      }
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    let count = 0;
    const timer = setInterval(() => {
      socket.write('x'.repeat(100));
      if (++count < 10) return;
      clearInterval(timer);
      setTimeout(() => socket.end('more'), 20);
    }, 1);
    socket.on('close', () => server.close());
    socket.resume();
  });
}
