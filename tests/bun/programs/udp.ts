// UDP sockets of Bun that talk to each other.
const heard: string[] = [];
const done = Promise.withResolvers<void>();
const server = await Bun.udpSocket({
  hostname: '127.0.0.1',
  socket: {
    data(socket, data, port, address) {
      heard.push(`${data.constructor.name} ${data} ${typeof port} ${address}`);
      socket.send(`re: ${data}`, port, address);
      if (heard.length === 4) done.resolve();
    },
  },
});
console.log(
  server.hostname,
  server.address.family,
  server.port === server.address.port,
  server.closed,
  server.binaryType,
);
const answers: string[] = [];
const client = await Bun.udpSocket({
  connect: { hostname: '127.0.0.1', port: server.port },
  binaryType: 'uint8array',
  socket: {
    data: (_, data) => void answers.push(`${data.constructor.name} ${new TextDecoder().decode(data)}`),
  },
});
console.log(
  client.send('one'),
  client.send(new Uint8Array([116, 119, 111])),
  client.sendMany(['three', 'four']),
);
console.log(client.remoteAddress.port === server.port, client.setBroadcast(true), client.setTTL(5));
await done.promise;
await Bun.sleep(30);
console.log(heard.sort().join('\n'));
console.log(answers.sort().join('\n'));
client.close();
server.close();
console.log(client.closed);
