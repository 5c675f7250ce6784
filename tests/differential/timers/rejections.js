// Promises that nobody handles.
const show = console.log;
process.removeAllListeners('warning');
process.on('warning', (w) => show('W', w.name, w.message));
process.on('rejectionHandled', (p) => show('handled', p instanceof Promise));
const listener = (reason, promise) =>
  show('unhandled', reason?.message ?? reason, promise instanceof Promise);
process.on('unhandledRejection', listener);
process.on('uncaughtException', (err, origin) =>
  show(err.name, err.code, err.message, origin, Object.keys(err)),
);

Promise.reject(new Error('one'));
const soon = Promise.reject(2);
soon.catch(() => show('in time'));
const later = Promise.reject('three');
setTimeout(() => later.catch(() => {}), 5);
(async () => {
  await null;
  throw new Error('four');
})();
setTimeout(() => {
  process.off('unhandledRejection', listener);
  for (const reason of [
    5,
    'text',
    null,
    undefined,
    Symbol('s'),
    10n,
    {},
    [],
    function f() {},
    class C {},
    new Map(),
    Object.create(null),
    new (class Named {})(),
    { toString: () => 'custom' },
    new Error('an error'),
  ]) {
    Promise.reject(reason);
  }
}, 20);
