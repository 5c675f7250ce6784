// Tries: rings of io_uring and the older asynchronous I/O, by which calls pass the filter.
// Escape: one is made.
attempt('rings', () => {
  forbidden('io_uring_setup', syscall(nr.io_uring_setup, 8, new Uint8Array(120)));
  forbidden('io_uring_register', syscall(nr.io_uring_register, 3, 0, 0, 0));
  forbidden('io_uring_enter', syscall(nr.io_uring_enter, 3, 1, 1, 0, 0));
  forbidden('io_setup', syscall(nr.io_setup, 8, new Uint8Array(8)));
});
