// Tries: searches in V8's own code, that do not look whether they are to stop.
// Escape: it runs far beyond its limit.
attempt('indexOf', () => {
  const text = 'a'.repeat(1 << 22);
  for (;;) text.lastIndexOf(`b${'a'.repeat(1 << 12)}`);
});
