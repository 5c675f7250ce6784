'use strict';
// unix-dgram: an addon of nan with a uv_poll of its own on the default loop.
const unix = require(process.env.COMPILED ?? 'unix-dgram');
const path = require('node:path');

const show = (label, value) => console.log(label, value);
const name = (file) => path.join(process.cwd(), file);

// Its events come without what usually follows a callback, the microtasks: nothing is awaited but time.
const until = async (done) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
};
const seen = (socket, event) => {
  const all = [];
  socket.on(event, (...args) => all.push(args));
  return all;
};

(async () => {
  const server = unix.createSocket('unix_dgram');
  const got = [];
  server.on('message', (data, from) =>
    got.push([`${data.subarray(0, 12)}`, data.length, from.path && path.basename(from.path)]),
  );
  server.bind(name('server'));
  const client = unix.createSocket('unix_dgram');
  client.bind(name('client'));
  client.send(Buffer.from('one'), 0, 3, name('server'));
  const part = Buffer.from('__two__');
  client.send(part, 2, 3, name('server'), (error) => show('sent', error));
  const connected = unix.createSocket('unix_dgram');
  const congestion = seen(connected, 'congestion');
  const writable = seen(connected, 'writable');
  connected.on('connect', () => show('connected', true));
  connected.connect(name('server'));
  for (let i = 0; i < 5; i++) connected.send(Buffer.from(`message ${i}`));
  connected.send(Buffer.alloc(50000, 'x'));
  await until(() => got.length === 8);
  show('received', got);
  const replies = seen(client, 'message');
  server.send(Buffer.from('κόσμε'), 0, 10, name('client'));
  await until(() => replies.length);
  show('reply', `${replies[0][0]}`);
  for (let i = 0; i < 5000 && !congestion.length; i++) connected.send(Buffer.alloc(1000));
  show('congestion', congestion.length);
  await until(() => writable.length);
  show('writable', true);
  client.send(Buffer.from('x'), 0, 1, name('nobody'), (error) =>
    show('nobody', [error.code, error.errno, error.syscall, error.message]),
  );
  try {
    unix.createSocket('unix_dgram').bind('/no/such/folder/socket');
  } catch (failed) {
    show('bind', [failed.code, failed.syscall]);
  }
  for (const socket of [server, client, connected]) socket.close();
  process.exit();
})();
