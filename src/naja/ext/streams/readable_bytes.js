'use strict';

// Byte streams: ReadableByteStreamController, ReadableStreamBYOBReader, ReadableStreamBYOBRequest.
// https://streams.spec.whatwg.org/#rbs-controller-class
//
// A pull-into is a piece of memory that somebody wants filled:
// { buffer, bufferByteLength, byteOffset, byteLength, bytesFilled, minimumFill, elementSize, Class, readerType }.

const {
  callToPromise,
  checkConstruct,
  finishClass,
  inspectAs,
  invalidState,
  invalidThis,
  kInspect,
  kConstruct,
  then,
  unlink,
} = require('ext/streams/common');
const {
  PromiseRequest,
  ReadableStream,
  ReaderSlots,
  cancelReadable,
  closeReadable,
  errorReadable,
  isReadableStream,
  objectOfController,
  releaseReader,
  setUpReader,
  slotsOfStream,
  start,
} = require('ext/streams/readable');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('ext/base/errors');
const { validateObject, kValidateObjectAllowObjectsAndNull } = require('ext/base/validators');
const teeing = require.lazy('ext/streams/tee_bytes');

const VIEWS = ['Buffer', 'TypedArray', 'DataView'];

class ByteControllerSlots {
  constructor(stream, highWaterMark, autoAllocateChunkSize) {
    this.stream = stream;
    this.queue = []; // { buffer, byteOffset, byteLength }
    this.total = 0;
    this.started = false;
    this.closeRequested = false;
    this.pulling = false;
    this.pullAgain = false;
    this.highWaterMark = highWaterMark;
    this.autoAllocateChunkSize = autoAllocateChunkSize;
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
    this.pending = [];
    this.request = null;
    this.object = undefined;
  }

  get isBytes() {
    return true;
  }

  get desiredSize() {
    switch (this.stream.state) {
      case 'errored':
        return null;
      case 'closed':
        return 0;
      default:
        return this.highWaterMark - this.total;
    }
  }

  get canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }

  clearAlgorithms() {
    this.pullAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
  }

  clearPending() {
    this.invalidateRequest();
    this.pending = [];
  }

  resetQueue() {
    this.queue = [];
    this.total = 0;
  }

  cancelSteps(reason) {
    this.clearPending();
    this.resetQueue();
    const result = callToPromise(this.cancelAlgorithm, undefined, reason);
    this.clearAlgorithms();
    return result;
  }

  pullSteps(request) {
    if (this.total > 0) {
      this.fillReadRequest(request);
      return;
    }
    const size = this.autoAllocateChunkSize;
    if (size !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(size);
      } catch (error) {
        request.error(error);
        return;
      }
      this.pending.push({
        buffer,
        bufferByteLength: size,
        byteOffset: 0,
        byteLength: size,
        bytesFilled: 0,
        minimumFill: 1,
        elementSize: 1,
        Class: Uint8Array,
        readerType: 'default',
      });
    }
    this.stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  releaseSteps() {
    if (this.pending.length === 0) return;
    const [first] = this.pending;
    first.readerType = 'none';
    this.pending = [first];
  }

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
    const { stream } = this;
    if (this.closeRequested || stream.state !== 'readable') return;
    if (this.total > 0) {
      this.closeRequested = true;
      return;
    }
    if (this.pending.length > 0) {
      const [first] = this.pending;
      if (first.bytesFilled % first.elementSize !== 0) {
        const error = invalidState('Partial read');
        this.error(error);
        throw error;
      }
    }
    this.clearAlgorithms();
    closeReadable(stream);
  }

  enqueue(chunk) {
    const { stream } = this;
    if (this.closeRequested || stream.state !== 'readable') return;
    const { buffer, byteOffset, byteLength } = chunk;
    if (buffer.detached) throw invalidState('Destination ArrayBuffer is detached');
    this.enqueueOwned(buffer.transfer(), byteOffset, byteLength);
  }

  /** Enqueues memory that nobody else has. */
  enqueueOwned(transferred, byteOffset, byteLength) {
    const { stream } = this;
    if (this.closeRequested || stream.state !== 'readable') return;
    if (this.pending.length > 0) {
      const [first] = this.pending;
      if (first.buffer.detached) throw invalidState('Destination ArrayBuffer is detached');
      this.invalidateRequest();
      first.buffer = first.buffer.transfer();
      if (first.readerType === 'none') this.enqueueDetached(first);
    }
    const { reader } = stream;
    if (reader !== undefined && !reader.byob) {
      this.serveReadRequests();
      if (reader.requests.length === 0) {
        this.enqueueChunk(transferred, byteOffset, byteLength);
      } else {
        if (this.pending.length > 0) this.pending.shift();
        reader.requests.shift().chunk(new Uint8Array(transferred, byteOffset, byteLength));
      }
    } else if (reader !== undefined) {
      this.enqueueChunk(transferred, byteOffset, byteLength);
      for (const filled of this.fillPending()) this.commit(filled);
    } else {
      this.enqueueChunk(transferred, byteOffset, byteLength);
    }
    this.callPullIfNeeded();
  }

  enqueueChunk(buffer, byteOffset, byteLength) {
    this.queue.push({ buffer, byteOffset, byteLength });
    this.total += byteLength;
  }

  enqueueCopy(buffer, byteOffset, byteLength) {
    let copy;
    try {
      copy = buffer.slice(byteOffset, byteOffset + byteLength);
    } catch (error) {
      this.error(error);
      throw error;
    }
    this.enqueueChunk(copy, 0, byteLength);
  }

  /** What a reader that is gone had been given so far goes to the next one. */
  enqueueDetached(pullInto) {
    if (pullInto.bytesFilled > 0) {
      this.enqueueCopy(pullInto.buffer, pullInto.byteOffset, pullInto.bytesFilled);
    }
    this.pending.shift();
  }

  error(error) {
    if (this.stream.state !== 'readable') return;
    this.clearPending();
    this.resetQueue();
    this.clearAlgorithms();
    errorReadable(this.stream, error);
  }

  /** Copies from the queue into a pull-into. @returns {boolean} whether that is enough */
  fill(pullInto) {
    const most = Math.min(this.total, pullInto.byteLength - pullInto.bytesFilled);
    const filled = pullInto.bytesFilled + most;
    let left = most;
    let ready = false;
    const aligned = filled - (filled % pullInto.elementSize);
    if (aligned >= pullInto.minimumFill) {
      left = aligned - pullInto.bytesFilled;
      ready = true;
    }
    while (left > 0) {
      const head = this.queue[0];
      const count = Math.min(left, head.byteLength);
      new Uint8Array(pullInto.buffer, pullInto.byteOffset + pullInto.bytesFilled, count).set(
        new Uint8Array(head.buffer, head.byteOffset, count),
      );
      if (head.byteLength === count) {
        this.queue.shift();
      } else {
        head.byteOffset += count;
        head.byteLength -= count;
      }
      this.total -= count;
      pullInto.bytesFilled += count;
      left -= count;
    }
    return ready;
  }

  /** Takes a chunk out of the queue, which must not be empty. */
  take() {
    const { buffer, byteOffset, byteLength } = this.queue.shift();
    this.total -= byteLength;
    this.handleQueueDrain();
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  fillReadRequest(request) {
    request.chunk(this.take());
  }

  /** Serves the pull-intos that the queue can fill. @returns those */
  fillPending() {
    const filled = [];
    while (this.pending.length > 0 && this.total > 0) {
      const [first] = this.pending;
      if (this.fill(first)) {
        this.pending.shift();
        filled.push(first);
      }
    }
    return filled;
  }

  serveReadRequests() {
    const { requests } = this.stream.reader;
    while (requests.length > 0 && this.total > 0) this.fillReadRequest(requests.shift());
  }

  handleQueueDrain() {
    if (this.total === 0 && this.closeRequested) {
      this.clearAlgorithms();
      closeReadable(this.stream);
    } else {
      this.callPullIfNeeded();
    }
  }

  /** The object that a source may fill; null when nobody waits. */
  getRequest() {
    if (this.request === null && this.pending.length > 0) {
      const [first] = this.pending;
      const view = new Uint8Array(
        first.buffer,
        first.byteOffset + first.bytesFilled,
        first.byteLength - first.bytesFilled,
      );
      this.request = new ReadableStreamBYOBRequest(kConstruct, this, view);
    }
    return this.request;
  }

  invalidateRequest() {
    if (this.request === null) return;
    invalidate(this.request);
    this.request = null;
  }

  pullInto(view, min, request) {
    const { stream } = this;
    const isDataView = view instanceof DataView;
    const elementSize = isDataView ? 1 : view.BYTES_PER_ELEMENT;
    const Class = isDataView ? DataView : view.constructor;
    const { byteOffset, byteLength } = view;
    let buffer;
    try {
      buffer = view.buffer.transfer();
    } catch (error) {
      request.error(error);
      return;
    }
    const pullInto = {
      buffer,
      bufferByteLength: buffer.byteLength,
      byteOffset,
      byteLength,
      bytesFilled: 0,
      minimumFill: min * elementSize,
      elementSize,
      Class,
      readerType: 'byob',
    };
    if (this.pending.length > 0) {
      this.pending.push(pullInto);
      stream.reader.requests.push(request);
      return;
    }
    if (stream.state === 'closed') {
      request.close(toView({ buffer, byteOffset, bytesFilled: 0, elementSize, Class }));
      return;
    }
    if (this.total > 0) {
      if (this.fill(pullInto)) {
        const filled = toView(pullInto);
        this.handleQueueDrain();
        request.chunk(filled);
        return;
      }
      if (this.closeRequested) {
        const error = invalidState('ReadableStream closed');
        this.error(error);
        request.error(error);
        return;
      }
    }
    this.pending.push(pullInto);
    stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  respond(bytesWritten) {
    const [first] = this.pending;
    if (this.stream.state === 'closed') {
      if (bytesWritten !== 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    } else {
      if (!bytesWritten) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
      if (first.bytesFilled + bytesWritten > first.byteLength) {
        throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
      }
    }
    first.buffer = first.buffer.transfer();
    this.#respond(bytesWritten);
  }

  respondWithNewView(view) {
    const [first] = this.pending;
    const { byteLength } = view;
    if (this.stream.state === 'closed') {
      if (byteLength !== 0) throw invalidState('View is not zero-length');
    } else if (byteLength === 0) {
      throw invalidState('View is zero-length');
    }
    if (
      first.byteOffset + first.bytesFilled !== view.byteOffset ||
      first.bufferByteLength !== view.buffer.byteLength ||
      first.bytesFilled + byteLength > first.byteLength
    ) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
    }
    first.buffer = view.buffer.transfer();
    this.#respond(byteLength);
  }

  #respond(bytesWritten) {
    const [first] = this.pending;
    this.invalidateRequest();
    if (this.stream.state === 'closed') this.#respondClosed(first);
    else this.#respondReadable(bytesWritten, first);
    this.callPullIfNeeded();
  }

  #respondClosed(first) {
    if (first.readerType === 'none') this.pending.shift();
    const { reader } = this.stream;
    if (reader === undefined || !reader.byob) return;
    const filled = [];
    while (filled.length < reader.requests.length) filled.push(this.pending.shift());
    for (const each of filled) this.commit(each);
  }

  #respondReadable(bytesWritten, pullInto) {
    pullInto.bytesFilled += bytesWritten;
    if (pullInto.readerType === 'none') {
      this.enqueueDetached(pullInto);
      for (const each of this.fillPending()) this.commit(each);
      return;
    }
    if (pullInto.bytesFilled < pullInto.minimumFill) return;
    this.pending.shift();
    const remainder = pullInto.bytesFilled % pullInto.elementSize;
    if (remainder > 0) {
      const end = pullInto.byteOffset + pullInto.bytesFilled;
      this.enqueueCopy(pullInto.buffer, end - remainder, remainder);
    }
    pullInto.bytesFilled -= remainder;
    const filled = this.fillPending();
    this.commit(pullInto);
    for (const each of filled) this.commit(each);
  }

  /** Hands a pull-into over to whoever waits for it. */
  commit(pullInto) {
    const done = this.stream.state === 'closed';
    const view = toView(pullInto);
    const request = this.stream.reader.requests.shift();
    if (done) request.close(pullInto.readerType === 'default' ? undefined : view);
    else request.chunk(view);
  }
}

unlink(ByteControllerSlots);

function toView({ buffer, byteOffset, bytesFilled, elementSize, Class }) {
  const memory = buffer.transfer();
  const length = bytesFilled / elementSize;
  // A Buffer may not be made with new.
  return Class.name === 'Buffer'
    ? Class.from(memory, byteOffset, length)
    : new Class(memory, byteOffset, length);
}

/** Sets a byte stream up. */
function setUpByteController(stream, algorithms, highWaterMark, autoAllocateChunkSize) {
  if (autoAllocateChunkSize !== undefined) {
    const size = Number(autoAllocateChunkSize);
    if (!Number.isInteger(size) || size <= 0) {
      throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', autoAllocateChunkSize);
    }
    autoAllocateChunkSize = size;
  }
  const controller = new ByteControllerSlots(stream, highWaterMark, autoAllocateChunkSize);
  const { pull } = algorithms;
  controller.pullAlgorithm = pull === undefined ? () => {} : () => pull(objectOfController(controller));
  controller.cancelAlgorithm = algorithms.cancel;
  start(controller, algorithms.start);
}

/**
 * A byte stream of the runtime's own.
 * @param {{start: Function, pull: Function, cancel: Function}} algorithms
 * @param {number} [highWaterMark] bytes
 * @returns {ReadableStream}
 */
function createByteStream(algorithms, highWaterMark = 0) {
  const object = new ReadableStream(kConstruct);
  const controller = new ByteControllerSlots(slotsOfStream(object), highWaterMark, undefined);
  controller.pullAlgorithm = algorithms.pull;
  controller.cancelAlgorithm = algorithms.cancel;
  start(controller, algorithms.start);
  return object;
}

/** @returns {ByteControllerSlots} of a stream that createByteStream() made */
function controllerOf(stream) {
  return slotsOfStream(stream).controller;
}

/** Reads with a BYOB reader. */
function readInto(reader, view, min, request) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === 'errored') request.error(stream.storedError);
  else stream.controller.pullInto(view, min, request);
}

/** The BYOB reader of tee(). */
function acquireBYOBReader(stream) {
  const reader = new ReaderSlots(undefined);
  reader.byob = true;
  setUpReader(reader, stream);
  return reader;
}

class PromiseIntoRequest extends PromiseRequest {
  close(value) {
    this.resolve({ done: true, value });
  }
}

class ReadableStreamBYOBReader {
  #slots;

  /** @param {ReadableStream} stream of bytes */
  constructor(stream) {
    if (!isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    const slots = new ReaderSlots(this);
    slots.byob = true;
    const streamSlots = slotsOfStream(stream);
    if (streamSlots.reader !== undefined) throw invalidState('ReadableStream is locked');
    if (!streamSlots.controller.isBytes) {
      throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be a byte stream');
    }
    setUpReader(slots, streamSlots);
    this.#slots = slots;
  }

  /**
   * @param {ArrayBufferView} view what to read into; its memory is taken
   * @param {{min?: number}} [options] min: how many elements to wait for
   * @returns {Promise<{done: boolean, value: ArrayBufferView}>}
   */
  async read(view, options = undefined) {
    if (!(#slots in this)) throw invalidThis('ReadableStreamBYOBReader');
    if (!ArrayBuffer.isView(view)) throw new ERR_INVALID_ARG_TYPE('view', VIEWS, view);
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    if (view.byteLength === 0 || view.buffer.byteLength === 0) {
      throw invalidState('View or Viewed ArrayBuffer is zero-length or detached');
    }
    const { stream } = this.#slots;
    if (stream === undefined) throw invalidState('The reader is not attached to a stream');
    const min = options?.min ?? 1;
    if (typeof min !== 'number') throw new ERR_INVALID_ARG_TYPE('options.min', 'number', min);
    if (!Number.isInteger(min)) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
    if (min <= 0) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be greater than 0');
    if (view instanceof DataView) {
      if (min > view.byteLength) throw new ERR_OUT_OF_RANGE('options.min', '<= view.byteLength', min);
    } else if (min > view.length) {
      throw new ERR_OUT_OF_RANGE('options.min', '<= view.length', min);
    }
    const request = new PromiseIntoRequest();
    readInto(this.#slots, view, min, request);
    return request.promise;
  }

  releaseLock() {
    if (!(#slots in this)) throw invalidThis('ReadableStreamBYOBReader');
    if (this.#slots.stream !== undefined) releaseReader(this.#slots);
  }

  /** @type {Promise<void>} */
  get closed() {
    if (!(#slots in this)) return Promise.reject(invalidThis('ReadableStreamBYOBReader'));
    return this.#slots.closed.promise;
  }

  /** @returns {Promise<void>} */
  cancel(reason = undefined) {
    if (!(#slots in this)) return Promise.reject(invalidThis('ReadableStreamBYOBReader'));
    const { stream } = this.#slots;
    if (stream === undefined) return Promise.reject(invalidState('The reader is not attached to a stream'));
    return cancelReadable(stream, reason);
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    const { stream, requests, closed } = this.#slots;
    const shown = { stream: stream?.object, requests: requests.length, close: closed.promise };
    return inspectAs(this, 'ReadableStreamBYOBReader', shown, depth, options);
  }
}
finishClass(ReadableStreamBYOBReader, 'read releaseLock closed cancel');

let invalidate;

/** Memory that a reader waits to have filled. */
class ReadableStreamBYOBRequest {
  #controller;
  #view;

  static {
    invalidate = (request) => {
      request.#controller = undefined;
      request.#view = null;
    };
  }

  constructor(secret = undefined, controller = undefined, view = undefined) {
    checkConstruct(secret);
    this.#controller = controller;
    this.#view = view;
  }

  /** @type {Uint8Array|null} what is still to be filled */
  get view() {
    if (!(#view in this)) throw invalidThis('BYOBRequest');
    return this.#view;
  }

  /** @param {number} bytesWritten */
  respond(bytesWritten) {
    if (!(#view in this)) throw invalidThis('BYOBRequest');
    if (this.#controller === undefined) throw invalidState('This BYOB request has been invalidated');
    if (this.#view.buffer.detached) throw invalidState('Viewed ArrayBuffer is detached');
    this.#controller.respond(bytesWritten === undefined ? undefined : Number(bytesWritten));
  }

  /** @param {ArrayBufferView} view of the same memory, which was transferred meanwhile */
  respondWithNewView(view) {
    if (!(#view in this)) throw invalidThis('BYOBRequest');
    if (this.#controller === undefined) throw invalidState('This BYOB request has been invalidated');
    if (!ArrayBuffer.isView(view)) throw new ERR_INVALID_ARG_TYPE('view', VIEWS, view);
    if (view.buffer.detached) throw invalidState('Viewed ArrayBuffer is detached');
    this.#controller.respondWithNewView(view);
  }

  [kInspect](depth, options) {
    if (!(#view in this)) return this;
    const shown = { view: this.#view, controller: this.#controller && objectOfController(this.#controller) };
    return inspectAs(this, 'ReadableStreamBYOBRequest', shown, depth, options);
  }
}
finishClass(ReadableStreamBYOBRequest, 'view respond respondWithNewView');

class ReadableByteStreamController {
  #slots;

  constructor(secret = undefined, slots = undefined) {
    checkConstruct(secret);
    this.#slots = slots;
  }

  static #check(object) {
    if (!(#slots in object)) throw invalidThis('ReadableByteStreamController');
  }

  /** @type {ReadableStreamBYOBRequest|null} */
  get byobRequest() {
    ReadableByteStreamController.#check(this);
    return this.#slots.getRequest();
  }

  /** @type {number|null} how many more bytes are wanted */
  get desiredSize() {
    ReadableByteStreamController.#check(this);
    return this.#slots.desiredSize;
  }

  close() {
    ReadableByteStreamController.#check(this);
    if (this.#slots.closeRequested) throw invalidState('Controller is already closed');
    if (this.#slots.stream.state !== 'readable') throw invalidState('ReadableStream is already closed');
    this.#slots.close();
  }

  /** @param {ArrayBufferView} chunk its memory is taken */
  enqueue(chunk) {
    ReadableByteStreamController.#check(this);
    if (!ArrayBuffer.isView(chunk)) throw new ERR_INVALID_ARG_TYPE('buffer', VIEWS, chunk);
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) {
      throw invalidState('chunk ArrayBuffer is zero-length or detached');
    }
    if (this.#slots.closeRequested) throw invalidState('Controller is already closed');
    if (this.#slots.stream.state !== 'readable') throw invalidState('ReadableStream is already closed');
    this.#slots.enqueue(chunk);
  }

  error(error = undefined) {
    ReadableByteStreamController.#check(this);
    this.#slots.error(error);
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    return inspectAs(this, 'ReadableByteStreamController', {}, depth, options);
  }
}
finishClass(ReadableByteStreamController, 'byobRequest desiredSize close enqueue error');

module.exports = {
  ReadableByteStreamController,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  acquireBYOBReader,
  controllerOf,
  createByteStream,
  readInto,
  setUpByteController,
  teeBytes: (stream) => teeing().teeBytes(stream),
};
