// Tries: a program in memory: memfd_create, memfd_secret, written to and executed by its descriptor.
// Escape: it runs.
attempt('memfd', () => {
  forbidden('memfd_create', syscall(nr.memfd_create, 'x', 1));
  forbidden('execveat of a descriptor', syscall(nr.execveat, 0, '', 0, 0, 0x1000));
  forbidden('execve', syscall(nr.execve, '/bin/true', 0, 0));
  forbidden('execve of the runtime', syscall(nr.execve, '/proc/self/exe', 0, 0));
});
