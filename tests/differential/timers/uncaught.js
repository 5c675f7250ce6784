// What is thrown in timers, immediates, ticks and microtasks; the others still run.
const show = console.log;
process.on('uncaughtException', (err, origin) => show('uncaught', err?.message ?? err, origin));
setTimeout(() => {
  show('t1');
  process.nextTick(() => show('tick of t1'));
  throw new Error('t1');
}, 5);
setTimeout(() => show('t2'), 5);
setTimeout(() => {
  setImmediate(() => {
    show('i1');
    throw new Error('i1');
  });
  setImmediate(() => show('i2'));
}, 20);
setTimeout(() => {
  process.nextTick(() => {
    throw new Error('tick');
  });
  process.nextTick(() => show('tick after'));
  queueMicrotask(() => {
    throw new Error('micro');
  });
  queueMicrotask(() => show('micro after'));
}, 40);
setTimeout(() => {
  let n = 0;
  const interval = setInterval(() => {
    if (++n === 2) clearInterval(interval);
    throw new Error(`interval ${n}`);
  }, 3);
}, 60);
// What an immediate that throws left for later waits for the next immediate of that turn.
setTimeout(() => {
  setImmediate(() => {
    process.nextTick(() => show('tick of the immediate'));
    Promise.resolve().then(() => show('microtask of the immediate'));
    throw new Error('immediate');
  });
  setImmediate(() => show('next immediate'));
  setImmediate(() => show('last immediate'));
}, 80);
process.on('exit', (code) => show('exit', code));
