'use strict';

// createHook(): who wants to know of the resources that JavaScript makes. While no hook is enabled, this file is
// not even asked.

const state = require('ext/async_context/state');
const {
  codes: { ERR_ASYNC_CALLBACK, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateBoolean } = require('ext/base/validators');
const process = require.lazy('node/process');
const immediate = require.lazy('ext/timers/immediate');

const kInit = Symbol('init');
const kBefore = Symbol('before');
const kAfter = Symbol('after');
const kDestroy = Symbol('destroy');
const kPromiseResolve = Symbol('promiseResolve');
const kNoPromiseHook = Symbol('kNoPromiseHook');
const kAsyncIdOfPromise = Symbol('async_id_symbol');
const kTriggerIdOfPromise = Symbol('trigger_async_id_symbol');

/** Enabled hooks. While they are being called, changes go to a copy. */
let active = [];
let depth = 0;
let changed = null;

/** Ids whose `before` was told and whose `after` was not. */
const open = [];
/** Ids whose `destroy` is still to be told. */
let destroyed = [];

/** A hook has thrown: nobody can go on from there. */
function fatal(err) {
  if (typeof err?.stack === 'string') {
    process()._rawDebug(err.stack);
  } else {
    const holder = { message: err };
    Error.captureStackTrace(holder, fatal);
    process()._rawDebug(holder.stack);
  }
  process().exit(1);
}

/** No room left to call a hook in: what goes so deep is stopped there, in its own code. */
function isOverflow(err) {
  return err instanceof RangeError && err.message === 'Maximum call stack size exceeded';
}

function emit(key, asyncId, type, triggerId, resource) {
  depth++;
  try {
    for (let i = 0; i < active.length; i++) {
      const hook = active[i];
      if (typeof hook[key] !== 'function') continue;
      if (key === kInit) hook[key](asyncId, type, triggerId, resource);
      else hook[key](asyncId);
    }
  } catch (err) {
    if (!isOverflow(err)) fatal(err);
  } finally {
    depth--;
  }
  settleChanges();
}

/** Hooks that were enabled or disabled meanwhile. */
function settleChanges() {
  if (depth !== 0 || changed === null) return;
  active = changed;
  changed = null;
  update();
}

function update() {
  state.tracker = active.length > 0 ? tracker : null;
  trackPromises(active.some((hook) => !hook[kNoPromiseHook]));
}

/** The array to add to or remove from. */
function editable() {
  if (depth === 0) return active;
  changed ??= active.slice();
  return changed;
}

/** What ticks, timers and AsyncResources call while a hook is enabled. */
const tracker = {
  init(asyncId, type, triggerId, resource) {
    emit(kInit, asyncId, type, triggerId, resource);
  },

  initTick(tick) {
    emit(kInit, tick.asyncId, 'TickObject', tick.triggerId, tick);
  },

  initResource(resource, type) {
    emit(kInit, resource[state.kAsyncId], type, resource[state.kTriggerId], resource);
  },

  before(asyncId) {
    open.push(asyncId);
    emit(kBefore, asyncId);
  },

  after(asyncId) {
    emit(kAfter, asyncId);
    if (open.length > 0 && open[open.length - 1] === asyncId) open.pop();
  },

  destroy(asyncId) {
    if (!tracker.wantsDestroy()) return;
    if (destroyed.length === 0) scheduleDestroy();
    destroyed.push(asyncId);
  },

  destroyResource(resource) {
    if (resource[state.kAsyncId] !== 0) tracker.destroy(resource[state.kAsyncId]);
  },

  wantsDestroy() {
    return active.some((hook) => typeof hook[kDestroy] === 'function');
  },

  /** The loop's check phase: before any immediate. */
  flushDestroyed,

  /** After an uncaught exception: nothing is running any more. */
  unwind() {
    outer.length = 0;
    while (open.length > 0) emit(kAfter, open.pop());
  },
};

/** `destroy` is told later, all at once, in the next check phase; an immediate that hooks do not see brings it about. */
function scheduleDestroy() {
  state.tracker = null;
  const { executionId, triggerId } = state;
  const { setImmediate } = immediate();
  setImmediate(flushDestroyed)[state.kAsyncId] = 0; // nobody shall hear of this one
  state.executionId = executionId;
  state.triggerId = triggerId;
  update();
}

function flushDestroyed() {
  // Hooks may destroy more.
  while (destroyed.length > 0) {
    const ids = destroyed;
    destroyed = [];
    for (const asyncId of ids) emit(kDestroy, asyncId);
  }
}

/* ---------------------------------------------------------------- promises */

const context = binding('async_context');
let tracksPromises = false;
/** What ran before the promise reactions that run now. */
const outer = [];

/** Lets the engine tell of promises, where it can. */
function trackPromises(wanted) {
  if (wanted === tracksPromises || context.setPromiseHooks === undefined) return;
  tracksPromises = wanted;
  if (wanted) context.setPromiseHooks(promiseInit, promiseBefore, promiseAfter, promiseResolve);
  else context.setPromiseHooks(undefined, undefined, undefined, undefined);
}

/** A promise of before the hooks gets its ids when it is first met. */
function identify(promise, parent) {
  promise[kAsyncIdOfPromise] = ++state.lastId;
  promise[kTriggerIdOfPromise] = parent?.[kAsyncIdOfPromise] ?? state.executionId;
}

function emitForPromises(key, asyncId, triggerId, promise) {
  depth++;
  try {
    for (let i = 0; i < active.length; i++) {
      const hook = active[i];
      if (hook[kNoPromiseHook] || typeof hook[key] !== 'function') continue;
      if (key === kInit) hook[key](asyncId, 'PROMISE', triggerId, promise);
      else hook[key](asyncId);
    }
  } catch (err) {
    if (!isOverflow(err)) fatal(err);
  } finally {
    depth--;
  }
  settleChanges();
}

function promiseInit(promise, parent) {
  if (parent !== undefined && parent[kAsyncIdOfPromise] === undefined) promiseInit(parent);
  identify(promise, parent);
  emitForPromises(kInit, promise[kAsyncIdOfPromise], promise[kTriggerIdOfPromise], promise);
}

function promiseBefore(promise) {
  if (promise[kAsyncIdOfPromise] === undefined) promiseInit(promise);
  outer.push(state.executionId, state.triggerId, state.executionResource);
  const asyncId = promise[kAsyncIdOfPromise];
  state.enter(asyncId, promise[kTriggerIdOfPromise], promise);
  emitForPromises(kBefore, asyncId);
}

function promiseAfter(promise) {
  if (promise[kAsyncIdOfPromise] === undefined) promiseInit(promise);
  emitForPromises(kAfter, promise[kAsyncIdOfPromise]);
  if (outer.length === 0) return;
  const resource = outer.pop();
  const triggerId = outer.pop();
  state.enter(outer.pop(), triggerId, resource);
}

function promiseResolve(promise) {
  if (promise[kAsyncIdOfPromise] === undefined) promiseInit(promise);
  emitForPromises(kPromiseResolve, promise[kAsyncIdOfPromise]);
}

/* ---------------------------------------------------------------- hooks */

class AsyncHook {
  constructor({ init, before, after, destroy, promiseResolve, trackPromises }) {
    for (const [name, value] of Object.entries({ init, before, after, destroy, promiseResolve })) {
      if (value !== undefined && typeof value !== 'function') throw new ERR_ASYNC_CALLBACK(`hook.${name}`);
    }
    if (trackPromises !== undefined) {
      validateBoolean(trackPromises, 'trackPromises');
      if (!trackPromises && promiseResolve) {
        throw new ERR_INVALID_ARG_VALUE(
          'trackPromises',
          trackPromises,
          'must not be false when promiseResolve is enabled',
        );
      }
    }
    this[kInit] = init;
    this[kBefore] = before;
    this[kAfter] = after;
    this[kDestroy] = destroy;
    this[kPromiseResolve] = promiseResolve;
    this[kNoPromiseHook] = trackPromises === false;
  }

  /** @returns {AsyncHook} this */
  enable() {
    const hooks = editable();
    if (!hooks.includes(this)) {
      hooks.push(this);
      if (depth === 0) update();
    }
    return this;
  }

  /** @returns {AsyncHook} this */
  disable() {
    const hooks = editable();
    const index = hooks.indexOf(this);
    if (index !== -1) {
      hooks.splice(index, 1);
      if (depth === 0) update();
    }
    return this;
  }
}

/**
 * Makes a hook; it must be enabled.
 * Told of: ticks, timers, immediates, microtasks, AsyncResources, what state.bind() ties, and promises where the engine
 * can tell of them. Not told of: handles and requests that are made outside of JavaScript.
 * @param {{init?: Function, before?: Function, after?: Function, destroy?: Function, promiseResolve?: Function,
 *   trackPromises?: boolean}} callbacks
 * @returns {AsyncHook}
 * @throws {ERR_ASYNC_CALLBACK|ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE}
 */
function createHook(callbacks) {
  return new AsyncHook(callbacks);
}

module.exports = { createHook };
