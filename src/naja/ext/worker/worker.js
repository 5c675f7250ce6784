'use strict';

// class Worker of node:worker_threads: a thread with an environment of its own, seen from its parent.

const EventEmitter = require('node/events');
const native = binding('worker');
const messaging = binding('messaging');
const { MessageChannel } = require('ext/events/message_channel');
const { sort } = require('ext/events/clone');
const { fromOptions, named } = require('ext/worker/limits');
const state = require('ext/async_context/state');
const kinds = require('ext/worker/kinds');
const shared = require('ext/worker/shared');
const { getOptions } = require('modules/options');
const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_WORKER_INIT_FAILED,
    ERR_WORKER_INVALID_EXEC_ARGV,
    ERR_WORKER_NOT_RUNNING,
    ERR_WORKER_OUT_OF_MEMORY,
    ERR_WORKER_PATH,
    ERR_WORKER_UNSERIALIZABLE_ERROR,
  },
} = require('ext/base/errors');
const { validateArray, validateNumber, validateObject, validateString } = require('ext/base/validators');
const path = require('node/path/posix');
const process = require('node/process');
const { hidesVariables, ownVariables } = require('ext/process/env');
const stdio = require('ext/worker/stdio');
const urls = require.lazy('node/url');
const inboxes = require.lazy('ext/worker/inbox');
const sentErrors = require.lazy('ext/worker/errors');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
/** Option: what runs is one of our own built-ins, by its id. */
const kInternal = Symbol('internal');
// An option: what a web worker's scope is made of; a method: adds a listener of the events of its messages.
const kWeb = Symbol('web');

function isURL(value) {
  return (
    value !== null &&
    typeof value === 'object' &&
    Boolean(value.href && value.protocol) &&
    value.auth === undefined
  );
}

/** What is to be run: [how, what]. */
function entryOf(filename, options) {
  if (options[kInternal]) return ['internal', filename];
  if (options.eval) {
    if (typeof filename !== 'string') {
      throw new ERR_INVALID_ARG_VALUE(
        'options.eval',
        options.eval,
        "must be false when 'filename' is not a string",
      );
    }
    return ['classic', filename];
  }
  if (isURL(filename) && filename.protocol === 'data:')
    return ['module', `import ${JSON.stringify(`${filename}`)}`];
  if (isURL(filename)) return ['file', urls().fileURLToPath(filename)];
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  if (!path.isAbsolute(filename) && !/^\.\.?[\\/]/.test(filename)) throw new ERR_WORKER_PATH(filename);
  return ['file', path.resolve(filename)];
}

/** Ours, as far as we may see them. */
function visibleVariables() {
  if (!hidesVariables()) return { ...process.env };
  const seen = binding('process').visibleEnv();
  const copy = {};
  for (let i = 0; i < seen.length; i += 2) copy[seen[i]] = seen[i + 1];
  return copy;
}

/** The thread's environment variables: null where it shares ours. */
function environmentOf({ env }) {
  if (env !== null && typeof env === 'object') {
    const copy = {};
    for (const key of Object.keys(env)) if (env[key] !== undefined) copy[key] = `${env[key]}`;
    return copy;
  }
  if (env == null) return visibleVariables();
  if (env !== SHARE_ENV) {
    throw new ERR_INVALID_ARG_TYPE(
      'options.env',
      ['object', 'undefined', 'null', 'worker_threads.SHARE_ENV'],
      env,
    );
  }
  return null;
}

/** The command's options for the thread: ours, or what `execArgv` and `env.NODE_OPTIONS` say. */
function commandOf(options, env) {
  const own = getOptions();
  const given = options.env !== undefined && options.env !== null;
  const ownEnvironment = env === null || !given || env.NODE_OPTIONS === ownVariables().NODE_OPTIONS;
  if (!options.execArgv && ownEnvironment) return { flags: { ...own.flags }, execArgv: [...own.execArgv] };
  const { parse } = binding('worker.options');
  const words = options.execArgv ? options.execArgv.map(String) : own.execArgv;
  const [flags, invalid, invalidEnvironment] = parse(
    words,
    (env ?? ownVariables()).NODE_OPTIONS ?? '',
    !ownEnvironment,
  );
  if (options.execArgv && invalid.length > 0) throw new ERR_WORKER_INVALID_EXEC_ARGV(invalid);
  if (invalidEnvironment.length > 0) {
    throw new ERR_WORKER_INVALID_EXEC_ARGV(invalidEnvironment, 'invalid NODE_OPTIONS env variable');
  }
  return { flags, execArgv: words };
}

/** @see https://nodejs.org/api/worker_threads.html#class-worker */
class Worker extends EventEmitter {
  #limits;
  #threadId;
  #name;
  /** The program's channel, and ours. */
  #publicPort;
  #port;
  #streams;
  #running = true;
  #refed = true;
  /** Everybody has heard of its end. */
  #closed = false;
  #online = false;
  /** id -> [resolve, reject] of what the thread was asked */
  #asked = new Map();
  #lastAsked = 0;

  /**
   * @param {string|URL} filename
   * @param {object} [options]
   */
  constructor(filename, options = {}) {
    super();
    const [how, what] = entryOf(filename, options);
    if (options.execArgv) validateArray(options.execArgv, 'options.execArgv');
    let argv;
    if (options.argv) {
      validateArray(options.argv, 'options.argv');
      argv = options.argv.map(String);
    }
    const env = environmentOf(options);
    let name = 'WorkerThread';
    if (options.name) {
      validateString(options.name, 'options.name');
      name = options.name.trim();
    }
    this.#name = name;
    const command = commandOf(options, env);
    const limits = fromOptions(options.resourceLimits);
    this.#limits = named(limits);

    if (state.tracker !== null) {
      const resource = { hasRef: () => (this.#closed ? undefined : this.#refed) };
      state.tracker.init(++state.lastId, 'WORKER', state.executionId, resource);
    }
    const internal = new MessageChannel();
    const program = new MessageChannel();
    this.#port = internal.port1;
    this.#publicPort = program.port1;
    const id = native.newId();
    const inbox = inboxes().forChild(id);
    const transfer = [internal.port2, program.port2, inbox];
    if (options.transferList) transfer.push(...options.transferList);
    const own = getOptions();
    const tracksFiles = options.trackUnmanagedFds ?? true;
    const asksForEnv = (options.env ?? null) === null && hidesVariables();
    const hasChannel = (env ?? ownVariables()).NODE_CHANNEL_FD !== undefined;
    const boot = {
      flags: command.flags,
      execArgv: command.execArgv,
      argv: argv ?? [],
      argv0: own.argv0,
      execPath: own.execPath,
      libraries: own.libraries,
      restricted: own.restricted,
      entry: 'worker',
      worker: {
        how,
        what,
        env,
        asksForEnv,
        name,
        limits,
        hasStdin: Boolean(options.stdin),
        hasChannel,
        tracksFiles,
        web: options[kWeb],
      },
    };
    const start = {
      port: internal.port2,
      publicPort: program.port2,
      inbox,
      workerData: options.workerData,
      environment: shared.environment,
    };
    try {
      const onExit = (code, errorCode, text) => this.#onExit(code, errorCode, text);
      native.create(this, boot, start, sort(transfer), limits, name, onExit, id);
      this.#threadId = id;
    } catch (error) {
      internal.port1.close();
      program.port1.close();
      messaging.close(inbox);
      throw error;
    }
    process.nextTick(() => process.emit('worker', this));
    if (!options[kWeb]) this.#publicPort.on('message', (message) => this.emit('message', message));
    this.#publicPort.on('messageerror', (error) => this.emit('messageerror', error));
    this.#port.on('message', (message) => this.#onMessage(message));
    this.#port.unref();
    this.#publicPort.unref(); // the thread itself keeps this one alive
    const { ReadableWorkerStdio, WritableWorkerStdio } = stdio;
    this.#streams = {
      stdin: options.stdin ? new WritableWorkerStdio(this.#port, 'stdin') : null,
      stdout: new ReadableWorkerStdio(this.#port, 'stdout', false),
      stderr: new ReadableWorkerStdio(this.#port, 'stderr', false),
    };
    for (const name of ['stdout', 'stderr']) {
      if (!options[name]) this.#pipe(name);
    }
    this.performance = {
      eventLoopUtilization: this.#eventLoopUtilization.bind(this),
    };
    require('ext/base/channels').publish('worker_threads', { worker: this });
  }

  [kWeb](type, listener) {
    this.#publicPort.addEventListener(type, listener);
    this.#publicPort.start();
    this.#publicPort.unref();
  }

  /** What the thread writes goes where we write. */
  #pipe(name) {
    const from = this.#streams[name];
    from.on('data', (chunk) => process[name].write(chunk));
  }

  #onMessage(message) {
    const { kind, stream } = message;
    if (kind === kinds.ONLINE) {
      this.#online = true;
      const heap = message.limits;
      this.#limits = named(heap);
      this.emit('online');
    } else if (kind === kinds.ERROR) {
      this.emit(
        'error',
        message.error === undefined
          ? new ERR_WORKER_UNSERIALIZABLE_ERROR()
          : sentErrors().deserialize(message.error),
      );
    } else if (kind === kinds.STDIO) {
      this.#streams[stream].take(message.chunks);
    } else if (kind === kinds.ANSWER) {
      this.#asked.get(message.id)?.[0](message.value);
      this.#asked.delete(message.id);
    } else if (kind === kinds.STDIO_WANTS_MORE) {
      this.#streams[stream]?.goOn();
    }
  }

  #onExit(code, errorCode, text) {
    messaging.drain(this.#publicPort);
    messaging.drain(this.#port);
    this.#running = false;
    this.#publicPort.close();
    this.#port.close();
    for (const [, reject] of this.#asked.values()) reject(new ERR_WORKER_NOT_RUNNING());
    this.#asked.clear();
    const { stdin, stdout, stderr } = this.#streams;
    if (stdin !== null) stdin.destroy();
    for (const stream of [stdout, stderr]) if (!stream.readableEnded) stream.push(null);
    if (errorCode !== undefined) {
      const Class =
        errorCode === 'ERR_WORKER_OUT_OF_MEMORY' ? ERR_WORKER_OUT_OF_MEMORY : ERR_WORKER_INIT_FAILED;
      this.emit('error', new Class(text));
    }
    process.nextTick(() => (this.#closed = true));
    this.emit('exit', code);
  }

  /**
   * Sends a clone of a value to the thread's parentPort.
   * @param {*} message
   * @param {Array|{transfer?: Array}} [transferList]
   */
  postMessage(...args) {
    if (this.#running || args.length === 0) this.#publicPort.postMessage(...args);
  }

  /**
   * Stops the thread as soon as possible.
   * @param {Function} [callback] deprecated
   * @returns {Promise<number|undefined>} its exit code; undefined if it has ended already
   */
  terminate(callback) {
    this.ref();
    if (typeof callback === 'function') {
      process.emitWarning(
        'Passing a callback to worker.terminate() is deprecated. It returns a Promise instead.',
        'DeprecationWarning',
        'DEP0132',
      );
      if (!this.#running) return Promise.resolve();
      this.once('exit', (exitCode) => callback(null, exitCode));
    }
    if (!this.#running) return Promise.resolve();
    native.stop(this);
    return new Promise((resolve) => this.once('exit', resolve));
  }

  #ask(about) {
    if (!this.#running) return Promise.reject(new ERR_WORKER_NOT_RUNNING());
    const id = ++this.#lastAsked;
    this.#port.postMessage({ kind: kinds.ASK, id, about });
    return new Promise((resolve, reject) => this.#asked.set(id, [resolve, reject]));
  }

  /** @returns {Promise<object>} as v8.getHeapStatistics() gives it in the thread */
  async getHeapStatistics() {
    return require('ext/worker/limits').heapStatistics(await this.#ask('heapStatistics'));
  }

  /**
   * @param {{user: number, system: number}} [previous]
   * @returns {Promise<{user: number, system: number}>} microseconds of the thread
   */
  cpuUsage(previous) {
    if (previous) {
      validateObject(previous, 'prev');
      validateNumber(previous.user, 'prev.user', 0, Number.MAX_SAFE_INTEGER);
      validateNumber(previous.system, 'prev.system', 0, Number.MAX_SAFE_INTEGER);
    }
    return this.#ask('cpuUsage').then(({ user, system }) =>
      previous ? { user: user - previous.user, system: system - previous.system } : { user, system },
    );
  }

  #eventLoopUtilization(first, second) {
    const times = this.#online ? native.loopTimes(this) : undefined;
    if (times === undefined) return { idle: 0, active: 0, utilization: 0 };
    return require('ext/performance/node_timing').difference(...times, first, second);
  }

  async [Symbol.asyncDispose]() {
    await this.terminate();
  }

  /** While it runs, this thread stays, too. */
  ref() {
    if (!this.#running) return;
    this.#refed = true;
    native.ref(this, true);
    this.#publicPort.ref();
  }

  /** This thread may end first. */
  unref() {
    if (!this.#running) return;
    this.#refed = false;
    native.ref(this, false);
    this.#publicPort.unref();
  }

  /** @type {number} -1 when it has ended */
  get threadId() {
    return this.#running ? this.#threadId : -1;
  }

  /** @type {string|null} */
  get threadName() {
    return this.#running ? this.#name : null;
  }

  get stdin() {
    return this.#streams.stdin;
  }

  get stdout() {
    return this.#streams.stdout;
  }

  get stderr() {
    return this.#streams.stderr;
  }

  get resourceLimits() {
    return this.#running ? { ...this.#limits } : {};
  }
}

module.exports = { Worker, kInternal, kWeb };
