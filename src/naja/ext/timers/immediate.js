'use strict';

// setImmediate: what runs right after the loop has polled.

const state = require('ext/async_context/state');
const { immediateInfo, toggleImmediateRef } = binding('timers');
const { runNextTicks } = require('ext/timers/ticks');
const validators = require.lazy('ext/base/validators');
const promises = require.lazy('node/timers/promises');

const { kAsyncId, kTriggerId, kFrame } = state;
const kRefed = Symbol('refed');
const kCustomPromisify = Symbol.for('nodejs.util.promisify.custom');

// Places in immediateInfo.
const COUNT = 0;
const REF_COUNT = 1;
const HAS_OUTSTANDING = 2;

class ImmediateList {
  constructor() {
    this.head = null;
    this.tail = null;
  }

  append(item) {
    if (this.tail !== null) {
      this.tail._idleNext = item;
      item._idlePrev = this.tail;
    } else {
      this.head = item;
    }
    this.tail = item;
  }

  remove(item) {
    if (item._idleNext) item._idleNext._idlePrev = item._idlePrev;
    if (item._idlePrev) item._idlePrev._idleNext = item._idleNext;
    if (item === this.head) this.head = item._idleNext;
    if (item === this.tail) this.tail = item._idlePrev;
    item._idleNext = null;
    item._idlePrev = null;
  }
}

const queue = new ImmediateList();
/** What was left of a round because a callback threw; the loop comes back for it at once. */
const outstanding = new ImmediateList();

/** What setImmediate returns. */
class Immediate {
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = false;
    this[kAsyncId] = ++state.lastId;
    this[kTriggerId] = state.executionId;
    if (state.tracker !== null) state.tracker.initResource(this, 'Immediate');
    this[kFrame] = state.getFrame();
    this.ref();
    immediateInfo[COUNT]++;
    queue.append(this);
  }

  /** @returns {Immediate} this */
  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      if (immediateInfo[REF_COUNT]++ === 0) toggleImmediateRef(true);
    }
    return this;
  }

  /** Lets the process end although this one has not run. @returns {Immediate} this */
  unref() {
    if (this[kRefed] === true) {
      this[kRefed] = false;
      if (--immediateInfo[REF_COUNT] === 0) toggleImmediateRef(false);
    }
    return this;
  }

  /** @returns {boolean} */
  hasRef() {
    return !!this[kRefed];
  }

  [Symbol.dispose]() {
    clearImmediate(this);
  }
}

/** What the loop calls in its check phase, and again while immediateInfo says that something is outstanding. */
function processImmediate() {
  state.enterLoop();
  if (state.tracker !== null) state.tracker.flushDestroyed();
  const round = outstanding.head !== null ? outstanding : queue;
  let immediate = round.head;
  // Those that these add are for the next turn of the loop.
  if (round !== outstanding) {
    round.head = round.tail = null;
    immediateInfo[HAS_OUTSTANDING] = 1;
  }

  let previous = null;
  let ran = false;
  while (immediate !== null) {
    if (ran) runNextTicks();
    else ran = true;

    // The callback or the ticks before it may have cleared this one.
    if (immediate._destroyed) {
      outstanding.head = immediate = previous._idleNext;
      continue;
    }
    immediate._destroyed = true;
    immediateInfo[COUNT]--;
    if (immediate[kRefed] && --immediateInfo[REF_COUNT] === 0) toggleImmediateRef(false);
    immediate[kRefed] = null;
    previous = immediate;

    const asyncId = immediate[kAsyncId];
    state.enter(asyncId, immediate[kTriggerId], immediate);
    if (state.frames) state.setFrame(immediate[kFrame]);
    if (state.tracker !== null && asyncId !== 0) state.tracker.before(asyncId);
    try {
      const args = immediate._argv;
      if (args === undefined) immediate._onImmediate();
      else immediate._onImmediate(...args);
    } finally {
      immediate._onImmediate = undefined;
      immediate._argv = undefined;
      immediate[kFrame] = undefined;
      if (state.tracker !== null) state.tracker.destroyResource(immediate);
      outstanding.head = immediate = immediate._idleNext;
    }
    if (state.tracker !== null && asyncId !== 0) state.tracker.after(asyncId);
    if (state.frames) state.setFrame(undefined);
    state.leave();
  }
  if (round === outstanding) outstanding.head = null;
  immediateInfo[HAS_OUTSTANDING] = 0;
}

/**
 * Calls a function once the loop has polled for events.
 * @param {Function} callback
 * @param {...*} args
 * @returns {Immediate}
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function setImmediate(callback, ...args) {
  if (typeof callback !== 'function') validators().validateFunction(callback, 'callback');
  return new Immediate(callback, args.length === 0 ? undefined : args);
}

Object.defineProperty(setImmediate, kCustomPromisify, {
  __proto__: null,
  enumerable: true,
  get() {
    return promises().setImmediate;
  },
});

/** Cancels what setImmediate returned. */
function clearImmediate(immediate) {
  if (!immediate?._onImmediate || immediate._destroyed) return;
  immediateInfo[COUNT]--;
  immediate._destroyed = true;
  if (immediate[kRefed] && --immediateInfo[REF_COUNT] === 0) toggleImmediateRef(false);
  immediate[kRefed] = null;
  if (state.tracker !== null) state.tracker.destroyResource(immediate);
  immediate._onImmediate = undefined;
  immediate._argv = undefined;
  immediate[kFrame] = undefined;
  queue.remove(immediate);
}

module.exports = { Immediate, setImmediate, clearImmediate, processImmediate };
