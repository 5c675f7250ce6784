// diagnostics_channel.
const dc = require('diagnostics_channel');
const { AsyncLocalStorage } = require('async_hooks');
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
process.on('uncaughtException', (err) => show('uncaught', err.message));
show(Object.keys(dc));
const channel = dc.channel('x');
show(
  channel === dc.channel('x'),
  channel.name,
  channel.hasSubscribers,
  dc.hasSubscribers('x'),
  dc.hasSubscribers('y'),
);
const listener = (message, name) => show('got', message, name);
channel.subscribe(listener);
dc.subscribe('x', () => {
  throw new Error('subscriber');
});
show(channel.hasSubscribers, channel instanceof dc.Channel);
channel.publish({ a: 1 });
show(channel.unsubscribe(listener), channel.unsubscribe(listener));
channel.publish(2);
const als = new AsyncLocalStorage();
const bound = dc.channel('stores');
bound.bindStore(als, (data) => ({ wrapped: data }));
bound.subscribe((data) => show('published', data, als.getStore()));
show(
  bound.runStores(
    'd',
    function (a, b) {
      return [this, a, b, als.getStore()];
    },
    'this',
    1,
    2,
  ),
);
{
  const scope = bound.withStoreScope('e');
  show(als.getStore());
  scope[Symbol.dispose]();
  show(als.getStore(), bound.unbindStore(als), bound.unbindStore(als));
}
const tracing = dc.tracingChannel('op');
const handlers = {};
for (const event of ['start', 'end', 'asyncStart', 'asyncEnd', 'error']) {
  handlers[event] = (context) => show(event, { ...context, error: context.error?.message });
}
tr('sync', () => tracing.traceSync(() => 1));
tracing.subscribe(handlers);
show(tracing.hasSubscribers, tracing.start.name, tracing.asyncEnd.name, tracing.error.name);
tr('sync', () => tracing.traceSync((x) => x * 2, { c: 1 }, null, 21));
tr('sync throws', () =>
  tracing.traceSync(() => {
    throw new Error('bad');
  }, {}),
);
tr('callback', () =>
  tracing.traceCallback(
    (x, cb) => cb(null, x),
    -1,
    { id: 1 },
    null,
    5,
    (err, res) => show('cb', err, res),
  ),
);
tr('callback fails', () =>
  tracing.traceCallback(
    (cb) => cb(new Error('cb')),
    0,
    {},
    null,
    (err) => show('cb', err.message),
  ),
);
tr('no callback', () => tracing.traceCallback(() => {}, 0));
for (const bad of [
  () => dc.channel(5),
  () => dc.tracingChannel(5),
  () => dc.tracingChannel({}),
  () => channel.subscribe(5),
  () => dc.boundedChannel(5),
]) {
  tr('bad', bad);
}
const window = dc.boundedChannel('w');
window.subscribe({ start: (c) => show('w start', c), end: (c) => show('w end', c) });
show(
  window.run({ a: 1 }, () => 'result'),
  window.hasSubscribers,
  window.unsubscribe({ start() {} }),
);
(async () => {
  show(await tracing.tracePromise(async () => 'value', { p: 1 }));
  await tracing
    .tracePromise(async () => {
      throw new Error('rejected');
    }, {})
    .catch((err) => show('caught', err.message));
  show(tracing.tracePromise(() => 5));
  show(
    tracing.unsubscribe(handlers),
    tracing.hasSubscribers,
    tracing.tracePromise(() => 6),
  );
})();
