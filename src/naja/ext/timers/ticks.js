'use strict';

// process.nextTick, queueMicrotask, and what runs after each callback: ticks, then microtasks, until both
// are empty, then the promises that were rejected and that nobody handles. Loaded at every start.

const FixedQueue = require('ext/timers/fixed_queue');
const state = require('ext/async_context/state');
const { tickInfo, setTickCallback, runMicrotasks, enqueueMicrotask, setPromiseRejectCallback } =
  binding('ticks');
const validators = require.lazy('ext/base/validators');
const rejections = require.lazy('ext/timers/rejections');

const HAS_TICK = 0;
const HAS_REJECTION = 1;

const queue = new FixedQueue();
let process;

/** What createHook() knows as a TickObject. */
class Tick {
  constructor(callback, args) {
    this.callback = callback;
    this.args = args;
    this.frame = state.getFrame();
    this.asyncId = ++state.lastId;
    this.triggerId = state.executionId;
  }
}

/**
 * Calls a function as soon as the code that runs now has returned, before any promise reaction and any event.
 * @param {Function} callback
 * @param {...*} args what it is called with
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function nextTick(callback, ...args) {
  if (typeof callback !== 'function') validators().validateFunction(callback, 'callback');
  if (process._exiting) return;
  const tick = new Tick(callback, args.length === 0 ? undefined : args);
  if (queue.isEmpty()) tickInfo[HAS_TICK] = 1;
  if (state.tracker !== null) state.tracker.initTick(tick);
  queue.push(tick);
}

function runTick(tick) {
  const { callback, args } = tick;
  if (args === undefined) {
    callback();
    return;
  }
  switch (args.length) {
    case 1:
      callback(args[0]);
      break;
    case 2:
      callback(args[0], args[1]);
      break;
    case 3:
      callback(args[0], args[1], args[2]);
      break;
    default:
      callback(...args);
  }
}

/** Runs a tick while a hook is enabled. */
function runTracked(tick) {
  const { asyncId } = tick;
  state.tracker.before(asyncId);
  try {
    runTick(tick);
  } finally {
    state.tracker?.destroy(asyncId);
  }
  state.tracker?.after(asyncId);
}

/** What the loop calls after a callback when there are ticks or rejections. */
function processTicksAndRejections() {
  const base = state.getFrame();
  let tick;
  do {
    while ((tick = queue.shift()) !== null) {
      if (state.frames) state.setFrame(tick.frame);
      state.enter(tick.asyncId, tick.triggerId, tick);
      if (state.tracker === null) runTick(tick);
      else runTracked(tick);
    }
    if (state.frames) state.setFrame(base);
    state.leave();
    runMicrotasks();
  } while (!queue.isEmpty() || (tickInfo[HAS_REJECTION] === 1 && processRejections()));
  tickInfo[HAS_TICK] = 0;
  tickInfo[HAS_REJECTION] = 0;
}

function processRejections() {
  return rejections().processRejections();
}

/** Between two timers or immediates: run what the first one has scheduled. */
function runNextTicks() {
  if (tickInfo[HAS_TICK] === 0 && tickInfo[HAS_REJECTION] === 0) {
    runMicrotasks();
    if (tickInfo[HAS_TICK] === 0 && tickInfo[HAS_REJECTION] === 0) return;
  }
  processTicksAndRejections();
}

/**
 * Calls a function as a microtask. What it throws is an uncaught exception.
 * @param {Function} callback
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function queueMicrotask(callback) {
  if (typeof callback !== 'function') validators().validateFunction(callback, 'callback');
  if (state.frames || state.tracker !== null) {
    rejections().queueMicrotaskInContext(callback);
    return;
  }
  enqueueMicrotask(() => {
    try {
      callback();
    } catch (err) {
      binding('errors').triggerUncaughtException(err, false);
    }
  });
}

/**
 * Installs the tick queue; called once, at start.
 * @param {object} processObject gets nextTick and _tickCallback; its _exiting stops new ticks
 */
function setup(processObject) {
  process = processObject;
  process.nextTick = nextTick;
  process._tickCallback = runNextTicks;
  setTickCallback(processTicksAndRejections);
  setPromiseRejectCallback((type, promise, reason) => rejections().onReject(type, promise, reason));
}

/** Forgets what waits. */
function clear() {
  while (queue.shift() !== null);
  tickInfo[HAS_TICK] = 0;
  tickInfo[HAS_REJECTION] = 0;
}

module.exports = {
  clear,
  setup,
  nextTick,
  queueMicrotask,
  runNextTicks,
  processTicksAndRejections,
  /** @returns {boolean} whether a tick waits */
  hasTicks: () => !queue.isEmpty(),
};
