// Tries: programs for the kernel: bpf.
// Escape: one is loaded.
attempt('bpf', () => forbidden('bpf', syscall(nr.bpf, 0, new Uint8Array(72), 72)));
