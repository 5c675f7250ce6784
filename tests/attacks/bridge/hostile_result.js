// Tries: as its result an object whose every trap throws, loops in prototypes, or leads to what Python calls by itself.
// Escape: looking at the result takes the host down or never ends.
attempt('a proxy', () => 1);
new Proxy(function () {}, {
  get(target, key) {
    if (key === Symbol.toPrimitive || key === 'toString') return () => 'x'.repeat(1000);
    throw new Error(`get ${String(key)}`);
  },
  has() {
    throw new Error('has');
  },
  ownKeys() {
    throw new RangeError('ownKeys');
  },
  getOwnPropertyDescriptor() {
    throw null;
  },
  getPrototypeOf() {
    throw undefined;
  },
  apply() {
    throw Symbol('x');
  },
  construct() {
    return 1;
  },
  set() {
    throw 1n;
  },
});
