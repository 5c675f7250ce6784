// Tries: a namespace of its own, in which it is root: unshare.
// Escape: it gets one.
attempt('unshare', () => forbidden('unshare', syscall(nr.unshare, 0x10000000)));
