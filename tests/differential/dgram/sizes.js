'use strict';

// Datagrams of all sizes and from several senders come whole, each with who sent it; bursts, too; memory that is kept stays.

const dgram = require('node:dgram');

const SIZES = [0, 1, 8, 63, 64, 65, 66, 127, 1000, 1472, 9000, 65507];
const payload = (size) => Buffer.from({ length: size }, (_, i) => (i * 7 + size) & 255);

async function bound(type, address) {
  const socket = dgram.createSocket({ type, recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 });
  await new Promise((resolve) => socket.bind(0, address, resolve));
  return socket;
}

(async () => {
  const receiver = await bound('udp4', '127.0.0.1');
  const { port } = receiver.address();
  const senders = [await bound('udp4', '127.0.0.1'), await bound('udp4', '127.0.0.2')];
  const kept = [];
  let arrived;
  receiver.on('message', (message, from) => {
    const who = senders.findIndex((one) => {
      const { address, port: own } = one.address();
      return address === from.address && own === from.port;
    });
    kept.push({ message, who, size: from.size, family: from.family });
    arrived?.();
  });
  for (const size of SIZES) {
    for (const sender of senders) {
      const before = kept.length;
      // A Buffer, another view, a piece of a larger one, and several.
      const whole = payload(size);
      const words = new Uint16Array(whole.buffer, 0, 0);
      if (size % 3 === 0) sender.send(whole, port, '127.0.0.1');
      else if (size % 3 === 1)
        sender.send([whole.subarray(0, 1), words, whole.subarray(1)], port, '127.0.0.1');
      else sender.send(Buffer.concat([Buffer.alloc(3), whole]), 3, size, port, '127.0.0.1');
      while (kept.length === before) await new Promise((resolve) => (arrived = resolve));
    }
  }
  console.log(
    kept.map(({ message, who, size, family }) => [
      message.length,
      message.equals(payload(message.length)),
      who,
      size,
      family,
      Buffer.isBuffer(message),
    ]),
  );

  // A burst that one call may bring, half of it for a receiver that closes meanwhile.
  kept.length = 0;
  for (let i = 0; i < 40; i++) senders[i % 2].send(payload(i * 3), port, '127.0.0.1');
  while (kept.length < 40) await new Promise((resolve) => (arrived = resolve));
  const lengths = kept.map(({ message }) => message.length).sort((a, b) => a - b);
  console.log(
    lengths.join(),
    kept.every(({ message }) => message.equals(payload(message.length))),
  );
  const closing = await bound('udp4', '127.0.0.1');
  let count = 0;
  closing.on('message', () => {
    count++;
    closing.close();
  });
  for (let i = 0; i < 20; i++) senders[0].send('x', closing.address().port, '127.0.0.1');
  await new Promise((resolve) => closing.on('close', resolve));
  console.log(count);

  // Connected, and no longer: to whom a datagram goes.
  const [one, two] = senders;
  one.removeAllListeners();
  const got = (socket) =>
    new Promise((resolve) => socket.once('message', (message) => resolve(String(message))));
  await new Promise((resolve) => one.connect(port, '127.0.0.1', resolve));
  let next = got(receiver);
  one.send('to whom it is connected');
  console.log(await next);
  try {
    one.send('x', two.address().port, '127.0.0.2');
  } catch (error) {
    console.log(error.code);
  }
  one.disconnect();
  next = got(two);
  one.send('to another', two.address().port, '127.0.0.2');
  console.log(await next);
  try {
    one.send('to nobody');
  } catch (error) {
    console.log(error.code);
  }

  const six = await bound('udp6', '::1').catch(() => null);
  next = got(six);
  const other = await bound('udp6', '::1');
  other.send('six', six.address().port, '::1');
  console.log(await next);
  other.send('too long'.repeat(10_000), six.address().port, '::1', (error) => {
    console.log(error.code);
    for (const socket of [receiver, ...senders, six, other]) socket.close();
  });
})();
