// Tries: calls back and forth between the host and the program, as deep as it goes, by getters, callbacks and toString.
// Escape: the stack of the host overflows.
let deepest = 0;
const again = (n) => {
  deepest = Math.max(deepest, n);
  return echo({
    get x() {
      return again(n + 1);
    },
  });
};
probe('by a getter', () => again(0));
const down = (n) => echo(down.bind(null, n + 1))(n);
probe('by a function that comes back', () => down(0));
const text = {
  toString() {
    return String(echo(text));
  },
};
probe('by a text', () => String(text));
probe('by sorting', () => {
  const sort = () => [2, 1].sort(() => (echo(1), sort(), 1));
  sort();
});
probe('by a proxy', () => {
  const p = new Proxy({}, { get: (t, k) => echo(p[k]) });
  return p.x;
});
report('seen', 'depth', String(deepest));
