// Tries: loops that catch what would stop them, in finally blocks, generators and proxies.
// Escape: it runs beyond its limit.
function* forever() {
  try {
    for (;;) yield 1;
  } finally {
    yield* forever();
  }
}
attempt('finally', () => {
  const again = () => {
    try {
      for (const one of forever()) if (one === 2) break;
    } catch {
      again();
    } finally {
      for (;;) again();
    }
  };
  again();
});
