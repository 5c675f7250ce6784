'use strict';

// node:os.

const native = binding('os');
const constantTables = require('ext/os/constants');
const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const util = require.lazy('ext/base/util');
const process = require.lazy('node/process');
const buffer = require.lazy('node/buffer');

/** Throws what a call failed with. */
function throwFailure([errno, code, message, syscall]) {
  const { codes, hideFrames } = errors();
  throw hideFrames(new codes.ERR_SYSTEM_ERROR({ errno, code, message, syscall }), throwFailure);
}

/** A function that gives what native code gives, or throws. Its name is that of Node's, for stack traces. */
function checked(call) {
  return function wrappedFn() {
    const result = call();
    if (typeof result === 'object') throwFailure(result);
    return result;
  };
}

const hostname = checked(native.hostname);
const homedir = checked(native.homedir);
const uptime = checked(native.uptime);
// Without a name, as in Node.
const [totalmem, freemem, availableParallelism] = [
  () => native.totalmem(),
  () => native.freemem(),
  () => native.availableParallelism(),
];

let system;
/** [system, machine]. */
function uname() {
  if (system === undefined) {
    const result = native.uname();
    if (typeof result[0] === 'number') throwFailure(result);
    system = result;
  }
  return system;
}

/** [release, version] of its kernel, where the program may know that. */
function release() {
  const result = native.release();
  if (typeof result[0] === 'number') throwFailure(result);
  return result;
}

/** @returns {string} `Linux` */
function getOSType() {
  return uname()[0];
}

/** @returns {string} the kernel's version */
function getOSVersion() {
  return release()[1];
}

/** @returns {string} the kernel's release */
function getOSRelease() {
  return release()[0];
}

/** @returns {string} `x86_64` */
function getMachine() {
  return uname()[1];
}

/** @returns {number[]} how busy the machine was for 1, 5 and 15 minutes */
function loadavg() {
  return native.loadavg();
}

/**
 * @returns {Array<{model: string, speed: number, times: {user: number, nice: number, sys: number, idle: number,
 *   irq: number}}>} speed in MHz, times in milliseconds
 */
function cpus() {
  const data = native.cpus();
  if (data.length > 0 && typeof data[0] === 'number') throwFailure(data);
  const result = [];
  for (let i = 0; i < data.length; i += 7) {
    const [model, speed, user, nice, sys, idle, irq] = data.slice(i, i + 7);
    result.push({ model, speed, times: { user, nice, sys, idle, irq } });
  }
  return result;
}

/** @returns {string} */
function arch() {
  return process().arch;
}

/** @returns {string} */
function platform() {
  return process().platform;
}

/** @returns {string} the folder for temporary files, without a slash at its end */
function tmpdir() {
  const { env } = process();
  const path = env.TMPDIR || env.TMP || env.TEMP || '/tmp';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** @returns {'LE' | 'BE'} */
function endianness() {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'LE' : 'BE';
}

/**
 * Addresses by interface.
 * @returns {Record<string, Array<{address: string, netmask: string, family: string, mac: string, internal: boolean,
 *   cidr: string | null, scopeid?: number}>>}
 */
function networkInterfaces() {
  const data = native.networkInterfaces();
  if (data.length > 0 && typeof data[0] === 'number') throwFailure(data);
  const result = {};
  for (let i = 0; i < data.length; i += 7) {
    const [name, address, netmask, six, mac, internal, scopeid] = data.slice(i, i + 7);
    const family = six ? 'IPv6' : 'IPv4';
    const cidr = util().getCIDR(address, netmask, family);
    const entry = { address, netmask, family, mac, internal, cidr };
    if (six) entry.scopeid = scopeid;
    const known = result[name];
    if (known === undefined) result[name] = [entry];
    else known.push(entry);
  }
  return result;
}

/**
 * @param {number} [pid] 0: this process
 * @param {number} [priority] from -20 (high) to 19 (low)
 */
function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  const { validateInt32 } = validators();
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  const failure = native.setPriority(pid, priority);
  if (failure !== undefined) throwFailure(failure);
}

/**
 * @param {number} [pid] 0: this process
 * @returns {number} from -20 (high) to 19 (low)
 */
function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validators().validateInt32(pid, 'pid');
  const result = native.getPriority(pid);
  if (typeof result === 'object') throwFailure(result);
  return result;
}

/**
 * The user that this process runs as.
 * @param {{encoding?: string}} [options] encoding 'buffer' gives Buffers
 * @returns {{uid: number, gid: number, username: string | Buffer, homedir: string | Buffer, shell: string | Buffer | null}}
 */
function userInfo(options) {
  if (typeof options !== 'object') options = null;
  const encoding = options?.encoding;
  const result = native.user();
  if (result.length === 4) throwFailure(result);
  const { Buffer } = buffer();
  const known = Buffer.isEncoding(encoding) ? encoding : 'utf8';
  const decode = (bytes) => {
    if (bytes === null) return null;
    const made = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return encoding === 'buffer' ? made : made.toString(known);
  };
  const [uid, gid, username, home, shell] = result;
  return {
    __proto__: null,
    uid,
    gid,
    username: decode(username),
    homedir: decode(home),
    shell: decode(shell),
  };
}

// `${os.hostname}` is os.hostname().
for (const fn of [
  arch,
  availableParallelism,
  endianness,
  freemem,
  getMachine,
  getOSRelease,
  getOSType,
  getOSVersion,
  homedir,
  hostname,
  platform,
  tmpdir,
  totalmem,
  uptime,
]) {
  fn[Symbol.toPrimitive] = () => fn();
}

const { dlopen, errno, priority, signals, UV_UDP_REUSEADDR } = constantTables;
const constants = { __proto__: null, UV_UDP_REUSEADDR, dlopen, errno, signals, priority };
Object.defineProperty(constants, 'UV_UDP_REUSEADDR', {
  __proto__: null,
  writable: false,
  configurable: false,
});

module.exports = {
  arch,
  availableParallelism,
  cpus,
  endianness,
  freemem,
  getPriority,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  platform,
  release: getOSRelease,
  setPriority,
  tmpdir,
  totalmem,
  type: getOSType,
  userInfo,
  uptime,
  version: getOSVersion,
  machine: getMachine,
};

Object.defineProperties(module.exports, {
  constants: { __proto__: null, value: constants, enumerable: true, writable: false, configurable: false },
  EOL: { __proto__: null, value: '\n', enumerable: true, writable: false, configurable: true },
  devNull: { __proto__: null, value: '/dev/null', enumerable: true, writable: false, configurable: true },
});
