// Tries: thenables whose then resolves with the next one.
// Escape: the limit does not stop them.
attempt('thenables', () => {
  const next = () => ({
    then(resolve) {
      resolve(next());
    },
  });
  return Promise.resolve(next());
});
