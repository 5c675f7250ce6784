'use strict';

// Small young generations are collected by the program's own thread: the others are not woken for each collection.

const assert = require('node:assert');
const fs = require('node:fs');
const v8 = require('node:v8');
const vm = require('node:vm');

const newSpace = () =>
  v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;

/** How often the threads that this is not have slept and been woken. */
function wakeUps() {
  let sum = 0;
  for (const id of fs.readdirSync('/proc/self/task')) {
    if (Number(id) === process.pid) continue;
    sum += Number(
      /^voluntary_ctxt_switches:\s*(\d+)/m.exec(fs.readFileSync(`/proc/self/task/${id}/status`))[1],
    );
  }
  return sum;
}

// On many pages of the old generation, each of which is something to do for another thread
const old = Array.from({ length: 48 }, () => new Array(8000).fill(null));
function makeGarbage(count) {
  for (let i = 0; i < count; i++) old[i % 48][7] = { i };
}

const source = 'function one() { return 1; }\n'.repeat(50);
const cachedData = new vm.Script(source).createCachedData();

makeGarbage(3e6); // compiled, from now on
setTimeout(() => {
  const before = wakeUps();
  makeGarbage(2e7); // a few hundred collections
  setTimeout(() => {
    assert.ok(newSpace() < 8 << 20);
    const woken = wakeUps() - before;
    assert.ok(woken < 50, `${woken} wake-ups`);
    // The flags are those that code caches were made under, as far as anybody is told.
    assert.strictEqual(new vm.Script(source, { cachedData }).cachedDataRejected, false);
    v8.setFlagsFromString('--no-opt');
    makeGarbage(1e6);
    v8.setFlagsFromString('--opt');
    assert.strictEqual(new vm.Script(source, { cachedData }).cachedDataRejected, false);
    console.log('ok');
  }, 50);
}, 50);
