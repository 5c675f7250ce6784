// The order of a main module's end, and what follows.
process.on('exit', (code) => console.log('exit', code));
process.on('beforeExit', () => console.log('beforeExit'));
setTimeout(() => console.log('timer'), 1);
setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick'));
queueMicrotask(() => console.log('microtask'));
console.log('body');
await null;
console.log('after await');
await new Promise((resolve) => setTimeout(resolve, 5));
console.log('after timer');
process.exitCode = 3;
