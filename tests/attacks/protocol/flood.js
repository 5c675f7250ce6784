// Tries: calls of the host's functions as fast as they can be written, a million of them.
// Escape: the host's memory grows with them, or it does not come to its limit.
attempt('calls', () => {
  const one = frame(int(2), int(1), int(functionNumber('length')), list());
  const many = new Uint8Array(one.length * 2000);
  for (let i = 0; i < 2000; i++) many.set(one, i * one.length);
  for (;;) toHost(many);
});
