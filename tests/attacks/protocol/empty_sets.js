// Tries: the largest message there may be, of nothing but empty containers: five bytes each, and hundreds in Python.
// Escape: the host's memory grows out of proportion.
attempt('sets', () => {
  const count = 6e6;
  const body = new Uint8Array(5 + 10 + 5 + count * 5);
  body.set([97, ...u32(3), ...int(0), ...int(1), 97, ...u32(count)]);
  for (let i = 0; i < count; i++) body[20 + i * 5] = 101;
  toHost(new Uint8Array(u32(body.length)));
  toHost(body);
});
