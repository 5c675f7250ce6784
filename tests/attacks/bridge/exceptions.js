// Tries: to throw at the host what is no error: proxies, null, symbols, huge texts, errors whose parts are traps or loops.
// Escape: the host dies, hangs, or tells a secret in its own message.
const thrown = [
  undefined, null, 0, 10n ** 500n, Symbol('s'), () => 1, [], {},
  new Proxy(new Error('x'), { get() { throw new Error('trap'); }, getPrototypeOf() { throw 1; } }),
  Object.defineProperties(new Error('x'), { message: { get() { throw 1; } }, stack: { get() { throw 2; } }, name: { get() { throw 3; } }, code: { get() { throw 4; } }, cause: { get() { throw 5; } } }),
  Object.assign(new Error('x'.repeat(1e6)), { stack: 'y'.repeat(1e6) }),
  (() => { const e = new Error('loop'); e.cause = e; return e; })(),
  (() => { let e = new Error('deep'); for (let i = 0; i < 5000; i++) e = new Error('deep', { cause: e }); return e; })(),
  Object.assign(new Error('x'), { name: { toString() { throw 1; } }, code: { a: 1 }, errno: 1e999 }),
  new AggregateError(Array(10000).fill(new Error('one'))),
]; // prettier-ignore
attempt('thrown through a host function', () => {
  for (const value of thrown) {
    try {
      echo({
        get x() {
          throw value;
        },
      });
    } catch (error) {
      if (error !== value && typeof error === 'object' && error !== null)
        report('seen', 'other', 'another error');
    }
  }
});
attempt('rejected', () => {
  for (const value of thrown) Promise.reject(value).catch(() => {});
});
throw thrown[9];
