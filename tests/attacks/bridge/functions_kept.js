// Tries: a million functions and objects of its own, handed to the host one by one and all at once.
// Escape: the host's memory grows without bound.
probe('functions', () => length(Array.from({ length: 1e5 }, () => () => 1)));
probe('symbols', () => length(Array.from({ length: 1e5 }, () => Symbol('x'))));
probe('one by one', () => {
  for (let i = 0; i < 3000; i++) echo(() => i);
});
class Thing {}
probe('instances', () => length(Array.from({ length: 1e5 }, () => new Thing())));
