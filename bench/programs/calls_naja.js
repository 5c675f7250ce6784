'use strict';

const { nothing, add, length } = globalThis[Symbol.for('naja.internals')].binding('bench');

function empty() {}

function measure(call) {
  const count = 1_000_000;
  for (let i = 0; i < 50_000; i++) call();
  const start = performance.now();
  for (let i = 0; i < count; i++) call();
  return ((performance.now() - start) * 1e6) / count;
}

const base = measure(() => empty());
const calls = [() => nothing(), () => add(1, 2), () => length('hello')];
console.log(JSON.stringify(calls.map((call) => measure(call) - base)));
