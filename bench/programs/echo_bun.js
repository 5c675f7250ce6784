// What the kernel does not take at once waits in `data` until there is room again.
const server = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: {
    open(socket) {
      socket.data = [];
      socket.setNoDelay(true);
    },
    data(socket, bytes) {
      if (socket.data.length > 0) {
        socket.data.push(bytes.slice());
        return;
      }
      const written = socket.write(bytes);
      if (written < bytes.length) socket.data.push(bytes.slice(Math.max(written, 0)));
    },
    drain(socket) {
      const { data } = socket;
      while (data.length > 0) {
        const written = socket.write(data[0]);
        if (written < data[0].length) {
          data[0] = data[0].subarray(Math.max(written, 0));
          return;
        }
        data.shift();
      }
    },
    error() {},
  },
});
console.log(server.port);
