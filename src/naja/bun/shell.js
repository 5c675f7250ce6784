'use strict';

/**
 * Bun.$: shell scripts as template strings. The system's shell runs them: bash where there is one, else sh. Values never
 * become part of the script's text: they are the script's arguments, or descriptors that it redirects to or from.
 */

const native = binding('child_process');
const { uvException } = require('ext/base/errors');
const { isBlob } = require('ext/buffer/blob');
const { BunFile } = require('bun/file');
const buffer = require.lazy('node/buffer');
const fetching = require.lazy('ext/fetch/response');
const pipes = require.lazy('ext/child_process/pipe');
const process = require.lazy('node/process');

// Kinds of descriptors, as the binding has them.
const PIPE = 1;
const FD = 2;
const SOCKET_PIPE = 0;

const readError = (errno) => uvException({ errno, syscall: 'read' });
const writeError = (errno) => uvException({ errno, syscall: 'write' });

let shellPath;
/** The shell that is there. @throws {Error} */
function findShell() {
  if (shellPath !== undefined) return shellPath;
  const { which } = require('ext/process/which');
  // Where there are permissions, it is the binding that looks, and asks.
  if (binding('process').isRestricted()) return (shellPath = 'bash');
  const PATH = require('ext/process/env').ownVariables().PATH ?? '/usr/bin:/bin';
  shellPath = which('bash', PATH, '/') ?? which('sh', PATH, '/');
  if (shellPath === undefined) throw new Error('Bun.$ needs bash or sh, and neither is in PATH');
  return shellPath;
}

/* ---------------------------------------------------------------- the script */

const REDIRECTION = /(\d*)(&>|>>|>|<)\s*$/;
const PLAIN = 0;
const SINGLE = 1;
const DOUBLE = 2;

/** In which quotes a script is after some more of its text. */
function quotesAfter(text, quotes) {
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\' && quotes !== SINGLE) i++;
    else if (char === "'" && quotes !== DOUBLE) quotes = quotes === SINGLE ? PLAIN : SINGLE;
    else if (char === '"' && quotes !== SINGLE) quotes = quotes === DOUBLE ? PLAIN : DOUBLE;
  }
  return quotes;
}

/** The bytes that a redirection reads; undefined for what is no such thing. */
function inputOf(value) {
  if (isBlob(value)) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (fetching().isResponse(value)) {
    const body = fetching().takeBody(value);
    return typeof body === 'string' ? buffer().Buffer.from(body) : (body ?? new Uint8Array());
  }
  return undefined;
}

/** The memory that a redirection writes to; undefined for what is none. */
function outputOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** A script, its arguments and its further descriptors, from a template. */
class Script {
  text = '';
  values = [];
  /** From descriptor 3 on: {input} or {output}. */
  descriptors = [];
  #quotes = PLAIN;

  constructor(strings, values) {
    const { raw } = strings;
    for (let i = 0; i < raw.length; i++) {
      this.text += raw[i];
      this.#quotes = quotesAfter(raw[i], this.#quotes);
      if (i < values.length) this.#add(values[i]);
    }
  }

  #add(value) {
    if (this.#quotes === PLAIN && typeof value === 'object' && value !== null && this.#redirect(value))
      return;
    if (Array.isArray(value)) {
      value.forEach((item, i) => {
        if (i > 0) this.text += ' ';
        this.#add(item);
      });
      return;
    }
    if (typeof value === 'object' && value !== null && 'raw' in value) {
      this.text += String(value.raw);
      this.#quotes = quotesAfter(String(value.raw), this.#quotes);
      return;
    }
    if (BunFile.isOne(value)) value = value.name ?? `/dev/fd/${BunFile.targetOf(value)}`;
    const text = String(value);
    if (text.includes('\0')) throw new TypeError('The shell argument must be a string without null bytes');
    this.values.push(text);
    const argument = `\${${this.values.length}}`;
    if (this.#quotes === SINGLE) this.text += `'"${argument}"'`;
    else this.text += this.#quotes === DOUBLE ? argument : `"${argument}"`;
  }

  /** Takes a value that a redirection goes to or comes from. */
  #redirect(value) {
    const match = REDIRECTION.exec(this.text);
    if (match === null || (BunFile.isOne(value) && value.name !== undefined)) return false;
    const [whole, number, operator] = match;
    const entry = operator === '<' ? { input: inputOf(value) } : { output: outputOf(value) };
    if (entry.input === undefined && entry.output === undefined) return false;
    const fd = this.descriptors.push(entry) + 2;
    const before = this.text.slice(0, -whole.length);
    if (operator === '<') this.text = `${before}${number}<&${fd}`;
    else if (operator === '&>') this.text = `${before}>&${fd} 2>&${fd}`;
    else this.text = `${before}${number}>&${fd}`;
    return true;
  }
}

/* ---------------------------------------------------------------- running */

/** Gives a pipe what it is to have. Who does not read it is no error. */
async function feed(handle, input) {
  try {
    const source = isBlob(input) ? input.stream() : input;
    if (source instanceof Uint8Array) {
      if (source.byteLength > 0) await pipes().writeTo(handle, source, writeError);
    } else {
      for await (const chunk of source) await pipes().writeTo(handle, chunk, writeError);
    }
  } catch (error) {
    if (error.code !== 'EPIPE' && error.code !== 'ECANCELED') throw error;
  } finally {
    handle.close();
  }
}

/** Everything that comes out of a pipe, shown as it comes where `stream` is given. */
function collect(handle, stream) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    handle.onread = (memory, count) => {
      if (count > 0) {
        const bytes = buffer().Buffer.from(memory, 0, count);
        chunks.push(bytes);
        stream?.write(bytes);
        return;
      }
      handle.close();
      const UV_EOF = -4095;
      if (count === UV_EOF) resolve(buffer().Buffer.concat(chunks));
      else reject(readError(count));
    };
    handle.readStart();
  });
}

/**
 * Runs a script.
 * @returns {Promise<{code: number, stdout: Buffer, stderr: Buffer}>}
 */
function run(script, { cwd, env, quiet }) {
  const shell = findShell();
  const { Pipe } = binding('net');
  const [out, err] = [new Pipe(SOCKET_PIPE), new Pipe(SOCKET_PIPE)];
  const others = script.descriptors.map(() => new Pipe(SOCKET_PIPE));
  const entries = [[FD, 0], ...[out, err, ...others].map((handle) => [PIPE, handle])];
  const hidden = env === undefined && require('ext/process/env').hidesVariables();
  const all = hidden ? {} : (env ?? process().env);
  const given = Object.keys(all)
    .filter((name) => all[name] !== undefined)
    .map((name) => `${name}=${all[name]}`);
  const pairs = hidden ? [null] : given;
  const ended = Promise.withResolvers();
  const args = [shell, '-c', script.text, 'bun', ...script.values];
  const none = undefined;
  let child;
  const result = native.spawn(shell, args, pairs, cwd, false, none, none, entries, (status, signal) => {
    native.close(child);
    ended.resolve(signal === 0 ? status : 128 + signal);
  });
  if (typeof result === 'number') {
    for (const handle of [out, err, ...others]) handle.close();
    throw uvException({ errno: result, syscall: 'posix_spawn', path: shell });
  }
  [child] = result;
  const work = [
    ended.promise,
    collect(out, quiet ? undefined : process().stdout),
    collect(err, quiet ? undefined : process().stderr),
  ];
  script.descriptors.forEach(({ input, output }, i) => {
    if (input !== undefined) work.push(feed(others[i], input));
    else work.push(collect(others[i]).then((bytes) => output.set(bytes.subarray(0, output.length))));
  });
  return Promise.all(work).then(([code, stdout, stderr]) => ({ code, stdout, stderr }));
}

/* ---------------------------------------------------------------- what programs see */

/** What a script has printed, in the forms that ShellOutput and ShellError share. */
const FORMS = {
  text(encoding) {
    return this.stdout.toString(encoding);
  },
  json() {
    return JSON.parse(this.stdout.toString());
  },
  arrayBuffer() {
    return new Uint8Array(this.stdout).buffer;
  },
  bytes() {
    return new Uint8Array(this.stdout);
  },
  blob() {
    return new (buffer().Blob)([this.stdout]);
  },
};

class ShellOutput {
  constructor(stdout, stderr, exitCode) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.exitCode = exitCode;
  }
}

class ShellError extends Error {
  constructor({ stdout, stderr, exitCode }) {
    super(`Failed with exit code ${exitCode}`);
    this.name = 'ShellError';
    Object.assign(this, { stdout, stderr, exitCode });
  }
}

for (const Class of [ShellOutput, ShellError]) {
  for (const name of Object.keys(FORMS)) {
    Object.defineProperty(Class.prototype, name, {
      __proto__: null,
      value: FORMS[name],
      writable: true,
      configurable: true,
    });
  }
}

/** A script that runs when somebody waits for it. */
class ShellPromise extends Promise {
  #settings;
  #script;
  #resolve;
  #reject;
  #started = false;

  constructor(script, settings) {
    let resolve;
    let reject;
    super((yes, no) => {
      resolve = yes;
      reject = no;
    });
    this.#script = script;
    this.#settings = { ...settings };
    this.#resolve = resolve;
    this.#reject = reject;
  }

  // Promises that come of this one are plain ones.
  static get [Symbol.species]() {
    return Promise;
  }

  /** Starts it. @returns {this} */
  run() {
    if (this.#started) return this;
    this.#started = true;
    const { throws } = this.#settings;
    (async () => run(this.#script, this.#settings))().then(({ code, stdout, stderr }) => {
      const output = new ShellOutput(stdout, stderr, code);
      if (code !== 0 && throws) this.#reject(new ShellError(output));
      else this.#resolve(output);
    }, this.#reject);
    return this;
  }

  then(onFulfilled, onRejected) {
    this.run();
    return super.then(onFulfilled, onRejected);
  }

  #set(name, value) {
    if (this.#started) throw new Error('Shell is already running');
    this.#settings[name] = value;
    return this;
  }

  /** @param {string} path */
  cwd(path) {
    return this.#set('cwd', path === undefined ? undefined : String(path));
  }

  /** @param {Record<string, string>} env all of it */
  env(env) {
    return this.#set('env', env);
  }

  /** Shows nothing of what it prints. */
  quiet(quiet = true) {
    return this.#set('quiet', Boolean(quiet));
  }

  /** A code other than zero is no error. */
  nothrow() {
    return this.#set('throws', false);
  }

  throws(throws) {
    return this.#set('throws', Boolean(throws));
  }

  /** @returns {Promise<string>} */
  async text(encoding) {
    return (await this.quiet()).text(encoding);
  }

  async json() {
    return (await this.quiet()).json();
  }

  /** @returns {Promise<ArrayBuffer>} */
  async arrayBuffer() {
    return (await this.quiet()).arrayBuffer();
  }

  /** @returns {Promise<Uint8Array>} */
  async bytes() {
    return (await this.quiet()).bytes();
  }

  /** @returns {Promise<Blob>} */
  async blob() {
    return (await this.quiet()).blob();
  }

  /** @returns {AsyncIterable<string>} */
  async *lines() {
    yield* (await this.text()).split('\n');
  }
}

const UNSAFE = /[\s"'\\$`!*?[\](){}<>|&;#~=%^]/;

/** A text as one word of a script. */
function escape(text) {
  text = String(text);
  if (text === '') return '""';
  return UNSAFE.test(text) ? `"${text.replace(/["\\$`]/g, '\\$&')}"` : text;
}

/** Every text that braces stand for. */
function braces(text) {
  return require('ext/fs/glob_braces').expandBraces(text);
}

/** A `$` with settings of its own. */
function makeShell() {
  const settings = { cwd: undefined, env: undefined, quiet: false, throws: true };
  function $(strings, ...values) {
    if (!Array.isArray(strings?.raw)) throw new Error('Please use $ as a tagged template: $`echo hi`');
    return new ShellPromise(new Script(strings, values), settings);
  }
  const set = (name) => (value) => {
    settings[name] = value;
    return $;
  };
  const define = (name, value) =>
    Object.defineProperty($, name, { __proto__: null, value, writable: true, configurable: true });
  define('cwd', set('cwd'));
  define('env', set('env'));
  define('throws', set('throws'));
  define('nothrow', () => set('throws')(false));
  define('name', 'BunShell');
  Object.assign($, { Shell: ShellConstructor, ShellPromise, ShellError, braces, escape });
  return $;
}

/** `new $.Shell()`: another shell. */
function ShellConstructor() {
  return makeShell();
}
Object.defineProperty(ShellConstructor, 'name', { __proto__: null, value: 'Shell' });

module.exports = { $: makeShell() };
