// Tries: process.exit and uncaught exceptions from timers, microtasks, ticks, finalizers and nested host calls.
// Escape: the host ends, or another runtime does.
attempt('later', () => {
  setTimeout(() => {
    throw new Error('from a timer');
  }, 1);
  queueMicrotask(() => {
    throw new Error('from a microtask');
  });
  process.nextTick(() => {
    throw new Error('from a tick');
  });
  Promise.reject(new Error('unhandled'));
  setImmediate(() => process.exit(3));
});
new Promise((resolve) => setTimeout(resolve, 200));
