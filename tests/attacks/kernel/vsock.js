// Tries: sockets of every family that the kernel may have: vsock, packet, netlink, alg, xdp, bluetooth, can, tipc ...
// Escape: one is made.
attempt('families', () => {
  for (let family = 0; family < 64; family++)
    for (const kind of [1, 2, 3, 5])
      forbidden(`socket ${family} ${kind}`, syscall(nr.socket, family, kind, 0));
  forbidden('a raw one', syscall(nr.socket, 2, 3, 255));
  forbidden('with flags', syscall(nr.socket, 2, 1 | 0x80000 | 0x800, 6));
  forbidden('MPTCP', syscall(nr.socket, 2, 1, 262));
});
