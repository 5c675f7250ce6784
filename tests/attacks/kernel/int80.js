// Tries: numbers that there are not, negative ones, those with high bits set.
// Escape: one of them passes.
attempt('numbers', () => {
  for (const number of [-1, 512, 547, 1000, 4294967295])
    forbidden(`${number}`, syscall(number, 0, 0, 0, 0, 0));
  forbidden('a high bit', syscall(2n ** 32n + BigInt(nr.socket), 2, 1, 0));
  forbidden('a high bit in an argument', syscall(nr.kill, 2n ** 32n + BigInt(target.victim), 9));
});
