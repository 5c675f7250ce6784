'use strict';

/** The methods of the console that only a debugger sees something of. */

/** Begins a CPU profile in an attached debugger. */
function profile() {}

/** Ends a CPU profile. */
function profileEnd() {}

/** Marks a moment in a debugger's timeline. */
function timeStamp() {}

/** A console of its own name in a debugger. */
function context(console) {
  const own = Object.create({});
  for (const key of Object.keys(console)) {
    if (typeof console[key] === 'function' && key !== 'Console') own[key] = { [key]() {} }[key];
  }
  return own;
}

class ConsoleTask {
  /**
   * Runs `fn`; in a debugger its stack continues where the task was made.
   * @param {Function} fn
   */
  run(fn) {
    if (typeof fn !== 'function') throw new Error('First argument must be a function.');
    return fn();
  }
}
Object.defineProperty(ConsoleTask, 'name', { __proto__: null, value: 'Object', configurable: true });

/**
 * @param {object} console
 * @param {string} name
 */
function createTask(console, name) {
  if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
  return new ConsoleTask();
}

module.exports = { context, createTask, profile, profileEnd, timeStamp };
