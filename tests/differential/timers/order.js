// Timers, immediates, ticks and microtasks: their order, their objects, their errors.
const timers = require('timers');
const promises = require('timers/promises');
const show = console.log;
const tr = (label, fn) => {
  try {
    show(label, fn());
  } catch (e) {
    show(label, 'THROW', e?.name, e?.code, e?.message);
  }
};
process.removeAllListeners('warning');
process.on('warning', (w) => show('W', w.name, w.message));

for (const object of [timers, promises, setTimeout, setImmediate, clearTimeout]) {
  for (const key of Reflect.ownKeys(object)) {
    const d = Object.getOwnPropertyDescriptor(object, key);
    const flags = ['enumerable', 'writable', 'configurable'].filter((flag) => d[flag]).join();
    show(String(key), flags, typeof d.value, d.value?.name, d.value?.length);
  }
}
tr('cb', () => setTimeout());
tr('cb2', () => setInterval('code'));
tr('cb3', () => setImmediate(null));
tr('tick', () => process.nextTick(5));
tr('micro', () => queueMicrotask());
tr('clear', () => [
  clearTimeout(),
  clearTimeout('x'),
  clearInterval({}),
  clearImmediate(5),
  clearImmediate({}),
]);
for (const Class of [setTimeout(() => {}).constructor, setImmediate(() => {}).constructor]) {
  show(Class.name, Class.length, Reflect.ownKeys(Class.prototype).map(String));
}
const cleared = setTimeout(() => show('never'), 1);
clearTimeout(cleared);
show(cleared.hasRef(), cleared._destroyed, cleared._onTimeout, cleared._idleTimeout);
const byId = setTimeout(() => show('never'), 1);
clearTimeout(`${+byId}`);
const unref = setTimeout(() => show('never'), 100000).unref();
show(unref.hasRef(), unref.ref().hasRef(), unref.close() === unref, unref.hasRef());
{
  const disposable = setTimeout(() => show('never'), 1);
  disposable[Symbol.dispose]();
}
for (const bad of [NaN, -5, 2 ** 31, Infinity, '3', null, undefined, {}]) {
  const t = setTimeout(() => {}, bad);
  show(bad, t._idleTimeout);
}

const log = [];
process.nextTick((...args) => log.push('tick', ...args), 1, 2, 3, 4);
queueMicrotask(() => {
  log.push('micro');
  process.nextTick(() => log.push('tick of micro'));
  queueMicrotask(() => log.push('micro of micro'));
});
process.nextTick(() => {
  log.push('tick2');
  queueMicrotask(() => log.push('micro of tick'));
  process.nextTick(() => log.push('tick of tick'));
});
Promise.resolve().then(() => log.push('then'));

const turn = () => new Promise((resolve) => setTimeout(resolve, 30));
(async () => {
  await turn();
  show(log.splice(0));

  // Of one duration, in one go; ticks and microtasks between each two
  for (let i = 0; i < 3; i++) {
    setTimeout(() => {
      log.push(`t${i}`);
      process.nextTick(() => log.push(`tick${i}`));
      queueMicrotask(() => log.push(`micro${i}`));
    }, 5);
  }
  await turn();
  show(log.splice(0));

  // Immediates: those added by one wait for the next turn
  setImmediate(() => {
    log.push('i1');
    setImmediate(() => log.push('i3'));
    process.nextTick(() => log.push('i1 tick'));
    clearImmediate(dead);
  });
  const dead = setImmediate(() => log.push('never'));
  setImmediate((x) => log.push('i2', x), 'arg');
  await turn();
  show(log.splice(0));

  // By expiry, whatever the order in which they were made
  const start = Date.now();
  while (Date.now() === start);
  setTimeout(() => log.push(12), 12);
  setTimeout(() => log.push(2), 2);
  setTimeout(() => log.push(7), 7);
  setTimeout(() => log.push('2b'), 2);
  let count = 0;
  const interval = setInterval(() => {
    if (++count === 3) {
      clearInterval(interval);
      log.push('interval done');
    }
  }, 6);
  const refreshed = setTimeout(() => log.push('refreshed'), 15);
  setTimeout(() => refreshed.refresh(), 10);
  await new Promise((resolve) => setTimeout(resolve, 60));
  show(log.splice(0));

  // A timer that has fired may be started again; an interval with _repeat taken away stops
  let again = 0;
  const t = setTimeout(function () {
    log.push('again', this === t);
    if (++again < 3) t.refresh();
  }, 2);
  await turn();
  show(log.splice(0), t._destroyed, t.hasRef());

  show(await promises.setTimeout(2, 'v'), await promises.setImmediate('w'));
  const controller = new AbortController();
  const cancelled = promises.setTimeout(1000, 'v', { signal: controller.signal });
  controller.abort('reason');
  await cancelled.catch((err) => show(err.name, err.code, err.cause));
  await promises.setImmediate('v', { signal: AbortSignal.abort() }).catch((err) => show(err.name));
  await promises.setTimeout('x').catch((err) => show(err.code, err.message));
  await promises.setTimeout(1, 1, { ref: 5 }).catch((err) => show(err.code, err.message));
  await promises.scheduler.wait('y').catch((err) => show(err.code, err.message));
  tr('scheduler', () => new promises.scheduler.constructor());
  tr('scheduler2', () => promises.scheduler.yield.call({}));
  show(await promises.scheduler.yield());
  let n = 0;
  for await (const value of promises.setInterval(2, 'tick')) {
    show(value);
    if (++n === 3) break;
  }
  await promises
    .setInterval(1, 1, { signal: AbortSignal.abort('z') })
    .next()
    .catch((err) => show(err.name, err.cause));
  show(await require('util').promisify(setTimeout)(1, 'promisified'));
})();
