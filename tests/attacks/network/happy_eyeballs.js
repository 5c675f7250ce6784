// Tries: a lookup function of its own, that gives a denied address for an allowed name; autoSelectFamily; localAddress.
// Escape: the server sees a connection.
const net = require('node:net');
const settled = (socket) =>
  within(
    400,
    new Promise((resolve, reject) => socket.on('connect', () => resolve('connected')).on('error', reject)),
  );
(async () => {
  const lookup = (name, options, done) =>
    options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  await attempt('net', () => settled(net.connect({ host: 'example.invalid', port: target.tcp, lookup })));
  await attempt('autoSelectFamily', () =>
    settled(net.connect({ host: 'example.invalid', port: target.tcp, lookup, autoSelectFamily: true })),
  );
  await attempt('http', () =>
    within(
      400,
      new Promise((resolve, reject) =>
        require('node:http')
          .get({ host: 'example.invalid', port: target.tcp, lookup }, resolve)
          .on('error', reject),
      ),
    ),
  );
  await attempt('an agent', () => {
    const agent = new (require('node:http').Agent)();
    agent.createConnection = () => net.connect(target.tcp, '127.0.0.1');
    return within(
      400,
      new Promise((resolve, reject) =>
        require('node:http').get('http://example.invalid/', { agent }, resolve).on('error', reject),
      ),
    );
  });
})();
