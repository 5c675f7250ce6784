'use strict';

// What the tick queue and the timers must know about async contexts, and nothing more: this file is loaded at
// every start. Nothing is tracked before somebody asks for it.

const context = binding('async_context');

const state = {
  /** Whether a frame other than undefined was ever entered: before that nobody need carry one. */
  frames: false,
  /** Set by ext/async_context/hooks once ids are tracked: { init, before, after, destroy }. */
  tracker: null,
  /** The last async id given out. 1 is the main script. */
  lastId: 1,
  /** The id of what runs now; only kept up to date while there is a tracker. */
  executionId: 1,
  /** The id of what caused it. */
  triggerId: 0,

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

  /** The loop calls into JavaScript: no frame, no execution id (an uncaught exception may have left one). */
  enterLoop() {
    if (state.frames) context.set(undefined);
    if (state.tracker !== null) state.tracker.clear();
  },

  /** Keys of the ids that a resource made in JavaScript carries. */
  kAsyncId: Symbol('asyncId'),
  kTriggerId: Symbol('triggerId'),
  kFrame: Symbol('kAsyncContextFrame'),
};

module.exports = state;
