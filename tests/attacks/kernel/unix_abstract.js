// Tries: unix sockets by pairs, by names in no folder, and by descriptors that it has.
// Escape: the server sees a connection.
attempt('abstract', () => {
  forbidden('socketpair', syscall(nr.socketpair, 1, 1, 0, 0));
  const name = new TextEncoder().encode(`\0${target.abstract}`);
  const address = new Uint8Array(2 + name.length);
  address[0] = 1;
  address.set(name, 2);
  const fd = syscall(nr.socket, 1, 1, 0);
  forbidden('a socket', fd);
  for (let other = 0; other < 40; other++)
    forbidden(`connect of ${other}`, syscall(nr.connect, other, address, address.length));
});
