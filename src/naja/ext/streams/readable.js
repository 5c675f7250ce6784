'use strict';

// ReadableStream with its default controller and reader: https://streams.spec.whatwg.org/#rs
// Byte streams: readable_bytes.js; pipeTo(): pipe.js; tee(): tee.js. The algorithms work on the slots of the objects;
// programs only hold the objects.
//
// A read request is { chunk(value), close(), error(reason) }.

const {
  Deferred,
  Deque,
  SizedQueue,
  callToPromise,
  checkConstruct,
  dictionary,
  finishClass,
  handled,
  highWaterMarkOf,
  inspectAs,
  invalidState,
  invalidThis,
  kConstruct,
  kControllerErrorFunction,
  kInspect,
  makeTransferable,
  kIsClosedPromise,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  noop,
  one,
  quietResolvers,
  resolved,
  sizeAlgorithmOf,
  then,
  unlink,
} = require('ext/streams/common');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE },
} = require('ext/base/errors');
const {
  validateObject,
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
} = require('ext/base/validators');
const bytes = require.lazy('ext/streams/readable_bytes');
const writable = require.lazy('ext/streams/writable');
const pipe = require.lazy('ext/streams/pipe');
const teeing = require.lazy('ext/streams/tee');
const iterating = require.lazy('ext/streams/iterator');

/* ---------------------------------------------------------------- slots */

class ReadableSlots {
  constructor(object) {
    this.object = object;
    this.state = 'readable'; // 'closed', 'errored'
    this.storedError = undefined;
    this.disturbed = false;
    this.reader = undefined;
    this.controller = undefined;
    this.closedWatch = undefined;
    // Of a file's bytes: gives its descriptor, or throws where it is closed.
    this.descriptor = undefined;
  }
}

class ReaderSlots {
  constructor(object) {
    this.object = object;
    this.stream = undefined;
    this.closed = undefined;
    this.requests = new Deque();
    this.byob = false;
  }
}

class DefaultControllerSlots {
  constructor(stream, highWaterMark, sizeAlgorithm) {
    this.stream = stream;
    this.queue = new SizedQueue();
    this.started = false;
    this.closeRequested = false;
    this.pulling = false;
    this.pullAgain = false;
    this.highWaterMark = highWaterMark;
    this.sizeAlgorithm = sizeAlgorithm;
    this.pullAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
    // Made once: pulling happens for every chunk.
    this.onPulled = () => {
      this.pulling = false;
      if (this.pullAgain) {
        this.pullAgain = false;
        this.callPullIfNeeded();
      }
    };
    this.onFailed = (error) => this.error(error);
    this.object = undefined;
  }

  get isBytes() {
    return false;
  }

  get desiredSize() {
    switch (this.stream.state) {
      case 'errored':
        return null;
      case 'closed':
        return 0;
      default:
        return this.highWaterMark - this.queue.total;
    }
  }

  clearAlgorithms() {
    this.pullAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
    this.sizeAlgorithm = undefined;
  }

  get canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }

  cancelSteps(reason) {
    this.queue.clear();
    const result = callToPromise(this.cancelAlgorithm, undefined, reason);
    this.clearAlgorithms();
    return result;
  }

  /** Takes a chunk out of the queue, which must not be empty. */
  take() {
    const { queue } = this;
    const chunk = queue.shift();
    if (this.closeRequested && queue.length === 0) {
      this.clearAlgorithms();
      closeReadable(this.stream);
    } else {
      this.callPullIfNeeded();
    }
    return chunk;
  }

  pullSteps(request) {
    if (this.queue.length > 0) {
      request.chunk(this.take());
    } else {
      this.stream.reader.requests.push(request);
      this.callPullIfNeeded();
    }
  }

  releaseSteps() {}

  shouldCallPull() {
    const { stream } = this;
    if (!this.canCloseOrEnqueue || !this.started) return false;
    if (stream.reader !== undefined && stream.reader.requests.length > 0) return true;
    return this.desiredSize > 0;
  }

  callPullIfNeeded() {
    if (!this.shouldCallPull()) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    this.pulling = true;
    then(callToPromise(this.pullAlgorithm, undefined), this.onPulled, this.onFailed);
  }

  close() {
    if (!this.canCloseOrEnqueue) return;
    this.closeRequested = true;
    if (this.queue.length === 0) {
      this.clearAlgorithms();
      closeReadable(this.stream);
    }
  }

  enqueue(chunk) {
    if (!this.canCloseOrEnqueue) return;
    const { stream } = this;
    if (stream.reader !== undefined && stream.reader.requests.length > 0) {
      stream.reader.requests.shift().chunk(chunk);
    } else {
      try {
        // Most count chunks: no need to call anything for that.
        const size = this.sizeAlgorithm === one ? 1 : this.sizeAlgorithm.call(undefined, chunk);
        this.queue.push(chunk, typeof size === 'number' ? size : Number(size));
      } catch (error) {
        this.error(error);
        throw error;
      }
    }
    this.callPullIfNeeded();
  }

  error(error) {
    if (this.stream.state !== 'readable') return;
    this.queue.clear();
    this.clearAlgorithms();
    errorReadable(this.stream, error);
  }
}

unlink(ReadableSlots, ReaderSlots, DefaultControllerSlots);

/* ---------------------------------------------------------------- the stream */

function settleClosedWatch(stream) {
  if (stream.closedWatch === undefined) return;
  if (stream.state === 'closed') stream.closedWatch.resolve();
  else stream.closedWatch.reject(stream.storedError);
}

function cancelReadable(stream, reason) {
  stream.disturbed = true;
  if (stream.state === 'closed') return Promise.resolve();
  if (stream.state === 'errored') return Promise.reject(stream.storedError);
  closeReadable(stream);
  const { reader } = stream;
  if (reader !== undefined && reader.byob) {
    for (const request of reader.requests.takeAll()) request.close(undefined);
  }
  return then(stream.controller.cancelSteps(reason), noop);
}

function closeReadable(stream) {
  stream.state = 'closed';
  const { reader } = stream;
  settleClosedWatch(stream);
  if (reader === undefined) return;
  reader.closed.resolve();
  if (!reader.byob) for (const request of reader.requests.takeAll()) request.close();
}

function errorReadable(stream, error) {
  stream.state = 'errored';
  stream.storedError = error;
  const { reader } = stream;
  settleClosedWatch(stream);
  if (reader === undefined) return;
  reader.closed.reject(error);
  for (const request of reader.requests.takeAll()) request.error(error);
}

/* ---------------------------------------------------------------- readers */

function setUpReader(reader, stream) {
  if (stream.reader !== undefined) throw invalidState('ReadableStream is locked');
  stream.reader = reader;
  reader.stream = stream;
  switch (stream.state) {
    case 'readable':
      reader.closed = new Deferred();
      break;
    case 'closed':
      reader.closed = Deferred.resolved();
      break;
    default:
      reader.closed = Deferred.rejected(stream.storedError);
  }
}

function releaseReader(reader) {
  const { stream } = reader;
  // Of a reader that no program has, nobody asks; and an error with its stack costs more than all the rest.
  if (reader.object !== undefined) {
    const error = invalidState('Reader released');
    if (reader.closed.pending) reader.closed.reject(error);
    else reader.closed = Deferred.rejected(error);
  }
  stream.controller.releaseSteps();
  stream.reader = undefined;
  reader.stream = undefined;
  for (const request of reader.requests.takeAll()) {
    request.error(invalidState('Releasing reader'));
  }
}

/** Reads with a default reader. */
function readDefault(reader, request) {
  const { stream } = reader;
  stream.disturbed = true;
  switch (stream.state) {
    case 'closed':
      request.close();
      break;
    case 'errored':
      request.error(stream.storedError);
      break;
    default:
      stream.controller.pullSteps(request);
  }
}

/** The default reader of pipeTo(), tee() and the like. */
function acquireDefaultReader(stream) {
  const reader = new ReaderSlots(undefined);
  setUpReader(reader, stream);
  return reader;
}

/** A read request that settles a promise. */
class PromiseRequest {
  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  chunk(value) {
    this.resolve({ done: false, value });
  }

  close() {
    this.resolve({ done: true, value: undefined });
  }

  error(reason) {
    this.reject(reason);
  }
}

/* ---------------------------------------------------------------- setting up */

/** Calls start(), and pulls once it is done. */
function start(controller, startAlgorithm) {
  controller.stream.controller = controller;
  const started = startAlgorithm(controller);
  then(
    started === undefined ? resolved : new Promise((resolve) => resolve(started)),
    () => {
      controller.started = true;
      controller.callPullIfNeeded();
    },
    (error) => controller.error(error),
  );
}

/** @param {{start: Function, pull: Function, cancel: Function}} algorithms */
function setUpDefaultController(stream, algorithms, highWaterMark, sizeAlgorithm) {
  const controller = new DefaultControllerSlots(stream, highWaterMark, sizeAlgorithm);
  controller.pullAlgorithm = algorithms.pull;
  controller.cancelAlgorithm = algorithms.cancel;
  start(controller, algorithms.start);
}

/** A stream of the runtime's own. */
function createReadableStream(algorithms, highWaterMark = 1, sizeAlgorithm = one) {
  const object = new ReadableStream(kConstruct);
  setUpDefaultController(slotsOfStream(object), algorithms, highWaterMark, sizeAlgorithm);
  return object;
}

/** The functions of an underlying source; each is read once. */
function sourceAlgorithms(source, objectOf) {
  const { cancel, pull, start: startFn } = source ?? {};
  // In the words of the engine, where one is no function
  const bind = (fn) => (fn === undefined ? undefined : Function.prototype.bind.call(fn, source));
  const boundCancel = bind(cancel);
  const boundPull = bind(pull);
  const boundStart = bind(startFn);
  return {
    start: (controller) => (boundStart === undefined ? undefined : boundStart(objectOf(controller))),
    pull: boundPull,
    cancel: (reason) => (boundCancel === undefined ? undefined : boundCancel(reason)),
  };
}

/* ---------------------------------------------------------------- what programs hold */

let slotsOfStream;
let isReadableStream;

class ReadableStream {
  #slots = new ReadableSlots(this);

  static {
    slotsOfStream = (object) => object.#slots;
    isReadableStream = (value) => value !== null && typeof value === 'object' && #slots in value;
  }

  /**
   * @param {{start?: Function, pull?: Function, cancel?: Function, type?: 'bytes'|'direct', autoAllocateChunkSize?: number}}
   *   [source]
   * @param {{highWaterMark?: number, size?: Function}} [strategy]
   */
  constructor(source = undefined, strategy = undefined) {
    if (source === kConstruct) return;
    if (source !== undefined) validateObject(source, 'source', kValidateObjectAllowObjects);
    // All in the order in which the standard reads them
    const { highWaterMark: mark, size } = strategy === undefined ? {} : dictionary(strategy, 'strategy');
    const slots = this.#slots;
    const autoAllocateChunkSize = source?.autoAllocateChunkSize;
    const algorithms = sourceAlgorithms(source, objectOfController);
    const type = source?.type;
    if (type !== undefined && `${type}` === 'bytes') {
      if (size !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', size);
      bytes().setUpByteController(slots, algorithms, highWaterMarkOf(mark, 0), autoAllocateChunkSize);
      return;
    }
    if (type === 'direct') {
      const { directAlgorithms } = require('ext/streams/direct');
      const own = directAlgorithms(source, () => objectOfController(slots.controller));
      setUpDefaultController(slots, own, 0, one);
      return;
    }
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE('source.type', type);
    const sizeAlgorithm = sizeAlgorithmOf(size);
    const highWaterMark = highWaterMarkOf(mark, 1);
    const { pull } = algorithms;
    algorithms.pull = pull === undefined ? noop : () => pull(objectOfController(slots.controller));
    setUpDefaultController(slots, algorithms, highWaterMark, sizeAlgorithm);
  }

  /**
   * A stream of what an iterable yields.
   * @param {Iterable|AsyncIterable} iterable
   * @returns {ReadableStream}
   * @throws {ERR_ARG_NOT_ITERABLE}
   */
  static from(iterable) {
    return iterating().fromIterable(iterable);
  }

  static #check(object) {
    if (!isReadableStream(object)) throw invalidThis('ReadableStream');
  }

  /** @type {boolean} */
  get locked() {
    ReadableStream.#check(this);
    return this.#slots.reader !== undefined;
  }

  /** Gives up. @returns {Promise<void>} */
  cancel(reason = undefined) {
    if (!isReadableStream(this)) return Promise.reject(invalidThis('ReadableStream'));
    if (this.#slots.reader !== undefined) return Promise.reject(invalidState('ReadableStream is locked'));
    return cancelReadable(this.#slots, reason);
  }

  /**
   * @param {{mode?: 'byob'}} [options]
   * @returns {ReadableStreamDefaultReader|ReadableStreamBYOBReader}
   */
  getReader(options = undefined) {
    ReadableStream.#check(this);
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new (bytes().ReadableStreamBYOBReader)(this);
  }

  /**
   * Pipes into the writable side of a pair.
   * @param {{readable: ReadableStream, writable: WritableStream}} transform
   * @param {object} [options] those of pipeTo()
   * @returns {ReadableStream} the readable side
   */
  pipeThrough(transform, options = undefined) {
    ReadableStream.#check(this);
    const readable = transform?.readable;
    if (!isReadableStream(readable)) {
      throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    }
    const sink = transform?.writable;
    if (!writable().isWritableStream(sink)) {
      throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', sink);
    }
    const settings = pipe().pipeOptions(options);
    if (this.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
    if (sink.locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
    handled(pipe().pipeTo(this.#slots, writable().slotsOfStream(sink), settings));
    return readable;
  }

  /**
   * Sends everything to a WritableStream.
   * @param {WritableStream} destination
   * @param {{preventClose?: boolean, preventAbort?: boolean, preventCancel?: boolean, signal?: AbortSignal}} [options]
   * @returns {Promise<void>}
   */
  pipeTo(destination, options = undefined) {
    try {
      ReadableStream.#check(this);
      if (!writable().isWritableStream(destination)) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      const settings = pipe().pipeOptions(options);
      if (this.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
      if (destination.locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
      return pipe().pipeTo(this.#slots, writable().slotsOfStream(destination), settings);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @returns {[ReadableStream, ReadableStream]} two streams of the same chunks */
  tee() {
    ReadableStream.#check(this);
    return teeing().tee(this.#slots);
  }

  /** @param {{preventCancel?: boolean}} [options] @returns {AsyncIterator} */
  values(options = undefined) {
    ReadableStream.#check(this);
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    return iterating().iterate(this.#slots, Boolean(options?.preventCancel));
  }

  get [kIsDisturbed]() {
    return this.#slots.disturbed;
  }

  get [kIsErrored]() {
    return this.#slots.state === 'errored';
  }

  get [kIsReadable]() {
    return this.#slots.state === 'readable';
  }

  get [kIsClosedPromise]() {
    const slots = this.#slots;
    if (slots.closedWatch === undefined) {
      slots.closedWatch = quietResolvers();
      if (slots.state !== 'readable') settleClosedWatch(slots);
    }
    return slots.closedWatch;
  }

  [kControllerErrorFunction](error) {
    this.#slots.controller.error(error);
  }

  [kInspect](depth, options) {
    if (!isReadableStream(this)) return this;
    const { state, controller } = this.#slots;
    const shown = { locked: this.locked, state, supportsBYOB: controller?.isBytes ?? false };
    return inspectAs(this, 'ReadableStream', shown, depth, options);
  }
}
finishClass(ReadableStream, 'locked cancel getReader pipeThrough pipeTo tee values');
makeTransferable(ReadableStream);
Object.defineProperty(ReadableStream, 'from', { __proto__: null, enumerable: true });
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  writable: true,
  value: ReadableStream.prototype.values,
});

class ReadableStreamDefaultReader {
  #slots;

  /** @param {ReadableStream} stream */
  constructor(stream) {
    if (!isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    const slots = new ReaderSlots(this);
    setUpReader(slots, slotsOfStream(stream));
    this.#slots = slots;
  }

  /** @returns {Promise<{done: boolean, value: *}>} */
  read() {
    if (!(#slots in this)) return Promise.reject(invalidThis('ReadableStreamDefaultReader'));
    const { stream } = this.#slots;
    if (stream === undefined) return Promise.reject(invalidState('The reader is not attached to a stream'));
    const { controller } = stream;
    if (stream.state === 'readable' && controller.queue.length > 0) {
      // There is something: no request need wait for it.
      stream.disturbed = true;
      return Promise.resolve({ done: false, value: controller.take() });
    }
    const request = new PromiseRequest();
    readDefault(this.#slots, request);
    return request.promise;
  }

  releaseLock() {
    if (!(#slots in this)) throw invalidThis('ReadableStreamDefaultReader');
    if (this.#slots.stream !== undefined) releaseReader(this.#slots);
  }

  /** @type {Promise<void>} */
  get closed() {
    if (!(#slots in this)) return Promise.reject(invalidThis('ReadableStreamDefaultReader'));
    return this.#slots.closed.promise;
  }

  /** @returns {Promise<void>} */
  cancel(reason = undefined) {
    if (!(#slots in this)) return Promise.reject(invalidThis('ReadableStreamDefaultReader'));
    const { stream } = this.#slots;
    if (stream === undefined) return Promise.reject(invalidState('The reader is not attached to a stream'));
    return cancelReadable(stream, reason);
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    const { stream, requests, closed } = this.#slots;
    const shown = { stream: stream?.object, readRequests: requests.length, close: closed.promise };
    return inspectAs(this, 'ReadableStreamDefaultReader', shown, depth, options);
  }
}
finishClass(ReadableStreamDefaultReader, 'read releaseLock closed cancel');

class ReadableStreamDefaultController {
  #slots;

  constructor(secret = undefined, slots = undefined) {
    checkConstruct(secret);
    this.#slots = slots;
  }

  static #check(object) {
    if (!(#slots in object)) throw invalidThis('ReadableStreamDefaultController');
  }

  /** @type {number|null} how much more is wanted */
  get desiredSize() {
    ReadableStreamDefaultController.#check(this);
    return this.#slots.desiredSize;
  }

  close() {
    ReadableStreamDefaultController.#check(this);
    if (!this.#slots.canCloseOrEnqueue) throw invalidState('Controller is already closed');
    this.#slots.close();
  }

  enqueue(chunk = undefined) {
    ReadableStreamDefaultController.#check(this);
    if (!this.#slots.canCloseOrEnqueue) throw invalidState('Controller is already closed');
    this.#slots.enqueue(chunk);
  }

  error(error = undefined) {
    ReadableStreamDefaultController.#check(this);
    this.#slots.error(error);
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    return inspectAs(this, 'ReadableStreamDefaultController', {}, depth, options);
  }
}
finishClass(ReadableStreamDefaultController, 'desiredSize close enqueue error');

function objectOfController(controller) {
  controller.object ??= controller.isBytes
    ? new (bytes().ReadableByteStreamController)(kConstruct, controller)
    : new ReadableStreamDefaultController(kConstruct, controller);
  return controller.object;
}

module.exports = {
  PromiseRequest,
  ReadableStream,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  ReaderSlots,
  acquireDefaultReader,
  cancelReadable,
  closeReadable,
  createReadableStream,
  errorReadable,
  isReadableStream,
  objectOfController,
  readDefault,
  releaseReader,
  setUpReader,
  slotsOfStream,
  start,
};
