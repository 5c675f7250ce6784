// Tries: arrays of enormous lengths: fill, concat, sort, spread, from, copyWithin, flat.
// Escape: the host's memory or time.
probe('fill', () => new Array(2 ** 32 - 1).fill(1));
probe('sort', () => Array.from({ length: 3e6 }, (_, i) => -i).sort());
probe('flat', () => Array(1e4).fill(Array(1e4).fill(1)).flat());
probe('apply', () => Math.max.apply(null, { length: 1e8 }));
probe('from', () => Array.from({ length: 2 ** 31 }));
probe('concat', () => {
  let a = [1];
  for (;;) a = a.concat(a);
});
