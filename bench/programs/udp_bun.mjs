const socket = await Bun.udpSocket({
  hostname: '127.0.0.1',
  socket: {
    data(socket, message, port, address) {
      try {
        socket.send(message, port, address);
      } catch {
        // Whom it was for is no longer there: Bun hears of that.
      }
    },
    error() {},
  },
});
console.log(socket.port);
