// AsyncLocalStorage through ticks, timers, promises, microtasks, emitters; AsyncResource; ids; createHook.
const asyncHooks = require('async_hooks');
const { AsyncLocalStorage, AsyncResource } = asyncHooks;
const EventEmitter = require('events');
const show = console.log;
const tr = (label, fn) => {
  try {
    show(label, fn());
  } catch (e) {
    show(label, 'THROW', e?.name, e?.code, e?.message);
  }
};
for (const object of [
  asyncHooks,
  AsyncLocalStorage,
  AsyncLocalStorage.prototype,
  AsyncResource,
  AsyncResource.prototype,
]) {
  for (const key of Reflect.ownKeys(object)) {
    if (key === 'prototype') continue; // its `name` throws
    const d = Object.getOwnPropertyDescriptor(object, key);
    const flags = ['enumerable', 'writable', 'configurable'].filter((flag) => d[flag]).join();
    const value = key === 'AsyncLocalStorage' ? object[key] : d.value;
    show(String(key), key === 'AsyncLocalStorage' ? '' : flags, typeof value, value?.name, value?.length);
  }
}
tr('hook', () => asyncHooks.createHook());
tr('hook2', () => asyncHooks.createHook({ init: 5 }));
tr('hook3', () => asyncHooks.createHook({ trackPromises: 5 }));
tr('hook4', () => asyncHooks.createHook({ trackPromises: false, promiseResolve() {} }));
tr('resource', () => new AsyncResource());
tr('resource2', () => new AsyncResource('x', { triggerAsyncId: -2 }));
tr('resource3', () => new AsyncResource('x', 5).triggerAsyncId());
tr('als', () => new AsyncLocalStorage(5));
tr('bind', () => AsyncLocalStorage.bind(5));
tr('providers', () => [
  Object.isFrozen(asyncHooks.asyncWrapProviders),
  asyncHooks.asyncWrapProviders.PROMISE,
]);
show(asyncHooks.executionAsyncId(), asyncHooks.triggerAsyncId(), asyncHooks.executionAsyncResource());

const als = new AsyncLocalStorage({ defaultValue: 'default', name: 'name' });
const other = new AsyncLocalStorage();
const log = [];
const L = (...values) => log.push(values.join(' '));
show(als.name, other.name, als.getStore(), other.getStore());
als.run('A', () => {
  process.nextTick(() => {
    L('tick', als.getStore());
    als.enterWith('B');
    process.nextTick(() => L('tick of tick', als.getStore()));
  });
  process.nextTick(() => L('tick 2', als.getStore()));
  queueMicrotask(() => L('micro', als.getStore()));
  setTimeout(() => L('timeout', als.getStore(), other.getStore()), 3);
  setImmediate(() => L('immediate', als.getStore()));
  other.run(5, () => {
    setTimeout(() => L('inner', als.getStore(), other.getStore()), 6);
    als.exit(() => L('exit', als.getStore(), other.getStore()));
  });
  L('outer', other.getStore());
  (async () => {
    await 1;
    L('await', als.getStore());
    await new Promise((resolve) => setTimeout(resolve, 9));
    L('await 2', als.getStore());
  })();
  globalThis.snapshot = AsyncLocalStorage.snapshot();
  globalThis.bound = AsyncLocalStorage.bind((x) => L('bound', x, als.getStore()));
  globalThis.resource = new AsyncResource('R');
  const { port1, port2 } = new MessageChannel();
  port2.once('message', (value) => {
    L('message', value);
    port2.close();
  });
  port1.postMessage(1);
});
L('after', als.getStore());
snapshot(() => L('snapshot', als.getStore()));
bound(4);
resource.runInAsyncScope(() => L('resource', als.getStore()));
tr('throws', () =>
  als.run('T', () => {
    throw new Error('thrown');
  }),
);
L('after throw', als.getStore());
als.run(1, () => {
  als.disable();
  L('disabled', als.getStore());
  als.enterWith(9);
  L(als.getStore());
});
{
  const scope = als.withScope('scoped');
  L(als.getStore());
  scope.dispose();
  scope[Symbol.dispose]();
  L(als.getStore());
}
class Emitter extends EventEmitter.EventEmitterAsyncResource {}
const emitter = als.run('E', () => new Emitter({ name: 'Em' }));
emitter.on('x', () => L('emitter', als.getStore(), asyncHooks.executionAsyncId() === emitter.asyncId));
emitter.emit('x');
const plain = als.run('P', () => new EventEmitter());
plain.on('x', () => L('plain', als.getStore()));
plain.emit('x');
const boundFn = resource.bind(function (a, b) {
  return [this.who, a, b, als.getStore()];
});
show(boundFn.length, boundFn.call({ who: 'me' }, 1, 2), AsyncResource.bind(function named(a) {}).length);

setTimeout(() => {
  // Immediates and timers of about the same time have no order: only what belongs together is compared.
  show(log.filter((line) => !/^(await|immediate|timeout|inner|micro|message)/.test(line)).join('\n'));
  show(
    log
      .filter((line) => /^(await|immediate|timeout|inner|micro|message)/.test(line))
      .sort()
      .join('\n'),
  );
  hooks();
}, 40);

function hooks() {
  const events = [];
  const types = new Map();
  let ours = false;
  const hook = asyncHooks
    .createHook({
      init(id, type, trigger) {
        // What the runtime itself makes (console.log, say) is its own affair.
        if (type === 'PROMISE' || (type === 'TickObject' && !ours)) return;
        types.set(id, type);
        events.push(['init', type, trigger === asyncHooks.executionAsyncId()]);
      },
      before: (id) => types.has(id) && events.push(['before', types.get(id)]),
      after: (id) => types.has(id) && events.push(['after', types.get(id)]),
      destroy: (id) => types.has(id) && events.push(['destroy', types.get(id)]),
    })
    .enable();
  ours = true;
  process.nextTick(() =>
    events.push(['tick', asyncHooks.executionAsyncResource().constructor.name.length > 0]),
  );
  ours = false;
  queueMicrotask(() => events.push(['micro']));
  const mine = new AsyncResource('Mine');
  mine.runInAsyncScope(
    (value) => {
      events.push([
        'mine',
        asyncHooks.executionAsyncId() === mine.asyncId(),
        asyncHooks.triggerAsyncId() === mine.triggerAsyncId(),
        asyncHooks.executionAsyncResource() === mine,
        value,
      ]);
    },
    null,
    7,
  );
  mine.emitDestroy();
  setTimeout(() => {
    const first = events.splice(0).map(String);
    show(first.filter((line) => !line.startsWith('destroy')).join('\n'));
    show(
      first
        .filter((line) => line.startsWith('destroy'))
        .sort()
        .join('\n'),
    );
    const immediate = setImmediate(() =>
      events.push(['immediate', asyncHooks.executionAsyncResource() === immediate]),
    );
    let n = 0;
    const interval = setInterval(() => {
      events.push(['interval', asyncHooks.executionAsyncResource() === interval]);
      if (++n === 2) clearInterval(interval);
    }, 5);
    setTimeout(() => {
      hook.disable();
      setTimeout(() => {}, 1);
      show(events.map(String).sort().join('\n'));
    }, 40);
  }, 10);
}
