'use strict';

// A ReadableStream as an async iterator, and from an iterable.
// https://streams.spec.whatwg.org/#rs-asynciterator, https://streams.spec.whatwg.org/#rs-from

const {
  acquireDefaultReader,
  cancelReadable,
  createReadableStream,
  readDefault,
  releaseReader,
  slotsOfStream,
} = require('ext/streams/readable');
const { noop, then, unlink } = require('ext/streams/common');
const {
  codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { inspect } = require('ext/console/inspect');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

/** Of an iterator: what next() and return() work on. */
const states = new WeakMap();

/** A read request of an iterator. */
class StepRequest {
  constructor(state) {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.state = state;
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  chunk(value) {
    const { state } = this;
    if (state.current === this.promise) state.current = undefined;
    this.resolve({ done: false, value });
  }

  close() {
    const { state } = this;
    if (state.current === this.promise) state.current = undefined;
    state.done = true;
    releaseReader(state.reader);
    this.resolve({ done: true, value: undefined });
  }

  error(reason) {
    const { state } = this;
    if (state.current === this.promise) state.current = undefined;
    state.done = true;
    releaseReader(state.reader);
    this.reject(reason);
  }
}
unlink(StepRequest);

/** @param {boolean} first whether nobody before us waits */
function nextStep(state, first) {
  if (state.done) return Promise.resolve({ done: true, value: undefined });
  const request = new StepRequest(state);
  // Before it is asked: what is there comes at once.
  if (first) state.current = request.promise;
  readDefault(state.reader, request);
  return request.promise;
}

async function returnStep(state, value) {
  if (state.done) return { done: true, value };
  state.done = true;
  if (!state.preventCancel) {
    const result = cancelReadable(state.reader.stream, value);
    releaseReader(state.reader);
    await result;
  } else {
    releaseReader(state.reader);
  }
  return { done: true, value };
}

const ReadableStreamAsyncIteratorPrototype = Object.setPrototypeOf(
  {
    /** @returns {Promise<{done: boolean, value: *}>} */
    next() {
      const state = states.get(this);
      if (state === undefined) {
        return Promise.reject(new ERR_INVALID_ARG_TYPE('this', 'ReadableStreamAsyncIterator', this));
      }
      if (state.current === undefined && !state.done) {
        const { stream } = state.reader;
        const { controller } = stream;
        if (stream.state === 'readable' && controller.queue.length > 0) {
          // There is something, and nobody before us waits.
          stream.disturbed = true;
          return Promise.resolve({ done: false, value: controller.take() });
        }
      }
      if (state.current === undefined) return nextStep(state, true);
      // One after another
      const step = () => nextStep(state, false);
      state.current = then(state.current, step, step);
      return state.current;
    },

    /** @returns {Promise<{done: true, value: *}>} */
    return(value) {
      const state = states.get(this);
      if (state === undefined) {
        return Promise.reject(new ERR_INVALID_ARG_TYPE('this', 'ReadableStreamAsyncIterator', this));
      }
      const step = () => returnStep(state, value);
      const result = state.current === undefined ? step() : then(state.current, step, step);
      state.current = result;
      return result;
    },
  },
  AsyncIteratorPrototype,
);

/** @param {ReadableSlots} stream */
function iterate(stream, preventCancel) {
  const reader = acquireDefaultReader(stream);
  const iterator = Object.create(ReadableStreamAsyncIteratorPrototype);
  states.set(iterator, { reader, preventCancel, done: false, current: undefined });
  return iterator;
}

/** ReadableStream.from() */
function fromIterable(iterable) {
  if (iterable === null || iterable === undefined) throw new ERR_ARG_NOT_ITERABLE(inspect(iterable));
  let method = iterable[Symbol.asyncIterator];
  const isAsync = method !== undefined && method !== null;
  if (!isAsync) method = iterable[Symbol.iterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(inspect(iterable));
  const iterator = Reflect.apply(method, iterable, []);
  if (iterator === null || (typeof iterator !== 'object' && typeof iterator !== 'function')) {
    throw new TypeError('The iterator method must return an object');
  }
  const { next } = iterator;

  const object = createReadableStream(
    {
      start: noop,
      async pull() {
        const { controller } = slotsOfStream(object);
        let result = Reflect.apply(next, iterator, []);
        if (isAsync) result = await result;
        if (result === null || typeof result !== 'object') {
          throw new TypeError('The promise or iterator.next() method must fulfill with an object');
        }
        if (result.done) controller.close();
        else controller.enqueue(isAsync ? result.value : await result.value);
      },
      async cancel(reason) {
        const { return: returnMethod } = iterator;
        if (returnMethod === undefined) return undefined;
        const result = await Reflect.apply(returnMethod, iterator, [reason]);
        if (result === null || typeof result !== 'object') {
          throw new TypeError('The iterator.return() method must fulfill with an object');
        }
        return undefined;
      },
    },
    0,
  );
  return object;
}

module.exports = { fromIterable, iterate };
