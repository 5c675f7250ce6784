'use strict';

// Async contexts, as far as the tick queue and the timers must know them. Loaded at every start.
//
// A *frame* is what AsyncLocalStorage carries: the engine takes it along across `await` and promise reactions, and
// whoever keeps a callback for later keeps the frame with it. An *id* names what runs now, for async_hooks.

const context = binding('async_context');
const resource = require.lazy('ext/async_context/resource');

const state = {
  /** Whether a frame other than undefined was ever entered: before that nobody need carry one. */
  frames: false,
  /** ext/async_context/hooks while a hook is enabled, else null. */
  tracker: null,
  /** The last async id given out. 1 is the main script. */
  lastId: 1,
  /** The id of what runs now; 0 is the loop itself. */
  executionId: 1,
  /** The id of what caused it. */
  triggerId: 0,
  /** The object that stands for what runs now, or null. */
  executionResource: null,

  /** @returns {*} the frame of the code that runs now */
  getFrame() {
    return state.frames ? context.get() : undefined;
  },

  /** Makes `frame` the current one. */
  setFrame(frame) {
    if (frame !== undefined) state.frames = true;
    context.set(frame);
  },

  /** Makes `frame` the current one and returns the one before. */
  exchangeFrame(frame) {
    const prior = context.get();
    if (frame !== prior) {
      if (frame !== undefined) state.frames = true;
      context.set(frame);
    }
    return prior;
  },

  /** `resource` runs now. */
  enter(asyncId, triggerId, object) {
    state.executionId = asyncId;
    state.triggerId = triggerId;
    state.executionResource = object;
  },

  /** The loop itself runs again. */
  leave() {
    state.executionId = 0;
    state.triggerId = 0;
    state.executionResource = null;
  },

  /** The loop calls into JavaScript: an uncaught exception may have left a frame and an id. */
  enterLoop() {
    if (state.frames) context.set(undefined);
    if (state.tracker !== null) state.tracker.unwind();
    state.leave();
  },

  /**
   * Ties a callback that the loop will call to the async context of now. For whoever starts an operation.
   * @template {Function} F
   * @param {F} callback
   * @param {string} [type] what createHook()'s init calls the operation
   * @returns {F} the callback itself, where nobody uses async contexts
   */
  bind(callback, type) {
    if (state.tracker !== null) return resource().bindTracked(callback, type);
    if (!state.frames) return callback;
    const frame = context.get();
    if (frame === undefined) return callback;
    return function (...args) {
      const prior = state.exchangeFrame(frame);
      try {
        return Reflect.apply(callback, this, args);
      } finally {
        context.set(prior);
      }
    };
  },

  /** Keys of the ids that a resource made in JavaScript carries. */
  kAsyncId: Symbol('asyncId'),
  kTriggerId: Symbol('triggerId'),
  kFrame: Symbol('kAsyncContextFrame'),
};

module.exports = state;
