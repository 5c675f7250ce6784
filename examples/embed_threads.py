"""A runtime a thread: JavaScript runs without the GIL, on as many processors as there are."""

from concurrent.futures import ThreadPoolExecutor

import naja

COUNT_PRIMES = """(from, to) => {
  let count = 0;
  next: for (let n = from; n < to; n++) {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) continue next;
    count++;
  }
  return count;
}"""


def primes(part: tuple[int, int]) -> int:
    """How many there are in a range."""
    with naja.Runtime() as rt:
        count: int = rt.eval(COUNT_PRIMES)(*part)
        return count


with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(primes, [(2, 50_000), (50_000, 100_000), (100_000, 150_000), (150_000, 200_000)])))
