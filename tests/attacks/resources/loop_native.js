// Tries: V8's own functions that take long: sorting with a comparer, JSON, indexOf, BigInt, dates, sparse arrays.
// Escape: it runs far beyond its limit.
attempt('bigint', () => {
  let n = 3n;
  for (;;) n *= n;
});
probe('text of a bigint', () => String(7n ** 3000000n));
probe('sort', () =>
  Array.from({ length: 1e6 }, Math.random).sort(() => {
    for (;;);
  }),
);
