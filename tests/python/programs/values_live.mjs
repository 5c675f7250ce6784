// Each of value_cases.py, through python: imports. Prints what is wrong, and how many there were.
import { CASES, HELPERS, came_back as cameBack, seen } from 'python:./value_cases.py';

let count = 0;
for (const [name, value, , check] of CASES) {
  let right;
  try {
    right = new Function('x', `${HELPERS} return ${check}`)(value);
  } catch (error) {
    right = error;
  }
  if (right !== true) console.log('in JavaScript:', name, right);
  if (cameBack(count, value) !== true) console.log('back in Python:', name);
  count++;
}
console.log(`${count} values`);

const symbol = Symbol('s');
const ring = [1];
ring.push(ring);
class Instance {}
for (const value of [
  undefined,
  null,
  -0,
  2 ** 53 - 1,
  2 ** 53,
  2n ** 70n,
  'a\ud800',
  new Map([[1, [2]]]),
  new Set(['a']),
  { a: { b: null } },
  Object.assign(Object.create(null), { n: 1 }),
  [1, , 3],
  ring,
  new Date(0),
  new Date(1e15).getTime(),
  new Date(8e15),
  new Date(NaN),
  new Array(2 ** 32 - 1),
  new Uint8Array(3),
  new Float32Array(2),
  new DataView(new ArrayBuffer(1)),
  new ArrayBuffer(2),
  new SharedArrayBuffer(2),
  new Instance(),
  /x/,
  symbol,
  Promise.resolve(),
  () => 1,
  new TypeError('no'),
  new Proxy({}, {}),
  new Number(5),
])
  console.log(seen(value).replace(/ at 0x.*/, ''));
