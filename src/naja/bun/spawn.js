'use strict';

/** Bun.spawn, Bun.spawnSync. */

const native = binding('child_process');
const { uvException } = require('ext/base/errors');
const { coded } = require('bun/basics');
const { plan, errorOf, numberOf, nameOf } = require('bun/spawn_options');
const pipes = require.lazy('ext/child_process/pipe');
const collecting = require.lazy('ext/child_process/collecting');
const buffer = require.lazy('node/buffer');
const timers = require.lazy('ext/timers/timers');

// Kinds of descriptors, as the binding has them.
const PIPE = 1;
const SIGTERM = 15;

let Output;
/** Bun gives plain ReadableStreams that can be collected. */
function outputClass() {
  Output ??= { ReadableStream: class extends collecting().CollectingStream {} }.ReadableStream;
  return Output;
}

const readError = (errno) => uvException({ errno, syscall: 'read' });
const writeError = (errno) => uvException({ errno, syscall: 'write' });

/** What goes into a child, bit by bit. */
class FileSink {
  #handle;
  #pending = 0;
  #last = Promise.resolve();
  #ended = false;

  constructor(handle) {
    this.#handle = handle;
  }

  start() {}

  /** @param {string | ArrayBufferView | ArrayBuffer} chunk @returns {number} how many bytes it has */
  write(chunk) {
    const bytes = bytesOf(chunk);
    if (this.#ended) return 0;
    if (bytes.byteLength > 0) {
      this.#pending += bytes.byteLength;
      const written = pipes().writeTo(this.#handle, bytes, writeError);
      written.catch(() => {}); // flush() and end() tell
      this.#last = Promise.all([this.#last, written]);
    }
    return bytes.byteLength;
  }

  /** @returns {number | Promise<number>} how many bytes have been written since the last flush */
  flush() {
    const count = this.#pending;
    this.#pending = 0;
    return count;
  }

  /** Closes it when all is written. @returns {Promise<number>} */
  async end() {
    if (this.#ended) return 0;
    this.#ended = true;
    try {
      await this.#last;
    } finally {
      this.#handle.close();
    }
    return this.flush();
  }

  close() {
    this.end().catch(() => {});
  }

  ref() {
    this.#handle.ref();
  }

  unref() {
    this.#handle.unref();
  }
}

/** The bytes of what is written to a child. @throws {TypeError} */
function bytesOf(chunk) {
  if (typeof chunk === 'string') return buffer().Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
  if (chunk instanceof ArrayBuffer || chunk instanceof SharedArrayBuffer)
    return new Uint8Array(chunk.slice(0));
  const message = 'write() expects a string, ArrayBufferView, or ArrayBuffer';
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

/** Writes what a program gave as standard input, then closes the pipe. A child that does not read it is no error. */
async function feed(handle, input) {
  try {
    const source = typeof input.stream === 'function' ? input.stream() : input;
    if (source instanceof Uint8Array) {
      await pipes().writeTo(handle, source, writeError);
    } else {
      for await (const chunk of source) await pipes().writeTo(handle, bytesOf(chunk), writeError);
    }
  } catch (error) {
    if (error.code !== 'EPIPE' && error.code !== 'ECANCELED') throw error;
  } finally {
    handle.close();
  }
}

/** What a program has used: the kernel's account of it. */
class ResourceUsage {
  #fields;

  constructor(fields) {
    this.#fields = fields;
  }

  /** @type {{voluntary: number, involuntary: number}} */
  get contextSwitches() {
    return { __proto__: null, voluntary: this.#fields[14], involuntary: this.#fields[15] };
  }

  /** @type {{user: bigint, system: bigint, total: bigint}} microseconds */
  get cpuTime() {
    const [user, system] = [BigInt(this.#fields[0]), BigInt(this.#fields[1])];
    return { __proto__: null, user, system, total: user + system };
  }

  /** @type {number} bytes */
  get maxRSS() {
    return this.#fields[2] * 1024;
  }

  get messages() {
    return { __proto__: null, sent: this.#fields[11], received: this.#fields[12] };
  }

  get ops() {
    return { __proto__: null, in: this.#fields[9], out: this.#fields[10] };
  }

  get shmSize() {
    return this.#fields[3];
  }

  get signalCount() {
    return this.#fields[13];
  }

  get swapCount() {
    return this.#fields[8];
  }
}

/** A running program. */
class Subprocess {
  #child;
  #pid;
  #exited;
  #exitCode = null;
  #signalCode = null;
  #ended = false;
  #killed = false;
  #stdin;
  #stdout;
  #stderr;
  #handles;
  #channel;
  /** By descriptor: what comes out of the pipes. */
  #outputs = [];

  constructor(planned) {
    const { options, stdio } = planned;
    this.#handles = stdio.map(({ kind, ipc }) =>
      kind === PIPE ? new (binding('net').Pipe)(ipc ? 2 : 0) : undefined,
    );
    const { promise, resolve } = Promise.withResolvers();
    this.#exited = promise;
    const { signal, timeout, onExit } = options;
    const killSignal = numberOf(options.killSignal ?? SIGTERM);
    let timer;
    const abort = () => this.#end(killSignal);
    const ended = (status, number) => {
      this.#ended = true;
      native.close(this.#child);
      // Another program may have the pipes still.
      if (this.#stdout === undefined) this.#outputs[1]?.unref();
      if (this.#stderr === undefined) this.#outputs[2]?.unref();
      signal?.removeEventListener('abort', abort);
      if (timer !== undefined) timers().clearTimeout(timer);
      if (number === 0) this.#exitCode = status;
      else this.#signalCode = nameOf(number);
      const code = number === 0 ? status : 128 + number;
      resolve(code);
      if (!onExit) return;
      // Those who await `exited` come first, as in Bun.
      timers().setImmediate(() => onExit.call(this, this, this.#exitCode, this.#signalCode, undefined));
    };
    const { file, args, pairs, cwd } = planned;
    const entries = stdio.map(({ kind, payload }, i) => [kind, this.#handles[i] ?? payload]);
    const detached = Boolean(options.detached);
    const result = native.spawn(file, args, pairs, cwd, detached, undefined, undefined, entries, ended);
    planned.release();
    if (typeof result === 'number') {
      for (const handle of this.#handles) handle?.close();
      throw errorOf(result, planned);
    }
    [this.#child, this.#pid] = result;
    for (const i of [1, 2]) {
      if (this.#handles[i] !== undefined) {
        this.#outputs[i] = new (pipes().EagerOutput)(this.#handles[i], readError);
      }
    }
    if (timeout > 0) timer = timers().setUnrefTimeout(abort, timeout);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    if (planned.input !== undefined) feed(this.#handles[0], planned.input);
    if (planned.channel !== -1) this.#connect(planned);
  }

  #connect({ options, channel }) {
    const emitter = new (require('node/events'))();
    emitter.connected = true;
    this.#channel = emitter;
    const mode = options.serialization ?? 'advanced';
    require('node/internal/child_process/ipc').setup(emitter, this.#handles[channel], mode);
    emitter.on('message', (message, handle) => options.ipc?.call(this, message, this, handle));
    emitter.on('disconnect', () => options.onDisconnect?.call(this, true));
  }

  /** @returns {ResourceUsage | undefined} what it has used; undefined while it runs */
  resourceUsage() {
    const used = this.#ended ? native.usage(this.#child) : undefined;
    return used === undefined ? undefined : new ResourceUsage(used);
  }

  /** @returns {number} */
  get pid() {
    return this.#pid;
  }

  /** @returns {Promise<number>} the exit code; 128 and the signal's number where one ended it */
  get exited() {
    return this.#exited;
  }

  /** @returns {number | null} null while it runs, and where a signal ended it */
  get exitCode() {
    return this.#exitCode;
  }

  /** @returns {string | null} */
  get signalCode() {
    return this.#signalCode;
  }

  /** @returns {boolean} whether it has ended by a signal that kill() sent, or by itself */
  get killed() {
    return this.#killed || this.#ended;
  }

  /** @returns {FileSink | undefined} where stdin is a pipe */
  get stdin() {
    if (this.#stdin === undefined && this.#handles[0] !== undefined && !this.#isFed) {
      this.#stdin = new FileSink(this.#handles[0]);
    }
    return this.#stdin;
  }

  #isFed = false;

  #output(i) {
    return this.#outputs[i]?.stream(outputClass());
  }

  /** @returns {ReadableStream<Uint8Array> | undefined} */
  get stdout() {
    this.#stdout ??= this.#output(1);
    return this.#stdout;
  }

  get stderr() {
    this.#stderr ??= this.#output(2);
    return this.#stderr;
  }

  get stdio() {
    return this.#handles.map((handle, i) => (i < 3 || handle === undefined ? null : handle.fd));
  }

  get readable() {
    return this.stdout;
  }

  get writable() {
    return this.stdin;
  }

  get connected() {
    return this.#channel?.connected ?? false;
  }

  /** Sends a message, where `ipc` was given. */
  send(message) {
    if (this.#channel === undefined) {
      throw new Error('Subprocess.send() can only be used if an IPC channel is open.');
    }
    this.#channel.send(message);
  }

  disconnect() {
    if (this.connected) this.#channel.disconnect();
  }

  #end(number) {
    if (this.#ended) return;
    const error = native.kill(this.#child, number);
    if (error === 0) this.#killed = true;
  }

  /** @param {string | number} [signal] SIGTERM by default; nothing happens once it has ended */
  kill(signal = SIGTERM) {
    this.#end(numberOf(signal));
  }

  /** Lets it keep this process alive, as it does from the start. */
  ref() {
    native.ref(this.#child);
    for (const handle of this.#handles) handle?.ref();
  }

  unref() {
    native.unref(this.#child);
    for (const handle of this.#handles) handle?.unref();
  }

  async [Symbol.asyncDispose]() {
    this.kill();
    await this.#exited;
  }

  /** For the constructor's caller: standard input is not the program's. */
  static fed(child) {
    child.#isFed = true;
    return child;
  }
}

/**
 * Starts a program.
 * @param {string[] | {cmd: string[]}} command
 * @param {object} [options] cwd, env, argv0, stdin, stdout, stderr, stdio, onExit, ipc, serialization, signal, timeout,
 *   killSignal, detached
 * @returns {Subprocess}
 * @throws {Error} ENOENT, EACCES ...
 */
function spawn(command, options) {
  const planned = plan(command, options, false);
  const child = new Subprocess(planned);
  return planned.input === undefined ? child : Subprocess.fed(child);
}

/**
 * Runs a program to its end.
 * @returns {{exitCode: number | null, stdout?: Buffer, stderr?: Buffer, success: boolean, pid: number,
 *   signalCode?: string, exitedDueToTimeout?: boolean}}
 */
function spawnSync(command, options) {
  const planned = plan(command, options, true);
  const { file, args, pairs, cwd, stdio } = planned;
  const { timeout = 0, maxBuffer = 0, killSignal = SIGTERM } = planned.options;
  const entries = stdio.map(({ kind, payload }, i) => [
    kind,
    i === 0 && kind === PIPE ? planned.input : payload,
  ]);
  const [pid, status, signal, error, outputs, used] = native.spawnSync(
    file,
    args,
    pairs,
    cwd,
    false,
    undefined,
    undefined,
    entries,
    timeout,
    maxBuffer,
    numberOf(killSignal),
  );
  planned.release();
  const ETIMEDOUT = -110;
  const ENOBUFS = -105;
  if (error && error !== ETIMEDOUT && error !== ENOBUFS) throw errorOf(error, planned);
  const output = (i) => {
    if (stdio[i].kind !== PIPE) return undefined;
    const bytes = outputs[i];
    return buffer().Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  };
  const result = {
    exitCode: signal === 0 ? status : null,
    stdout: output(1),
    stderr: output(2),
    success: signal === 0 && status === 0,
    resourceUsage: used === undefined ? undefined : new ResourceUsage(used),
    pid,
  };
  if (signal !== 0) result.signalCode = nameOf(signal);
  if (timeout > 0) result.exitedDueToTimeout = error === ETIMEDOUT;
  if (planned.options.maxBuffer !== undefined) result.exitedDueToMaxBuffer = error === ENOBUFS;
  return result;
}

module.exports = { spawn, spawnSync };
