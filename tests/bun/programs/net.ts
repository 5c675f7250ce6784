// TCP sockets of Bun, both ends in one program.
const told: string[] = [];
const tried = async (action: () => unknown) => {
  try {
    console.log('fine', await action());
  } catch (error: any) {
    console.log(error.name, error.message, error.code, error.errno, error.syscall);
  }
};

const closed = Promise.withResolvers<void>();
const server = Bun.listen<{ n: number }>({
  hostname: '127.0.0.1',
  port: 0,
  data: { n: 1 },
  socket: {
    open(socket) {
      told.push(
        `open ${socket.data.n} ${socket.remoteAddress} ${socket.localPort === server.port} ${socket.readyState}`,
      );
      socket.data = { n: 2 };
      told.push(`wrote ${socket.write('Welcome!\n')}`);
    },
    data(socket, data) {
      told.push(`data ${data.constructor.name} ${data} ${socket.data.n}`);
      socket.end('bye');
    },
    close(socket, error) {
      told.push(`close ${error} ${socket.readyState}`);
    },
  },
});
const client = await Bun.connect({
  hostname: '127.0.0.1',
  port: server.port,
  data: 'mine',
  socket: {
    binaryType: 'uint8array',
    open: (socket) => void told.push(`client open ${socket.data}`),
    data(socket, data) {
      told.push(`client ${data.constructor.name} ${new TextDecoder().decode(data)}`);
      if (data[0] === 87) socket.write('hi');
    },
    end: () => void told.push('client end'),
    close() {
      told.push('client close');
      closed.resolve();
    },
  },
});
await closed.promise;
console.log(client.readyState, client.write('x'));
console.log(told.filter((line) => !line.startsWith('client')).join('\n'));
console.log(told.filter((line) => line.startsWith('client')).join('\n'));

await tried(() =>
  Bun.connect({
    hostname: '127.0.0.1',
    port: 1,
    socket: { data() {}, connectError: (_, error: any) => console.log('connectError', error.code) },
  }),
);
await tried(() => Bun.listen({ hostname: '127.0.0.1', port: server.port, socket: { data() {} } }));
server.stop(true);
for (const options of [
  undefined,
  {},
  { port: 0 },
  { port: 0, hostname: 'x', socket: {} },
  { port: 0, hostname: 'localhost', socket: { data: 1 } },
]) {
  await tried(() => Bun.listen(options as any));
}

// A client that reads slowly: write() takes less and less, and drain() tells when to go on.
const total = 20_000_000;
let sent = 0;
let drained = 0;
const chunk = Buffer.alloc(1_000_000, 'z');
function fill(socket: any) {
  while (sent < total) {
    const count = socket.write(chunk.subarray(0, Math.min(chunk.length, total - sent)));
    if (count <= 0) return;
    sent += count;
  }
  socket.end();
}
const flood = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: {
    open: fill,
    data() {},
    drain(socket) {
      drained++;
      fill(socket);
    },
  },
});
let received = 0;
const over = Promise.withResolvers<void>();
await Bun.connect({
  hostname: '127.0.0.1',
  port: flood.port,
  socket: { data: (_, data) => void (received += data.length), close: () => over.resolve() },
});
await over.promise;
console.log(received, drained > 0);
flood.stop();
