'use strict';

// What a diagnostic report says: of the process, its stack, heap and handles, and the system. Node's report version 5.

const native = binding('report');

const SECONDS = 1e6; // in microseconds
const NO_LIMIT = 'unlimited';
// Lines of /proc/self/limits: name there, name here, and what the number there is divided by.
const LIMITS = [
  ['Max core file size', 'core_file_size_blocks', 512],
  ['Max data size', 'data_seg_size_bytes', 1],
  ['Max file size', 'file_size_blocks', 512],
  ['Max locked memory', 'max_locked_memory_bytes', 1],
  ['Max resident set', 'max_memory_size_bytes', 1],
  ['Max open files', 'open_files', 1],
  ['Max stack size', 'stack_size_bytes', 1],
  ['Max cpu time', 'cpu_time_seconds', 1],
  ['Max processes', 'max_user_processes', 1],
  ['Max address space', 'virtual_memory_bytes', 1],
];

const os = () => require('node/os');

/** @param {{event: string, trigger: string, filename: string | null}} why */
function header(process, why, now, withNetwork) {
  const [runtime, compiler] = native.libc();
  const { name, headersUrl, sourceUrl } = process.release;
  const found = {
    reportVersion: 5,
    event: why.event,
    trigger: why.trigger,
    filename: why.filename,
    dumpEventTime: now.toISOString().replace(/\.\d+/, ''),
    dumpEventTimeStamp: `${now.getTime()}`,
    processId: process.pid,
    threadId: require('node/worker_threads').threadId,
    cwd: process.cwd(),
    commandLine: [process.argv0, ...process.execArgv, ...process.argv.slice(1)],
    nodejsVersion: process.version,
    glibcVersionRuntime: runtime,
    glibcVersionCompiler: compiler,
    wordSize: 64,
    arch: process.arch,
    platform: process.platform,
    componentVersions: { ...process.versions },
    release: { name, headersUrl, sourceUrl },
    osName: os().type(),
    osRelease: os().release(),
    osVersion: os().version(),
    osMachine: os().machine(),
    cpus: os()
      .cpus()
      .map(({ model, speed, times: { user, nice, sys, idle, irq } }) => {
        return { model, speed, user, nice, sys, idle, irq };
      }),
  };
  if (withNetwork) found.networkInterfaces = networkInterfaces();
  found.host = os().hostname();
  return found;
}

function networkInterfaces() {
  const found = [];
  for (const [name, addresses] of Object.entries(os().networkInterfaces())) {
    for (const { internal, mac, address, netmask, family, scopeid } of addresses) {
      const here = { name, internal, mac, address, netmask, family };
      found.push(scopeid === undefined ? here : { ...here, scopeid });
    }
  }
  return found;
}

function javascriptStack(error) {
  const [message, ...stack] = String(error?.stack ?? error).split('\n');
  const errorProperties = {};
  if (error !== null && typeof error === 'object') {
    for (const key of Object.keys(error)) errorProperties[key] = String(error[key]);
  }
  return { message, stack: stack.map((line) => line.trim()), errorProperties };
}

function javascriptHeap() {
  const heap = require('node/v8').getHeapStatistics();
  return {
    totalMemory: heap.total_heap_size,
    executableMemory: heap.total_heap_size_executable,
    totalCommittedMemory: heap.total_physical_size,
    availableMemory: heap.total_available_size,
    totalGlobalHandlesMemory: heap.total_global_handles_size,
    usedGlobalHandlesMemory: heap.used_global_handles_size,
    usedMemory: heap.used_heap_size,
    memoryLimit: heap.heap_size_limit,
    mallocedMemory: heap.malloced_memory,
    externalMemory: heap.external_memory,
    peakMallocedMemory: heap.peak_malloced_memory,
    nativeContextCount: heap.number_of_native_contexts,
    detachedContextCount: heap.number_of_detached_contexts,
    doesZapGarbage: heap.does_zap_garbage,
  };
}

function nativeStack() {
  const words = native.nativeStack();
  const found = [];
  for (let i = 0; i < words.length; i += 3) {
    found.push({ pc: words[i], symbol: `${words[i + 1]} [${words[i + 2]}]`.trim() });
  }
  return found;
}

/** Seconds, and percent of the time since the process began, of user and system. */
function processorTime(process, user, system) {
  const uptime = process.uptime();
  const percent = (microseconds) => (100 * microseconds) / SECONDS / uptime;
  return {
    userCpuSeconds: user / SECONDS,
    kernelCpuSeconds: system / SECONDS,
    cpuConsumptionPercent: percent(user + system),
    userCpuConsumptionPercent: percent(user),
    kernelCpuConsumptionPercent: percent(system),
  };
}

function resourceUsage(process) {
  const usage = process.resourceUsage();
  return {
    free_memory: os().freemem(),
    total_memory: os().totalmem(),
    rss: process.memoryUsage.rss(),
    constrained_memory: process.constrainedMemory(),
    available_memory: process.availableMemory(),
    ...processorTime(process, usage.userCPUTime, usage.systemCPUTime),
    maxRss: usage.maxRSS * 1024,
    pageFaults: { IORequired: usage.majorPageFault, IONotRequired: usage.minorPageFault },
    fsActivity: { reads: usage.fsRead, writes: usage.fsWrite },
  };
}

function threadUsage(process) {
  const { user, system } = process.threadCpuUsage();
  const usage = process.resourceUsage();
  return {
    ...processorTime(process, user, system),
    fsActivity: { reads: usage.fsRead, writes: usage.fsWrite },
  };
}

function handles() {
  const words = native.handles();
  const found = [];
  for (let i = 0; i < words.length; i += 6) {
    const [type, active, referenced, address, first, due] = words.slice(i, i + 6);
    const handle = { type, is_active: active === 1, is_referenced: referenced === 1, address };
    if (type === 'timer') Object.assign(handle, { repeat: first, firesInMsFromNow: due, expired: due === 0 });
    else if (first >= 0) handle.fd = first;
    found.push(handle);
  }
  return found;
}

function userLimits() {
  const text = require('ext/fs/own_file').readOwn('/proc/self/limits');
  const found = {};
  for (const [there, here, unit] of LIMITS) {
    const [, soft, hard] = new RegExp(`^${there} +(\\S+) +(\\S+)`, 'm').exec(text);
    const value = (word) => (word === NO_LIMIT ? word : Math.floor(Number(word) / unit));
    found[here] = { soft: value(soft), hard: value(hard) };
  }
  return found;
}

/**
 * @param {NodeJS.Process} process
 * @param {{event: string, trigger: string, filename: string | null}} why
 * @param {*} error whose stack is in it
 * @param {{excludeEnv: boolean, excludeNetwork: boolean}} options
 * @returns {object} the report
 */
function report(process, why, error, options, now = new Date()) {
  const made = {
    header: header(process, why, now, !options.excludeNetwork),
    javascriptStack: javascriptStack(error),
    javascriptHeap: javascriptHeap(),
    nativeStack: nativeStack(),
    resourceUsage: resourceUsage(process),
    uvthreadResourceUsage: threadUsage(process),
    libuv: handles(),
    workers: [],
  };
  if (!options.excludeEnv) made.environmentVariables = { ...process.env };
  made.userLimits = userLimits();
  made.sharedObjects = native.libraries();
  return made;
}

module.exports = { report };
