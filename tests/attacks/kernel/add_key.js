// Tries: to add a key, and to have a helper program of the kernel's started for one.
// Escape: one of them succeeds.
attempt('request_key', () => forbidden('request_key', syscall(nr.request_key, 'user', 0, 0, 0)));
