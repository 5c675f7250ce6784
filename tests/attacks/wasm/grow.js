// Tries: memories of WebAssembly that are grown and written to.
// Escape: the host's memory grows with them.
attempt('memories', () => {
  const kept = [];
  for (;;) {
    const memory = new WebAssembly.Memory({ initial: 16 });
    kept.push(memory);
    for (let i = 0; i < 20; i++) {
      memory.grow(16);
      new Uint8Array(memory.buffer).fill(1);
    }
  }
});
