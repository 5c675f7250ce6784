'use strict';

/** Deno's view of the process and its machine. */

const process = require('node/process');
const { getOptions } = require('modules/options');
const native = binding('os');
const { systemError } = require('deno/errors');
const { pathOf } = require('deno/calls');

/** @returns {string} @throws {Deno.errors.NotFound} */
function cwd() {
  try {
    return process.cwd();
  } catch (error) {
    throw systemError(error.errno);
  }
}

/** @param {string | URL} directory */
function chdir(directory) {
  const path = pathOf(directory);
  try {
    process.chdir(path);
  } catch (error) {
    if (typeof error?.errno !== 'number') throw error;
    throw systemError(error.errno, `chdir '${path}'`);
  }
}

/** @returns {string} the path of the runtime */
function execPath() {
  return process.execPath;
}

let exitCode = 0;

function getExitCode() {
  return exitCode;
}

/** @throws {TypeError} for what is no integer */
function setExitCode(value) {
  if (value === null || value === undefined) value = 0;
  const code = parseInt(value, 10);
  if (typeof value !== 'number' || code !== value) {
    throw new TypeError(`Exit code must be a number, got: ${value} (${typeof value})`);
  }
  exitCode = code;
  process.exitCode = code;
}

/** Ends the process. @param {number} [code] */
function exit(code) {
  if (code !== undefined) setExitCode(code);
  process.exit(exitCode);
}

/** @returns {string} the URL of the program */
function mainModule() {
  const path = process.argv[1];
  if (path === undefined) return require('modules/urls').toHref(`${process.cwd()}/$deno$eval.mts`);
  return require('modules/urls').toHref(path);
}

const uid = () => process.getuid();
const gid = () => process.getgid();

/** @returns {number} the mask before; with an argument it is replaced */
function umask(mask) {
  return mask === undefined ? process.umask() : process.umask(mask);
}

/** @returns {{rss: number, heapTotal: number, heapUsed: number, external: number}} bytes */
function memoryUsage() {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  return { rss, heapTotal, heapUsed, external };
}

/** @returns {{user: number, system: number}} microseconds */
function cpuUsage() {
  const { user, system } = process.cpuUsage();
  return { system, user };
}

const hostname = () => native.hostname();
const osRelease = () => native.release()[0];
const osUptime = () => Math.floor(native.uptime());

/** @returns {number[]} for 1, 5 and 15 minutes */
function loadavg() {
  return native.loadavg();
}

/** @returns {Record<string, number>} bytes, as the kernel has them */
function systemMemoryInfo() {
  if (getOptions().restricted) binding('permissions').demand('sys', 'systemMemoryInfo');
  const text = require('ext/fs/own_file').readOwn('/proc/meminfo');
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return {
    __proto__: null,
    total: field('MemTotal'),
    free: field('MemFree'),
    available: field('MemAvailable'),
    buffers: field('Buffers'),
    cached: field('Cached'),
    swapTotal: field('SwapTotal'),
    swapFree: field('SwapFree'),
  };
}

/** @returns {Array<{family: string, name: string, address: string, netmask: string, scopeid: number | null,
 *   cidr: string, mac: string}>} */
function networkInterfaces() {
  const result = [];
  for (const [name, entries] of Object.entries(require('node/os').networkInterfaces())) {
    for (const { family, address, netmask, scopeid, cidr, mac } of entries) {
      result.push({ __proto__: null, family, name, address, netmask, scopeid: scopeid ?? null, cidr, mac });
    }
  }
  return result.sort((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : 0));
}

const timerOf = (id) => (typeof id === 'object' ? id : require('ext/timers/timers').timerById(id));

/** Lets a timer keep the process alive again. @param {number | object} id */
function refTimer(id) {
  timerOf(id)?.ref();
}

/** Lets the process end although a timer is waiting. @param {number | object} id */
function unrefTimer(id) {
  timerOf(id)?.unref();
}

module.exports = {
  chdir,
  cpuUsage,
  cwd,
  execPath,
  exit,
  getExitCode,
  gid,
  hostname,
  loadavg,
  mainModule,
  memoryUsage,
  networkInterfaces,
  osRelease,
  osUptime,
  refTimer,
  setExitCode,
  systemMemoryInfo,
  uid,
  umask,
  unrefTimer,
};
