// Tries: the largest message there may be, of nothing but nulls: one byte each, eight in Python.
// Escape: the host's memory grows beyond that, or it takes longer than its limit.
attempt('nulls', () => {
  const count = 30e6;
  const body = new Uint8Array(20 + count).fill(78);
  body.set([97, ...u32(3), ...int(0), ...int(1), 97, ...u32(count)]);
  toHost(new Uint8Array(u32(body.length)));
  toHost(body);
});
