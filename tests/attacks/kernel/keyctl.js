// Tries: keys of the user's session in the kernel.
// Escape: one can be read or added.
attempt('keyctl', () => forbidden('keyctl', syscall(nr.keyctl, 0, -3, 0, 0, 0)));
