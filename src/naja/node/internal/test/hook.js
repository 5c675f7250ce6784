'use strict';

/** before, after, beforeEach, afterEach: a function that is run within a test, with limits of its own. */

const { asFailure, failure, isFailure, types } = require('node/internal/test/failure');
const { callWith, raceWithStop } = require('node/internal/test/run');

class Hook {
  /**
   * @param {Function} fn
   * @param {object} options `timeout`, `signal`
   * @param {object} test whose hook it is
   * @param {string} name
   * @param {object} [loc]
   */
  constructor(fn, options, test, name, loc) {
    this.fn = fn;
    this.timeout = options.timeout ?? test.timeout;
    this.signal = options.signal;
    this.test = test;
    this.name = name;
    this.loc = loc;
    this.hookType = name;
    this.isOnce = name === 'before' || name === 'after';
    this.done = undefined;
  }

  /** @param {object} context what the function is called with @throws what it threw */
  run(context) {
    if (!this.isOnce) return this.#start(context);
    this.done ??= this.#start(context);
    return this.done;
  }

  async #start(context) {
    // Only a root's hooks stand for themselves: others' activity is their test's.
    const resource =
      this.test.parent === null ? new this.test.resource.constructor(this) : this.test.resource;
    try {
      await raceWithStop(
        (stopped) => callWith(this.fn, [context], context, resource, () => {}, stopped),
        this.timeout,
        this.signal,
      );
    } finally {
      this.finished = true;
    }
  }
}

/**
 * Runs the hooks of a kind.
 * @throws ERR_TEST_FAILURE, with what was thrown as its cause
 */
async function runHooks(name, hooks, context) {
  try {
    for (const hook of hooks) await hook.run(context);
  } catch (error) {
    const failed = failure(`failed running ${name} hook`, types.HOOK);
    failed.cause = isFailure(error) ? error.cause : asFailure(error).cause;
    throw failed;
  }
}

module.exports = { Hook, runHooks };
