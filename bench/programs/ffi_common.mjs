// The loops over functions that each runtime brings. Prints one JSON object: ns a call, the best of many short rounds, which other work of the machine meets less.

const bytes = new Uint8Array(64).fill(1);

// name -> [calls a round, the loop]. What differs between the runtimes is how they see 64 bits and strings.
const JOBS = {
  'nothing()': [
    1e5,
    (f, n) => {
      for (let i = 0; i < n; i++) f.nothing();
    },
  ],
  'add(i32, i32)': [
    1e5,
    (f, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum = f.add_i32(sum, i);
      return sum;
    },
  ],
  'add(f64, f64)': [
    1e5,
    (f, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum = f.add_f64(sum, i);
      return sum;
    },
  ],
  'add(u64, u64)': [
    1e5,
    (f, n) => {
      let sum = 0n;
      for (let i = 0; i < n; i++) sum = f.add_u64(sum, 1n);
      return sum;
    },
  ],
  Uint8Array: [
    1e5,
    (f, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += f.sum_bytes(bytes, 4);
      return sum;
    },
  ],
  pointer: [
    1e5,
    (f, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += f.has_address(f.pointer);
      return sum;
    },
  ],
  string: [
    2e4,
    (f, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Number(f.text_length(f.text('a string of some length')));
      return sum;
    },
  ],
  callback: [2e4, (f, n) => f.call_often(f.callback, n)],
  nonblocking: [
    300,
    async (f, n) => {
      for (let i = 0; i < n; i++) await f.nonblocking?.(i, 1);
    },
  ],
};

/** @param {object} f the functions of tests/ffi/native.c, as the runtime sees them */
export async function measure(f) {
  const results = {};
  for (const [name, [count, run]] of Object.entries(JOBS)) {
    if (name === 'nonblocking' && f.nonblocking === undefined) continue;
    let best = Infinity;
    for (let round = 0; round < 40; round++) {
      const start = performance.now();
      await run(f, count);
      best = Math.min(best, ((performance.now() - start) * 1e6) / count);
    }
    results[name] = best;
  }
  console.log(JSON.stringify(results));
}
