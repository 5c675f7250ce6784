// Tries: the beginning of an enormous frame, and then a byte at a time.
// Escape: the host reserves what was announced, or waits beyond its limit.
attempt('a frame', () => {
  toHost(new Uint8Array(u32(30e6)));
  for (;;) toHost(new Uint8Array(1));
});
