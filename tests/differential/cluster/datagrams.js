'use strict';

// UDP sockets of workers: shared where they bind to the same, of their own where they are exclusive or only send.
const cluster = require('cluster');
const dgram = require('dgram');
const WORKERS = 2;
const EACH = 10;

function primary() {
  const told = [];
  const tell = (text) => told.push(text) === 3 * WORKERS && console.log(told.sort().join('\n'));
  let listening = 0;
  cluster.on('listening', (worker, { addressType, port }) => {
    if (addressType !== 'udp4' || ++listening < WORKERS) return;
    const socket = dgram.createSocket('udp4');
    let left = WORKERS * EACH;
    const next = () => (left-- > 0 ? socket.send('hello', port, '127.0.0.1', next) : socket.close());
    next();
  });
  cluster.on('exit', (worker, code) => tell(`exit ${code}`));
  for (let i = 0; i < WORKERS; i++) {
    cluster.fork().on('message', (message) => tell(JSON.stringify(message)));
  }
}

function worker() {
  const shared = dgram.createSocket('udp4');
  let received = 0;
  shared.on('message', () => {
    if (++received < EACH) return;
    shared.close();
    process.send({ received });
    exclusive(shared);
  });
  shared.bind(0, '127.0.0.1');
}

/** Each worker has its own port where it asks for that; a bound address that cannot be had fails as alone. */
function exclusive() {
  const socket = dgram.createSocket('udp4');
  socket.bind({ port: 0, exclusive: true }, () => {
    const { port } = socket.address();
    const other = dgram.createSocket('udp4');
    other.on('error', ({ code, syscall, message }) => {
      socket.close();
      process.send({ code, syscall, same: message.includes(`${port}`) });
      process.disconnect();
    });
    other.bind(port);
  });
}

if (cluster.isPrimary) primary();
else worker();
