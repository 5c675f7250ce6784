'use strict';

// AsyncResource: what a program makes so that callbacks of its own run in the right async context.

const state = require('ext/async_context/state');
const {
  codes: { ERR_ASYNC_TYPE, ERR_INVALID_ASYNC_ID },
} = require('ext/base/errors');
const { validateFunction, validateString } = require('ext/base/validators');

const kContextFrame = Symbol('context_frame');
const kAsyncId = Symbol('async_id_symbol');
const kTriggerId = Symbol('trigger_async_id_symbol');
const kDestroyed = Symbol('destroyed');

/** Resources that were collected without an emitDestroy(). */
let collected;
function destroyWhenCollected(resource, asyncId, destroyed) {
  collected ??= new FinalizationRegistry((held) => {
    if (!held.destroyed.destroyed) state.tracker?.destroy(held.asyncId);
  });
  collected.register(resource, { asyncId, destroyed });
}

class AsyncResource {
  /**
   * @param {string} type
   * @param {number|{triggerAsyncId?: number, requireManualDestroy?: boolean}} [opts]
   * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_ASYNC_ID|ERR_ASYNC_TYPE}
   */
  constructor(type, opts = {}) {
    validateString(type, 'type');
    let triggerAsyncId = opts;
    let requireManualDestroy = false;
    if (typeof opts !== 'number') {
      triggerAsyncId = opts.triggerAsyncId === undefined ? state.executionId : opts.triggerAsyncId;
      requireManualDestroy = Boolean(opts.requireManualDestroy);
    }
    if (!Number.isSafeInteger(triggerAsyncId) || triggerAsyncId < -1) {
      throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', triggerAsyncId);
    }
    this[kContextFrame] = state.getFrame();
    const asyncId = ++state.lastId;
    this[kAsyncId] = asyncId;
    this[kTriggerId] = triggerAsyncId;
    if (state.tracker !== null) {
      if (type.length === 0) throw new ERR_ASYNC_TYPE(type);
      state.tracker.init(asyncId, type, triggerAsyncId, this);
      if (!requireManualDestroy && state.tracker.wantsDestroy()) {
        const destroyed = { destroyed: false };
        this[kDestroyed] = destroyed;
        destroyWhenCollected(this, asyncId, destroyed);
      }
    }
  }

  /** Calls fn in this resource's context. @returns what fn returns */
  runInAsyncScope(fn, thisArg, ...args) {
    const asyncId = this[kAsyncId];
    const { executionId, triggerId, executionResource } = state;
    const prior = state.exchangeFrame(this[kContextFrame]);
    state.enter(asyncId, this[kTriggerId], this);
    if (state.tracker !== null) state.tracker.before(asyncId);
    try {
      return Reflect.apply(fn, thisArg, args);
    } finally {
      state.setFrame(prior);
      if (state.tracker !== null) state.tracker.after(asyncId);
      state.enter(executionId, triggerId, executionResource);
    }
  }

  /** Tells the hooks that it is done with. @returns {AsyncResource} this */
  emitDestroy() {
    if (this[kDestroyed] !== undefined) this[kDestroyed].destroyed = true;
    if (state.tracker !== null) state.tracker.destroy(this[kAsyncId]);
    return this;
  }

  /** @returns {number} */
  asyncId() {
    return this[kAsyncId];
  }

  /** @returns {number} */
  triggerAsyncId() {
    return this[kTriggerId];
  }

  /** @returns {Function} fn, to be called in this resource's context */
  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    let bound;
    if (thisArg === undefined) {
      const resource = this;
      bound = function (...args) {
        return resource.runInAsyncScope(fn, this, ...args);
      };
    } else {
      bound = this.runInAsyncScope.bind(this, fn, thisArg);
    }
    Object.defineProperty(bound, 'length', {
      __proto__: null,
      configurable: true,
      enumerable: false,
      value: fn.length,
      writable: false,
    });
    return bound;
  }

  /** @returns {Function} fn, to be called in the context of now */
  static bind(fn, type, thisArg) {
    type ||= fn.name || 'bound-anonymous-fn';
    return new AsyncResource(type).bind(fn, thisArg);
  }
}

/** state.bind() while a hook is enabled. */
function bindTracked(callback, type = 'bound-anonymous-fn') {
  const resource = new AsyncResource(type, { requireManualDestroy: true });
  return function (...args) {
    try {
      return resource.runInAsyncScope(callback, this, ...args);
    } finally {
      resource.emitDestroy();
    }
  };
}

module.exports = { AsyncResource, bindTracked };
