'use strict';

/** The small things of `Bun`. */

const types = require.lazy('ext/base/types');
const { getPromiseDetails } = binding('util');
const process = require.lazy('node/process');
const url = require.lazy('node/url');

/** An error with a code, as Bun gives it. */
function coded(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

const SPECIAL = /["&'<>]/;
/** By code: what stands for a character. */
const ENTITIES = [];
for (const [char, entity] of Object.entries({ '"': 'quot', '&': 'amp', "'": '#x27', '<': 'lt', '>': 'gt' })) {
  ENTITIES[char.charCodeAt(0)] = `&${entity};`;
}
const LAST_ENTITY = 62; // >

/** Replaces what HTML reads as markup. @param {unknown} value made a string @returns {string} */
function escapeHTML(value) {
  const text = String(value);
  const first = text.search(SPECIAL);
  if (first === -1) return text;
  let result = '';
  let last = 0;
  for (let i = first; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > LAST_ENTITY) continue;
    const entity = ENTITIES[code];
    if (entity === undefined) continue;
    result += text.slice(last, i) + entity;
    last = i + 1;
  }
  return result + text.slice(last);
}

/**
 * The path of a program.
 * @param {string} name
 * @param {{PATH?: string, cwd?: string}} [options]
 * @returns {string | null}
 */
function which(name, options) {
  if (typeof name !== 'string') return null;
  const cwd = options?.cwd ?? process().cwd();
  if (name.startsWith('./') || name.startsWith('../')) return find(`${cwd}/${name}`, '', cwd);
  return find(name, options?.PATH ?? process().env.PATH, cwd);
}

function find(name, PATH, cwd) {
  return require('ext/process/which').which(name, PATH, cwd) ?? null;
}

/** @param {number | Date} time milliseconds, or until when @returns {Promise<void>} */
function sleep(time) {
  const milliseconds = types().isDate(time) ? time.getTime() - Date.now() : time;
  if (typeof milliseconds !== 'number') throw new TypeError('sleep expects a number (milliseconds)');
  return new Promise((resolve) => {
    require('ext/timers/timers').setTimeout(() => resolve(), milliseconds);
  });
}

let sleeper;
/** Waits, and everything with it. @param {number} milliseconds */
function sleepSync(milliseconds) {
  if (typeof milliseconds !== 'number') {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'milliseconds must be a number');
  }
  if (milliseconds < 0) {
    const message = `argument to sleepSync must not be negative, got ${milliseconds}`;
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
  sleeper ??= new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(sleeper, 0, 0, milliseconds);
}

let began;
/** Nanoseconds since the process began. */
function nanoseconds() {
  began ??= binding('uv').hrtime() - BigInt(Math.round(process().uptime() * 1e9));
  return Number(binding('uv').hrtime() - began);
}

/** @returns {URL} */
function pathToFileURL(path) {
  return url().pathToFileURL(path);
}

/** @returns {string} */
function fileURLToPath(value) {
  return url().fileURLToPath(value);
}

const STATES = ['pending', 'fulfilled', 'rejected'];

/** What a promise has come to, without waiting: its value or reason, itself while it is pending. */
function peek(promise) {
  if (!types().isPromise(promise)) return promise;
  const [state, value] = getPromiseDetails(promise);
  return state === 0 ? promise : value;
}

/** @returns {'pending' | 'fulfilled' | 'rejected'} */
peek.status = function status(promise) {
  return types().isPromise(promise) ? STATES[getPromiseDetails(promise)[0]] : 'fulfilled';
};

/** Collects garbage. @returns {number} bytes in use on the heap */
function gc() {
  const v8 = binding('v8');
  v8.gc();
  return v8.heapStatistics()[4];
}

/** Gives memory back that is not needed. */
function shrink() {
  binding('v8').gc();
}

/** Where the line that `offset` is in ends; -1 if it is the last. @param {Uint8Array | ArrayBuffer} bytes */
function indexOfLine(bytes, offset = 0) {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return view.indexOf(10, offset);
}

/** @param {number} size @returns {Uint8Array} */
function allocUnsafe(size) {
  return new Uint8Array(size);
}

const bytesOf = (part) =>
  ArrayBuffer.isView(part)
    ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    : new Uint8Array(part);

/**
 * @param {Array<ArrayBuffer | ArrayBufferView>} parts
 * @param {number} [limit] bytes at most
 * @param {boolean} [asUint8Array]
 * @returns {ArrayBuffer | Uint8Array}
 */
function concatArrayBuffers(parts, limit = Infinity, asUint8Array = false) {
  const views = parts.map(bytesOf);
  const size = Math.min(
    limit,
    views.reduce((sum, view) => sum + view.byteLength, 0),
  );
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const view of views) {
    if (at === size) break;
    const part = view.byteLength > size - at ? view.subarray(0, size - at) : view;
    bytes.set(part, at);
    at += part.byteLength;
  }
  return asUint8Array ? bytes : bytes.buffer;
}

/** Where an import would lead. @param {string} specifier @param {string} from a folder or a file @returns {string} */
function resolveSync(specifier, from = process().cwd()) {
  const builtins = require('modules/builtins');
  if (builtins.canBeRequiredWithoutScheme(specifier)) return builtins.urlOf(specifier);
  const { toHref, toPath } = require('modules/urls');
  const base = from.startsWith('file:') ? from : baseOf(from, toHref);
  const found = require('modules/esm/resolve').resolve(specifier, base);
  return found.startsWith('file:') ? toPath(found) : found;
}

/** The URL that names in a folder, or beside a file, are looked up from. */
function baseOf(path, toHref) {
  const isFolder = binding('fs').internalModuleStat(path) === 1;
  return isFolder && !path.endsWith('/') ? toHref(`${path}/`) : toHref(path);
}

/** @returns {Promise<string>} */
async function resolve(specifier, from) {
  return resolveSync(specifier, from);
}

/** Whether output may be coloured. */
function enableANSIColors() {
  const { stdout } = process();
  return Boolean(stdout.isTTY && stdout.hasColors());
}

module.exports = {
  allocUnsafe,
  coded,
  concatArrayBuffers,
  enableANSIColors,
  escapeHTML,
  fileURLToPath,
  gc,
  indexOfLine,
  nanoseconds,
  pathToFileURL,
  peek,
  resolve,
  resolveSync,
  shrink,
  sleep,
  sleepSync,
  which,
};
