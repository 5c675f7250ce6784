'use strict';

// ChildProcess: a running program, its standard streams, its end.

const EventEmitter = require('node/events');
const { publish } = require('ext/base/channels');
const { ErrnoException } = require('ext/base/errors');
const { validateArray, validateObject, validateOneOf, validateString } = require('ext/base/validators');
const net = require('node/net');
const process = require('node/process');
const { Pipe } = binding('net');
const native = binding('child_process');
const { describe, PIPE } = require('node/internal/child_process/stdio');
const { signalName, signalNumber } = require('node/internal/child_process/options');
const ipc = require.lazy('node/internal/child_process/ipc');

const SOCKET_PIPE = 0;
const IPC_PIPE = 2;

// Errors that come as an event, not as an exception.
const REPORTED = new Set([
  'EACCES',
  'EAGAIN',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'EISDIR',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
]);

/** The operating system's process: what `child._handle` is. */
class Process {
  #child;
  constructor() {
    this.onexit = undefined;
    this.pid = 0;
  }

  spawn(options, entries) {
    const result = native.spawn(
      options.file,
      options.args,
      options.envPairs,
      options.cwd,
      options.detached,
      options.uid ?? undefined,
      options.gid ?? undefined,
      entries.map(({ kind, payload }) => [kind, payload]),
      (status, number) => this.onexit(status, number === 0 ? null : signalName(number)),
    );
    if (typeof result === 'number') return result;
    [this.#child, this.pid] = result;
    return 0;
  }

  kill(number) {
    return this.#child === undefined ? -3 : native.kill(this.#child, number);
  }
  ref() {
    if (this.#child !== undefined) native.ref(this.#child);
  }
  unref() {
    if (this.#child !== undefined) native.unref(this.#child);
  }
  hasRef() {
    return this.#child !== undefined && native.hasRef(this.#child);
  }
  close() {
    if (this.#child !== undefined) native.close(this.#child);
  }
}

const SPAWN_START = 'tracing:child_process.spawn:start';
const SPAWN_END = 'tracing:child_process.spawn:end';
const SPAWN_ERROR = 'tracing:child_process.spawn:error';

class ChildProcess extends EventEmitter {
  constructor() {
    super();
    this._closesNeeded = 1;
    this._closesGot = 0;
    this.connected = false;
    this.signalCode = null;
    this.exitCode = null;
    this.killed = false;
    this.spawnfile = null;
    this._handle = new Process();
    this._handle.onexit = (status, signal) => this.#exited(status, signal);
    publish('child_process', { process: this });
  }

  #exited(status, signal) {
    if (signal) this.signalCode = signal;
    else this.exitCode = status;
    if (this.stdin) this.stdin.destroy();
    if (this._handle) this._handle.close();
    this._handle = null;
    if (status < 0) {
      const syscall = this.spawnfile ? `spawn ${this.spawnfile}` : 'spawn';
      const err = new ErrnoException(status, syscall);
      if (this.spawnfile) err.path = this.spawnfile;
      err.spawnargs = this.spawnargs.slice(1);
      this.emit('error', err);
    } else {
      this.emit('exit', this.exitCode, this.signalCode);
    }
    // Streams that nobody reads would hold back 'close'.
    process.nextTick(flushStdio, this);
    maybeClose(this);
  }

  /**
   * Starts the program; spawn() is the usual way to it.
   * @param {object} options what normalizeSpawn gives
   * @throws {Error} where the system refuses for reasons that are not the program's
   */
  spawn(options) {
    validateObject(options, 'options');
    if (options.envPairs !== undefined) validateArray(options.envPairs, 'options.envPairs');
    if (options.args !== undefined) validateArray(options.args, 'options.args');
    validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
    const { entries, ipc: channel } = describe(options.stdio ?? 'pipe', false);
    validateString(options.file, 'options.file');
    for (const entry of entries) {
      if (entry.kind === PIPE) entry.payload = new Pipe(entry.ipc ? IPC_PIPE : SOCKET_PIPE);
    }
    if (channel !== -1) {
      const pairs = [
        `NODE_CHANNEL_FD=${channel}`,
        `NODE_CHANNEL_SERIALIZATION_MODE=${options.serialization || 'json'}`,
      ];
      options.envPairs = [...(options.envPairs ?? []), ...pairs];
    }
    this.spawnfile = options.file;
    this.spawnargs = options.args ?? [];
    publish(SPAWN_START, { process: this, options });
    const error = this._handle.spawn(options, entries);
    if (error !== 0) {
      publish(SPAWN_ERROR, () => ({ process: this, error: new ErrnoException(error, 'spawn') }));
      const reported = REPORTED.has(binding('uv').errname(error));
      if (!reported) {
        for (const entry of entries) if (entry.kind === PIPE) entry.payload.close();
        this._handle.close();
        this._handle = null;
        throw new ErrnoException(error, 'spawn');
      }
      process.nextTick((child) => child._handle.onexit(error, null), this);
    } else {
      publish(SPAWN_END, { process: this });
      process.nextTick((child) => child.emit('spawn'), this);
    }
    if (error === 0) this.pid = this._handle.pid;
    else this.pid = undefined;
    this.#openStdio(entries, error);
    if (channel !== -1 && error === 0) ipc().setup(this, entries[channel].payload, options.serialization);
    return error;
  }

  #openStdio(entries, error) {
    const sockets = entries.map((entry, i) => {
      if (entry.kind !== PIPE || entry.ipc) return null;
      const socket = new net.Socket({ handle: entry.payload, readable: i !== 0, writable: i === 0 || i > 2 });
      if (i > 2) socket.allowHalfOpen = false;
      if (error !== 0) {
        socket.destroy();
        if (i === 0) return socket;
      }
      if (i > 0) {
        this._closesNeeded++;
        socket.on('close', () => maybeClose(this));
      }
      if (error === 0 && i > 0) socket.resume === undefined || socket.read(0);
      return socket;
    });
    [this.stdin, this.stdout, this.stderr] = sockets;
    this.stdio = sockets;
  }

  /**
   * @param {string | number} [signal] default SIGTERM
   * @returns {boolean} whether it was sent
   * @throws {ERR_UNKNOWN_SIGNAL}
   */
  kill(signal) {
    const number = signal === 0 ? 0 : signalNumber(signal ?? 'SIGTERM');
    if (this._handle) {
      const error = this._handle.kill(number);
      if (error === 0) {
        this.killed = true;
        return true;
      }
      const name = binding('uv').errname(error);
      if (name === 'EINVAL' || name === 'ENOSYS') throw new ErrnoException(error, 'kill');
      if (name !== 'ESRCH') this.emit('error', new ErrnoException(error, 'kill'));
    }
    return false;
  }

  [Symbol.dispose]() {
    if (!this.killed) this.kill();
  }

  ref() {
    if (this._handle) this._handle.ref();
  }

  unref() {
    if (this._handle) this._handle.unref();
  }
}

function flushStdio(child) {
  for (const stream of child.stdio ?? []) {
    if (!stream || !stream.readable) continue;
    if (stream.readableFlowing === null && stream.listenerCount('readable') === 0) stream.resume();
  }
}

function maybeClose(child) {
  child._closesGot++;
  if (child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

module.exports = { ChildProcess };
