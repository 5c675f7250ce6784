'use strict';

/** Context managers: py.with() and py.enter(). */

const native = binding('python');
const { indexOf } = require('python/js/kinds');
const asynchronous = require.lazy('python/js/async');
const helpers = require.lazy('python/js/helpers');
const { isPromise } = require('ext/base/types');

/** Tells a context manager of an error; throws it again unless that has taken it. */
function leaveWith(context, error) {
  if (!helpers().live.leave_with(context, error)) throw error;
}

async function leaveAsyncWith(context, error) {
  if (!(await asynchronous().promiseOf(helpers().live.leave_async_with(context, error)))) throw error;
}

async function runAsync(context, body) {
  const value = await asynchronous().callAndWait(context, '__aenter__');
  let result;
  try {
    result = await body(value);
  } catch (error) {
    await leaveAsyncWith(context, error);
    return undefined;
  }
  await asynchronous().exit(context);
  return result;
}

/**
 * Python's `with context as value: body(value)`. An error that `body` throws is told to the context manager, which may
 * keep it to itself.
 * @param {object} context
 * @param {(value: unknown) => unknown} body where it gives a Promise, that is waited for before the end
 * @returns {unknown} what `body` gives; a Promise of it for an `async with`
 */
function run(context, body) {
  const index = indexOf(context);
  if (!native.has(index, '__enter__') && native.has(index, '__aenter__')) return runAsync(context, body);
  const value = native.method(index, '__enter__');
  let result;
  try {
    result = body(value);
  } catch (error) {
    leaveWith(context, error);
    return undefined;
  }
  if (isPromise(result)) {
    return result.then(
      (given) => {
        helpers().exit(context);
        return given;
      },
      (error) => leaveWith(context, error),
    );
  }
  helpers().exit(context);
  return result;
}

/** What py.enter() gives: `using entered = py.enter(context); entered.value`. */
class Entered {
  #context;

  constructor(context, value) {
    this.#context = context;
    this.value = value;
  }

  [Symbol.dispose]() {
    const context = this.#context;
    this.#context = undefined;
    if (context !== undefined) helpers().exit(context);
  }
}

function enter(context) {
  return new Entered(context, native.method(indexOf(context), '__enter__'));
}

module.exports = { enter, run };
