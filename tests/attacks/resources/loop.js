// Tries: a loop without end.
// Escape: it runs beyond its limit.
attempt('a loop', () => {
  for (;;);
});
