// Tries: to end with a thrown proxy whose traps throw and whose texts are endless.
// Escape: the host does not get an exception, or hangs.
attempt('a proxy', () => 1);
let depth = 0;
throw new Proxy(class {}, {
  get(target, key, receiver) {
    if (depth++ > 1000) throw new Error('enough');
    return receiver;
  },
  getPrototypeOf: () => Error.prototype,
  ownKeys: () => ['message', 'stack', 'name'],
  getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, get: () => 'x'.repeat(1e6) }),
});
