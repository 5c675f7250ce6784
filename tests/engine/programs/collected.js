'use strict';
// WeakCallbackInfo and Global: functions and modules that native code made are collected, and their native side with them.
const assert = require('assert');
const { binding } = globalThis[Symbol.for('naja.internals')];
const modules = binding('modules');

let finalized = 0;
const registry = new FinalizationRegistry(() => finalized++);
function make() {
  for (let i = 0; i < 200; i++) {
    const m = modules.compileModule(`export const a${i} = ${i}`, `file:///${i}`, Symbol('m'));
    modules.link(m, []);
    registry.register(m, i);
  }
}
make();
let rounds = 0;
setTimeout(function wait() {
  globalThis.gc();
  if (finalized < 150 && rounds++ < 50) return setTimeout(wait, 5);
  assert.ok(finalized >= 150, `${finalized} of 200 were collected`);
  console.log('ok');
}, 1);
