// Who keeps what alive: counted on both sides. Run with --expose-gc.
import assert from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import py from 'naja:python';
import collector from 'python:gc';
import { Counted, Holder } from 'python:./shapes.py';

const { equal, ok } = assert;
async function collect() {
  for (let i = 0; i < 4; i++) {
    gc();
    await sleep(1);
    collector.collect();
  }
}

// Proxies that are dropped let go; one that is kept does not.
const kept = new Counted();
(() => {
  for (let i = 0; i < 1000; i++) new Counted().me();
})();
equal(kept.me(), kept);
await collect();
equal(Counted.alive, 1);

// Methods, iterators, and functions that close over a proxy keep it.
const method = (() => new Counted().me)();
const closure = (
  (object) => () =>
    object
)(new Counted());
const list = py.list([new Counted()]);
await collect();
equal(Counted.alive, 4);
ok(method() instanceof Counted && closure() instanceof Counted && list[0] instanceof Counted);

// JavaScript's objects live as long as Python has them, and are the same when they come back.
class Mine {}
const holder = new Holder();
let gone = 0;
const registry = new FinalizationRegistry(() => gone++);
(() => {
  const mine = new Mine();
  registry.register(mine, 0);
  holder.value = mine;
})();
await collect();
equal(gone, 0);
ok(holder.value instanceof Mine);
holder.value = undefined;
await collect();
equal(gone, 1);

// Calls, arguments, results, errors, promises: nothing stays.
const before = Counted.alive;
const { call, delayed, fail, steps } = (await import('python:./shapes.py')).default;
await (async () => {
  for (let i = 0; i < 50; i++) {
    call((object) => object, new Counted());
    call(() => new Counted());
    await delayed(new Counted());
    for (const step of steps(5)) if (step[0] === 2) break;
    try {
      fail();
    } catch (error) {
      error.exception.held = new Counted();
    }
    try {
      call(() => {
        throw new Error(String(new Counted()));
      });
    } catch {}
  }
})();
await collect();
equal(Counted.alive, before);

// Memory that JavaScript views lives as long as the view.
const view = (() => py.view(py.array.array('d', [1, 2, 3])))();
await collect();
equal(view.join(), '1,2,3');
// Proxies of each kind come and go with collections in between: V8 must not lay their handlers out otherwise.
for (let i = 0; i < 20; i++) {
  for (const make of [py.dict, py.list, py.set, py.object]) ok(py.isPython(make()));
  gc();
}
console.log('done');
