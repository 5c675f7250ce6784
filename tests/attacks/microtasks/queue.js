// Tries: queueMicrotask without end, with exceptions from each.
// Escape: the limit does not stop them, or each exception costs the host something.
attempt('microtasks', () => {
  const again = () => {
    queueMicrotask(again);
    throw new Error('again');
  };
  queueMicrotask(again);
});
