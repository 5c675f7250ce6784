'use strict';

// EventTarget (https://dom.spec.whatwg.org/#interface-eventtarget) as Node has it: no tree, so no bubbling; errors
// in listeners are uncaught exceptions. NodeEventTarget adds the methods of an EventEmitter.

const {
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
  kResistStopPropagation,
} = require('ext/events/symbols');
const { Event, CustomEvent, access, kTrustEvent } = require('ext/events/event');
const {
  codes: { ERR_EVENT_RECURSION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const ticks = require.lazy('ext/timers/ticks');
const process = require.lazy('node/process');
const inspectModule = require.lazy('ext/console/inspect');
const events = require.lazy('node/events');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kIsEventTarget = Symbol.for('nodejs.event_target');
const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');
const kHybridDispatch = Symbol.for('nodejs.internal.kHybridDispatch');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
const kCreateEvent = Symbol('kCreateEvent');
/** Option of addEventListener: the listener is held weakly, and lives as long as the object given here. */
const kWeakHandler = Symbol('kWeak');

const { setTarget, setDispatching, isDispatching, isStopped, setPassive } = access;

/** Listeners that are held weakly: what keeps each one alive -> the listeners. */
const keptAlive = new WeakMap();
let collected;
function registerWeak(listener, owner, entry, target) {
  collected ??= new FinalizationRegistry(({ entry, target }) => {
    target.deref()?.[kEvents]?.get(entry.type)?.drop(entry);
  });
  collected.register(listener, { entry, target: new WeakRef(target) }, entry);
  if (owner === true) return;
  const kept = keptAlive.get(owner);
  if (kept === undefined) keptAlive.set(owner, [listener]);
  else kept.push(listener);
}

/** The listeners of one type: a doubly linked list, so that it may change while it is walked. */
class ListenerList {
  constructor() {
    this.size = 0;
    this.next = undefined;
    this.tail = this;
    this.resistStopPropagation = false;
  }

  find(listener, capture) {
    let entry = this.next;
    while (entry !== undefined && !(entry.capture === capture && entry.same(listener))) entry = entry.next;
    return entry;
  }

  append(entry) {
    entry.previous = this.tail;
    this.tail.next = entry;
    this.tail = entry;
    if (entry.resistStopPropagation) this.resistStopPropagation = true;
    this.size++;
  }

  drop(entry) {
    if (entry.removed) return;
    entry.removed = true;
    entry.previous.next = entry.next;
    if (entry.next !== undefined) entry.next.previous = entry.previous;
    else this.tail = entry.previous;
    this.size--;
  }
}

class Listener {
  constructor(target, type, listener, options) {
    const { once, capture, passive, isNodeStyleListener, weak, resistStopPropagation } = options;
    this.type = type;
    this.next = undefined;
    this.previous = undefined;
    this.once = once;
    this.capture = capture;
    this.passive = passive;
    this.isNodeStyle = isNodeStyleListener;
    this.weak = Boolean(weak);
    this.resistStopPropagation = resistStopPropagation;
    this.removed = false;
    if (weak) {
      this.listener = this.callback = new WeakRef(listener);
      registerWeak(listener, weak, this, target);
    } else {
      this.listener = listener;
      this.callback =
        typeof listener === 'function'
          ? listener
          : async (...args) => {
              // handleEvent is looked up at each event.
              if (listener.handleEvent) await Reflect.apply(listener.handleEvent, listener, args);
            };
    }
  }

  same(listener) {
    return (this.weak ? this.listener.deref() : this.listener) === listener;
  }
}

function isEventTarget(object) {
  return object?.constructor?.[kIsEventTarget];
}

function checkThis(object) {
  if (!isEventTarget(object)) throw new ERR_INVALID_THIS('EventTarget');
}

function isListener(listener) {
  if (typeof listener === 'function' || typeof listener?.handleEvent === 'function') return true;
  if (listener == null) return false;
  if (typeof listener === 'object') return true; // handleEvent may come later
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

function readOptions(options) {
  if (typeof options === 'boolean') return { capture: options, resistStopPropagation: false };
  if (options === null) return { resistStopPropagation: false };
  validators().validateObject(
    options,
    'options',
    validators().kValidateObjectAllowArray | validators().kValidateObjectAllowFunction,
  );
  return {
    once: Boolean(options.once),
    capture: Boolean(options.capture),
    passive: Boolean(options.passive),
    signal: options.signal,
    weak: options[kWeakHandler],
    resistStopPropagation: options[kResistStopPropagation] ?? false,
    isNodeStyleListener: Boolean(options[kIsNodeStyleListener]),
  };
}

const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
const NO_OPTIONS = Object.freeze({
  once: false,
  capture: false,
  passive: false,
  signal: undefined,
  weak: undefined,
  resistStopPropagation: false,
  isNodeStyleListener: false,
});

/** What a listener throws or rejects with becomes an uncaught exception. */
function throwLater(err) {
  ticks().nextTick(() => {
    throw err;
  });
}

function watchResult(result) {
  const { then } = result;
  if (typeof then === 'function') Reflect.apply(then, result, [undefined, throwLater]);
}

/** @see https://dom.spec.whatwg.org/#interface-eventtarget */
class EventTarget {
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  /** A listener was added; subclasses look on. */
  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const max = this[kMaxEventTargetListeners];
    if (max > 0 && size > max && !this[kMaxEventTargetListenersWarned]) {
      this[kMaxEventTargetListenersWarned] = true;
      const warning = new Error(
        `Possible EventTarget memory leak detected. ${size} ${type} listeners ` +
          `added to ${inspectModule().inspect(this, { depth: -1 })}. MaxListeners is ${max}. ` +
          'Use events.setMaxListeners() to increase limit',
      );
      warning.name = 'MaxListenersExceededWarning';
      warning.target = this;
      warning.type = type;
      warning.count = size;
      process().emitWarning(warning);
    }
  }

  /** A listener was removed; subclasses look on. */
  [kRemoveListener](size, type, listener, capture) {}

  /**
   * @param {string} type
   * @param {Function|{handleEvent: Function}|null} listener
   * @param {boolean|{capture?: boolean, once?: boolean, passive?: boolean, signal?: AbortSignal}} [options]
   * @throws {ERR_INVALID_THIS|ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE}
   */
  addEventListener(type, listener, options = undefined) {
    checkThis(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    const flags = options === undefined ? NO_OPTIONS : readOptions(options);
    const { once = false, capture = false, passive = false, signal, weak } = flags;
    if (signal !== undefined) validators().validateAbortSignal(signal, 'options.signal');

    if (!isListener(listener)) {
      const warning = new Error(`addEventListener called with ${listener} which has no effect.`);
      warning.name = 'AddEventListenerArgumentTypeWarning';
      warning.target = this;
      warning.type = type;
      process().emitWarning(warning);
      return;
    }
    type = `${type}`;

    if (signal) {
      if (signal.aborted) return;
      signal.addEventListener(
        'abort',
        () => {
          this.removeEventListener(type, listener, options);
        },
        { __proto__: null, once: true, [kWeakHandler]: this, [kResistStopPropagation]: true },
      );
    }

    const lists = (this[kEvents] ??= new Map());
    let list = lists.get(type);
    if (list === undefined) {
      list = new ListenerList();
      lists.set(type, list);
    } else if (list.find(listener, capture) !== undefined) {
      return;
    }
    list.append(
      new Listener(this, type, listener, {
        once,
        capture,
        passive,
        isNodeStyleListener: flags.isNodeStyleListener,
        weak,
        resistStopPropagation: flags.resistStopPropagation,
      }),
    );
    this[kNewListener](list.size, type, listener, once, capture, passive, weak);
  }

  /** @see addEventListener */
  removeEventListener(type, listener, options = undefined) {
    checkThis(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = `${type}`;
    const capture = Boolean(options === null || typeof options !== 'object' ? options : options.capture);
    const list = this[kEvents]?.get(type);
    const entry = list?.find(listener, capture);
    if (entry === undefined) return;
    remove(this, list, entry);
  }

  /**
   * @param {Event} event
   * @returns {boolean} false if a listener called preventDefault()
   * @throws {ERR_INVALID_THIS|ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE|ERR_EVENT_RECURSION}
   */
  dispatchEvent(event) {
    checkThis(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!(event instanceof Event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (isDispatching(event)) throw new ERR_EVENT_RECURSION(event.type);
    this[kHybridDispatch](event, event.type, event);
    return event.defaultPrevented !== true;
  }

  /**
   * Calls the listeners: those of Node's style with `value`, the others with an event, made when one needs it.
   * @returns {boolean} whether it went through
   */
  [kHybridDispatch](value, type, event) {
    if (event !== undefined) {
      setTarget(event, this);
      setDispatching(event, true);
    }
    const list = this[kEvents]?.get(type);
    let entry = list?.next;
    if (entry === undefined) {
      if (event !== undefined) setDispatching(event, false);
      return true;
    }

    while (entry !== undefined) {
      const { next } = entry;
      if (event !== undefined && isStopped(event) && !entry.resistStopPropagation) {
        if (!list.resistStopPropagation) break;
        entry = next;
        continue;
      }
      if (entry.removed) {
        entry = next;
        continue;
      }
      if (entry.once) remove(this, list, entry);

      try {
        let argument = value;
        if (!entry.isNodeStyle) {
          if (event === undefined) {
            event = this[kCreateEvent](value, type);
            setTarget(event, this);
            setDispatching(event, true);
          }
          argument = event;
          if (entry.passive) setPassive(event, true);
        }
        const callback = entry.weak ? entry.callback.deref() : entry.callback;
        let result;
        if (callback !== undefined) result = Reflect.apply(callback, this, [argument]);
        if (entry.passive && event !== undefined) setPassive(event, false);
        if (result !== undefined && result !== null) watchResult(result);
      } catch (err) {
        if (entry.passive && event !== undefined) setPassive(event, false);
        throwLater(err);
      }
      entry = next;
    }
    if (event !== undefined) setDispatching(event, false);
    return true;
  }

  [kCreateEvent](value, type) {
    return new CustomEvent(type, { detail: value });
  }

  [kInspect](depth, options) {
    if (!Object.hasOwn(this, kEvents)) return this; // the prototype, or not a target
    const { name } = this.constructor;
    if (depth < 0) return name;
    const inner = { ...options, depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth };
    return `${name} ${inspectModule().inspect({}, inner)}`;
  }
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(EventTarget.prototype, {
  addEventListener: enumerable,
  removeEventListener: enumerable,
  dispatchEvent: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'EventTarget' },
});

function initEventTarget(self) {
  self[kEvents] = undefined;
  self[kMaxEventTargetListeners] = events().defaultMaxListeners;
  self[kMaxEventTargetListenersWarned] = false;
  self[kHandlers] = undefined;
}

function remove(target, list, entry) {
  list.drop(entry);
  const listener = entry.weak ? entry.listener.deref() : entry.listener;
  target[kRemoveListener](list.size, entry.type, listener, entry.capture);
}

/** The listeners of one type, as they were given. */
function listenersOfTarget(target, type) {
  const found = [];
  for (let entry = target[kEvents]?.get(type)?.next; entry !== undefined; entry = entry.next) {
    const listener = entry.weak ? entry.listener.deref() : entry.listener;
    found.push(listener);
  }
  return found;
}

/**
 * Gives a prototype the attribute `onNAME`.
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes
 */
function defineEventHandler(prototype, name, type = name) {
  const property = `on${name}`;
  const get = {
    [property]() {
      const handler = this[kHandlers]?.get(type)?.handler;
      return handler == null ? null : handler;
    },
  }[property];
  const set = {
    [property](value) {
      this[kHandlers] ??= new Map();
      if (typeof value !== 'object' && typeof value !== 'function') value = null;
      let wrapper = this[kHandlers].get(type);
      if (wrapper === undefined) {
        if (value === null) return;
        wrapper = function eventHandler(...args) {
          if (typeof wrapper.handler === 'function') return Reflect.apply(wrapper.handler, this, args);
        };
        wrapper.handler = value;
        this[kHandlers].set(type, wrapper);
        this.addEventListener(type, wrapper);
        return;
      }
      // The wrapper keeps its place among the listeners; only the count changes.
      const list = this[kEvents].get(type);
      if (typeof wrapper.handler === 'function') {
        list.size--;
        this[kRemoveListener](list.size, type, wrapper.handler, false);
      }
      wrapper.handler = value;
      if (typeof value === 'function') {
        list.size++;
        this[kNewListener](list.size, type, value, false, false, false, false);
      }
    },
  }[property];
  Object.defineProperty(get, 'name', { __proto__: null, value: `get ${property}`, configurable: true });
  Object.defineProperty(set, 'name', { __proto__: null, value: `set ${property}`, configurable: true });
  Object.defineProperty(prototype, property, {
    __proto__: null,
    get,
    set,
    configurable: true,
    enumerable: true,
  });
}

module.exports = {
  Event,
  CustomEvent,
  EventTarget,
  /** Loaded when MessagePort or a worker needs it. */
  get NodeEventTarget() {
    return require('ext/events/node_event_target').NodeEventTarget;
  },
  defineEventHandler,
  initEventTarget,
  isEventTarget,
  listenersOfTarget,
  kCreateEvent,
  kEvents,
  kHybridDispatch,
  kIsNodeEventTarget,
  kIsNodeStyleListener,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
};
