// Tries: the one socket that it has: to send descriptors over it, to connect, listen and read its peer's credentials.
// Escape: the host gets a descriptor, or it gets one of the host's.
attempt('the channel', () => {
  for (let fd = 3; fd < 40; fd++) {
    for (const call of [
      'sendmsg',
      'recvmsg',
      'sendto',
      'listen',
      'accept4',
      'getsockopt',
      'setsockopt',
      'getpeername',
      'shutdown',
    ])
      forbidden(`${call} ${fd}`, syscall(nr[call], fd, new Uint8Array(64), 0, 0, 0));
  }
});
