'use strict';

/**
 * Profiles and coverage from the start of an environment to its end: --cpu-prof, --heap-prof, NODE_V8_COVERAGE. Loaded
 * only where one of them is asked for. The files are those of Node.js.
 */

const inspector = binding('inspector');
const { options } = binding('bootstrap');
const { getOption } = require('modules/options');
const path = require('node/path');
const process = require('node/process');

const flags = options.flags ?? {};
const folderOf = (flag) => flags[flag] || flags['--diagnostic-dir'] || '';
const thread = () => (options.worker === undefined ? 0 : require('node/worker_threads').threadId);

let lastFile = 0;

/** `CPU.20260131.235959.PID.THREAD.001.cpuprofile` */
function standardName(kind, extension) {
  const now = new Date();
  const digits = (number, length = 2) => `${number}`.padStart(length, '0');
  const day = `${now.getFullYear()}${digits(now.getMonth() + 1)}${digits(now.getDate())}`;
  const time = `${digits(now.getHours())}${digits(now.getMinutes())}${digits(now.getSeconds())}`;
  return `${kind}.${day}.${time}.${process.pid}.${thread()}.${digits(++lastFile, 3)}.${extension}`;
}

/** Where a file goes, decided at the start: the program may go elsewhere. */
function place(folder, name) {
  return path.resolve(folder, name.replaceAll('${pid}', `${process.pid}`));
}

function write(file, text) {
  const fs = require('node/fs');
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  } catch (error) {
    require('ext/process/raw').writeError(
      `${process.execPath}: Failed to write file ${file}: ${error.message}\n`,
    );
  }
}

/** A session that answers at once. */
class Recorder {
  #session;
  #answer;

  constructor() {
    this.#session = inspector.connect((text) => {
      const message = JSON.parse(text);
      if (message.id !== undefined) this.#answer = message;
    }, true);
  }

  /** @returns {object | undefined} the result; undefined where it was refused */
  ask(method, params) {
    this.#answer = undefined;
    inspector.dispatch(this.#session, JSON.stringify({ id: 1, method, params }));
    return this.#answer?.result;
  }

  end() {
    inspector.disconnect(this.#session);
  }
}

/** --cpu-prof */
function cpuProfile() {
  const recorder = new Recorder();
  const file = place(
    folderOf('--cpu-prof-dir'),
    flags['--cpu-prof-name'] || standardName('CPU', 'cpuprofile'),
  );
  recorder.ask('Profiler.enable');
  recorder.ask('Profiler.setSamplingInterval', { interval: flags['--cpu-prof-interval'] || 1000 });
  recorder.ask('Profiler.start');
  return () => {
    const result = recorder.ask('Profiler.stop');
    recorder.end();
    if (result?.profile) write(file, JSON.stringify(result.profile));
  };
}

/** --heap-prof */
function heapProfile() {
  const recorder = new Recorder();
  const file = place(
    folderOf('--heap-prof-dir'),
    flags['--heap-prof-name'] || standardName('Heap', 'heapprofile'),
  );
  recorder.ask('HeapProfiler.enable');
  recorder.ask('HeapProfiler.startSampling', {
    samplingInterval: flags['--heap-prof-interval'] || 512 * 1024,
  });
  return () => {
    const result = recorder.ask('HeapProfiler.stopSampling');
    recorder.end();
    if (result?.profile) write(file, JSON.stringify(result.profile));
  };
}

let coverage;

/** NODE_V8_COVERAGE: counts from here on. */
class Coverage {
  #recorder = new Recorder();
  #folder;

  constructor(folder) {
    this.#folder = folder;
    this.#recorder.ask('Profiler.enable');
    this.#recorder.ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What was run since the last time goes to a file of its own. */
  take() {
    const found = this.#recorder?.ask('Profiler.takePreciseCoverage');
    if (!found) return;
    const result = found.result.filter(({ url }) => !url.startsWith('node:'));
    const maps = require('modules/source_maps/registry').describe(
      result.map(({ url }) => url).filter((url) => url.startsWith('file:')),
    );
    const all = { result, timestamp: found.timestamp, ...(maps && { 'source-map-cache': maps }) };
    const name = `coverage-${process.pid}-${Date.now()}-${thread()}.json`;
    write(path.join(this.#folder, name), JSON.stringify(all));
  }

  stop() {
    this.#recorder?.ask('Profiler.stopPreciseCoverage');
    this.#recorder?.end();
    this.#recorder = undefined;
  }
}

/** Calls `finish` once before the environment ends, by whatever way it can be told of. */
function atEnd(finish) {
  let isOver = false;
  const once = () => {
    if (isOver) return;
    isOver = true;
    finish();
  };
  const { _emitExit: emitExit, reallyExit, _kill: kill } = process;
  process._emitExit = () => {
    const code = emitExit();
    once();
    return code;
  };
  process.reallyExit = (code) => {
    once();
    reallyExit(code);
  };
  process._kill = (pid, signal) => {
    // The signal ends this process, most likely.
    const deadly = { __proto__: null, 2: 'SIGINT', 3: 'SIGQUIT', 9: 'SIGKILL', 15: 'SIGTERM' }[signal];
    if (pid === process.pid && deadly !== undefined && process.listenerCount(deadly) === 0) once();
    return kill(pid, signal);
  };
  require('ext/process/uncaught').onLast(once);
}

/** Begins what the options and the environment ask for. */
function begin() {
  const ends = [];
  require('ext/debugger/debugger').name();
  const folder = process.env.NODE_V8_COVERAGE;
  if (folder) {
    const absolute = path.resolve(folder);
    process.env.NODE_V8_COVERAGE = absolute;
    require('modules/source_maps/registry').keep();
    coverage = new Coverage(absolute);
    ends.push(() => {
      coverage.take();
      coverage.stop();
    });
  }
  if (getOption('--heap-prof')) ends.push(heapProfile());
  if (getOption('--cpu-prof')) ends.push(cpuProfile());
  if (ends.length > 0) {
    atEnd(() => {
      for (const end of ends.reverse()) end();
    });
  }
}

module.exports = {
  begin,
  /** node:v8's takeCoverage. */
  takeCoverage: () => coverage?.take(),
  /** node:v8's stopCoverage. */
  stopCoverage: () => coverage?.stop(),
};
