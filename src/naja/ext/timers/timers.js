'use strict';

// setTimeout, setInterval. Timers of one duration stand in one list, in the order in which they expire; the
// lists stand in a heap; the loop has one native timer, set to the list that expires first.
// Immediates: ext/timers/immediate.js.

const state = require('ext/async_context/state');
const { immediateInfo, timerInfo, setup, schedule, toggleTimerRef, now: loopNow } = binding('timers');
const PriorityQueue = require('ext/timers/priority_queue');
const { processImmediate, Immediate, setImmediate, clearImmediate } = require('ext/timers/immediate');
const { runNextTicks } = require('ext/timers/ticks');
const validators = require.lazy('ext/base/validators');
const process = require.lazy('node/process');
const inspectModule = require.lazy('ext/console/inspect');
const promises = require.lazy('node/timers/promises');

const { kAsyncId, kTriggerId, kFrame } = state;
const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kCustomPromisify = Symbol.for('nodejs.util.promisify.custom');

/** The longest timeout, in milliseconds: 2^31 - 1. */
const TIMEOUT_MAX = 2147483647;

const lists = new Map(); // duration -> TimersList
const heap = new PriorityQueue();
const knownById = new Map(); // async id -> Timeout, of those that were turned into a primitive
let nextExpiry = Infinity;
// Ids of lists order those that expire together.
let lastListId = Number.MIN_SAFE_INTEGER;

let warnedNegative = false;
let warnedNaN = false;

function inspectShallow(object, options) {
  return inspectModule().inspect(object, { ...options, depth: 0, customInspect: false });
}

/** The timers of one duration; the head of their ring. */
class TimersList {
  constructor(expiry, msecs) {
    this._idleNext = this;
    this._idlePrev = this;
    this.expiry = expiry;
    this.id = lastListId++;
    this.msecs = msecs;
    this.position = 0;
  }

  [kInspect](_, options) {
    return inspectShallow(this, options);
  }
}

function unlink(timer) {
  if (timer._idleNext) timer._idleNext._idlePrev = timer._idlePrev;
  if (timer._idlePrev) timer._idlePrev._idleNext = timer._idleNext;
  timer._idleNext = null;
  timer._idlePrev = null;
}

function append(list, timer) {
  if (timer._idleNext || timer._idlePrev) unlink(timer);
  const last = list._idlePrev;
  timer._idleNext = list;
  timer._idlePrev = last;
  last._idleNext = timer;
  list._idlePrev = timer;
}

function incRef() {
  if (timerInfo[0]++ === 0) toggleTimerRef(true);
}

function decRef() {
  if (--timerInfo[0] === 0) toggleTimerRef(false);
}

function insert(timer, duration, start) {
  const msecs = Math.trunc(duration);
  timer._idleStart = start;
  let list = lists.get(msecs);
  if (list === undefined) {
    const expiry = start + msecs;
    list = new TimersList(expiry, msecs);
    lists.set(msecs, list);
    heap.insert(list);
    if (nextExpiry > expiry) {
      schedule(msecs);
      nextExpiry = expiry;
    }
  }
  append(list, timer);
}

function assignIds(resource, type) {
  resource[kAsyncId] = ++state.lastId;
  resource[kTriggerId] = state.executionId;
  if (state.tracker !== null) state.tracker.initResource(resource, type);
}

function warnOfDuration(after) {
  const { emitWarning } = process();
  if (after > TIMEOUT_MAX) {
    emitWarning(
      `${after} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`,
      'TimeoutOverflowWarning',
    );
  } else if (after < 0 && !warnedNegative) {
    warnedNegative = true;
    emitWarning(`${after} is a negative number.\nTimeout duration was set to 1.`, 'TimeoutNegativeWarning');
  } else if (Number.isNaN(after) && !warnedNaN) {
    warnedNaN = true;
    emitWarning(`${after} is not a number.\nTimeout duration was set to 1.`, 'TimeoutNaNWarning');
  }
}

/** What setTimeout and setInterval return. */
class Timeout {
  constructor(callback, after, args, isRepeat, isRefed) {
    if (after === undefined) {
      after = 1;
    } else {
      after *= 1; // to a number
    }
    if (!(after >= 1 && after <= TIMEOUT_MAX)) {
      warnOfDuration(after);
      after = 1;
    }
    this._idleTimeout = after;
    this._idlePrev = this;
    this._idleNext = this;
    this._idleStart = null;
    this._onTimeout = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? after : null;
    this._destroyed = false;
    if (isRefed) incRef();
    this[kRefed] = isRefed;
    this[kHasPrimitive] = false;
    assignIds(this, 'Timeout');
    this[kFrame] = state.getFrame();
  }

  [kInspect](_, options) {
    return inspectShallow(this, options);
  }

  /** Begins its time anew. @returns {Timeout} this */
  refresh() {
    if (this[kRefed]) activate(this, true);
    else activate(this, false);
    return this;
  }

  /** Lets the process end although this timer still waits. @returns {Timeout} this */
  unref() {
    if (this[kRefed]) {
      this[kRefed] = false;
      if (!this._destroyed) decRef();
    }
    return this;
  }

  /** Keeps the process alive while this timer waits (the default). @returns {Timeout} this */
  ref() {
    if (!this[kRefed]) {
      this[kRefed] = true;
      if (!this._destroyed) incRef();
    }
    return this;
  }

  /** @returns {boolean} */
  hasRef() {
    return this[kRefed];
  }

  /** Cancels it. @returns {Timeout} this */
  close() {
    clearTimeout(this);
    return this;
  }

  [Symbol.dispose]() {
    clearTimeout(this);
  }

  /** @returns {number} an id that clearTimeout understands */
  [Symbol.toPrimitive]() {
    const id = this[kAsyncId];
    if (!this[kHasPrimitive]) {
      this[kHasPrimitive] = true;
      knownById.set(id, this);
    }
    return id;
  }
}

/** Puts a timer (back) into its list, even one that has fired or was cancelled. */
function activate(timer, refed, start) {
  const msecs = timer._idleTimeout;
  if (msecs < 0 || msecs === undefined) return;
  insert(timer, msecs, start ?? loopNow());
  const destroyed = timer._destroyed;
  if (destroyed || !timer[kAsyncId]) {
    timer._destroyed = false;
    assignIds(timer, 'Timeout');
    timer[kFrame] = state.getFrame();
  }
  if (destroyed) {
    if (refed) incRef();
  } else if (refed === !timer[kRefed]) {
    if (refed) incRef();
    else decRef();
  }
  timer[kRefed] = refed;
}

function emitDestroy(timer) {
  if (timer[kHasPrimitive]) knownById.delete(timer[kAsyncId]);
  if (state.tracker !== null) state.tracker.destroyResource(timer);
}

/** Lets go of what the program gave us. */
function release(timer) {
  timer[kFrame] = undefined;
  timer._onTimeout = undefined;
  timer._timerArgs = undefined;
}

/** Takes a timer out of its list for good. */
function unenroll(timer) {
  if (timer._destroyed) {
    release(timer);
    return;
  }
  const wasEnrolled = timer._idleNext !== null || timer._idlePrev !== null;
  timer._destroyed = true;
  emitDestroy(timer);
  unlink(timer);
  // Lists of unref'ed timers stay: they are mostly timeouts of sockets, soon used again.
  if (timer[kRefed]) {
    const list = lists.get(Math.trunc(timer._idleTimeout));
    if (list !== undefined && list._idleNext === list) {
      heap.remove(list);
      lists.delete(list.msecs);
    }
    decRef();
  }
  // One that runs right now is released afterwards.
  if (wasEnrolled) release(timer);
  timer._idleTimeout = -1;
}

function afterCall(timer, start) {
  if (timer._repeat && timer._idleTimeout !== -1) {
    timer._idleTimeout = timer._repeat;
    insert(timer, timer._idleTimeout, start);
  } else if (!timer._idleNext && !timer._idlePrev) {
    if (timer._destroyed) {
      release(timer);
    } else {
      timer[kFrame] = undefined;
      destroy(timer);
    }
  }
}

/** A timer that has fired. What processTimers() returns tells the loop whether others keep the process alive. */
function destroy(timer) {
  if (timer[kRefed]) timerInfo[0]--;
  emitDestroy(timer);
  timer._destroyed = true;
}

/** Runs what has expired in one list. */
function runList(list, now) {
  const { msecs } = list;
  let ran = false;
  let timer;
  while ((timer = list._idleNext) !== list) {
    // The clock may have moved since this list was started on.
    if (now - timer._idleStart < msecs) {
      list.expiry = Math.max(timer._idleStart + msecs, now + 1);
      list.id = lastListId++;
      heap.sinkFirst();
      return;
    }
    if (ran) {
      // The ticks may clear or refresh the timer: look again.
      ran = false;
      runNextTicks();
      continue;
    }
    ran = true;
    unlink(timer);
    if (!timer._onTimeout) {
      if (!timer._destroyed) {
        release(timer);
        destroy(timer);
      }
      continue;
    }

    const start = timer._repeat ? loopNow() : 0;
    const asyncId = timer[kAsyncId];
    state.enter(asyncId, timer[kTriggerId], timer);
    if (state.frames) state.setFrame(timer[kFrame]);
    if (state.tracker !== null) state.tracker.before(asyncId);
    try {
      const args = timer._timerArgs;
      if (args === undefined) timer._onTimeout();
      else Reflect.apply(timer._onTimeout, timer, args);
    } finally {
      afterCall(timer, start);
    }
    if (state.tracker !== null) state.tracker.after(asyncId);
    if (state.frames) state.setFrame(undefined);
    state.leave();
  }
  // It may have been emptied and replaced while its timers ran.
  if (list === lists.get(msecs)) {
    lists.delete(msecs);
    heap.remove(list);
  }
}

/** What the loop calls when the native timer fires; for what it returns see docs/internals.md. */
function processTimers(now) {
  state.enterLoop();
  nextExpiry = Infinity;
  let ran = false;
  let list;
  while ((list = heap.peek()) !== undefined) {
    if (list.expiry > now) {
      // Timers have run meanwhile: look at the clock again before going to sleep.
      now = loopNow();
      if (list.expiry > now) {
        nextExpiry = list.expiry;
        return timerInfo[0] > 0 ? nextExpiry : -nextExpiry;
      }
    }
    if (ran) runNextTicks();
    else ran = true;
    runList(list, now);
  }
  return 0;
}

function checkCallback(callback) {
  if (typeof callback !== 'function') validators().validateFunction(callback, 'callback');
}

/**
 * Calls a function once, later.
 * @param {Function} callback
 * @param {number} [after] milliseconds, 1 to 2^31 - 1; anything else means 1
 * @param {...*} args
 * @returns {Timeout}
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function setTimeout(callback, after, ...args) {
  checkCallback(callback);
  const timer = new Timeout(callback, after, args.length === 0 ? undefined : args, false, true);
  insert(timer, timer._idleTimeout, loopNow());
  return timer;
}

Object.defineProperty(setTimeout, kCustomPromisify, {
  __proto__: null,
  enumerable: true,
  get() {
    return promises().setTimeout;
  },
});

/** As setTimeout, again and again. */
function setInterval(callback, repeat, ...args) {
  checkCallback(callback);
  const timer = new Timeout(callback, repeat, args.length === 0 ? undefined : args, true, true);
  insert(timer, timer._idleTimeout, loopNow());
  return timer;
}

/** Cancels a timer: what setTimeout returned, or its id as a number or a string. */
function clearTimeout(timer) {
  if (timer?._onTimeout) {
    timer._onTimeout = null;
    unenroll(timer);
    return;
  }
  if (typeof timer === 'number' || typeof timer === 'string') {
    const known = knownById.get(Number(timer));
    if (known !== undefined) {
      known._onTimeout = null;
      unenroll(known);
    }
  }
}

/** Cancels an interval, or a timeout. */
function clearInterval(timer) {
  // The standard lets either function clear either kind.
  clearTimeout(timer);
}

/**
 * A timer that does not keep the process alive, for timeouts of sockets and the like.
 * @param {Function} callback called with `arg`, a null `this`
 * @returns {Timeout}
 */
function setUnrefTimeout(callback, after, arg) {
  const timer = new Timeout(callback, after, arg === undefined ? undefined : [arg], false, false);
  insert(timer, timer._idleTimeout, loopNow());
  return timer;
}

setup(processImmediate, processTimers);

module.exports = {
  TIMEOUT_MAX,
  Timeout,
  Immediate,
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
  setUnrefTimeout,
  timerById: (id) => knownById.get(id),
  immediateInfo,
};
