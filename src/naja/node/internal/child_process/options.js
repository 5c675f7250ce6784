'use strict';

// What spawn() and its kin take: arguments sorted out, options checked, the command's shell.

const { Buffer } = require('node/buffer');
const { codes } = require('ext/base/errors');
const {
  validateAbortSignal,
  validateArray,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateInteger,
  validateNumber,
  validateObject,
} = require('ext/base/validators');
const { validateString } = require('ext/base/validators');
const { getOptions } = require('modules/options');
const process = require('node/process');
const { hidesVariables } = require('ext/process/env');
const numbers = require.lazy('ext/process/signal_numbers');

let warnedOfShell = false;

function checkNoNull(value, name) {
  if (typeof value === 'string' && value.includes('\u0000')) {
    throw new codes.ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

/** A path, file: URL or Buffer as a string. */
function pathText(value, name) {
  if (value === undefined || value === null) return undefined;
  if (value instanceof URL) return require('ext/url/file_url').fileURLToPath(value);
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return Buffer.from(value).toString();
  validateString(value, name);
  return value;
}

/**
 * A path, file: URL or Buffer as a string; it has to be there.
 * @throws {ERR_INVALID_ARG_TYPE | ERR_INVALID_ARG_VALUE}
 */
function modulePath(value, name) {
  if (typeof value !== 'string' && !(value instanceof Uint8Array) && !(value instanceof URL)) {
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  }
  const text = pathText(value, name);
  if (text.includes('\u0000')) {
    throw new codes.ERR_INVALID_ARG_VALUE(
      name,
      value,
      'must be a string, Uint8Array, or URL without null bytes',
    );
  }
  return text;
}

/** The number of a signal named or numbered; 0 is allowed where `zero`. */
function signalNumber(signal) {
  if (typeof signal === 'number') {
    for (const name of Object.keys(numbers())) if (numbers()[name] === signal) return signal;
    throw new codes.ERR_UNKNOWN_SIGNAL(signal);
  }
  if (typeof signal === 'string') {
    const number = numbers()[signal.toUpperCase()];
    if (number !== undefined) return number;
  }
  throw new codes.ERR_UNKNOWN_SIGNAL(signal);
}

/** The name of a signal's number. */
function signalName(number) {
  for (const [name, value] of Object.entries(numbers())) if (value === number) return name;
  return null;
}

function killSignalOf(value) {
  if (typeof value === 'string' || typeof value === 'number') return signalNumber(value);
  if (value !== null && value !== undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], value);
  }
  return undefined;
}

function checkTimeout(timeout) {
  if (timeout !== null && timeout !== undefined) validateInteger(timeout, 'timeout', 0);
}

function checkMaxBuffer(maxBuffer) {
  if (maxBuffer === null || maxBuffer === undefined) return;
  validateNumber(maxBuffer, 'options.maxBuffer', 0);
}

function environmentPairs(env) {
  const pairs = [];
  // for-in: inherited variables count, as in Node.
  for (const key in env) {
    const value = env[key];
    if (value === undefined) continue;
    checkNoNull(key, `options.env['${key}']`);
    checkNoNull(`${value}`, `options.env['${key}']`);
    pairs.push(`${key}=${value}`);
  }
  return pairs;
}

/** Under `--permission`, children get the same limits, if they are Node's or ours: by NODE_OPTIONS, as in Node. */
function limitChild(pairs) {
  const flags = process.execArgv.filter((word) => /^--(?:permission$|allow-)/.test(word)).join(' ');
  const at = pairs.findIndex((pair) => pair.startsWith('NODE_OPTIONS='));
  if (flags === '') return;
  if (at === -1) pairs.push(`NODE_OPTIONS=${flags}`);
  else pairs[at] += ` ${flags}`;
}

/** Whether a program gets variables that this one need not see: the binding takes `null` for them. */
function inheritsHidden(env) {
  return (env === undefined || env === null || env === process.env) && hidesVariables();
}

/**
 * The arguments of spawn and spawnSync, checked and filled in.
 * @returns {object} file, args, cwd, env pairs, uid, gid, detached, ... with what else was in the options
 */
function normalizeSpawn(file, args, options) {
  validateString(file, 'file');
  checkNoNull(file, 'file');
  if (file.length === 0) throw new codes.ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args === undefined || args === null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  args = args.map((arg, i) => {
    const text = `${arg}`;
    checkNoNull(text, `args[${i}]`);
    return text;
  });
  if (options === undefined) options = {};
  else validateObject(options, 'options');
  options = { __proto__: null, ...options };

  const cwd =
    options.cwd === undefined || options.cwd === null ? undefined : modulePath(options.cwd, 'options.cwd');
  if (options.detached !== undefined && options.detached !== null) {
    validateBoolean(options.detached, 'options.detached');
  }
  if (options.uid !== undefined && options.uid !== null) validateInt32(options.uid, 'options.uid');
  if (options.gid !== undefined && options.gid !== null) validateInt32(options.gid, 'options.gid');
  const { shell } = options;
  if (shell !== undefined && shell !== null && typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], shell);
  }
  if (options.argv0 !== undefined && options.argv0 !== null) {
    validateString(options.argv0, 'options.argv0');
    checkNoNull(options.argv0, 'options.argv0');
  }
  for (const name of ['windowsHide', 'windowsVerbatimArguments']) {
    if (options[name] !== undefined && options[name] !== null)
      validateBoolean(options[name], `options.${name}`);
  }
  if (shell) {
    checkNoNull(shell, 'options.shell');
    if (args.length > 0 && !warnedOfShell) {
      warnedOfShell = true;
      process.emitWarning(
        'Passing args to a child process with shell option true can lead to security vulnerabilities, as the arguments ' +
          'are not escaped, only concatenated.',
        'DeprecationWarning',
        'DEP0190',
      );
    }
    args = ['-c', [file, ...args].join(' ')];
    file = typeof shell === 'string' ? shell : '/bin/sh';
  }
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);
  const underNodesLimits = getOptions().restricted === 'node'; // which say nothing of variables
  const hidden = !underNodesLimits && inheritsHidden(options.env);
  const env = hidden ? {} : (options.env ?? process.env);
  if (env === process.env || options.env === undefined) {
    const inherited = hidden ? undefined : env.NODE_V8_COVERAGE;
    if (inherited === undefined) options.inheritsEnvironment = true;
  }
  const envPairs = hidden ? [null] : environmentPairs(env);
  if (underNodesLimits) limitChild(envPairs);
  return {
    __proto__: null,
    ...options,
    args,
    cwd: cwd || undefined,
    detached: Boolean(options.detached),
    envPairs,
    file,
  };
}

/** The arguments of exec: a command for the shell. */
function normalizeExec(command, options, callback) {
  validateString(command, 'command');
  checkNoNull(command, 'command');
  if (typeof options === 'function') [callback, options] = [options, undefined];
  options = { __proto__: null, ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

/** The arguments of execFile: (file[, args][, options][, callback]). */
function normalizeExecFile(file, args, options, callback) {
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args !== null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function') callback = options;
  else if (options !== null && options !== undefined) validateObject(options, 'options');
  if (typeof options === 'function') options = null;
  options ??= {};
  if (callback !== null && callback !== undefined) validateFunction(callback, 'callback');
  if (options.argv0 !== undefined && options.argv0 !== null) {
    validateString(options.argv0, 'options.argv0');
    checkNoNull(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback };
}

module.exports = {
  checkMaxBuffer,
  checkTimeout,
  killSignalOf,
  modulePath,
  normalizeExec,
  normalizeExecFile,
  normalizeSpawn,
  pathText,
  signalName,
  signalNumber,
  validateAbortSignal,
  validateArray,
};
