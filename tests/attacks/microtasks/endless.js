// Tries: microtasks that queue microtasks, without end.
// Escape: the limit does not stop them.
attempt('promises', () => {
  const again = () => Promise.resolve().then(again);
  again();
});
