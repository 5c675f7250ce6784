'use strict';

// AbortController and AbortSignal: https://dom.spec.whatwg.org/#aborting-ongoing-activities

const {
  EventTarget,
  Event,
  defineEventHandler,
  kNewListener,
  kRemoveListener,
  kTrustEvent,
} = require('ext/events/event_target');
const { kMaxEventTargetListeners, kResistStopPropagation } = require('ext/events/symbols');
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS },
} = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const inspectModule = require.lazy('ext/console/inspect');
const domException = require.lazy('ext/events/dom_exception');
const timers = require.lazy('ext/timers/timers');
const ticks = require.lazy('ext/timers/ticks');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kConstruct = Symbol('kConstruct');

function newDOMException(message, name) {
  const { DOMException } = domException();
  return new DOMException(message, name);
}

/** Signals with a time-out, by how many listen to them or to what depends on them: they must not be collected. */
const held = new Map();

function hold(signal) {
  held.set(signal, (held.get(signal) ?? 0) + 1);
}

function letGo(signal) {
  const count = held.get(signal);
  if (count > 1) held.set(signal, count - 1);
  else held.delete(signal);
}

/** Timers of signals that were collected are of no use. */
let timeouts;
/** Composite signals that were collected need not be told of by their sources. */
let composites;

function inspectWithName(self, object, depth, options) {
  if (depth < 0) return self;
  const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
  return `${self.constructor.name} ${inspectModule().inspect(object, inner)}`;
}

let abort;
let create;
let isAbortSignal;

/** @see https://dom.spec.whatwg.org/#interface-AbortSignal */
class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #composite = false;
  #timeout = false;
  /** Of a composite: weak references to what it depends on. */
  #sources = undefined;
  /** Weak references to the composites that depend on this one. */
  #dependants = undefined;
  /** Those of them that somebody listens to: they live as long as this one, which is what can abort them. */
  #heard = undefined;

  static {
    create = (aborted = false, reason = undefined) => {
      const signal = new AbortSignal(kConstruct);
      signal.#aborted = aborted;
      signal.#reason = reason;
      return signal;
    };

    isAbortSignal = (value) => value !== null && typeof value === 'object' && #aborted in value;

    abort = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason;
      // All are aborted before the first listener runs.
      const dependants = [];
      if (signal.#dependants !== undefined) {
        for (const reference of signal.#dependants) {
          const dependant = reference.deref();
          if (dependant === undefined || dependant.#aborted) continue;
          dependant.#aborted = true;
          dependant.#reason = reason;
          dependants.push(dependant);
        }
      }
      AbortSignal.#notify(signal);
      for (const dependant of dependants) AbortSignal.#notify(dependant);
    };
  }

  static #notify(signal) {
    signal.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
    signal.#dependants?.clear();
    signal.#unheard();
    held.delete(signal);
  }

  /** Somebody listens to this one: whatever will abort it must not be collected. */
  #isHeard() {
    if (this.#timeout) hold(this);
    for (const reference of this.#sources ?? []) {
      const source = reference.deref();
      if (source === undefined) continue;
      source.#heard ??= new Set();
      source.#heard.add(this);
      if (source.#timeout) hold(source);
    }
  }

  /** Nobody does any more. */
  #unheard() {
    if (this.#timeout) letGo(this);
    for (const reference of this.#sources ?? []) {
      const source = reference.deref();
      if (source?.#heard?.delete(this) && source.#timeout) letGo(source);
    }
  }

  static #check(object) {
    if (!isAbortSignal(object)) throw new ERR_INVALID_THIS('AbortSignal');
  }

  constructor(secret = undefined) {
    if (secret !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    // A signal is often listened to by very many.
    this[kMaxEventTargetListeners] = 0;
  }

  /** @type {boolean} */
  get aborted() {
    AbortSignal.#check(this);
    return this.#aborted;
  }

  /** @type {*} */
  get reason() {
    AbortSignal.#check(this);
    return this.#reason;
  }

  throwIfAborted() {
    AbortSignal.#check(this);
    if (this.#aborted) throw this.#reason;
  }

  /**
   * @param {*} [reason]
   * @returns {AbortSignal} one that is aborted already
   */
  static abort(reason = newDOMException('This operation was aborted', 'AbortError')) {
    return create(true, reason);
  }

  /**
   * @param {number} delay milliseconds
   * @returns {AbortSignal} one that aborts by itself; it does not keep the process alive
   * @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE}
   */
  static timeout(delay) {
    validators().validateUint32(delay, 'delay', false);
    const signal = create();
    signal.#timeout = true;
    const reference = new WeakRef(signal);
    const timer = timers().setUnrefTimeout(() => {
      const target = reference.deref();
      if (target === undefined) return;
      held.delete(target);
      abort(target, newDOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    timeouts ??= new FinalizationRegistry((orphan) => timers().clearTimeout(orphan));
    timeouts.register(signal, timer);
    return signal;
  }

  /**
   * @param {Iterable<AbortSignal>} signals
   * @returns {AbortSignal} one that aborts as soon as one of them does
   * @throws {ERR_INVALID_ARG_TYPE}
   */
  static any(signals) {
    const list = AbortSignal.#toSequence(signals);
    const result = create();
    result.#composite = true;
    if (list.length === 0) return result;
    const reference = new WeakRef(result);
    result.#sources = new Set();
    for (const signal of list) {
      if (signal.#aborted) {
        result.#aborted = true;
        result.#reason = signal.#reason;
        return result;
      }
      if (!signal.#composite) {
        result.#dependOn(signal, reference);
      } else if (signal.#sources !== undefined) {
        for (const source of signal.#sources) {
          const original = source.deref();
          if (original === undefined || original.#hasDependant(result)) continue;
          result.#dependOn(original, reference);
        }
      }
    }
    return result;
  }

  static #toSequence(signals) {
    if (signals === null || typeof signals !== 'object' || typeof signals[Symbol.iterator] !== 'function') {
      throw typeError('signals cannot be converted to sequence.');
    }
    const list = [...signals];
    for (let i = 0; i < list.length; i++) {
      if (!isAbortSignal(list[i])) throw typeError(`signals[${i}] is not of type AbortSignal.`);
    }
    return list;
  }

  #hasDependant(signal) {
    for (const reference of this.#dependants ?? []) if (reference.deref() === signal) return true;
    return false;
  }

  #dependOn(source, reference) {
    source.#dependants ??= new Set();
    const sourceReference = new WeakRef(source);
    this.#sources.add(sourceReference);
    source.#dependants.add(reference);
    composites ??= new FinalizationRegistry(({ from, what }) => from.deref()?.#dependants?.delete(what));
    composites.register(this, { from: sourceReference, what: reference });
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    const firesAlone = this.#timeout || (this.#composite && this.#sources !== undefined);
    if (firesAlone && type === 'abort' && !this.#aborted && !weak && size === 1) this.#isHeard();
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    const firesAlone = this.#timeout || (this.#composite && this.#sources !== undefined);
    if (firesAlone && type === 'abort' && size === 0) this.#unheard();
  }

  [kInspect](depth, options) {
    if (!(#aborted in this)) return this;
    return inspectWithName(this, { aborted: this.aborted }, depth, options);
  }
}

function typeError(message) {
  const err = new TypeError(message);
  err.code = 'ERR_INVALID_ARG_TYPE';
  return err;
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(AbortSignal.prototype, {
  aborted: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'AbortSignal' },
});
defineEventHandler(AbortSignal.prototype, 'abort');

/** @see https://dom.spec.whatwg.org/#interface-abortcontroller */
class AbortController {
  #signal;

  /** @type {AbortSignal} */
  get signal() {
    this.#signal ??= create();
    return this.#signal;
  }

  /** @param {*} [reason] */
  abort(reason = newDOMException('This operation was aborted', 'AbortError')) {
    this.#signal ??= create();
    abort(this.#signal, reason);
  }

  [kInspect](depth, options) {
    if (!(#signal in this)) return this;
    return inspectWithName(this, { signal: this.signal }, depth, options);
  }
}

Object.defineProperties(AbortController.prototype, {
  signal: enumerable,
  abort: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'AbortController' },
});

/**
 * Calls a function once when a signal is aborted (or soon, if it is already), whatever other listeners do.
 * @param {AbortSignal} signal
 * @param {Function} listener
 * @returns {Disposable} disposing of it removes the listener
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function addAbortListener(signal, listener) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validators().validateAbortSignal(signal, 'signal');
  validators().validateFunction(listener, 'listener');
  let removeEventListener;
  if (signal.aborted) {
    ticks().queueMicrotask(() => listener());
  } else {
    signal.addEventListener('abort', listener, {
      __proto__: null,
      once: true,
      [kResistStopPropagation]: true,
    });
    removeEventListener = () => {
      signal.removeEventListener('abort', listener);
    };
  }
  return {
    __proto__: null,
    [Symbol.dispose]() {
      removeEventListener?.();
    },
  };
}

/**
 * A promise that is fulfilled when `signal` aborts, and never after `resource` was collected.
 * @param {AbortSignal} signal
 * @param {object} resource
 * @returns {Promise<void>}
 */
async function aborted(signal, resource) {
  if (!isAbortSignal(signal)) throw typeError('signal is not of type AbortSignal.');
  validators().validateObject(
    resource,
    'resource',
    validators().kValidateObjectAllowArray | validators().kValidateObjectAllowFunction,
  );
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers();
  const { kWeakHandler } = require('ext/events/event_target');
  signal.addEventListener('abort', () => resolve(), {
    __proto__: null,
    [kWeakHandler]: resource,
    once: true,
  });
  return promise;
}

module.exports = { AbortController, AbortSignal, addAbortListener, aborted, isAbortSignal, kConstruct };
