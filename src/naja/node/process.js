'use strict';

// node:process. Loaded at every start: what most programs never look at is an accessor that loads it.

const EventEmitter = require('node/events');
const native = binding('process');
const { options, exit: reallyExit } = binding('bootstrap');
const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const signals = require.lazy('ext/process/signals');
const info = require.lazy('ext/process/info');
const usage = require.lazy('ext/process/usage');

// The prototype chain that programs see: process -> process prototype -> EventEmitter's.
function process() {}
const proto = Object.create(EventEmitter.prototype, {
  constructor: { __proto__: null, configurable: true, writable: true, value: process },
});
const self = Object.create(proto);
process.prototype = proto;
Object.defineProperty(self, Symbol.toStringTag, { __proto__: null, configurable: true, value: 'process' });

const VERSION = 'v26.10.0';
const FLAGS = options.flags ?? {};

/** An accessor that becomes a plain property at first use. */
function lazy(name, make, enumerable = true) {
  Object.defineProperty(self, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get() {
      const value = make();
      define(name, value, enumerable);
      return value;
    },
    set(value) {
      define(name, value, enumerable);
    },
  });
}

function define(name, value, enumerable = true) {
  Object.defineProperty(self, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    writable: true,
    value,
  });
}

self.version = VERSION;
lazy('versions', () => info().versions(VERSION));
self.arch = 'x64';
self.platform = 'linux';
lazy('release', () => info().release(VERSION));
lazy('features', () => info().features());
Object.defineProperty(self, 'config', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    const value = info().config();
    Object.defineProperty(self, 'config', { __proto__: null, value, writable: false });
    return value;
  },
});
lazy('allowedNodeEnvironmentFlags', () => info().allowedNodeEnvironmentFlags());
if (options.restricted) {
  lazy('permission', () => require('ext/permissions/process_permission').create(options.restricted));
}
lazy('report', () => require('ext/report/settings').create(self));
if (FLAGS['--report-on-signal']) self.report;
lazy('env', () => require('ext/process/env').env);
self.argv = [options.execPath, ...options.argv];
self.execArgv = options.execArgv;
self.execPath = options.execPath;
self.argv0 = options.argv0;
self.debugPort = FLAGS['--inspect-port']?.[1] ?? 9229;
self.domain = null;
self._exiting = false;
self._preload_modules = [];
lazy('pid', () => native.id(0));
Object.defineProperty(self, 'ppid', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => native.id(1),
});
Object.defineProperty(self, 'title', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => native.getTitle() ?? FLAGS['--title'] ?? 'naja',
  set: (value) => native.setTitle(`${value}`),
});
if (FLAGS['--no-deprecation']) self.noDeprecation = true;
if (FLAGS['--throw-deprecation']) self.throwDeprecation = true;
if (FLAGS['--trace-deprecation']) self.traceDeprecation = true;
if (FLAGS['--trace-warnings']) self.traceProcessWarnings = true;

// --- streams

function stdio(name) {
  lazy(name, () => require('node/internal/stdio')[name]);
}
stdio('stdin');
stdio('stdout');
stdio('stderr');
self.openStdin = () => {
  self.stdin.resume();
  return self.stdin;
};

// --- exit

let exitCode;
Object.defineProperty(self, 'exitCode', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get: () => exitCode,
  set(value) {
    if (value !== null && value !== undefined) {
      let number = value;
      if (typeof value === 'string' && value !== '' && Number.isInteger(+value)) number = +value;
      validators().validateInteger(number, 'code');
    }
    exitCode = value ?? undefined;
  },
});

function exitNumber(fallback) {
  return exitCode === undefined || exitCode === null ? fallback : +exitCode;
}

/**
 * Ends the process after the 'exit' event.
 * @param {number | string | null} [code] default: process.exitCode, else 0
 */
self.exit = function exit(code) {
  if (arguments.length !== 0) self.exitCode = code;
  if (!self._exiting) {
    self._exiting = true;
    self.emit('exit', exitNumber(0));
  }
  self.reallyExit(exitNumber(0));
};
self.reallyExit = (code) => reallyExit(code);
self.abort = () => native.abort();
self._debugProcess = (pid) => self.kill(pid, 'SIGUSR1');
self._debugEnd = () => require('node/inspector').close();

self._emitBeforeExit = () => {
  self.emit('beforeExit', exitNumber(0));
  return 0;
};
self._emitExit = () => {
  if (!self._exiting) {
    self._exiting = true;
    self.emit('exit', exitNumber(0));
  }
  return exitNumber(0);
};
for (const name of ['_emitBeforeExit', '_emitExit']) define(name, self[name], false);

// --- working directory and identity

let cwd;
self.cwd = function () {
  return (cwd ??= native.cwd());
};
Object.defineProperty(self.cwd, 'name', { __proto__: null, value: 'wrappedCwd', configurable: true });
self.chdir = function (directory) {
  validators().validateString(directory, 'directory');
  native.chdir(directory);
  cwd = undefined;
};
self.umask = (mask) => {
  if (mask === undefined) return native.umask(undefined);
  return native.umask(validators().parseFileMode(mask, 'mask'));
};
const IDS = ['getuid', 'geteuid', 'getgid', 'getegid'];
for (let i = 0; i < IDS.length; i++) self[IDS[i]] = { [IDS[i]]: () => native.id(i + 2) }[IDS[i]];
self.getgroups = () => native.getGroups();
for (const name of ['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups']) {
  self[name] = { [name]: (...args) => require('ext/process/identity')[name](...args) }[name];
}

// --- clocks and costs

const NS_PER_SECOND = 1e9;
let clock;
self.hrtime = function hrtime(time) {
  clock ??= new Uint32Array(3);
  if (time !== undefined) {
    validators().validateArray(time, 'time');
    if (time.length !== 2) throw new (errors().codes.ERR_OUT_OF_RANGE)('time', 2, time.length);
  }
  binding('uv').hrtimeInto(clock);
  let seconds = clock[0] * 0x100000000 + clock[1];
  let nanoseconds = clock[2];
  if (time !== undefined) {
    seconds -= time[0];
    nanoseconds -= time[1];
    if (nanoseconds < 0) {
      seconds--;
      nanoseconds += NS_PER_SECOND;
    }
  }
  return [seconds, nanoseconds];
};
self.hrtime.bigint = () => binding('uv').hrtime();
self.uptime = () => usage().uptime();
self.cpuUsage = (previous) => usage().cpuUsage(previous, false);
self.threadCpuUsage = (previous) => usage().cpuUsage(previous, true);
self.resourceUsage = () => usage().resourceUsage();
self.memoryUsage = () => usage().memoryUsage();
self.memoryUsage.rss = () => native.rss();
self.constrainedMemory = () => native.constrainedMemory();
self.availableMemory = () => native.availableMemory();
self.getActiveResourcesInfo = () => usage().activeResources();
self._getActiveHandles = () => [];
self._getActiveRequests = () => [];

// --- signals and warnings

self.kill = function kill(pid, signal) {
  return require('ext/process/kill').kill(pid, signal);
};
self._kill = (pid, signal) => native.kill(pid, signal);
self.emitWarning = function emitWarning(warning, type, code, ctor) {
  require('ext/process/warning').emitWarning(self, emitWarning, warning, type, code, ctor);
};
if (FLAGS['--no-warnings'] !== true && FLAGS['--warnings'] !== false) {
  self.on('warning', (warning) => require('ext/process/warning').onWarning(self, warning));
}
self.on('newListener', (name) => {
  if (name === 'workerMessage' && options.worker === undefined) require('ext/worker/inbox');
  if (typeof name === 'string' && name.startsWith('SIG') && signals().isSignal(name))
    signals().start(self, name);
});
self.on('removeListener', (name) => {
  if (typeof name === 'string' && name.startsWith('SIG') && signals().isSignal(name))
    signals().stop(self, name);
});

// --- exceptions

let capture = null;
define('_uncaughtCapture', null, false);
self.setUncaughtExceptionCaptureCallback = function (fn) {
  if (fn === null) {
    capture = null;
  } else {
    if (typeof fn !== 'function') {
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)('fn', ['Function', 'null'], fn);
    }
    if (capture !== null) throw new (errors().codes.ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET)();
    capture = fn;
  }
  self._uncaughtCapture = capture;
};
self.addUncaughtExceptionCaptureCallback = function (fn) {
  validators().validateFunction(fn, 'fn');
  if (self._uncaughtCaptures === undefined) define('_uncaughtCaptures', [], false);
  self._uncaughtCaptures.push(fn);
};
self.hasUncaughtExceptionCaptureCallback = () => capture !== null;
self._fatalException = (err, fromPromise) => require('ext/process/uncaught').handle(self, err, fromPromise);

// --- modules

self.getBuiltinModule = (id) => require('modules/builtins').getBuiltinModule(id);
self.dlopen = function dlopen(...args) {
  require('ext/addons/load').dlopen(...args);
};
self.binding = function binding(name) {
  return require('node/internal/process_binding')(name);
};
self._linkedBinding = function _linkedBinding(name) {
  const error = new (errors().codes.ERR_INVALID_MODULE)(name);
  error.message = `No such binding was linked: ${name}`;
  throw error;
};
self.loadEnvFile = (path) => require('ext/process/env_file').load(path);
let sourceMaps = Boolean(FLAGS['--enable-source-maps']);
Object.defineProperty(self, 'sourceMapsEnabled', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => sourceMaps,
});
self.setSourceMapsEnabled = (value) => {
  validators().validateBoolean(value, 'val');
  sourceMaps = value;
};
self._rawDebug = (...args) =>
  require('ext/process/raw').writeError(`${require('ext/console/inspect').format(...args)}\n`);
self.ref = (value) =>
  (value?.[Symbol.for('nodejs.ref')] ?? value?.[Symbol.for('node:ref')] ?? value?.ref)?.call(value);
self.unref = (value) =>
  (value?.[Symbol.for('nodejs.unref')] ?? value?.[Symbol.for('node:unref')] ?? value?.unref)?.call(value);
lazy('finalization', () => require('ext/process/finalization').make(self));
self.execve = (...args) => require('ext/process/execve').execve(...args);

module.exports = self;
