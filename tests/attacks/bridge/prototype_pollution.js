// Tries: Object.prototype and Array.prototype polluted, so that what crosses to the host is something else.
// Escape: the host or another runtime sees the pollution, or a host's function gets what it was not given.
attempt('pollution', () => {
  Object.prototype.polluted = 1;
  Object.prototype.__class__ = { __init__: 1 };
  Object.prototype.toJSON = () => 'x';
  Object.defineProperty(Object.prototype, 'then', {
    get() {
      return undefined;
    },
    configurable: true,
  });
  Array.prototype.polluted = 1;
  Array.prototype[5] = 'ghost';
  Function.prototype.polluted = 1;
  return echo({ a: 1 });
});
attempt('an array with holes', () => echo([1, , , 4]));
attempt('setters', () => {
  Object.defineProperty(Object.prototype, '0', {
    set(value) {
      report('seen', 'setter', String(value));
    },
    configurable: true,
  });
  Object.defineProperty(Object.prototype, 'value', {
    get() {
      return 7;
    },
    set() {},
    configurable: true,
  });
  return echo({ value: 1, b: [2] });
});
attempt('__proto__ of a copy', () => {
  const copy = echo(
    JSON.parse('{"__proto__": {"polluted2": 1}, "constructor": {"prototype": {"polluted2": 1}}}'),
  );
  if ({}.polluted2 !== undefined) escaped('by __proto__');
  return copy;
});
delete Object.prototype.value;
delete Object.prototype.then;
delete Object.prototype[0];
