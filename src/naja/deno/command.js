'use strict';

/** Deno.Command. */

const native = binding('child_process');
const { pathOf } = require('deno/calls');
const { errorOfCode, systemError } = require('deno/errors');
const { numberOf } = require('deno/signals');
const { CollectingStream } = require('ext/child_process/collecting');
const { hidesVariables, ownVariables } = require('ext/process/env');
const pipes = require.lazy('ext/child_process/pipe');
const process = require.lazy('node/process');

// Kinds of descriptors, as the binding has them.
const IGNORE = 0;
const PIPE = 1;
const FD = 2;
const SOCKET_PIPE = 0;
const ENOENT = -2;

const kStart = Symbol('start');

/** @throws {TypeError} */
function kindOf(word, fd) {
  if (word === 'piped') return [PIPE, undefined];
  if (word === 'null') return [IGNORE, undefined];
  if (word === 'inherit') return [FD, fd];
  if (typeof word === 'number' && word >= 0) return [FD, word];
  throw new TypeError(`unknown variant \`${word}\`, expected one of \`inherit\`, \`piped\`, \`null\``);
}

/** The variables that are given; our own come with them by `null`, which only the binding reads. */
function environmentOf({ clearEnv = false, env = {} }) {
  const all = {};
  if (!clearEnv && !hidesVariables()) {
    const own = ownVariables();
    for (const name of Object.keys(own)) all[name] = own[name];
  }
  for (const name of Object.keys(env)) all[name] = String(env[name]);
  return all;
}

function pairsOf(env, { clearEnv = false }) {
  const pairs = Object.keys(env).map((name) => `${name}=${env[name]}`);
  return clearEnv || !hidesVariables() ? pairs : [null, ...pairs];
}

/** What the binding takes, but for the descriptors. */
function plan(command, options) {
  const file = pathOf(command);
  const env = environmentOf(options);
  return {
    file,
    env,
    args: [file, ...(options.args ?? []).map(String)],
    pairs: pairsOf(env, options),
    cwd: options.cwd === undefined || options.cwd === null ? undefined : pathOf(options.cwd),
    detached: options.detached ?? false,
    uid: options.uid ?? undefined,
    gid: options.gid ?? undefined,
  };
}

/** Why a program could not be started. */
function spawnError(errno, { file, env, cwd }) {
  if (errno !== ENOENT) return systemError(errno);
  const here = cwd ?? process().cwd();
  const found = require('ext/process/which').which(file, env.PATH ?? ownVariables().PATH, here);
  if (cwd !== undefined && !binding('fs').exists(cwd)) {
    return errorOfCode('ENOENT', `Failed to spawn '${found ?? file}': No such cwd '${cwd}'`);
  }
  return errorOfCode('ENOENT', `Failed to spawn '${file}': entity not found`);
}

function failure(errno, planned) {
  const error = spawnError(errno, planned);
  if (!error.message.startsWith('Failed to spawn')) {
    error.message = `Failed to spawn '${planned.file}': ${error.message}`;
  }
  return error;
}

/** @returns {Deno.CommandStatus} */
function statusOf(code, signal) {
  const names = require('ext/process/signal_numbers');
  const name = signal === 0 ? null : (Object.keys(names).find((key) => names[key] === signal) ?? null);
  return {
    __proto__: null,
    success: code === 0 && signal === 0,
    code: signal === 0 ? code : 128 + signal,
    signal: name,
  };
}

/** Deno's name for it. */
class ReadableStreamWithCollectors extends CollectingStream {}

const notPiped = (name) => new TypeError(`Cannot get '${name}': '${name}' is not piped`);

function toBytes(chunk) {
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError('Expected ArrayBuffer or ArrayBufferView for write chunk');
}

/** @returns {Deno.CommandOutput} */
function outputOf({ success, code, signal }, stdout, stderr) {
  const output = { success, code, signal };
  const define = (name, bytes) =>
    Object.defineProperty(output, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get() {
        if (bytes === undefined) throw notPiped(name);
        return bytes;
      },
    });
  define('stdout', stdout);
  define('stderr', stderr);
  return output;
}

/** A running program. */
class ChildProcess {
  #child;
  #pid;
  #status;
  #ended = false;
  #stdin;
  #stdout;
  #stderr;
  #handles;

  constructor(symbol, planned, stdio, signal) {
    if (symbol !== kStart) throw new TypeError('Illegal constructor.');
    this.#handles = stdio.map(([kind]) =>
      kind === PIPE ? new (binding('net').Pipe)(SOCKET_PIPE) : undefined,
    );
    const { file, args, pairs, cwd, detached, uid, gid } = planned;
    const { promise, resolve } = Promise.withResolvers();
    this.#status = promise;
    const entries = stdio.map(([kind, payload], i) => [kind, this.#handles[i] ?? payload]);
    const abort = () => {
      if (!this.#ended) this.kill('SIGTERM');
    };
    const ended = (code, number) => {
      this.#ended = true;
      signal?.removeEventListener('abort', abort);
      native.close(this.#child);
      resolve(statusOf(code, number));
    };
    const result = native.spawn(file, args, pairs, cwd, detached, uid, gid, entries, ended);
    if (typeof result === 'number') {
      for (const handle of this.#handles) handle?.close();
      throw failure(result, planned);
    }
    [this.#child, this.#pid] = result;
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  }

  /** @returns {number} */
  get pid() {
    return this.#pid;
  }

  /** @returns {WritableStream<Uint8Array>} @throws {TypeError} where it is not piped */
  get stdin() {
    if (this.#handles[0] === undefined) throw notPiped('stdin');
    this.#stdin ??= pipes().writableOf(this.#handles[0], systemError, toBytes);
    return this.#stdin;
  }

  /** @returns {ReadableStream<Uint8Array>} @throws {TypeError} where it is not piped */
  get stdout() {
    if (this.#handles[1] === undefined) throw notPiped('stdout');
    this.#stdout ??= pipes().readableOf(this.#handles[1], systemError, ReadableStreamWithCollectors);
    return this.#stdout;
  }

  get stderr() {
    if (this.#handles[2] === undefined) throw notPiped('stderr');
    this.#stderr ??= pipes().readableOf(this.#handles[2], systemError, ReadableStreamWithCollectors);
    return this.#stderr;
  }

  /** @returns {Promise<Deno.CommandStatus>} settled when the program has ended */
  get status() {
    return this.#status;
  }

  #collect(handle, stream, name) {
    if (handle === undefined) return undefined;
    if (stream === undefined) return pipes().collect(handle, systemError);
    if (stream.locked) {
      throw new TypeError(`Cannot collect output because '${name}' is locked`);
    }
    return stream.bytes();
  }

  /** Waits for the end. @returns {Promise<Deno.CommandOutput>} */
  async output() {
    const [status, stdout, stderr] = await Promise.all([
      this.#status,
      this.#collect(this.#handles[1], this.#stdout, 'stdout'),
      this.#collect(this.#handles[2], this.#stderr, 'stderr'),
    ]);
    return outputOf(status, stdout, stderr);
  }

  /** @param {string | number} [signal] SIGTERM by default @throws {TypeError} when it has ended */
  kill(signal = 'SIGTERM') {
    const number = numberOf(signal);
    if (this.#ended) throw new TypeError('Child process has already terminated');
    const error = native.kill(this.#child, number);
    if (error) throw systemError(error);
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
    if (!this.#ended) this.kill('SIGTERM');
    await this.#status;
  }
}

/** A program to run. */
class Command {
  #command;
  #options;

  /**
   * @param {string | URL} command
   * @param {object} [options] args, cwd, env, clearEnv, uid, gid, signal, stdin, stdout, stderr, detached
   */
  constructor(command, options = {}) {
    this.#command = command;
    this.#options = options;
  }

  #stdio(stdin, stdout, stderr) {
    const given = this.#options;
    return [given.stdin ?? stdin, given.stdout ?? stdout, given.stderr ?? stderr].map(kindOf);
  }

  #refusePipedInput() {
    if (this.#options.stdin !== 'piped') return;
    throw new TypeError("Piped stdin is not supported for this function, use 'Deno.Command.spawn()' instead");
  }

  /** Runs it to its end. @returns {Promise<Deno.CommandOutput>} @throws {Error} where it cannot be started */
  output() {
    this.#refusePipedInput();
    const planned = plan(this.#command, this.#options);
    const stdio = this.#stdio('null', 'piped', 'piped');
    return new ChildProcess(kStart, planned, stdio, this.#options.signal).output();
  }

  /** The same, while everything waits. @returns {Deno.CommandOutput} */
  outputSync() {
    this.#refusePipedInput();
    const planned = plan(this.#command, this.#options);
    const stdio = this.#stdio('null', 'piped', 'piped');
    const { file, args, pairs, cwd, detached, uid, gid } = planned;
    const [, code, signal, error, outputs] = native.spawnSync(
      file,
      args,
      pairs,
      cwd,
      detached,
      uid,
      gid,
      stdio,
      0,
      0,
      15,
    );
    if (error) throw failure(error, planned);
    const bytes = (i) => (stdio[i][0] === PIPE ? outputs[i] : undefined);
    return outputOf(statusOf(code, signal), bytes(1), bytes(2));
  }

  /** Starts it. @returns {ChildProcess} */
  spawn() {
    const planned = plan(this.#command, this.#options);
    return new ChildProcess(
      kStart,
      planned,
      this.#stdio('inherit', 'inherit', 'inherit'),
      this.#options.signal,
    );
  }
}

/** The Command of a shorter call: `(command, options)` or `(command, args, options)`. @throws {TypeError} */
function commandOf(command, args, options) {
  if (!Array.isArray(args)) return new Command(command, args);
  if (options?.args !== undefined) {
    throw new TypeError(
      "Passing 'args' in options is not allowed when args are passed as a separate argument",
    );
  }
  return new Command(command, { ...options, args });
}

/** Starts a program. @returns {ChildProcess} */
function spawn(command, args, options) {
  return commandOf(command, args, options).spawn();
}

/** Runs a program to its end. @returns {Promise<Deno.CommandOutput>} */
function spawnAndWait(command, args, options) {
  return commandOf(command, args, options).output();
}

/** The same, while everything waits. @returns {Deno.CommandOutput} */
function spawnAndWaitSync(command, args, options) {
  return commandOf(command, args, options).outputSync();
}

module.exports = { ChildProcess, Command, spawn, spawnAndWait, spawnAndWaitSync };
