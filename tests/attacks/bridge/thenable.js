// Tries: thenables and promises that lie: a then that never answers, answers twice, throws, is a getter, or is the host's own.
// Escape: the host waits beyond its limit, or is answered twice.
(async () => {
  const liars = {
    never: { then() {} },
    twice: {
      then(a, b) {
        a(1);
        b(2);
        a(3);
        throw 4;
      },
    },
    getter: {
      get then() {
        throw new Error('get then');
      },
    },
    host: { then: echo },
    nested: {
      then(a) {
        a({
          then(b) {
            b({
              then(c) {
                c(1);
              },
            });
          },
        });
      },
    },
  };
  for (const [name, liar] of Object.entries(liars))
    await probe(name, () => within(100, Promise.resolve(liar)));
  for (const [name, liar] of Object.entries(liars))
    await probe(`${name}, to the host`, () =>
      within(200, Promise.resolve(later(name === 'getter' ? 1 : Object.keys(liar).length))),
    );
  Object.defineProperty(Object.prototype, 'then', {
    get() {
      return undefined;
    },
    configurable: true,
  });
  Promise.prototype.then = function () {
    return this;
  };
})();
new (class extends Promise {})(() => {});
