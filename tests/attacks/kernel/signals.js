// Tries: signals to others by every call that sends them, and by descriptors whose owner is another.
// Escape: the other process is ended.
attempt('signals', () => {
  const { victim, host } = target;
  for (const pid of [victim, host, -host, 0, -1]) {
    forbidden(`kill ${pid}`, syscall(nr.kill, pid, 15));
    forbidden(`tkill ${pid}`, syscall(nr.tkill, pid, 15));
    forbidden(`tgkill ${pid}`, syscall(nr.tgkill, pid, pid, 15));
    forbidden(`sigqueue ${pid}`, syscall(nr.rt_sigqueueinfo, pid, 15, 0));
    forbidden(`pidfd_open ${pid}`, syscall(nr.pidfd_open, pid, 0));
    forbidden(`F_SETOWN ${pid}`, syscall(nr.fcntl, 0, 8, pid));
  }
  forbidden('timer_create', syscall(nr.timer_create, 0, 0, new Uint8Array(8)));
  forbidden('F_SETSIG', syscall(nr.fcntl, 0, 10, 9));
  forbidden('F_NOTIFY', syscall(nr.fcntl, 0, 1026, 1));
});
