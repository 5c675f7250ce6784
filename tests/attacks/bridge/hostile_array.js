// Tries: arrays, maps and objects whose length, iterators and getters lie, change what is being copied, or throw.
// Escape: the host crashes, or gets memory that is nobody's.
const lies = {
  'a length that grows': () => {
    const a = [1, 2, 3];
    Object.defineProperty(a, 1, {
      get() {
        a.length = 100000;
        return 1;
      },
    });
    return a;
  },
  'a length that shrinks': () => {
    const a = Array(1000).fill(1);
    Object.defineProperty(a, 1, {
      get() {
        a.length = 0;
        return 1;
      },
    });
    return a;
  },
  'a proxied array': () => new Proxy([1, 2, 3], { get: (t, k) => (k === 'length' ? 2 ** 32 - 1 : t[k]) }),
  'a proxied array of nothing': () =>
    new Proxy([], { get: (t, k) => (k === 'length' ? 1e9 : k === Symbol.iterator ? undefined : 1) }),
  'a subclass': () =>
    new (class extends Array {
      get length() {
        return 1e15;
      }
    })(3),
  'a map that grows': () => {
    const m = new Map();
    m.set(
      {
        toString() {
          return 1;
        },
      },
      1,
    );
    m[Symbol.iterator] = function* () {
      for (;;) yield [1, 2];
    };
    return m;
  },
  'a set with its own iterator': () => {
    const s = new Set([1]);
    s[Symbol.iterator] = function* () {
      for (let i = 0; i < 1e4; i++) yield i;
    };
    return s;
  },
  'keys that vanish': () => {
    const o = {
      get a() {
        delete o.b;
        delete o.c;
        return 1;
      },
      b: 2,
      c: 3,
    };
    return o;
  },
  'keys that appear': () => {
    const o = {
      get a() {
        for (let i = 0; i < 1000; i++) o[`k${i}`] = i;
        return 1;
      },
    };
    return o;
  },
  'a date that lies': () =>
    Object.assign(new Date(0), {
      getTime() {
        return 'x';
      },
      valueOf() {
        throw 1;
      },
    }),
  'a date beyond': () => new Date(8.64e15),
  'a sparse array': () => {
    const a = [];
    a[4294967294] = 1;
    return a;
  },
};
for (const [name, make] of Object.entries(lies)) probe(name, () => length(make()));
