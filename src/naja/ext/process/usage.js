'use strict';

// What the process costs: CPU, memory, resources.

const native = binding('process');
const { codes } = require('ext/base/errors');
const { validateObject, validateNumber } = require('ext/base/validators');

let fields;

/** Seconds since the process began. */
function uptime() {
  return binding('uv').now() / 1000;
}

function previousValue(previous, name) {
  const value = previous[name];
  validateNumber(value, `prevValue.${name}`);
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    throw new codes.ERR_INVALID_ARG_VALUE.RangeError(`prevValue.${name}`, value);
  }
  return value;
}

/** @returns {{user: number, system: number}} microseconds, since `previous` if given */
function cpuUsage(previous, ofThread) {
  fields ??= new Float64Array(16);
  let user = 0;
  let system = 0;
  if (previous) {
    validateObject(previous, 'prevValue');
    user = previousValue(previous, 'user');
    system = previousValue(previous, 'system');
  }
  native.rusage(fields, ofThread);
  return { user: fields[0] - user, system: fields[1] - system };
}

function resourceUsage() {
  fields ??= new Float64Array(16);
  native.rusage(fields, false);
  return {
    userCPUTime: fields[0],
    systemCPUTime: fields[1],
    maxRSS: fields[2],
    sharedMemorySize: fields[3],
    unsharedDataSize: fields[4],
    unsharedStackSize: fields[5],
    minorPageFault: fields[6],
    majorPageFault: fields[7],
    swappedOut: fields[8],
    fsRead: fields[9],
    fsWrite: fields[10],
    ipcSent: fields[11],
    ipcReceived: fields[12],
    signalsCount: fields[13],
    voluntaryContextSwitches: fields[14],
    involuntaryContextSwitches: fields[15],
  };
}

/** Bytes. */
function memoryUsage() {
  const heap = binding('v8').heapStatistics();
  return {
    rss: native.rss(),
    heapTotal: heap[0],
    heapUsed: heap[4],
    external: heap[7],
    arrayBuffers: heap[7],
  };
}

const IMMEDIATE_REFS = 1; // its place in immediateInfo
const NAMES = {
  tcp: 'TCPSocketWrap',
  pipe: 'PipeWrap',
  tty: 'TTYWrap',
  fs_event: 'FSEventWrap',
  fs_poll: 'StatWatcher',
  signal: 'SignalWrap',
  process: 'ProcessWrap',
  udp: 'UDPWrap',
};

function activeResources() {
  // The loop has one timer and one idle handle for all of JavaScript's timers and immediates: they are counted instead.
  const { timerInfo, immediateInfo } = binding('timers');
  const names = native.activeHandles().filter((name) => name !== 'timer' && name !== 'idle');
  return [
    ...names.map((name) => NAMES[name] ?? name),
    ...new Array(timerInfo[0]).fill('Timeout'),
    ...new Array(immediateInfo[IMMEDIATE_REFS]).fill('Immediate'),
  ];
}

module.exports = { uptime, cpuUsage, resourceUsage, memoryUsage, activeResources };
