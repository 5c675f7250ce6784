// A WebSocket that is sent to and does not read: messages are dropped from a limit on, or it is closed. And the shapes
// in which short and long messages come.
import net from 'node:net';

const request = `GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r
Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

for (const closeOnBackpressureLimit of [false, true]) {
  const over = Promise.withResolvers<void>();
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('')),
    websocket: {
      backpressureLimit: 1 << 20,
      closeOnBackpressureLimit,
      open(socket) {
        const seen = new Set<string>();
        for (let i = 0; i < 400; i++) {
          const result = socket.send(new Uint8Array(1 << 16));
          seen.add(result > 0 ? 'sent' : result === 0 ? 'dropped' : 'waits');
        }
        const waiting = socket.getBufferedAmount();
        console.log([...seen].sort().join(), waiting > 1 << 20, waiting < 1 << 21);
        if (!closeOnBackpressureLimit) over.resolve();
      },
      message() {},
      close(socket, code) {
        console.log('close', code);
        over.resolve();
      },
    },
  });
  const client = net.connect(server.port!, '127.0.0.1', () => client.pause().write(request));
  client.on('error', () => {});
  await over.promise;
  if (!closeOnBackpressureLimit) {
    client.destroy();
    await Bun.sleep(50);
  }
  client.destroy();
  await server.stop(true);
}

const types = ['nodebuffer', 'uint8array', 'arraybuffer'] as const;
const sizes = [0, 1, 64, 65, 70_000];
const { promise, resolve } = Promise.withResolvers<void>();
let left = types.length * sizes.length;
const kept: any[] = [];
const server = Bun.serve({
  port: 0,
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('')),
  websocket: {
    message(socket, message: any) {
      if (typeof message === 'string') {
        socket.binaryType = message as 'nodebuffer';
        return;
      }
      kept.push(message);
      const { buffer = message, byteOffset = 0, byteLength } = message;
      console.log(socket.binaryType, message.constructor.name, byteLength, byteOffset, buffer.byteLength);
      if (--left === 0) resolve();
    },
  },
});
const client = new WebSocket(`ws://127.0.0.1:${server.port}`);
client.onopen = () => {
  for (const type of types) {
    client.send(type);
    for (const size of sizes) client.send(new Uint8Array(size).fill(size % 251));
  }
};
await promise;
// Each has memory of its own.
console.log(
  kept
    .map((one) => new Uint8Array(one.buffer ?? one))
    .every((bytes) => bytes.every((byte) => byte === bytes.length % 251)),
);
client.close();
await server.stop(true);
process.exit();
