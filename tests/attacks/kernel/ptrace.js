// Tries: ptrace of the host: attach, seize, and peek at its memory.
// Escape: the call succeeds.
attempt('ptrace', () => {
  forbidden('PTRACE_SEIZE', syscall(nr.ptrace, 0x4206, target.host, 0, 0));
});
