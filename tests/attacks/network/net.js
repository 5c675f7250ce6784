// Tries: node:net and node:dgram, to servers on this machine: TCP, IPv6, UDP, unix sockets, abstract ones.
// Escape: a server sees it.
const net = require('node:net');
const dgram = require('node:dgram');
const settled = (socket) =>
  within(
    500,
    new Promise((resolve, reject) => socket.on('connect', () => resolve('connected')).on('error', reject)),
  );
(async () => {
  await attempt('tcp', () => settled(net.connect(target.tcp, '127.0.0.1')));
  await attempt('by name', () => settled(net.connect(target.tcp, 'localhost')));
  if (target.tcp6) await attempt('tcp6', () => settled(net.connect(target.tcp6, '::1')));
  await attempt('unix', () => settled(net.connect(target.unix)));
  await attempt('abstract', () => settled(net.connect(`\0${target.abstract}`)));
  await attempt('udp', () =>
    within(
      500,
      new Promise((resolve, reject) => {
        const socket = dgram.createSocket('udp4').on('error', reject);
        socket.send('x', target.udp, '127.0.0.1', (error) => (error ? reject(error) : resolve('sent')));
      }),
    ),
  );
})();
