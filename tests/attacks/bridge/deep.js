// Tries: values that are a hundred thousand deep, as arguments, results, errors' causes and promises.
// Escape: the host's stack overflows.
const nest = (wrap) => {
  let value = 0;
  for (let i = 0; i < 100000; i++) value = wrap(value);
  return value;
};
probe('arrays', () => length(nest((inner) => [inner])));
probe('objects', () => length(nest((inner) => ({ inner }))));
probe('maps', () => length(nest((inner) => new Map([[1, inner]]))));
probe('sets', () => length(nest((inner) => new Set([inner]))));
probe('causes', () => length(nest((cause) => new Error('x', { cause }))));
probe('prototypes', () => length(nest((inner) => Object.create(inner === 0 ? null : inner))));
probe('bound functions', () => length(nest((inner) => (inner === 0 ? echo : inner).bind(null))));
probe('proxies', () => length(nest((inner) => new Proxy(inner === 0 ? {} : inner, {}))));
nest((inner) => [inner]);
