// Tries: thousands of calls of an async function of the host's at once, and none of them awaited.
// Escape: the host's memory or threads grow with them; the next runtime does not work.
attempt('calls', () => {
  for (let i = 0; i < 3000; i++) later(i).catch(() => {});
  return new Promise((resolve) => setTimeout(resolve, 100));
});
