'use strict';
// UDP sockets that talk to each other, and what goes wrong with them.
const dgram = require('dgram');
const { once } = require('events');

const tried = (action) => {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};

async function main() {
  const server = dgram.createSocket('udp4');
  const heard = [];
  server.on('message', (message, { address, family, size }) => {
    heard.push(`${message.length > 20 ? message.length : message} ${address} ${family} ${size}`);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const { port, family, address } = server.address();
  console.log(family, address, port > 0);

  const client = dgram.createSocket({ type: 'udp4', recvBufferSize: 100_000 });
  const send = (...args) =>
    new Promise((resolve) =>
      client.send(...args, (error, bytes) => resolve(console.log('sent', error?.code, bytes))),
    );
  await send('hello', port);
  await send(Buffer.from('hello'), 1, 3, port, '127.0.0.1');
  await send(['a', Buffer.from('b'), new Uint16Array([0x4344])], port, 'localhost');
  await send('', port, '127.0.0.1');
  await send(Buffer.alloc(60_000), port);
  await send(Buffer.alloc(70_000), port);

  client.connect(port);
  await once(client, 'connect');
  console.log(client.remoteAddress().port === port);
  tried(() => client.connect(port));
  tried(() => client.send('x', port, '127.0.0.1'));
  await send('connected');
  await send(Buffer.from('connected'), 2, 3);
  client.disconnect();
  tried(() => client.disconnect());
  tried(() => client.remoteAddress());

  tried(() => client.bind(0));
  tried(() => client.send('x', 0));
  tried(() => client.send('x', 65536));
  tried(() => client.send(5, port));
  tried(() => client.send('abc', 4, 1, port));
  tried(() => client.send('abc', 0, 4, port));
  tried(() => client.send(['a', 5], port));
  tried(() => client.setTTL('x'));
  tried(() => client.setTTL(64));
  tried(() => client.setTTL(1000));
  tried(() => client.setBroadcast(true));
  tried(() => client.setMulticastTTL(3));
  tried(() => client.setMulticastLoopback(false));
  tried(() => client.addMembership());
  tried(() => client.addMembership('1.2.3.4'));
  tried(() => client.setRecvBufferSize(-1));
  tried(() => client.getRecvBufferSize() > 0);
  tried(() => client.getSendQueueSize() + client.getSendQueueCount());
  tried(() => dgram.createSocket('udp5'));
  tried(() => dgram.createSocket({ type: 'udp4', lookup: 5 }));
  tried(() => Object.keys(dgram));

  const taken = dgram.createSocket('udp4');
  taken.bind(port, '127.0.0.1');
  const [error] = await once(taken, 'error');
  console.log(error.code, error.syscall, error.address, error.port === port);
  taken.close();

  const stopper = new AbortController();
  const six = dgram.createSocket({ type: 'udp6', ipv6Only: true, signal: stopper.signal });
  six.bind(0, '::1', () => {
    console.log(six.address().family);
    stopper.abort();
  });
  await once(six, 'close');
  tried(() => six.address());
  tried(() => six.close());

  for (let tries = 0; heard.length < 8 && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  console.log(heard.sort().join('\n'));
  client.close();
  server.close(() => console.log('closed'));
}
main();
