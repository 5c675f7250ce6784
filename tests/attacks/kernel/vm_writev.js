// Tries: process_vm_writev into the host.
// Escape: the call succeeds.
attempt('process_vm_writev', () =>
  forbidden('process_vm_writev', syscall(nr.process_vm_writev, target.host, 0, 0, 0, 0)),
);
