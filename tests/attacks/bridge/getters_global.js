// Tries: globals that the host reads, with getters that run code, throw, never end, or replace themselves.
// Escape: reading them takes the host down or longer than its limit.
attempt('getters', () => {
  Object.defineProperty(globalThis, 'a', {
    get() {
      throw new Error('a');
    },
    configurable: true,
  });
  Object.defineProperty(globalThis, 'b', {
    get() {
      return () => globalThis;
    },
    configurable: true,
  });
  Object.defineProperty(globalThis, 'c', {
    get() {
      for (;;);
    },
    configurable: true,
  });
  delete globalThis.a;
  globalThis.a = new Proxy({}, { get: () => globalThis.a });
});
