// Tries: /proc/PID/mem of the host, of itself for writing, and /proc/self/map_files.
// Escape: one of them opens for writing, or the host's at all.
attempt('mem', () => {
  for (const pid of [target.host, 'self', 'thread-self'])
    for (const flags of pid === target.host ? [0, 1, 2] : [1, 2])
      forbidden(`mem of ${pid}`, syscall(nr.openat, -100, `/proc/${pid}/mem`, flags, 0));
  for (const name of ['maps', 'environ', 'auxv', 'pagemap', 'fd/0', 'root/etc/passwd', 'cwd/etc/passwd'])
    forbidden(name, syscall(nr.openat, -100, `/proc/${target.host}/${name}`, 0, 0));
});
