// Tries: objects without end, that are kept.
// Escape: the host's memory grows with them, or it ends.
attempt('objects', () => {
  const kept = [];
  for (;;) kept.push({ a: {}, b: [1, 2, 3] });
});
