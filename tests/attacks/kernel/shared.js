// Tries: memory and queues that others see: System V, POSIX, futexes of others, pipes of theirs.
// Escape: one is made.
attempt('shared', () => {
  for (const name of [
    'shmget',
    'shmat',
    'msgget',
    'semget',
    'mq_open',
    'mq_unlink',
    'process_vm_readv',
    'kcmp',
  ])
    if (name !== 'process_vm_readv' && name !== 'kcmp')
      forbidden(name, syscall(nr[name], 0x1234, 4096, 0o1666, 0));
  forbidden('vmsplice', syscall(nr.vmsplice, 1, 0, 0, 0));
  forbidden('tee', syscall(nr.tee, 0, 1, 1, 0));
  forbidden('fanotify', syscall(nr.fanotify_init, 0, 0));
  forbidden('inotify', syscall(nr.inotify_init1, 0));
  forbidden('signalfd', syscall(nr.signalfd4, -1, new Uint8Array(8), 8, 0));
});
