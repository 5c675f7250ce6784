// Tries: openat2 with its own rules of resolving, O_PATH descriptors, O_TMPFILE, and descriptors of folders.
// Escape: the secret opens.
attempt('openat2', () => {
  const how = new Uint8Array(24);
  forbidden('openat2', syscall(nr.openat2, -100, target.secret, 0, 24));
  const fd = syscall(nr.openat, -100, target.base, 0x200000 | 0x10000, 0);
  if (fd >= 0) {
    forbidden('by an O_PATH descriptor', syscall(nr.openat, fd, 'secret', 0, 0));
    forbidden('by its /proc entry', syscall(nr.openat, -100, `/proc/self/fd/${fd}/secret`, 0, 0));
  }
  forbidden('O_TMPFILE', syscall(nr.openat, -100, target.room, 0o20200002, 0o600));
  forbidden('O_CREAT', syscall(nr.openat, -100, target.witness, 0o101, 0o600));
  const file = syscall(nr.openat, -100, target.secret, 0x200000, 0);
  if (file >= 0) {
    forbidden('an O_PATH descriptor anew', syscall(nr.openat, -100, `/proc/self/fd/${file}`, 0, 0));
    forbidden('with an empty path', syscall(nr.openat, file, '', 0, 0));
    forbidden('read', syscall(nr.read, file, new Uint8Array(10), 10));
  }
  return how.length;
});
