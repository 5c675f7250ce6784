// EventEmitter: order, wrappers, limits, captureRejections, once(), on(), errors.
const EventEmitter = require('events');
const { once, on, errorMonitor, captureRejectionSymbol } = EventEmitter;
const show = console.log;
const tr = (label, fn) => {
  try {
    show(label, fn());
  } catch (e) {
    show(label, 'THROW', e?.name, e?.code, e?.message, e?.context);
  }
};
process.removeAllListeners('warning');
process.on('warning', (w) =>
  show('W', w.name, w.message, w.count, w.type, w.emitter instanceof EventEmitter),
);

for (const object of [EventEmitter, EventEmitter.prototype]) {
  for (const key of Reflect.ownKeys(object)) {
    const d = Object.getOwnPropertyDescriptor(object, key);
    const flags = ['enumerable', 'writable', 'configurable'].filter((flag) => d[flag]).join();
    show(String(key), flags, typeof d.value, d.value?.name, d.value?.length);
  }
}

const e = new EventEmitter();
const log = [];
const a = function a() {
  log.push(['a', this === e, ...arguments]);
};
const b = () => log.push(['b']);
e.on('newListener', (type, fn) => log.push(['new', String(type), fn.name]));
e.on('removeListener', (type, fn) => log.push(['removed', String(type), fn.name]));
e.on('x', a);
e.prependListener('x', b);
e.once('x', a);
e.prependOnceListener('x', b);
show(e.listeners('x'), e.rawListeners('x'), e.listenerCount('x'), e.listenerCount('x', a), e.eventNames());
show(e.emit('x', 1, 2, 3, 4), e.emit('x'), e.emit('nothing'));
e.removeAllListeners('x');
e.off('x', a);
show(log.map(String));
show(e);
show(new (class Foo extends EventEmitter {})({ captureRejections: true }));

// A listener that changes the list while it is told
const m = new EventEmitter();
const order = [];
m.on('y', function first() {
  order.push(1);
  m.off('y', second);
  m.on('y', () => order.push('late'));
});
function second() {
  order.push(2);
}
m.on('y', second);
m.emit('y');
m.emit('y');
show(order);

tr('error', () => new EventEmitter().emit('error', new Error('boom')));
tr('error2', () => new EventEmitter().emit('error', { a: 1 }));
tr('error3', () => new EventEmitter().emit('error'));
tr('error4', () => new EventEmitter().emit('error', 'text'));
tr('on', () => e.on('x', 5));
tr('once', () => e.once('x'));
tr('max', () => e.setMaxListeners(-1));
tr('max2', () => (EventEmitter.defaultMaxListeners = 'a'));
tr('capture', () => (EventEmitter.captureRejections = 1));
tr('capture2', () => new EventEmitter({ captureRejections: 5 }));
tr('static', () => EventEmitter.setMaxListeners(3, {}));
tr('static2', () => EventEmitter.getEventListeners({}, 'x'));
tr('static3', () => EventEmitter.getMaxListeners({}));
tr('static4', () => EventEmitter.getMaxListeners(new EventTarget()));
tr('monitor', () => {
  const em = new EventEmitter();
  em.on(errorMonitor, (err) => show('monitored', err.message));
  em.emit('error', new Error('seen'));
});
tr('resource', () => EventEmitter.EventEmitterAsyncResource.prototype.emitDestroy());
tr('resource2', () => new EventEmitter.EventEmitterAsyncResource());

const many = new EventEmitter();
for (let i = 0; i < 12; i++) many.on('leak', () => {});
many.setMaxListeners(13);
for (let i = 0; i < 2; i++) many.on(Symbol('s'), () => {});
for (let i = 0; i < 14; i++) many.on(null, () => {});

(async () => {
  const c = new EventEmitter({ captureRejections: true });
  c.on('error', (err) => show('captured', err.message));
  c.on('go', async () => {
    throw new Error('async');
  });
  c.emit('go');
  const c2 = new EventEmitter({ captureRejections: true });
  c2[captureRejectionSymbol] = (err, type, ...args) => show('symbol', err.message, type, args);
  c2.on('go', async () => {
    throw new Error('async2');
  });
  c2.emit('go', 1, 2);
  await new Promise((resolve) => setTimeout(resolve, 5));

  const o = new EventEmitter();
  const first = once(o, 'v');
  o.emit('v', 1, 2);
  show(await first);
  const failing = once(o, 'v');
  o.emit('error', new Error('failed'));
  await failing.catch((err) => show(err.message));
  const errorItself = once(o, 'error');
  o.emit('error', 7);
  show(await errorItself, o.eventNames());
  const controller = new AbortController();
  const aborted = once(o, 'v', { signal: controller.signal });
  controller.abort('why');
  await aborted.catch((err) => show(err.name, err.code, err.cause, o.eventNames()));
  await once(o, 'v', { signal: controller.signal }).catch((err) => show(err.name));
  await once(o, 'v', 5).catch((err) => show(err.code));
  await once({}, 'v').catch((err) => show(err.code, err.message));
  const target = new EventTarget();
  const fromTarget = once(target, 'z');
  target.dispatchEvent(new Event('z'));
  show((await fromTarget)[0].type);

  const source = new EventEmitter();
  setTimeout(() => {
    for (let i = 0; i < 3; i++) source.emit('n', i, i * 2);
    source.emit('end');
  });
  for await (const values of on(source, 'n', { close: ['end'] })) show(values);
  const iterator = on(source, 'n');
  source.emit('n', 'buffered');
  const pending = [iterator.next(), iterator.next(), iterator.return()];
  show(await Promise.all(pending));
  show(await iterator.next(), source.eventNames());
  const broken = on(source, 'n');
  source.emit('n', 'before');
  source.emit('error', new Error('broken'));
  show(await broken.next());
  await broken.next().catch((err) => show(err.message));
  show(await broken.next());
  tr('throw', () => on(source, 'n').throw());
  tr('signal', () => on(source, 'n', { signal: AbortSignal.abort() }));
  tr('mark', () => on(source, 'n', { highWaterMark: 0 }));
})();
