// compare: stderr
// A main module that waits for ever.
process.on('exit', (code) => console.log('exit', code, process.exitCode));
await 1;
if (globalThis) await new Promise(() => {});
console.log('never');
