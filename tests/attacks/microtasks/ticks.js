// Tries: process.nextTick without end.
// Escape: the limit does not stop them.
attempt('ticks', () => {
  const again = () => process.nextTick(again);
  again();
});
