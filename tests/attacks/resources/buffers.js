// Tries: ArrayBuffers and Buffers without end, all of them written to.
// Escape: the host's memory grows with them.
attempt('buffers', () => {
  const kept = [];
  for (;;) kept.push(new Uint8Array(4e6).fill(1));
});
