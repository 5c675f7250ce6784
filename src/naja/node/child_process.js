'use strict';

// node:child_process.

const { codes, AbortError } = require('ext/base/errors');
const { validateArray, validateObject, validateOneOf, validateString } = require('ext/base/validators');
const { validateAbortSignal } = require('ext/base/validators');
const { Buffer } = require('node/buffer');
const process = require('node/process');
const opts = require('node/internal/child_process/options');
const sync = require.lazy('node/internal/child_process/sync');
const { ChildProcess } = require('node/internal/child_process/child');

const MAX_BUFFER = 1024 * 1024;

/**
 * Starts a program.
 * @param {string} file looked up in PATH
 * @param {string[]} [args]
 * @param {object} [options] cwd, env, stdio, detached, uid, gid, shell, argv0, signal, timeout, killSignal, serialization
 * @returns {ChildProcess}
 * @throws {ERR_INVALID_ARG_TYPE | ERR_INVALID_ARG_VALUE | ERR_OUT_OF_RANGE}
 */
function spawn(file, args, options) {
  options = opts.normalizeSpawn(file, args, options);
  opts.checkTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = options.killSignal;
  opts.killSignalOf(killSignal);
  const child = new ChildProcess();
  child.spawn(options);
  if (options.timeout > 0) {
    const timer = setTimeout(() => {
      try {
        child.kill(killSignal);
      } catch (err) {
        child.emit('error', err);
      }
    }, options.timeout);
    child.once('exit', () => clearTimeout(timer));
  }
  if (options.signal) {
    const { signal } = options;
    const abort = () => {
      try {
        if (child.kill(killSignal)) child.emit('error', new AbortError(undefined, { cause: signal.reason }));
      } catch (err) {
        child.emit('error', err);
      }
    };
    if (signal.aborted) process.nextTick(abort);
    else {
      signal.addEventListener('abort', abort, { once: true });
      child.once('exit', () => signal.removeEventListener('abort', abort));
    }
  }
  return child;
}

/** The text of an error of a command that failed. */
function failure(command, stderr, code, killed, signal) {
  const err = new Error(`Command failed: ${command}\n${stderr}`);
  err.code = typeof code === 'number' && code < 0 ? binding('uv').errname(code) : code;
  err.killed = killed;
  err.signal = signal;
  err.cmd = command;
  return err;
}

/** Collects what a stream says, up to a limit. */
function collect(stream, encoding, limit, overflow) {
  const chunks = [];
  let length = 0;
  if (encoding) stream.setEncoding(encoding);
  stream.on('data', (chunk) => {
    // The program may have set an encoding of its own.
    const size = typeof chunk === 'string' ? Buffer.byteLength(chunk, stream.readableEncoding) : chunk.length;
    length += size;
    if (length > limit) {
      const keep = limit - (length - size);
      chunks.push(chunk.slice(0, keep));
      overflow();
    } else {
      chunks.push(chunk);
    }
  });
  return () => (encoding || stream.readableEncoding ? chunks.join('') : Buffer.concat(chunks));
}

/**
 * Runs a program and calls back with what it said.
 * @param {string} file
 * @param {string[]} [args]
 * @param {object} [options] spawn's, and encoding, timeout, maxBuffer, killSignal
 * @param {(err: Error | null, stdout: string | Buffer, stderr: string | Buffer) => void} [callback]
 */
function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = opts.normalizeExecFile(file, args, options, callback));
  options = {
    __proto__: null,
    encoding: 'utf8', timeout: 0, maxBuffer: MAX_BUFFER, killSignal: 'SIGTERM', cwd: null, env: null, shell: false,
    ...options,
  }; // prettier-ignore
  opts.checkTimeout(options.timeout);
  opts.checkMaxBuffer(options.maxBuffer);
  opts.killSignalOf(options.killSignal);
  const child = spawn(file, args, {
    cwd: options.cwd, env: options.env ?? undefined, gid: options.gid, shell: options.shell, signal: options.signal,
    uid: options.uid, windowsHide: Boolean(options.windowsHide),
    windowsVerbatimArguments: Boolean(options.windowsVerbatimArguments),
  }); // prettier-ignore
  const encoding =
    options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ? options.encoding : null;
  let killed = false;
  let exited = false;
  let timer;
  let error = null;
  const limit = options.maxBuffer ?? MAX_BUFFER;

  function kill() {
    child.stdout?.destroy();
    child.stderr?.destroy();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (err) {
      error ??= err;
      finish();
    }
  }
  const stdout = child.stdout && collect(child.stdout, encoding, limit, () => {
    error ??= new codes.ERR_CHILD_PROCESS_STDIO_MAXBUFFER('stdout');
    kill();
  }); // prettier-ignore
  const stderr = child.stderr && collect(child.stderr, encoding, limit, () => {
    error ??= new codes.ERR_CHILD_PROCESS_STDIO_MAXBUFFER('stderr');
    kill();
  }); // prettier-ignore

  function finish(code, signal) {
    if (exited) return;
    exited = true;
    clearTimeout(timer);
    if (!callback) return;
    const out = stdout ? stdout() : '';
    const err = stderr ? stderr() : '';
    if (!error && code === 0 && signal === null) {
      callback(null, out, err);
      return;
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    error ??= failure(command, err, code, child.killed || killed, signal);
    error.cmd ??= command;
    callback(error, out, err);
  }
  child.on('close', finish);
  child.on('error', (err) => {
    error = err;
    child.stdout?.destroy();
    child.stderr?.destroy();
    finish();
  });
  if (options.timeout > 0) {
    timer = setTimeout(() => {
      kill();
      timer = null;
    }, options.timeout);
  }
  return child;
}

/** Runs a command in a shell and calls back with what it said. */
function exec(command, options, callback) {
  const normal = opts.normalizeExec(command, options, callback);
  return execFile(normal.file, normal.options, normal.callback);
}

function promisified(run) {
  return (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = run(...args, (err, stdout, stderr) => {
      if (err === null) {
        resolve({ stdout, stderr });
        return;
      }
      err.stdout = stdout;
      err.stderr = stderr;
      reject(err);
    });
    return promise;
  };
}
for (const run of [exec, execFile]) {
  Object.defineProperty(run, Symbol.for('nodejs.util.promisify.custom'), {
    __proto__: null,
    enumerable: false,
    value: Object.defineProperty(promisified(run), 'name', { value: run.name, configurable: true }),
  });
}

/**
 * Starts another Naja with a channel for messages.
 * @param {string | URL} modulePath
 * @param {string[]} [args]
 * @param {object} [options] spawn's, and execPath, execArgv, silent
 */
function fork(modulePath, args = [], options) {
  const file = opts.modulePath(modulePath, 'modulePath');
  if (args === null || args === undefined) {
    args = [];
  } else if (typeof args === 'object' && !Array.isArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
  }
  if (options !== undefined && options !== null) validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath = options.execPath || process.execPath;
  validateArray(args, 'args');
  const execArgv = options.execArgv ?? process.execArgv;
  const evalAt = execArgv.indexOf('-e');
  const kept = execArgv === process.execArgv && evalAt !== -1 ? execArgv.toSpliced(evalAt, 2) : execArgv;
  if (typeof options.stdio === 'string') {
    options.stdio =
      options.stdio === 'inherit' ? [0, 1, 2, 'ipc'] : [options.stdio, options.stdio, options.stdio, 'ipc'];
  } else if (!Array.isArray(options.stdio)) {
    options.stdio = options.silent ? ['pipe', 'pipe', 'pipe', 'ipc'] : [0, 1, 2, 'ipc'];
  } else if (!options.stdio.includes('ipc')) {
    throw new codes.ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  validateString(options.execPath, 'options.execPath');
  return spawn(options.execPath, [...kept, file, ...args], options);
}

module.exports = {
  _forkChild: () => require('node/internal/child_process/ipc').setupChild(),
  ChildProcess,
  exec,
  execFile,
  execFileSync: (file, args, options) => sync().execFileSync(file, args, options),
  execSync: (command, options) => sync().execSync(command, options),
  fork,
  spawn,
  spawnSync: (file, args, options) => sync().spawnSync(file, args, options),
};
