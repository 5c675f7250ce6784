// Tries: the same calls by the numbers of another ABI.
// Escape: one of them passes.
attempt('x32', () => forbidden('openat', syscall(0x40000000 + nr.openat, -100, target.secret, 0, 0)));
