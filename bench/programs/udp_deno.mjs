const socket = Deno.listenDatagram({ hostname: '127.0.0.1', port: 0, transport: 'udp' });
console.log(socket.addr.port);
for await (const [message, from] of socket) socket.send(message, from);
