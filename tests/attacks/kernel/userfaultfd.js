// Tries: to handle page faults of its own, which makes races in the kernel long.
// Escape: the call succeeds.
attempt('userfaultfd', () => forbidden('userfaultfd', syscall(nr.userfaultfd, 1)));
