// Tries: processes and threads in new namespaces by clone and clone3, vfork, and threads that share nothing.
// Escape: one is made.
attempt('clone', () => {
  for (const flag of [
    0x10000000, 0x20000000, 0x40000000, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x80,
  ]) {
    forbidden(`clone ${flag}`, syscall(nr.clone, flag | 17, 0, 0, 0, 0));
    forbidden(`thread ${flag}`, syscall(nr.clone, flag | 0x10f00, 0, 0, 0, 0));
  }
  const args = new Uint8Array(88);
  new DataView(args.buffer).setBigUint64(0, 0x10000000n, true);
  forbidden('clone3', syscall(nr.clone3, args, 88));
  forbidden('a process by clone', syscall(nr.clone, 17, 0, 0, 0, 0));
  forbidden('CLONE_PARENT', syscall(nr.clone, 0x8000 | 17, 0, 0, 0, 0));
});
