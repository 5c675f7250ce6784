// The order of a main module's end, and what follows.
process.on('exit', (code) => console.log('exit', code));
process.on('beforeExit', () => console.log('beforeExit'));
setTimeout(() => {
  console.log('timer');
  setImmediate(() => console.log('immediate')); // of the same turn; started outside, either may be first
}, 1);
process.nextTick(() => console.log('tick'));
queueMicrotask(() => console.log('microtask'));
console.log('body');
await null;
console.log('after await');
await new Promise((resolve) => setTimeout(resolve, 100));
console.log('after timer');
process.exitCode = 3;
