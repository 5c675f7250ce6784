'use strict';

// `process` in a worker: what is the whole process's cannot be changed from there, and the standard streams are the
// parent's.

const { options } = binding('bootstrap');
const native = binding('process');
const { hide, makeEnv } = require('ext/process/env');
const errors = require.lazy('ext/base/errors');

const UNSUPPORTED = [
  'abort',
  'chdir',
  'execve',
  'initgroups',
  'setegid',
  'seteuid',
  'setgid',
  'setgroups',
  'setuid',
];

function unsupported(name) {
  function notHere() {
    throw new (errors().codes.ERR_WORKER_UNSUPPORTED_OPERATION)(`process.${name}()`);
  }
  Object.defineProperty(notHere, 'name', { __proto__: null, value: name });
  notHere.disabled = true;
  return notHere;
}

/** The parent has an IPC channel; it is not ours to use. */
function withoutChannel(process) {
  for (const name of ['send', 'disconnect']) process[name] = unsupported(name);
  for (const name of ['channel', 'connected']) {
    Object.defineProperty(process, name, {
      __proto__: null,
      configurable: true,
      get() {
        throw new (errors().codes.ERR_WORKER_UNSUPPORTED_OPERATION)(`process.${name}`);
      },
    });
  }
}

/** An environment of its own: a copy of the parent's, as far as that may see it, or what it was given. */
function ownVariables(variables, asks) {
  const store = new Map(Object.entries(variables));
  const plain = {
    get: (key) => store.get(key),
    set: (key, value) => store.set(key, value),
    unset: (key) => store.delete(key),
    keys: () => [...store.keys()],
    isProcess: false,
  };
  if (!asks) return makeEnv(plain);
  const asking = (name, ask) => [name, (key, value) => (ask(key), plain[name](key, value))];
  const { getEnv, envKeys } = native;
  const asked = [
    asking('get', getEnv),
    asking('set', getEnv),
    asking('unset', getEnv),
    asking('keys', envKeys),
  ];
  const seen = makeEnv({ ...plain, ...Object.fromEntries(asked) });
  hide(seen, makeEnv(plain));
  return seen;
}

function lazy(process, name, make) {
  Object.defineProperty(process, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      Object.defineProperty(process, name, {
        __proto__: null,
        configurable: true,
        enumerable: true,
        writable: true,
        value,
      });
      return value;
    },
    set(value) {
      Object.defineProperty(process, name, {
        __proto__: null,
        configurable: true,
        enumerable: true,
        writable: true,
        value,
      });
    },
  });
}

/** What was written goes out before the thread ends. */
function flush(process) {
  for (const name of ['stdout', 'stderr']) {
    const { get, value } = Object.getOwnPropertyDescriptor(process, name) ?? {};
    if (get === undefined) value?.flush?.();
  }
}

/**
 * Takes away what would change the whole process.
 * @param {object} process
 */
function restrict(process) {
  for (const name of UNSUPPORTED) process[name] = unsupported(name);
  const { umask } = process;
  process.umask = (mask) => {
    if (mask !== undefined) {
      throw new (errors().codes.ERR_WORKER_UNSUPPORTED_OPERATION)('Setting process.umask()');
    }
    return umask();
  };
  let { title } = process;
  Object.defineProperty(process, 'title', {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: () => title,
    set: (value) => (title = `${value}`),
  });
}

/**
 * Makes the process object a worker's.
 * @param {object} process
 */
function adapt(process) {
  const { worker } = options;
  restrict(process);
  if (worker.env !== null) lazy(process, 'env', () => ownVariables(worker.env, worker.asksForEnv));
  const child = require.lazy('ext/worker/child');
  const stdio = require.lazy('ext/worker/stdio');
  lazy(process, 'stdin', () => {
    const stream = new (stdio().ReadableWorkerStdio)(child().port, 'stdin', true);
    if (!worker.hasStdin) stream.push(null);
    return stream;
  });
  for (const name of ['stdout', 'stderr']) {
    lazy(process, name, () => new (stdio().WritableWorkerStdio)(child().port, name));
  }
  const { reallyExit } = process;
  process.reallyExit = (code) => {
    flush(process);
    reallyExit(code);
  };
  const { _emitExit: emitExit } = process;
  process._emitExit = () => {
    const code = emitExit();
    flush(process);
    return code;
  };
  process.cwd = { wrappedCwd: () => native.cwd() }.wrappedCwd; // another thread may change it
  if (worker.hasChannel) withoutChannel(process);
  process.argv = [options.execPath, ...options.argv];
}

module.exports = { adapt, lazy, restrict };
