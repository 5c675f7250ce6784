// Tries: to mount something over what it may read.
// Escape: the call succeeds.
attempt('mount', () => forbidden('mount', syscall(nr.mount, 'none', 0, 0, 0, 0)));
