// Tries: finalizers that make new objects with finalizers, weak maps of a million, and references kept alive by tricks.
// Escape: it runs beyond its limit, or after its end in the host.
attempt('finalizers', () => {
  const registry = new FinalizationRegistry(() => {
    for (let i = 0; i < 100; i++) registry.register({}, i);
    report('seen', 'finalizer', '');
  });
  for (let i = 0; i < 1e5; i++) registry.register({}, i);
  const map = new WeakMap();
  let last = {};
  for (;;) {
    const next = {};
    map.set(next, last);
    last = next;
  }
});
