const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('', { status: 400 })),
  websocket: {
    message(socket, message) {
      socket.send(message);
    },
  },
});
console.log(server.port);
