// Tries: the same by an async function of the host's, and plain JavaScript.
// Escape: the host waits for it to read, beyond its limit; or its memory grows without bound.
attempt('calls', () => {
  const large = 'x'.repeat(200000);
  for (let i = 0; i < 400; i++) later(large);
  for (;;);
});
