// Tries: with one port to connect to, all the others, other transports, listening, and redirects of the allowed one.
// Escape: another server than that sees something.
const net = require('node:net');
const settled = (socket) =>
  within(
    300,
    new Promise((resolve, reject) => socket.on('connect', () => resolve('connected')).on('error', reject)),
  );
const other = 9;
(async () => {
  if (target.tcp6) await attempt('tcp6', () => settled(net.connect(target.tcp6, '::1')));
  await attempt('unix', () => settled(net.connect(target.unix)));
  await attempt('abstract', () => settled(net.connect(`\0${target.abstract}`)));
  await attempt('another port', () => settled(net.connect(other, '127.0.0.1')));
  await attempt('udp', () =>
    within(
      300,
      new Promise((resolve, reject) => {
        const socket = require('node:dgram').createSocket('udp4').on('error', reject);
        socket.send('x', target.udp, '127.0.0.1', (error) => (error ? reject(error) : resolve('sent')));
      }),
    ),
  );
  await attempt('the name server', () => {
    const resolver = new (require('node:dns').promises.Resolver)();
    resolver.setServers([`127.0.0.1:${target.udp}`]);
    return within(300, resolver.resolve4('secret.attack.invalid'));
  });
})();
