// Tries: chroot, and out of it again.
// Escape: the call succeeds.
attempt('chroot', () => forbidden('chroot', syscall(nr.chroot, '/')));
