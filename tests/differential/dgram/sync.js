'use strict';

// Sockets that are bound and connected at once.
const dgram = require('dgram');
const net = require('net');

function attempt(call) {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.syscall, error.message);
  }
}

for (const options of [
  null,
  5,
  { port: -1 },
  { port: 'x' },
  { address: 'localhost' },
  { address: 7 },
  { address: '::1' },
]) {
  const socket = dgram.createSocket('udp4');
  attempt(() => socket.bindSync(options));
  socket.close();
}
for (const args of [[0], ['x'], [1, 'localhost'], [1, 7], [1, 0], [1, null], [1, ''], [1, '::1']]) {
  const socket = dgram.createSocket('udp4');
  attempt(() => socket.connectSync(...args));
  attempt(() => socket.remoteAddress());
  socket.close();
}
for (const type of ['udp4', 'udp6']) {
  const any = dgram.createSocket(type);
  const { address, family, port } = any.bindSync();
  console.log(address, family, port > 0, port === any.address().port);
  attempt(() => any.bindSync());
  any.close();
  attempt(() => any.bindSync());
  attempt(() => any.connectSync(1));
}

const server = dgram.createSocket('udp4');
const { port } = server.bindSync({ address: '127.0.0.1' });
const other = dgram.createSocket('udp4');
attempt(() => {
  try {
    other.bindSync({ port, address: '127.0.0.1' });
  } catch (error) {
    error.message = error.message.replace(port, 'PORT');
    throw error;
  }
});
console.log(typeof other.bindSync({ address: '127.0.0.1' }).port);
const sendBlockList = new net.BlockList();
sendBlockList.addAddress('127.0.0.1');
const blocked = dgram.createSocket({ type: 'udp4', sendBlockList });
attempt(() => blocked.connectSync(port));
blocked.close();

const client = dgram.createSocket({ type: 'udp4', recvBufferSize: 4096 });
client.on('listening', () => console.log('listening'));
client.on('connect', () => console.log('connect'));
client.connectSync(port);
attempt(() => client.connectSync(port));
console.log(client.remoteAddress().port === port, client.getRecvBufferSize() >= 4096);
server.on('listening', () => console.log('server listening'));
server.on('message', (data, { address }) => {
  console.log(`${data}`, address);
  for (const socket of [server, client, other]) socket.close();
});
process.nextTick(() => client.send('hello'));
