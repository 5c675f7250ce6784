'use strict';

// TransformStream: https://streams.spec.whatwg.org/#ts

const {
  Deferred,
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
  kInspect,
  makeTransferable,
  sizeAlgorithmOf,
  then,
  unlink,
} = require('ext/streams/common');
const { createReadableStream, slotsOfStream: readableSlots } = require('ext/streams/readable');
const { createWritableStream, errorIfNeeded, slotsOfStream: writableSlots } = require('ext/streams/writable');
const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateFunction, validateObject, kValidateObjectAllowObjects } = require('ext/base/validators');

class TransformSlots {
  constructor(object) {
    this.object = object;
    this.readable = undefined;
    this.writable = undefined;
    this.backpressure = undefined;
    this.backpressureChange = undefined;
    this.controller = undefined;
  }

  get readableController() {
    return readableSlots(this.readable).controller;
  }

  get writableState() {
    return writableSlots(this.writable);
  }
}

class TransformControllerSlots {
  constructor(stream) {
    this.stream = stream;
    this.transformAlgorithm = undefined;
    this.flushAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
    this.finishing = undefined;
    this.object = undefined;
  }

  clearAlgorithms() {
    this.transformAlgorithm = undefined;
    this.flushAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
  }
}

unlink(TransformSlots, TransformControllerSlots);

/** Both sides fail. */
function errorTransform(stream, error) {
  stream.readableController.error(error);
  errorWritableAndUnblock(stream, error);
}

function errorWritableAndUnblock(stream, error) {
  stream.controller.clearAlgorithms();
  errorIfNeeded(stream.writableState.controller, error);
  unblockWrite(stream);
}

function unblockWrite(stream) {
  if (stream.backpressure) setBackpressure(stream, false);
}

function setBackpressure(stream, backpressure) {
  stream.backpressureChange?.resolve();
  stream.backpressureChange = new Deferred();
  stream.backpressure = backpressure;
}

function enqueue(controller, chunk) {
  const { stream } = controller;
  const { readableController } = stream;
  if (!readableController.canCloseOrEnqueue) throw invalidState('Unable to enqueue');
  try {
    readableController.enqueue(chunk);
  } catch (error) {
    errorWritableAndUnblock(stream, error);
    throw readableController.stream.storedError;
  }
  const backpressure = !readableController.shouldCallPull();
  if (backpressure !== stream.backpressure) setBackpressure(stream, true);
}

function terminate(controller) {
  const { stream } = controller;
  stream.readableController.close();
  errorWritableAndUnblock(stream, invalidState('TransformStream has been terminated'));
}

function performTransform(controller, chunk) {
  return then(callToPromise(controller.transformAlgorithm, undefined, chunk), undefined, (error) => {
    errorTransform(controller.stream, error);
    throw error;
  });
}

/* ---------------------------------------------------------------- what the two sides do */

function sinkWrite(stream, chunk) {
  const { controller } = stream;
  if (!stream.backpressure) return performTransform(controller, chunk);
  return then(stream.backpressureChange.promise, () => {
    const { writableState } = stream;
    if (writableState.state === 'erroring') throw writableState.storedError;
    return performTransform(controller, chunk);
  });
}

/** Runs the last algorithm once, whichever side asks for it. */
function finishOnce(controller, run) {
  if (controller.finishing === undefined) {
    controller.finishing = Promise.withResolvers();
    handled(controller.finishing.promise);
    run(controller.finishing);
  }
  return controller.finishing.promise;
}

function sinkAbort(stream, reason) {
  const { controller } = stream;
  return finishOnce(controller, ({ resolve, reject }) => {
    const canceled = callToPromise(controller.cancelAlgorithm, undefined, reason);
    controller.clearAlgorithms();
    then(
      canceled,
      () => {
        const readable = stream.readableController.stream;
        if (readable.state === 'errored') {
          reject(readable.storedError);
        } else {
          stream.readableController.error(reason);
          resolve();
        }
      },
      (error) => {
        stream.readableController.error(error);
        reject(error);
      },
    );
  });
}

function sinkClose(stream) {
  const { controller } = stream;
  return finishOnce(controller, ({ resolve, reject }) => {
    const flushed = callToPromise(controller.flushAlgorithm, undefined);
    controller.clearAlgorithms();
    then(
      flushed,
      () => {
        const readable = stream.readableController.stream;
        if (readable.state === 'errored') {
          reject(readable.storedError);
        } else {
          stream.readableController.close();
          resolve();
        }
      },
      (error) => {
        stream.readableController.error(error);
        reject(error);
      },
    );
  });
}

function sourceCancel(stream, reason) {
  const { controller } = stream;
  return finishOnce(controller, ({ resolve, reject }) => {
    const canceled = callToPromise(controller.cancelAlgorithm, undefined, reason);
    controller.clearAlgorithms();
    then(
      canceled,
      () => {
        const { writableState } = stream;
        if (writableState.state === 'errored') {
          reject(writableState.storedError);
        } else {
          errorIfNeeded(writableState.controller, reason);
          unblockWrite(stream);
          resolve();
        }
      },
      (error) => {
        errorIfNeeded(stream.writableState.controller, error);
        unblockWrite(stream);
        reject(error);
      },
    );
  });
}

function sourcePull(stream) {
  setBackpressure(stream, false);
  return stream.backpressureChange.promise;
}

/**
 * Sets a stream up.
 * @param {{transform: Function, flush: Function, cancel: Function}} algorithms
 * @returns a function that lets both sides start
 */
function setUp(stream, algorithms, writableMark, writableSize, readableMark, readableSize) {
  const started = Promise.withResolvers();
  stream.writable = createWritableStream(
    {
      start: () => started.promise,
      write: (chunk) => sinkWrite(stream, chunk),
      abort: (reason) => sinkAbort(stream, reason),
      close: () => sinkClose(stream),
    },
    writableMark,
    writableSize,
  );
  stream.readable = createReadableStream(
    {
      start: () => started.promise,
      pull: () => sourcePull(stream),
      cancel: (reason) => sourceCancel(stream, reason),
    },
    readableMark,
    readableSize,
  );
  setBackpressure(stream, true);
  const controller = new TransformControllerSlots(stream);
  controller.transformAlgorithm = algorithms.transform;
  controller.flushAlgorithm = algorithms.flush;
  controller.cancelAlgorithm = algorithms.cancel;
  stream.controller = controller;
  return started.resolve;
}

/* ---------------------------------------------------------------- what programs hold */

let joinStreams;

class TransformStream {
  #slots = new TransformSlots(this);

  static {
    joinStreams = (readable, writable) => {
      const stream = new TransformStream(kConstruct);
      Object.assign(stream.#slots, { readable, writable });
      return stream;
    };
  }

  /**
   * @param {{start?: Function, transform?: Function, flush?: Function, cancel?: Function}} [transformer]
   * @param {{highWaterMark?: number, size?: Function}} [writableStrategy]
   * @param {{highWaterMark?: number, size?: Function}} [readableStrategy]
   */
  constructor(transformer = undefined, writableStrategy = undefined, readableStrategy = undefined) {
    if (transformer === kConstruct) return;
    if (transformer !== undefined) validateObject(transformer, 'transformer', kValidateObjectAllowObjects);
    // All in the order in which the standard reads them
    const read = (strategy, name) => {
      const { highWaterMark, size } = strategy === undefined ? {} : dictionary(strategy, name);
      return { highWaterMark, size };
    };
    const writableOptions = read(writableStrategy, 'writableStrategy');
    const readableOptions = read(readableStrategy, 'readableStrategy');
    const { cancel, flush, readableType, start, transform, writableType } = transformer ?? {};
    for (const [name, fn] of Object.entries({ start, transform, flush, cancel })) {
      if (fn !== undefined) validateFunction(fn, `transformer.${name}`);
    }
    if (readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    }
    if (writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    }
    const slots = this.#slots;
    const object = () => objectOfController(slots.controller);
    const letStart = setUp(
      slots,
      {
        transform:
          transform === undefined
            ? (chunk) => enqueue(slots.controller, chunk)
            : (chunk) => Reflect.apply(transform, transformer, [chunk, object()]),
        flush: () => (flush === undefined ? undefined : Reflect.apply(flush, transformer, [object()])),
        // A promise of the program's is not taken over at once: what both sides do meanwhile comes first.
        cancel: (reason) =>
          cancel === undefined
            ? undefined
            : new Promise((resolve) => resolve(Reflect.apply(cancel, transformer, [reason]))),
      },
      highWaterMarkOf(writableOptions.highWaterMark, 1),
      sizeAlgorithmOf(writableOptions.size),
      highWaterMarkOf(readableOptions.highWaterMark, 0),
      sizeAlgorithmOf(readableOptions.size),
    );
    letStart(start === undefined ? undefined : Reflect.apply(start, transformer, [object()]));
  }

  /** @type {ReadableStream} */
  get readable() {
    if (!(#slots in this)) throw invalidThis('TransformStream');
    return this.#slots.readable;
  }

  /** @type {WritableStream} */
  get writable() {
    if (!(#slots in this)) throw invalidThis('TransformStream');
    return this.#slots.writable;
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    const { readable, writable, backpressure } = this.#slots;
    return inspectAs(this, 'TransformStream', { readable, writable, backpressure }, depth, options);
  }
}
finishClass(TransformStream, 'readable writable');
makeTransferable(TransformStream);

class TransformStreamDefaultController {
  #slots;

  constructor(secret = undefined, slots = undefined) {
    checkConstruct(secret);
    this.#slots = slots;
  }

  static #check(object) {
    if (!(#slots in object)) throw invalidThis('TransformStreamDefaultController');
  }

  /** @type {number|null} how much more the readable side wants */
  get desiredSize() {
    TransformStreamDefaultController.#check(this);
    return this.#slots.stream.readableController.desiredSize;
  }

  enqueue(chunk = undefined) {
    TransformStreamDefaultController.#check(this);
    enqueue(this.#slots, chunk);
  }

  error(reason = undefined) {
    TransformStreamDefaultController.#check(this);
    errorTransform(this.#slots.stream, reason);
  }

  terminate() {
    TransformStreamDefaultController.#check(this);
    terminate(this.#slots);
  }

  [kInspect](depth, options) {
    if (!(#slots in this)) return this;
    return inspectAs(
      this,
      'TransformStreamDefaultController',
      { stream: this.#slots.stream.object },
      depth,
      options,
    );
  }
}
finishClass(TransformStreamDefaultController, 'desiredSize enqueue error terminate');

function objectOfController(controller) {
  controller.object ??= new TransformStreamDefaultController(kConstruct, controller);
  return controller.object;
}

module.exports = { joinStreams, TransformStream, TransformStreamDefaultController };
