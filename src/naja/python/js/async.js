'use strict';

/** Awaitables as Promises, asynchronous iterators and context managers. */

const native = binding('python');
const { indexOf } = require('python/js/kinds');
const { PythonError } = require('python/js/errors');

/** The Promise of a proxy, made when it is first awaited: a coroutine runs once. */
const promises = new WeakMap();

/**
 * The Promise of a Python awaitable.
 * @param {object} awaitable a proxy
 * @returns {Promise<unknown>} rejects with PythonError
 */
function promiseOf(awaitable) {
  let promise = promises.get(awaitable);
  if (promise === undefined) {
    promise = native.promise(indexOf(awaitable));
    promises.set(awaitable, promise);
  }
  return promise;
}

/** Calls a method and waits for what it gives. */
function callAndWait(object, name, ...given) {
  return promiseOf(native.method(indexOf(object), name, ...given));
}

/** A JavaScript asynchronous iterator over a Python one. */
class PythonAsyncIterator {
  #iterator;

  constructor(iterator) {
    this.#iterator = iterator;
  }

  async #step(name, ...given) {
    try {
      return { value: await callAndWait(this.#iterator, name, ...given), done: false };
    } catch (error) {
      if (error instanceof PythonError && error.name === 'StopAsyncIteration') {
        return { value: undefined, done: true };
      }
      throw error;
    }
  }

  next(value) {
    const isGenerator = value !== undefined && native.has(indexOf(this.#iterator), 'asend');
    return isGenerator ? this.#step('asend', value) : this.#step('__anext__');
  }

  async return(value) {
    if (native.has(indexOf(this.#iterator), 'aclose')) await callAndWait(this.#iterator, 'aclose');
    return { value, done: true };
  }

  async throw(error) {
    if (!native.has(indexOf(this.#iterator), 'athrow')) throw error;
    return this.#step('athrow', error);
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

function iterate(iterable) {
  return new PythonAsyncIterator(native.method(indexOf(iterable), '__aiter__'));
}

/** The end of an `await using` block. */
async function exit(context) {
  await callAndWait(context, '__aexit__', undefined, undefined, undefined);
}

module.exports = { callAndWait, exit, iterate, promiseOf };
