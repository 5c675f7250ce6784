// Tries: memory by mmap, mremap, brk and huge pages, filled by the kernel at once.
// Escape: it gets more than its limit and what is said about that.
attempt('mmap', () => {
  let got = 0;
  for (let i = 0; i < 2000; i++) {
    const found = syscall(nr.mmap, 0, 16 << 20, 3, 0x8022, -1);
    if (found > 0 || found < -4096) got += 16;
  }
  if (got > 2000) escaped(`${got} MiB`);
  return got;
});
