'use strict';

// WritableStream: https://streams.spec.whatwg.org/#ws
// The algorithms work on the slots of the objects; programs only hold the objects.

const {
  Deferred,
  Deque,
  SizedQueue,
  callToPromise,
  checkConstruct,
  dictionary,
  finishClass,
  highWaterMarkOf,
  inspectAs,
  invalidState,
  invalidThis,
  kConstruct,
  kControllerErrorFunction,
  kInspect,
  makeTransferable,
  kIsClosedPromise,
  kIsErrored,
  kIsWritable,
  quietResolvers,
  resolved,
  sizeAlgorithmOf,
  then,
  unlink,
} = require('ext/streams/common');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateFunction, validateObject, kValidateObjectAllowObjects } = require('ext/base/validators');
const abort = require.lazy('ext/events/abort');

/** In the queue of chunks: the end. */
const kClose = Symbol('close');

/* ---------------------------------------------------------------- slots */

class WritableSlots {
  constructor(object) {
    this.object = object;
    this.state = 'writable'; // 'erroring', 'errored', 'closed'
    this.storedError = undefined;
    this.writer = undefined;
    this.controller = undefined;
    this.writeRequests = new Deque();
    this.inFlightWrite = undefined;
    this.closeRequest = undefined;
    this.inFlightClose = undefined;
    this.pendingAbort = undefined;
    this.backpressure = false;
    this.closedWatch = undefined;
    // As ReadableSlots has it.
    this.descriptor = undefined;
  }

  /** Whether close() was called. */
  get closing() {
    return this.closeRequest !== undefined || this.inFlightClose !== undefined;
  }

  get operationInFlight() {
    return this.inFlightWrite !== undefined || this.inFlightClose !== undefined;
  }
}

class WritableControllerSlots {
  constructor(stream, highWaterMark, sizeAlgorithm) {
    this.stream = stream;
    this.queue = new SizedQueue();
    this.started = false;
    this.highWaterMark = highWaterMark;
    this.sizeAlgorithm = sizeAlgorithm;
    this.writeAlgorithm = undefined;
    this.closeAlgorithm = undefined;
    this.abortAlgorithm = undefined;
    // Made when the program asks for the signal
    this.abortController = undefined;
    this.aborted = undefined;
    this.object = undefined;
    // Made once: writing happens for every chunk.
    this.onWritten = () => onWritten(this);
    this.onFailed = (error) => onWriteFailed(this, error);
  }

  get desiredSize() {
    return this.highWaterMark - this.queue.total;
  }

  /** Lets go of the program's functions. */
  clearAlgorithms() {
    this.writeAlgorithm = undefined;
    this.closeAlgorithm = undefined;
    this.abortAlgorithm = undefined;
    this.sizeAlgorithm = undefined;
  }
}

class WriterSlots {
  constructor(object, stream) {
    this.object = object;
    this.stream = stream;
    this.closed = undefined;
    this.ready = undefined;
    // Of pipeTo()'s writer, which nobody sees: called instead of settling `ready`.
    this.onReady = undefined;
  }
}

unlink(WritableSlots, WritableControllerSlots, WriterSlots);

/* ---------------------------------------------------------------- the stream */

function settleClosedWatch(stream) {
  if (stream.closedWatch === undefined) return;
  if (stream.state === 'closed') stream.closedWatch.resolve();
  else stream.closedWatch.reject(stream.storedError);
}

function abortStream(stream, reason) {
  if (stream.state === 'closed' || stream.state === 'errored') return Promise.resolve();
  if (stream.controller.abortController !== undefined) stream.controller.abortController.abort(reason);
  else stream.controller.aborted ??= { reason };
  // The signal's listeners may have changed it.
  if (stream.state === 'closed' || stream.state === 'errored') return Promise.resolve();
  if (stream.pendingAbort !== undefined) return stream.pendingAbort.promise;
  let wasAlreadyErroring = false;
  if (stream.state === 'erroring') {
    wasAlreadyErroring = true;
    reason = undefined;
  }
  const { promise, resolve, reject } = Promise.withResolvers();
  stream.pendingAbort = { promise, resolve, reject, reason, wasAlreadyErroring };
  if (!wasAlreadyErroring) startErroring(stream, reason);
  return promise;
}

function closeStream(stream) {
  const { state } = stream;
  if (state === 'closed' || state === 'errored') {
    return Promise.reject(invalidState('WritableStream is closed'));
  }
  const request = Promise.withResolvers();
  stream.closeRequest = request;
  const { writer } = stream;
  if (writer !== undefined && stream.backpressure && state === 'writable') {
    if (writer.onReady === undefined) writer.ready.resolve();
    else writer.onReady();
  }
  controllerClose(stream.controller);
  return request.promise;
}

function dealWithRejection(stream, error) {
  if (stream.state === 'writable') startErroring(stream, error);
  else finishErroring(stream);
}

function startErroring(stream, reason) {
  const { controller, writer } = stream;
  stream.state = 'erroring';
  stream.storedError = reason;
  if (writer !== undefined) ensureRejected(writer, 'ready', reason);
  if (!stream.operationInFlight && controller.started) finishErroring(stream);
}

function finishErroring(stream) {
  stream.state = 'errored';
  stream.controller.queue.clear();
  const { storedError } = stream;
  for (const request of stream.writeRequests.takeAll()) request.reject(storedError);
  const { pendingAbort } = stream;
  if (pendingAbort === undefined) {
    rejectCloseAndClosed(stream);
    return;
  }
  stream.pendingAbort = undefined;
  if (pendingAbort.wasAlreadyErroring) {
    pendingAbort.reject(storedError);
    rejectCloseAndClosed(stream);
    return;
  }
  then(
    controllerAbort(stream.controller, pendingAbort.reason),
    () => {
      pendingAbort.resolve();
      rejectCloseAndClosed(stream);
    },
    (error) => {
      pendingAbort.reject(error);
      rejectCloseAndClosed(stream);
    },
  );
}

function rejectCloseAndClosed(stream) {
  if (stream.closeRequest !== undefined) {
    stream.closeRequest.reject(stream.storedError);
    stream.closeRequest = undefined;
  }
  stream.writer?.closed.reject(stream.storedError);
  settleClosedWatch(stream);
}

function finishInFlightWrite(stream) {
  stream.inFlightWrite.resolve();
  stream.inFlightWrite = undefined;
}

function finishInFlightWriteWithError(stream, error) {
  stream.inFlightWrite.reject(error);
  stream.inFlightWrite = undefined;
  dealWithRejection(stream, error);
}

function finishInFlightClose(stream) {
  stream.inFlightClose.resolve();
  stream.inFlightClose = undefined;
  if (stream.state === 'erroring') {
    // Too late to fail
    stream.storedError = undefined;
    if (stream.pendingAbort !== undefined) {
      stream.pendingAbort.resolve();
      stream.pendingAbort = undefined;
    }
  }
  stream.state = 'closed';
  stream.writer?.closed.resolve();
  settleClosedWatch(stream);
}

function finishInFlightCloseWithError(stream, error) {
  stream.inFlightClose.reject(error);
  stream.inFlightClose = undefined;
  if (stream.pendingAbort !== undefined) {
    stream.pendingAbort.reject(error);
    stream.pendingAbort = undefined;
  }
  dealWithRejection(stream, error);
}

function updateBackpressure(stream, backpressure) {
  const { writer } = stream;
  if (writer !== undefined && backpressure !== stream.backpressure) {
    if (writer.onReady !== undefined) {
      if (!backpressure) writer.onReady();
    } else if (backpressure) {
      writer.ready = new Deferred();
    } else {
      writer.ready.resolve();
    }
  }
  stream.backpressure = backpressure;
}

/* ---------------------------------------------------------------- the writer */

/** Rejects a promise of the writer; one that was fulfilled already is replaced. */
function ensureRejected(writer, key, error) {
  if (writer[key].pending) writer[key].reject(error);
  else writer[key] = Deferred.rejected(error);
}

function setUpWriter(writer, stream) {
  if (stream.writer !== undefined) throw invalidState('WritableStream is locked');
  stream.writer = writer;
  switch (stream.state) {
    case 'writable':
      writer.ready = stream.closing || !stream.backpressure ? Deferred.resolved() : new Deferred();
      writer.closed = new Deferred();
      break;
    case 'erroring':
      writer.ready = Deferred.rejected(stream.storedError);
      writer.closed = new Deferred();
      break;
    case 'closed':
      writer.ready = Deferred.resolved();
      writer.closed = Deferred.resolved();
      break;
    default:
      writer.ready = Deferred.rejected(stream.storedError);
      writer.closed = Deferred.rejected(stream.storedError);
  }
}

function writerDesiredSize(writer) {
  const { stream } = writer;
  switch (stream.state) {
    case 'errored':
    case 'erroring':
      return null;
    case 'closed':
      return 0;
    default:
      return stream.controller.desiredSize;
  }
}

/** close() as pipeTo() does it. */
function writerCloseWithErrorPropagation(writer) {
  const { stream } = writer;
  const { state } = stream;
  if (stream.closing || state === 'closed') return resolved;
  if (state === 'errored') return Promise.reject(stream.storedError);
  return closeStream(stream);
}

function writerRelease(writer) {
  const error = invalidState('Writer has been released');
  ensureRejected(writer, 'ready', error);
  ensureRejected(writer, 'closed', error);
  writer.stream.writer = undefined;
  writer.stream = undefined;
}

/**
 * Writes a chunk.
 * @param {{resolve: Function, reject: Function}} request what is told of the outcome
 */
function writeChunk(writer, chunk, request) {
  const { stream } = writer;
  const { controller } = stream;
  const size = controllerChunkSize(controller, chunk);
  const { state } = stream;
  if (stream !== writer.stream) {
    request.reject(invalidState('Mismatched WritableStreams'));
  } else if (state === 'errored') {
    request.reject(stream.storedError);
  } else if (stream.closing || state === 'closed') {
    request.reject(invalidState('WritableStream is closed'));
  } else if (state === 'erroring') {
    request.reject(stream.storedError);
  } else {
    stream.writeRequests.push(request);
    controllerWrite(controller, chunk, size);
  }
}

function writerWrite(writer, chunk) {
  const request = Promise.withResolvers();
  writeChunk(writer, chunk, request);
  return request.promise;
}

/** A writer that no program gets to see. */
function acquireHiddenWriter(stream, onReady) {
  const writer = new WriterSlots(undefined, stream);
  setUpWriter(writer, stream);
  writer.onReady = onReady;
  return writer;
}

/* ---------------------------------------------------------------- the controller */

function controllerAbort(controller, reason) {
  const result = callToPromise(controller.abortAlgorithm, undefined, reason);
  controller.clearAlgorithms();
  return result;
}

function controllerClose(controller) {
  controller.queue.push(kClose, 0);
  advanceQueue(controller);
}

function controllerChunkSize(controller, chunk) {
  if (controller.sizeAlgorithm === undefined) return 1;
  try {
    return controller.sizeAlgorithm.call(undefined, chunk);
  } catch (error) {
    errorIfNeeded(controller, error);
    return 1;
  }
}

function controllerWrite(controller, chunk, size) {
  try {
    controller.queue.push(chunk, size);
  } catch (error) {
    errorIfNeeded(controller, error);
    return;
  }
  const { stream } = controller;
  if (!stream.closing && stream.state === 'writable') {
    updateBackpressure(stream, controller.desiredSize <= 0);
  }
  advanceQueue(controller);
}

function errorIfNeeded(controller, error) {
  if (controller.stream.state === 'writable') controllerError(controller, error);
}

function controllerError(controller, error) {
  controller.clearAlgorithms();
  startErroring(controller.stream, error);
}

function advanceQueue(controller) {
  const { stream, queue } = controller;
  if (!controller.started || stream.inFlightWrite !== undefined) return;
  if (stream.state === 'erroring') {
    finishErroring(stream);
    return;
  }
  if (queue.length === 0) return;
  const chunk = queue.peek();
  if (chunk === kClose) processClose(controller);
  else processWrite(controller, chunk);
}

function processClose(controller) {
  const { stream } = controller;
  stream.inFlightClose = stream.closeRequest;
  stream.closeRequest = undefined;
  controller.queue.shift();
  const promise = callToPromise(controller.closeAlgorithm, undefined);
  controller.clearAlgorithms();
  then(
    promise,
    () => finishInFlightClose(stream),
    (error) => finishInFlightCloseWithError(stream, error),
  );
}

function processWrite(controller, chunk) {
  const { stream } = controller;
  stream.inFlightWrite = stream.writeRequests.shift();
  then(callToPromise(controller.writeAlgorithm, undefined, chunk), controller.onWritten, controller.onFailed);
}

function onWritten(controller) {
  const { stream } = controller;
  finishInFlightWrite(stream);
  controller.queue.shift();
  if (!stream.closing && stream.state === 'writable') {
    updateBackpressure(stream, controller.desiredSize <= 0);
  }
  advanceQueue(controller);
}

function onWriteFailed(controller, error) {
  const { stream } = controller;
  if (stream.state === 'writable') controller.clearAlgorithms();
  finishInFlightWriteWithError(stream, error);
}

/**
 * Sets a stream up.
 * @param {WritableSlots} stream
 * @param {{start: Function, write: Function, close: Function, abort: Function}} algorithms
 */
function setUpController(stream, algorithms, highWaterMark, sizeAlgorithm) {
  const controller = new WritableControllerSlots(stream, highWaterMark, sizeAlgorithm);
  controller.writeAlgorithm = algorithms.write;
  controller.closeAlgorithm = algorithms.close;
  controller.abortAlgorithm = algorithms.abort;
  stream.controller = controller;
  updateBackpressure(stream, controller.desiredSize <= 0);
  const started = algorithms.start(controller);
  then(
    started === undefined ? resolved : new Promise((resolve) => resolve(started)),
    () => {
      controller.started = true;
      advanceQueue(controller);
    },
    (error) => {
      controller.started = true;
      dealWithRejection(stream, error);
    },
  );
}

/* ---------------------------------------------------------------- what programs hold */

let slotsOfStream;
let isWritableStream;

class WritableStream {
  #slots = new WritableSlots(this);

  static {
    slotsOfStream = (object) => object.#slots;
    isWritableStream = (value) => value !== null && typeof value === 'object' && #slots in value;
  }

  /**
   * @param {{start?: Function, write?: Function, close?: Function, abort?: Function}} [sink]
   * @param {{highWaterMark?: number, size?: Function}} [strategy]
   */
  constructor(sink = undefined, strategy = undefined) {
    if (sink === kConstruct) return;
    if (sink !== undefined) validateObject(sink, 'sink', kValidateObjectAllowObjects);
    // All in the order in which the standard reads them
    const { highWaterMark: mark, size } = strategy === undefined ? {} : dictionary(strategy, 'strategy');
    const { abort: abortFn, close, start, type, write } = sink ?? {};
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    for (const [name, fn] of Object.entries({ start, write, close, abort: abortFn })) {
      if (fn !== undefined) validateFunction(fn, `sink.${name}`);
    }
    const sizeAlgorithm = sizeAlgorithmOf(size);
    const highWaterMark = highWaterMarkOf(mark, 1);
    setUpController(
      this.#slots,
      {
        start: (controller) =>
          start === undefined ? undefined : Reflect.apply(start, sink, [objectOfController(controller)]),
        write: (chunk) =>
          write === undefined
            ? undefined
            : Reflect.apply(write, sink, [chunk, objectOfController(this.#slots.controller)]),
        close: () => (close === undefined ? undefined : Reflect.apply(close, sink, [])),
        abort: (reason) => (abortFn === undefined ? undefined : Reflect.apply(abortFn, sink, [reason])),
      },
      highWaterMark,
      sizeAlgorithm,
    );
  }

  /** @type {boolean} */
  get locked() {
    if (!isWritableStream(this)) throw invalidThis('WritableStream');
    return this.#slots.writer !== undefined;
  }

  /** Gives up. @returns {Promise<void>} */
  abort(reason = undefined) {
    if (!isWritableStream(this)) return Promise.reject(invalidThis('WritableStream'));
    if (this.#slots.writer !== undefined) return Promise.reject(invalidState('WritableStream is locked'));
    return abortStream(this.#slots, reason);
  }

  /** Ends, once all is written. @returns {Promise<void>} */
  close() {
    if (!isWritableStream(this)) return Promise.reject(invalidThis('WritableStream'));
    if (this.#slots.writer !== undefined) return Promise.reject(invalidState('WritableStream is locked'));
    if (this.#slots.closing) return Promise.reject(invalidState('Failure closing WritableStream'));
    return closeStream(this.#slots);
  }

  /** @returns {WritableStreamDefaultWriter} */
  getWriter() {
    if (!isWritableStream(this)) throw invalidThis('WritableStream');
    return new WritableStreamDefaultWriter(this);
  }

  get [kIsErrored]() {
    return this.#slots.state === 'errored';
  }

  get [kIsWritable]() {
    return this.#slots.state === 'writable';
  }

  get [kIsClosedPromise]() {
    const slots = this.#slots;
    if (slots.closedWatch === undefined) {
      slots.closedWatch = quietResolvers();
      if (slots.state === 'closed' || slots.state === 'errored') settleClosedWatch(slots);
    }
    return slots.closedWatch;
  }

  [kControllerErrorFunction](error) {
    errorIfNeeded(this.#slots.controller, error);
  }

  [kInspect](depth, options) {
    if (!isWritableStream(this)) return this;
    return inspectAs(
      this,
      'WritableStream',
      { locked: this.locked, state: this.#slots.state },
      depth,
      options,
    );
  }
}
finishClass(WritableStream, 'locked abort close getWriter');
makeTransferable(WritableStream);

class WritableStreamDefaultWriter {
  #slots;

  /** @param {WritableStream} stream */
  constructor(stream) {
    if (!isWritableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    const slots = new WriterSlots(this, slotsOfStream(stream));
    setUpWriter(slots, slots.stream);
    this.#slots = slots;
  }

  static #unbound() {
    return invalidState('Writer is not bound to a WritableStream');
  }

  /** @type {Promise<void>} */
  get closed() {
    if (!(#slots in this)) return Promise.reject(invalidThis('WritableStreamDefaultWriter'));
    return this.#slots.closed.promise;
  }

  /** @type {number|null} */
  get desiredSize() {
    if (!(#slots in this)) throw invalidThis('WritableStreamDefaultWriter');
    if (this.#slots.stream === undefined) throw WritableStreamDefaultWriter.#unbound();
    return writerDesiredSize(this.#slots);
  }

  /** @type {Promise<void>} */
  get ready() {
    if (!(#slots in this)) return Promise.reject(invalidThis('WritableStreamDefaultWriter'));
    return this.#slots.ready.promise;
  }

  /** @returns {Promise<void>} */
  abort(reason = undefined) {
    if (!(#slots in this)) return Promise.reject(invalidThis('WritableStreamDefaultWriter'));
    const { stream } = this.#slots;
    if (stream === undefined) return Promise.reject(WritableStreamDefaultWriter.#unbound());
    return abortStream(stream, reason);
  }

  /** @returns {Promise<void>} */
  close() {
    if (!(#slots in this)) return Promise.reject(invalidThis('WritableStreamDefaultWriter'));
    const { stream } = this.#slots;
    if (stream === undefined) return Promise.reject(WritableStreamDefaultWriter.#unbound());
    if (stream.closing) return Promise.reject(invalidState('Failure to close WritableStream'));
    return closeStream(stream);
  }

  releaseLock() {
    if (!(#slots in this)) throw invalidThis('WritableStreamDefaultWriter');
    if (this.#slots.stream !== undefined) writerRelease(this.#slots);
  }

  /** @returns {Promise<void>} */
  write(chunk = undefined) {
    if (!(#slots in this)) return Promise.reject(invalidThis('WritableStreamDefaultWriter'));
    if (this.#slots.stream === undefined) return Promise.reject(WritableStreamDefaultWriter.#unbound());
    return writerWrite(this.#slots, chunk);
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    const { stream, closed, ready } = this.#slots;
    const shown = { stream: stream?.object, close: closed.promise, ready: ready.promise };
    if (stream !== undefined) shown.desiredSize = writerDesiredSize(this.#slots);
    return inspectAs(this, 'WritableStreamDefaultWriter', shown, depth, options);
  }
}
finishClass(WritableStreamDefaultWriter, 'closed desiredSize ready abort close releaseLock write');

class WritableStreamDefaultController {
  #slots;

  constructor(secret = undefined, slots = undefined) {
    checkConstruct(secret);
    this.#slots = slots;
  }

  /** @type {AbortSignal} aborted when the stream is */
  get signal() {
    if (!(#slots in this)) throw invalidThis('WritableStreamDefaultController');
    const slots = this.#slots;
    if (slots.abortController === undefined) {
      slots.abortController = new (abort().AbortController)();
      if (slots.aborted !== undefined) slots.abortController.abort(slots.aborted.reason);
    }
    return slots.abortController.signal;
  }

  error(error = undefined) {
    if (!(#slots in this)) throw invalidThis('WritableStreamDefaultController');
    errorIfNeeded(this.#slots, error);
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    return inspectAs(
      this,
      'WritableStreamDefaultController',
      { stream: this.#slots.stream.object },
      depth,
      options,
    );
  }
}
finishClass(WritableStreamDefaultController, 'signal error');

function objectOfController(controller) {
  controller.object ??= new WritableStreamDefaultController(kConstruct, controller);
  return controller.object;
}

/** A stream of the runtime's own. */
function createWritableStream(algorithms, highWaterMark, sizeAlgorithm) {
  const object = new WritableStream(kConstruct);
  setUpController(slotsOfStream(object), algorithms, highWaterMark, sizeAlgorithm);
  return object;
}

module.exports = {
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  abortStream,
  acquireHiddenWriter,
  closeStream,
  createWritableStream,
  errorIfNeeded,
  isWritableStream,
  slotsOfStream,
  writerCloseWithErrorPropagation,
  writerDesiredSize,
  writerRelease,
  writeChunk,
};
