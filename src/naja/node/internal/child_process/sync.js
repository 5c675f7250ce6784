'use strict';

// spawnSync, execSync, execFileSync.

const { ErrnoException } = require('ext/base/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('ext/base/types');
const { codes } = require('ext/base/errors');
const { Buffer } = require('node/buffer');
const process = require('node/process');
const native = binding('child_process');
const opts = require('node/internal/child_process/options');
const { describe, PIPE } = require('node/internal/child_process/stdio');

const MAX_BUFFER = 1024 * 1024;
const SIGTERM = 15;

function inputBytes(input, encoding) {
  if (input === undefined || input === null) return undefined;
  if (isArrayBufferView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (isAnyArrayBuffer(input)) return new Uint8Array(input);
  if (typeof input === 'string') return Buffer.from(input, encoding === 'buffer' ? 'utf8' : encoding);
  throw new codes.ERR_INVALID_ARG_TYPE(
    'options.stdio[0]',
    ['Buffer', 'TypedArray', 'DataView', 'string'],
    input,
  );
}

/**
 * Runs a program to its end.
 * @returns {{pid, output, stdout, stderr, status, signal, error?}}
 */
function spawnSync(file, args, options) {
  options = { __proto__: null, maxBuffer: MAX_BUFFER, ...opts.normalizeSpawn(file, args, options) };
  opts.checkTimeout(options.timeout);
  opts.checkMaxBuffer(options.maxBuffer);
  const killSignal = opts.killSignalOf(options.killSignal) ?? SIGTERM;
  const { entries } = describe(options.stdio ?? 'pipe', true);
  if (options.input !== undefined && options.input !== null)
    entries[0] = { kind: PIPE, payload: options.input };
  const stdio = entries.map(({ kind, payload }) => [
    kind,
    kind === PIPE ? inputBytes(payload, options.encoding) : payload,
  ]);
  const [pid, status, signal, error, outputs] = native.spawnSync(
    options.file,
    options.args,
    options.envPairs,
    options.cwd,
    options.detached,
    options.uid ?? undefined,
    options.gid ?? undefined,
    stdio,
    options.timeout ?? 0,
    options.maxBuffer === Infinity ? 0 : (options.maxBuffer ?? 0),
    killSignal,
  );
  const result = {};
  if (error) {
    result.error = new ErrnoException(error, `spawnSync ${options.file}`);
    result.error.path = options.file;
    result.error.spawnargs = options.args.slice(1);
  }
  result.status = pid === 0 || signal ? null : status;
  result.signal = signal ? opts.signalName(signal) : null;
  result.output =
    pid === 0 ? null : outputs.map((bytes) => bytes && Buffer.from(bytes.buffer, 0, bytes.length));
  result.pid = pid;
  if (result.output && options.encoding && options.encoding !== 'buffer') {
    result.output = result.output.map((bytes) => bytes && bytes.toString(options.encoding));
  }
  result.stdout = result.output?.[1];
  result.stderr = result.output?.[2];
  return result;
}

function checkExec(result, args, command) {
  let err;
  if (result.error) {
    err = result.error;
    Object.assign(err, result);
  } else if (result.status !== 0) {
    let message = `Command failed: ${command ?? args.join(' ')}`;
    if (result.stderr && result.stderr.length > 0) message += `\n${result.stderr.toString()}`;
    err = new Error(message);
    Object.assign(err, result);
  }
  return err;
}

function run(result, inherits, args, command) {
  if (inherits && result.stderr) process.stderr.write(result.stderr);
  const err = checkExec(result, args, command);
  if (err) throw err;
  return result.stdout;
}

/** What a program says; throws where it fails. */
function execFileSync(file, args, options) {
  ({ file, args, options } = opts.normalizeExecFile(file, args, options));
  const result = spawnSync(file, args, options);
  return run(result, !options.stdio, [options.argv0 || file, ...args]);
}

/** What a shell's command says; throws where it fails. */
function execSync(command, options) {
  const normal = opts.normalizeExec(command, options);
  const result = spawnSync(normal.file, normal.options);
  return run(result, !normal.options.stdio, undefined, command);
}

module.exports = { execFileSync, execSync, spawnSync };
