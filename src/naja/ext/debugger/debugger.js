'use strict';

/**
 * What an environment does for those who inspect it. Loaded by the first session; docs/inspector.md.
 */

const inspector = binding('inspector');

// Methods that V8's console tells sessions of.
const TOLD =
  'debug error info log warn dir dirxml table trace group groupCollapsed groupEnd clear count countReset assert ' +
  'time timeLog timeEnd timeStamp profile profileEnd';

const { options } = binding('bootstrap');

let isPrepared = false;
let isNamed = false;

/** The global console's methods tell sessions too, from here on. */
function tellOfConsole() {
  const own = require('ext/console/console').globalConsole;
  const engine = inspector.console();
  for (const name of TOLD.split(' ')) {
    const descriptor = Object.getOwnPropertyDescriptor(own, name);
    if (typeof descriptor?.value !== 'function' || !descriptor.writable) continue;
    const both = inspector.both(engine[name], descriptor.value);
    Object.defineProperty(both, 'name', { __proto__: null, value: name, configurable: true });
    own[name] = both;
  }
}

let asyncHook;
/** Where a timer or a request was started belongs to a stack, as long as somebody wants that. */
function followAsync(enable) {
  if (!enable) {
    asyncHook?.disable();
    inspector.allCanceled();
    return;
  }
  asyncHook ??= require('node/async_hooks').createHook({
    init(id, type) {
      // V8 follows promises itself.
      if (type !== 'PROMISE') inspector.scheduled(type, id, true);
    },
    before: (id) => inspector.started(id),
    after: (id) => inspector.finished(id),
    destroy: (id) => inspector.canceled(id),
  });
  asyncHook.enable();
}

/** What a debugger's own console has besides the globals. */
function addCommands(target) {
  const base = `${require('node/process').cwd()}/<inspector console>`;
  Object.defineProperty(target, 'require', {
    __proto__: null,
    value: require('node/module').createRequire(base),
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

/** Says what debuggers are to call this environment. */
function name() {
  if (isNamed) return;
  isNamed = true;
  const { argv0, pid } = require('node/process');
  const isWorker = options.worker !== undefined;
  inspector.name(isWorker ? `Worker[${require('node/worker_threads').threadId}]` : `${argv0}[${pid}]`);
}

/** To be called before the first session, from the program or from a debugger at a distance. */
function prepare() {
  if (isPrepared) return;
  isPrepared = true;
  inspector.hooks(addCommands, followAsync);
  tellOfConsole();
}

/**
 * A session of this environment's own.
 * @param {(message: string) => void} listener called with each response and notification, JSON
 * @returns {{dispatch(message: string): void, disconnect(): void}}
 * @throws ERR_ACCESS_DENIED
 */
function connect(listener) {
  name();
  const id = inspector.connect(listener);
  prepare();
  return {
    dispatch: (message) => inspector.dispatch(id, message),
    disconnect: () => inspector.disconnect(id),
  };
}

module.exports = { connect, name, prepare };
