'use strict';

// node:events. Loaded at every start: the async iterator, the EventTarget side and the stack decoration
// live in files that load when first used.

const {
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
  kResistStopPropagation,
  kEnhanceStackBeforeInspector,
} = require('ext/events/symbols');
const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const inspectModule = require.lazy('ext/console/inspect');
const ticks = require.lazy('ext/timers/ticks');
const process = require.lazy('node/process');
const eventTarget = require.lazy('ext/events/event_target');
const abort = require.lazy('ext/events/abort');
const onModule = require.lazy('node/internal/events/on');
const asyncResource = require.lazy('node/internal/events/async_resource');
const enhance = require.lazy('node/internal/events/enhance');

const kCapture = Symbol('kCapture');
const kShapeMode = Symbol('shapeMode');
const kErrorMonitor = Symbol('events.errorMonitor');
const kRejection = Symbol.for('nodejs.rejection');

let defaultMaxListeners = 10;

/**
 * Emits named events to the functions that listen for them.
 * @param {{captureRejections?: boolean}} [opts] captureRejections: a listener's rejected promise becomes 'error'
 */
function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}
module.exports = EventEmitter;

EventEmitter.addAbortListener = addAbortListener;
EventEmitter.once = onceStatic;
EventEmitter.on = onStatic;
EventEmitter.getEventListeners = getEventListeners;
EventEmitter.getMaxListeners = getMaxListenersStatic;
EventEmitter.listenerCount = listenerCountStatic;
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;

Object.defineProperties(EventEmitter, {
  captureRejections: {
    __proto__: null,
    get() {
      return EventEmitter.prototype[kCapture];
    },
    set(value) {
      validators().validateBoolean(value, 'EventEmitter.captureRejections');
      EventEmitter.prototype[kCapture] = value;
    },
    enumerable: true,
  },
  EventEmitterAsyncResource: {
    __proto__: null,
    get() {
      return asyncResource().EventEmitterAsyncResource;
    },
    set: undefined,
    enumerable: true,
    configurable: true,
  },
});

EventEmitter.errorMonitor = kErrorMonitor;

Object.defineProperties(EventEmitter, {
  defaultMaxListeners: {
    __proto__: null,
    get() {
      return defaultMaxListeners;
    },
    set(value) {
      validators().validateNumber(value, 'defaultMaxListeners', 0);
      defaultMaxListeners = value;
    },
    enumerable: true,
  },
  kMaxEventTargetListeners: { __proto__: null, value: kMaxEventTargetListeners },
  kMaxEventTargetListenersWarned: { __proto__: null, value: kMaxEventTargetListenersWarned },
});

Object.defineProperty(EventEmitter.prototype, kCapture, { __proto__: null, value: false, writable: true });

// On the prototype, so that an emitter whose constructor never ran still works.
EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;

/**
 * Sets the limit above which a warning is printed: of the given emitters and targets, or the default.
 * @param {number} [n] listeners for one event; 0 means no limit
 * @param {...(EventEmitter|EventTarget)} eventTargets
 * @throws {ERR_OUT_OF_RANGE|ERR_INVALID_ARG_TYPE}
 */
EventEmitter.setMaxListeners = function (n = defaultMaxListeners, ...eventTargets) {
  validators().validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    defaultMaxListeners = n;
    return;
  }
  for (let i = 0; i < eventTargets.length; i++) {
    const target = eventTargets[i];
    if (eventTarget().isEventTarget(target)) {
      target[kMaxEventTargetListeners] = n;
      target[kMaxEventTargetListenersWarned] = false;
    } else if (typeof target.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)(
        'eventTargets',
        ['EventEmitter', 'EventTarget'],
        target,
      );
    }
  }
};

/** What the constructor does, callable on any object. */
EventEmitter.init = function (opts) {
  const events = this._events;
  if (events === undefined || events === Object.getPrototypeOf(this)._events) {
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
  } else {
    // The constructor of a subclass has laid out the events it expects: keep that shape.
    this[kShapeMode] = true;
  }
  this._maxListeners ||= undefined;
  if (opts?.captureRejections) {
    validators().validateBoolean(opts.captureRejections, 'options.captureRejections');
    this[kCapture] = Boolean(opts.captureRejections);
  } else {
    this[kCapture] = EventEmitter.prototype[kCapture];
  }
};

/** @param {number} n listeners for one event before a warning; 0 means no limit */
EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  validators().validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

function maxListenersOf(emitter) {
  const max = emitter._maxListeners;
  return max === undefined ? defaultMaxListeners : max;
}

/** @returns {number} */
EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

/** A listener returned something: if it is a promise that rejects, route the reason (captureRejections). */
function watchResult(emitter, result, type, args) {
  if (!emitter[kCapture]) return;
  try {
    const then = result.then;
    if (typeof then === 'function') {
      Reflect.apply(then, result, [
        undefined,
        (err) => {
          // Out of the promise's reaction, so that what is thrown is an exception, not a rejection.
          ticks().nextTick(routeRejection, emitter, err, type, args);
        },
      ]);
    }
  } catch (err) {
    emitter.emit('error', err);
  }
}

function routeRejection(emitter, err, type, args) {
  const handler = emitter[kRejection];
  if (typeof handler === 'function') {
    Reflect.apply(handler, emitter, [err, type, ...args]);
    return;
  }
  // A rejecting 'error' listener must not come back here for ever.
  const previous = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', err);
  } finally {
    emitter[kCapture] = previous;
  }
}

/** 'error' without a listener: throw what was emitted. */
function throwUnhandled(emitter, er, emit) {
  if (er instanceof Error) {
    try {
      const here = {};
      Error.captureStackTrace(here, emit);
      Object.defineProperty(er, kEnhanceStackBeforeInspector, {
        __proto__: null,
        value: () => enhance().enhanceStackTrace(emitter, er, here),
        configurable: true,
      });
    } catch {
      // A frozen error keeps the stack that it has.
    }
    throw er; // Unhandled 'error' event
  }
  let text;
  try {
    text = inspectModule().inspect(er);
  } catch {
    text = er;
  }
  const err = new (errors().codes.ERR_UNHANDLED_ERROR)(text);
  err.context = er;
  throw err; // Unhandled 'error' event
}

/**
 * Calls the listeners of an event, in the order in which they were added.
 * @param {string|symbol} type
 * @param {...*} args
 * @returns {boolean} whether there was a listener
 */
EventEmitter.prototype.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events !== undefined && events[kErrorMonitor] !== undefined) this.emit(kErrorMonitor, ...args);
    if (events === undefined || events.error === undefined) throwUnhandled(this, args[0], emit);
  } else if (events === undefined) {
    return false;
  }

  const handler = events[type];
  if (handler === undefined) return false;

  if (typeof handler === 'function') {
    let result;
    switch (args.length) {
      case 0:
        result = handler.call(this);
        break;
      case 1:
        result = handler.call(this, args[0]);
        break;
      case 2:
        result = handler.call(this, args[0], args[1]);
        break;
      default:
        result = Reflect.apply(handler, this, args);
    }
    // Most listeners return nothing: spare them the call.
    if (result !== undefined && result !== null) watchResult(this, result, type, args);
    return true;
  }

  // Listeners may be added and removed while these run; this round keeps to who was there.
  const listeners = handler.slice();
  for (let i = 0; i < listeners.length; i++) {
    const result = Reflect.apply(listeners[i], this, args);
    if (result !== undefined && result !== null) watchResult(this, result, type, args);
  }
  return true;
};

function checkListener(listener) {
  if (typeof listener !== 'function') validators().validateFunction(listener, 'listener');
}

function warnOfLeak(target, type, list, max) {
  list.warned = true;
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners ` +
      `added to ${inspectModule().inspect(target, { depth: -1 })}. MaxListeners is ${max}. ` +
      'Use emitter.setMaxListeners() to increase limit',
  );
  warning.name = 'MaxListenersExceededWarning';
  warning.emitter = target;
  warning.type = type;
  warning.count = list.length;
  process().emitWarning(warning);
}

function add(target, type, listener, prepend) {
  checkListener(listener);
  let events = target._events;
  let existing;
  if (events === undefined) {
    events = target._events = { __proto__: null };
    target._eventsCount = 0;
  } else {
    // First tell of it, then add it: a newListener listener may add another before it.
    if (events.newListener !== undefined) {
      target.emit('newListener', type, listener.listener ?? listener);
      // The listener may have replaced this._events.
      events = target._events;
    }
    existing = events[type];
  }

  if (existing === undefined) {
    events[type] = listener;
    ++target._eventsCount;
    return target;
  }
  if (typeof existing === 'function') {
    existing = events[type] = prepend ? [listener, existing] : [existing, listener];
  } else if (prepend) {
    existing.unshift(listener);
  } else {
    existing.push(listener);
  }
  const max = maxListenersOf(target);
  if (max > 0 && existing.length > max && !existing.warned) warnOfLeak(target, type, existing, max);
  return target;
}

/**
 * Adds a listener at the end of the list.
 * @param {string|symbol} type
 * @param {Function} listener
 * @returns {EventEmitter} this
 * @throws {ERR_INVALID_ARG_TYPE}
 */
EventEmitter.prototype.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};

EventEmitter.prototype.on = EventEmitter.prototype.addListener;

/** As on(), but at the beginning of the list. */
EventEmitter.prototype.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

function wrapOnce(target, type, listener) {
  let fired = false;
  function wrapper(...args) {
    if (fired) return;
    fired = true;
    target.removeListener(type, wrapper);
    return Reflect.apply(listener, target, args);
  }
  wrapper.listener = listener;
  return wrapper;
}

/** As on(), but the listener is removed before its first call. */
EventEmitter.prototype.once = function once(type, listener) {
  checkListener(listener);
  this.on(type, wrapOnce(this, type, listener));
  return this;
};

/** As once(), but at the beginning of the list. */
EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
  checkListener(listener);
  this.prependListener(type, wrapOnce(this, type, listener));
  return this;
};

/** Removes at most one occurrence of a listener, the one added last. */
EventEmitter.prototype.removeListener = function removeListener(type, listener) {
  checkListener(listener);
  const events = this._events;
  if (events === undefined) return this;
  const list = events[type];
  if (list === undefined) return this;

  if (list === listener || list.listener === listener) {
    this._eventsCount -= 1;
    if (this[kShapeMode]) {
      events[type] = undefined;
    } else if (this._eventsCount === 0) {
      this._events = { __proto__: null };
    } else {
      delete events[type];
    }
    if (events.removeListener !== undefined) this.emit('removeListener', type, list.listener || listener);
  } else if (typeof list !== 'function') {
    let position = -1;
    for (let i = list.length - 1; i >= 0; i--) {
      if (list[i] === listener || list[i].listener === listener) {
        position = i;
        break;
      }
    }
    if (position < 0) return this;
    if (position === 0) list.shift();
    else if (position === list.length - 1) list.pop();
    else list.splice(position, 1);
    if (list.length === 1) events[type] = list[0];
    if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
  }
  return this;
};

EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

/** Removes the listeners of one event, or of all events when called without an argument. */
EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;

  // Nobody listens for 'removeListener': nobody need be told of each.
  if (events.removeListener === undefined) {
    if (arguments.length === 0) {
      this._events = { __proto__: null };
      this._eventsCount = 0;
    } else if (events[type] !== undefined) {
      if (--this._eventsCount === 0) this._events = { __proto__: null };
      else delete events[type];
    }
    this[kShapeMode] = false;
    return this;
  }

  if (arguments.length === 0) {
    for (const key of Reflect.ownKeys(events)) {
      if (key !== 'removeListener') this.removeAllListeners(key);
    }
    this.removeAllListeners('removeListener');
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
    return this;
  }

  const listeners = events[type];
  if (typeof listeners === 'function') {
    this.removeListener(type, listeners);
  } else if (listeners !== undefined) {
    for (let i = listeners.length - 1; i >= 0; i--) this.removeListener(type, listeners[i]);
  }
  return this;
};

function listenersOf(emitter, type, unwrap) {
  const list = emitter._events?.[type];
  if (list === undefined) return [];
  if (typeof list === 'function') return [unwrap ? list.listener || list : list];
  return unwrap ? list.map((listener) => listener.listener || listener) : list.slice();
}

/** @returns {Function[]} a copy of the listeners of an event, as they were given */
EventEmitter.prototype.listeners = function listeners(type) {
  return listenersOf(this, type, true);
};

/** @returns {Function[]} a copy of the listeners of an event, once() wrappers included */
EventEmitter.prototype.rawListeners = function rawListeners(type) {
  return listenersOf(this, type, false);
};

function listenerCount(type, listener) {
  const list = this._events?.[type];
  if (list === undefined) return 0;
  if (typeof list === 'function') {
    return listener == null || listener === list || listener === list.listener ? 1 : 0;
  }
  if (listener == null) return list.length;
  let count = 0;
  for (let i = 0; i < list.length; i++) {
    if (list[i] === listener || list[i].listener === listener) count++;
  }
  return count;
}

/** How many listeners an event has; with a second argument, how often that one is among them. */
EventEmitter.prototype.listenerCount = listenerCount;

/** @returns {(string|symbol)[]} the events that have listeners */
EventEmitter.prototype.eventNames = function eventNames() {
  return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
};

// --- static functions ---

/**
 * @param {EventEmitter|EventTarget} emitterOrTarget
 * @param {string|symbol} type
 * @returns {Function[]}
 */
function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  if (eventTarget().isEventTarget(emitterOrTarget)) {
    return eventTarget().listenersOfTarget(emitterOrTarget, type);
  }
  throw new (errors().codes.ERR_INVALID_ARG_TYPE)(
    'emitter',
    ['EventEmitter', 'EventTarget'],
    emitterOrTarget,
  );
}

/** @returns {number} the limit of listeners of an emitter or an EventTarget */
function getMaxListenersStatic(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') return maxListenersOf(emitterOrTarget);
  if (typeof emitterOrTarget?.[kMaxEventTargetListeners] === 'number') {
    return emitterOrTarget[kMaxEventTargetListeners];
  }
  throw new (errors().codes.ERR_INVALID_ARG_TYPE)(
    'emitter',
    ['EventEmitter', 'EventTarget'],
    emitterOrTarget,
  );
}
Object.defineProperty(getMaxListenersStatic, 'name', { __proto__: null, value: 'getMaxListeners' });

/** @returns {number} how many listeners an emitter or an EventTarget has for an event */
function listenerCountStatic(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listenerCount === 'function') return emitterOrTarget.listenerCount(type);
  if (eventTarget().isEventTarget(emitterOrTarget)) {
    return eventTarget().listenersOfTarget(emitterOrTarget, type).length;
  }
  return Reflect.apply(listenerCount, emitterOrTarget, [type]);
}
Object.defineProperty(listenerCountStatic, 'name', { __proto__: null, value: 'listenerCount' });

/**
 * Calls a listener once when a signal is aborted, even if another listener stops the propagation.
 * @param {AbortSignal} signal
 * @param {Function} listener
 * @returns {Disposable} disposing of it removes the listener
 */
function addAbortListener(signal, listener) {
  return abort().addAbortListener(signal, listener);
}

/**
 * Waits for one event.
 * @param {EventEmitter|EventTarget} emitter
 * @param {string|symbol} name
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<Array>} the arguments of the event; rejects when 'error' comes first
 */
async function onceStatic(emitter, name, options = {}) {
  validators().validateObject(options, 'options');
  const { signal } = options;
  validators().validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new (errors().AbortError)(undefined, { cause: signal.reason });
  const { addTo, removeFrom } = onModule();

  return new Promise((resolve, reject) => {
    const errorListener = (err) => {
      if (typeof emitter.removeListener === 'function') emitter.removeListener(name, resolver);
      else removeFrom(emitter, name, resolver);
      if (signal != null) removeFrom(signal, 'abort', abortListener);
      reject(err);
    };
    const resolver = (...args) => {
      if (typeof emitter.removeListener === 'function') emitter.removeListener('error', errorListener);
      if (signal != null) removeFrom(signal, 'abort', abortListener);
      resolve(args);
    };
    const once = { __proto__: null, once: true, [kResistStopPropagation]: true };
    addTo(emitter, name, resolver, once);
    // EventTargets have no 'error' event that means failure.
    if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', errorListener);
    function abortListener() {
      removeFrom(emitter, name, resolver);
      removeFrom(emitter, 'error', errorListener);
      reject(new (errors().AbortError)(undefined, { cause: signal?.reason }));
    }
    if (signal != null) addTo(signal, 'abort', abortListener, once);
  });
}
Object.defineProperty(onceStatic, 'name', { __proto__: null, value: 'once' });

/**
 * Iterates over events as they come.
 * @param {EventEmitter|EventTarget} emitter
 * @param {string|symbol} event
 * @param {object} [options] signal, close: names of events that end it, highWaterMark, lowWaterMark
 * @returns {AsyncIterator<Array>}
 */
function onStatic(emitter, event, options = {}) {
  return onModule().on(emitter, event, options);
}
Object.defineProperty(onStatic, 'name', { __proto__: null, value: 'on' });
