'use strict';
// Calls into the addon named on the command line; prints a JSON object {name: ns an operation}.

const path = process.argv[2];
const scale = Number(process.argv[3] ?? 1);
const addon = require(path);

const counter = new addon.Counter();
const short = 'sixteen letters.';
const long = 'x'.repeat(1000);
const point = { x: 1, y: 2 };
const hundred = Array.from({ length: 100 }, (_, i) => i);
const bytes = Buffer.alloc(4096, 7);
const identity = (x) => x;

// name: [operations in one go, how often, what]
const jobs = {
  'empty call': [
    1,
    3e6,
    (n) => {
      for (let i = 0; i < n; i++) addon.empty();
    },
  ],
  'add(int, int)': [
    1,
    2e6,
    (n) => {
      let x = 0;
      for (let i = 0; i < n; i++) x = addon.add(x & 1023, i);
      return x;
    },
  ],
  'add(double, double)': [
    1,
    2e6,
    (n) => {
      let x = 0.5;
      for (let i = 0; i < n; i++) x = addon.addDouble(0.5, i + 0.25);
      return x;
    },
  ],
  'object of two strings': [
    1,
    5e5,
    (n) => {
      for (let i = 0; i < n; i++) addon.object();
    },
  ],
  'read two properties': [
    1,
    1e6,
    (n) => {
      for (let i = 0; i < n; i++) addon.read(point);
    },
  ],
  'method (unwrap)': [
    1,
    1e6,
    (n) => {
      for (let i = 0; i < n; i++) counter.next();
    },
  ],
  'new Class (wrap)': [
    1,
    5e4,
    (n) => {
      for (let i = 0; i < n; i++) new addon.Counter();
    },
  ],
  'wrap({})': [
    1,
    5e4,
    (n) => {
      for (let i = 0; i < n; i++) addon.wrap({});
    },
  ],
  'string in, 16': [
    1,
    1e6,
    (n) => {
      for (let i = 0; i < n; i++) addon.stringIn(short);
    },
  ],
  'string in, 1000': [
    1,
    5e5,
    (n) => {
      for (let i = 0; i < n; i++) addon.stringIn(long);
    },
  ],
  'string out, 16': [
    1,
    1e6,
    (n) => {
      for (let i = 0; i < n; i++) addon.stringOut(16);
    },
  ],
  'string out, 1000': [
    1,
    3e5,
    (n) => {
      for (let i = 0; i < n; i++) addon.stringOut(1000);
    },
  ],
  'call back': [
    1,
    1e6,
    (n) => {
      for (let i = 0; i < n; i++) addon.call(identity, i);
    },
  ],
  'array fill, element': [
    100,
    2e4,
    (n) => {
      for (let i = 0; i < n; i++) addon.fill();
    },
  ],
  'array read, element': [
    100,
    2e4,
    (n) => {
      for (let i = 0; i < n; i++) addon.sum(hundred);
    },
  ],
  'Buffer info': [
    1,
    1e6,
    (n) => {
      for (let i = 0; i < n; i++) addon.bytes(bytes);
    },
  ],
  reference: [
    1,
    5e5,
    (n) => {
      for (let i = 0; i < n; i++) addon.ref(point);
    },
  ],
};

const only = process.argv[4];
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function main() {
  const result = {};
  for (const [name, [operations, count, run]] of Object.entries(jobs)) {
    if (only && name !== only) continue;
    const n = Math.max(1, Math.round(count * scale));
    run(n >> 2);
    const times = [];
    for (let round = 0; round < 5; round++) {
      await turn(); // finalizers run, and are not counted here
      const start = performance.now();
      run(n);
      times.push(((performance.now() - start) * 1e6) / (n * operations));
    }
    result[name] = times.sort((a, b) => a - b)[2];
  }
  console.log(JSON.stringify(result));
}
main();
