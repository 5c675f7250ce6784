'use strict';

// A UDP socket that is sent to a child: both have it then.
const { fork } = require('child_process');
const dgram = require('dgram');

if (process.argv[2] === 'child') {
  process.once('message', (message, socket) => {
    console.log('child', message, socket.constructor.name, socket.type);
    socket.once('message', (data) => {
      process.send([`${data}`, typeof socket.address().port]);
      socket.close();
      process.disconnect();
    });
    process.send('ready');
  });
} else {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    const child = fork(__filename, ['child']);
    child.send('take it', socket, (error) => console.log('sent', error));
    child.on('message', (message) => {
      console.log('parent', message);
      if (message !== 'ready') return;
      const sender = dgram.createSocket('udp4');
      console.log('still open', socket.address().port === port);
      socket.close();
      sender.send('for the child', port, '127.0.0.1', () => sender.close());
    });
    child.on('exit', (code) => console.log('exit', code));
  });
}
