// Cycles through both heaps in a program: asked for, and by themselves.
import py from 'naja:python';
import { gc } from 'python:naja';
import { Node, alive } from 'python:./cycle_nodes.py';

function make() {
  const node = new Node();
  node.callback = () => node;
}
for (let i = 0; i < 1000; i++) make();
await new Promise((done) => setTimeout(done, 1));
const before = alive();
console.log(before, gc(), alive());

globalThis.kept = new Node();
kept.callback = () => 'kept';
gc();
console.log(kept.callback());

let most = 0;
for (let i = 0; i < 40000; i++) {
  make();
  if (i % 5000 === 0) {
    await new Promise((done) => setTimeout(done, 1));
    most = Math.max(most, alive());
  }
}
console.log(most < 25000 ? 'few' : most, ...(py.len([1]) === 1 ? [] : ['?']));
