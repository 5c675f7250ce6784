// Tries: answers that nobody has asked for, as fast as they can be written.
// Escape: the host's memory grows with them, or it does not come to its limit.
attempt('answers', () => {
  const one = frame(int(0), int(77777), list(text('x')));
  const many = new Uint8Array(one.length * 2000);
  for (let i = 0; i < 2000; i++) many.set(one, i * one.length);
  for (;;) toHost(many);
});
