// Tries: an async function that awaits without end, and async generators that do.
// Escape: the limit does not stop it.
attempt('await', () => {
  (async () => {
    for (;;) await null;
  })();
  (async function* () {
    for (;;) yield* [1];
  })().next();
});
(async () => {
  for (;;) await undefined;
})();
