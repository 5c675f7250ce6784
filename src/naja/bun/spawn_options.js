'use strict';

/** From the arguments of Bun.spawn to what the binding takes. */

const native = binding('fs');
const { coded } = require('bun/basics');
const { constants } = require('ext/fs/constants');
const { uvException } = require('ext/base/errors');
const buffer = require.lazy('node/buffer');
const process = require.lazy('node/process');
const { hidesVariables } = require('ext/process/env');
const file = require.lazy('bun/file');

// Kinds of descriptors, as the binding has them.
const IGNORE = 0;
const PIPE = 1;
const FD = 2;

const refusal = (message) => coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);

const signals = require.lazy('ext/process/signal_numbers');

/** The name of a signal's number. */
function nameOf(number) {
  const numbers = signals();
  return Object.keys(numbers).find((name) => numbers[name] === number) ?? null;
}

/** @throws {TypeError} */
function numberOf(signal) {
  if (typeof signal === 'number') return signal;
  const number = signals()[signal];
  if (number !== undefined) return number;
  const names = [];
  for (let i = 1; i < 32; i++) names.push(`'${nameOf(i)}'`);
  throw refusal(`signal must be one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
}

/** What is to be written to the child: bytes, a stream, or something that has one. */
function inputOf(value) {
  const { Blob } = require('ext/buffer/blob');
  if (value instanceof Blob) return value;
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  if (value instanceof require('ext/streams/readable').ReadableStream) return value;
  const { isResponse, takeBody } = require('ext/fetch/response');
  if (isResponse(value)) {
    const body = takeBody(value);
    return typeof body === 'string' ? buffer().Buffer.from(body) : (body ?? new Uint8Array());
  }
  if (require('ext/fetch/request').isRequest(value)) return value.body ?? new Uint8Array();
  return undefined;
}

/** One of the child's descriptors. `opened` collects what is to be closed here. */
function entryOf(value, fd, fallback, opened) {
  if (value === undefined) value = fallback;
  if (value === null || value === 'ignore') return { kind: IGNORE };
  if (value === 'inherit') return { kind: FD, payload: fd };
  if (value === 'pipe' || value === 'overlapped') return { kind: PIPE };
  if (value === 'ipc') return { kind: PIPE, ipc: true };
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return { kind: FD, payload: value };
  if (file().BunFile.isOne(value)) {
    const target = file().BunFile.targetOf(value);
    if (typeof target === 'number') return { kind: FD, payload: target };
    const { O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } = constants;
    const flags = fd === 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
    const descriptor = native.open(target, flags, 0o664);
    opened.push(descriptor);
    return { kind: FD, payload: descriptor };
  }
  if (fd === 0 && typeof value === 'object') {
    const input = inputOf(value);
    if (input !== undefined) return { kind: PIPE, input };
  }
  throw refusal("stdio must be an array of 'inherit', 'pipe', 'ignore', Bun.file(pathOrFd), number, or null");
}

/** Why a program could not be started. */
function errorOf(errno, { cmd }) {
  return uvException({ errno, syscall: 'posix_spawn', path: cmd[0] });
}

function notFound(name) {
  const error = new Error(`Executable not found in $PATH: "${name}"`);
  return Object.assign(error, { code: 'ENOENT', path: name, errno: -2 });
}

function environmentOf(env) {
  return Object.keys(env)
    .filter((name) => env[name] !== undefined)
    .map((name) => `${name}=${env[name]}`);
}

/** The words of a command. @throws {TypeError} */
function wordsOf(command) {
  if (!Array.isArray(command)) throw refusal('cmd must be an array');
  if (command.length === 0) throw refusal('cmd must not be empty');
  const words = command.map(String);
  const bad = words.find((word) => word.includes('\0'));
  if (bad !== undefined) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', 'cmd must not contain null bytes');
  return words;
}

/** The path of the program. @throws {Error} ENOENT */
function programOf(name, env, cwd) {
  // Where there are permissions, it is the binding that looks, and asks.
  if (name.includes('/') || binding('process').isRestricted()) return name;
  const found = require('ext/process/which').which(name, env.PATH ?? process().env.PATH, cwd);
  if (found === undefined) throw notFound(name);
  return found;
}

/**
 * What is to be started.
 * @param {string[] | object} command
 * @param {object | undefined} given
 * @param {boolean} sync
 */
function plan(command, given, sync) {
  let options = given ?? {};
  if (command !== null && typeof command === 'object' && !Array.isArray(command)) {
    options = command;
    command = options.cmd;
  }
  const cmd = wordsOf(command);
  const cwd = options.cwd === undefined ? undefined : String(options.cwd);
  const hidden = options.env === undefined && hidesVariables();
  const env = hidden ? {} : (options.env ?? process().env);
  const opened = [];
  const release = () => {
    for (const fd of opened.splice(0)) native.close(fd);
  };
  const stdio = options.stdio ?? [options.stdin, options.stdout, options.stderr];
  const fallbacks = ['ignore', 'pipe', sync ? 'pipe' : 'inherit'];
  try {
    const file = programOf(cmd[0], env, cwd ?? process().cwd());
    const entries = Array.from({ length: Math.max(3, stdio.length) }, (_, fd) =>
      entryOf(stdio[fd], fd, fallbacks[fd] ?? 'ignore', opened),
    );
    const pairs = hidden ? [null] : environmentOf(env);
    let channel = entries.findIndex((entry) => entry.ipc);
    if (typeof options.ipc === 'function' && channel === -1) {
      channel = entries.push({ kind: PIPE, ipc: true }) - 1;
    }
    if (channel !== -1) {
      if (sync) throw refusal('IPC is not supported in Bun.spawnSync');
      pairs.push(`NODE_CHANNEL_FD=${channel}`);
      pairs.push(`NODE_CHANNEL_SERIALIZATION_MODE=${options.serialization ?? 'advanced'}`);
    }
    const args = [options.argv0 ?? cmd[0], ...cmd.slice(1)];
    const { input } = entries[0];
    if (sync && input !== undefined && !(input instanceof Uint8Array)) {
      throw refusal('stdin of Bun.spawnSync must be bytes, a file, or one of the words');
    }
    return { args, channel, cmd, cwd, file, input, options, pairs, release, stdio: entries };
  } catch (error) {
    release();
    throw error;
  }
}

module.exports = { errorOf, nameOf, numberOf, plan };
