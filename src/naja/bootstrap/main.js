'use strict';

// The first built-in to run. It is called with the native loader as `binding` and the command's options as `require`,
// makes require() and binding() for all the others, installs the globals, and gives the loop what it calls:
// {start, beforeExit, exit}. Every start pays for each line here.

const native = binding;
const options = require;

const modules = new Map();

function load(id) {
  const loaded = modules.get(id);
  if (loaded !== undefined) return loaded.exports;
  const fn = native.compile(id);
  if (fn === undefined) throw new Error(`No such built-in module: ${id}`);
  const mod = { id, exports: {} };
  modules.set(id, mod);
  try {
    fn(mod.exports, load, mod, getBinding);
  } catch (err) {
    modules.delete(id);
    throw err;
  }
  return mod.exports;
}

/** A function that loads a built-in at its first call. */
load.lazy = (id) => {
  let value;
  return () => (value ??= load(id));
};
/** Whether there is such a built-in. */
load.has = (id) => modules.has(id) || native.has(id);

const write = options.embedded?.redirects ? options.embedded.native.write : native.write;
const bindings = new Map([['bootstrap', { options, exit: native.exit, write }]]);

function getBinding(name) {
  let found = bindings.get(name);
  if (found === undefined) {
    found = native.binding(name);
    if (found === undefined) throw new Error(`No such binding: ${name}`);
    bindings.set(name, found);
  }
  return found;
}

// For tests of the inside.
if (options.flags?.['--expose-internals']) {
  Object.defineProperty(globalThis, Symbol.for('naja.internals'), {
    value: { require: Object.assign(load, { loaded: () => [...modules.keys()] }), binding: getBinding },
  });
}

if (options.restricted && options.restricted !== 'node') load('ext/permissions/denied').install();
const process = load('node/process');
if (options.worker !== undefined) load('ext/worker/process').adapt(process);
else if (options.embedded !== undefined) load('bootstrap/embedded').adapt(process);
load('ext/timers/ticks').setup(process);
load('bootstrap/globals').install(process);
load('bootstrap/errors').install(process);

if (options.embedded !== undefined) return load('bootstrap/embedded').hooks(process);

return {
  start() {
    if (options.worker !== undefined) {
      load('ext/worker/child').run();
      return;
    }
    const channel = getBinding('process').takeChannel();
    if (channel !== undefined) load('node/internal/child_process/start_child').run(channel);
    if (options.sandbox !== undefined) getBinding('sandbox').seal();
    if (options.entry === 'sandbox') load('ext/sandbox/child').run(options);
    else load('modules/main').run(options);
  },
  require: load,
  beforeExit() {
    return process._emitBeforeExit();
  },
  exit() {
    return process._emitExit();
  },
};
