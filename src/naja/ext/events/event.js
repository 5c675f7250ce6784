'use strict';

// Event and CustomEvent: https://dom.spec.whatwg.org/#events

const {
  codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const inspectModule = require.lazy('ext/console/inspect');
const { now } = require('ext/performance/clock');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
/** Option of the constructor: the event comes from the runtime. */
const kTrustEvent = Symbol('kTrustEvent');

/** What EventTarget does to an event. */
const access = {};

class Event {
  static NONE = 0;
  static CAPTURING_PHASE = 1;
  static AT_TARGET = 2;
  static BUBBLING_PHASE = 3;

  #type;
  #target = null;
  #cancelable;
  #bubbles;
  #composed;
  #trusted;
  #timeStamp = now();
  #dispatching = false;
  #inPassiveListener = false;
  #defaultPrevented = false;
  #stopped = false;
  #propagationStopped = false;

  static {
    access.setTarget = (event, target) => {
      event.#target = target;
    };
    access.setDispatching = (event, value) => {
      event.#dispatching = value;
    };
    access.isDispatching = (event) => event.#dispatching;
    access.isStopped = (event) => event.#stopped;
    access.setPassive = (event, value) => {
      event.#inPassiveListener = value;
    };
  }

  /**
   * @param {string} type
   * @param {{bubbles?: boolean, cancelable?: boolean, composed?: boolean}} [options]
   * @throws {ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE}
   */
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options != null) {
      validators().validateObject(options, 'options');
      this.#bubbles = Boolean(options.bubbles);
      this.#cancelable = Boolean(options.cancelable);
      this.#composed = Boolean(options.composed);
      this.#trusted = Boolean(options[kTrustEvent]);
    } else {
      this.#bubbles = this.#cancelable = this.#composed = this.#trusted = false;
    }
    this.#type = `${type}`;
  }

  static #check(object) {
    if (!(#type in object)) throw new ERR_INVALID_THIS('Event');
  }

  /** @deprecated */
  initEvent(type, bubbles = false, cancelable = false) {
    Event.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (this.#dispatching) return;
    this.#type = `${type}`;
    this.#bubbles = Boolean(bubbles);
    this.#cancelable = Boolean(cancelable);
  }

  stopImmediatePropagation() {
    Event.#check(this);
    // Without a tree there are only the listeners of one target to stop.
    this.#propagationStopped = true;
    this.#stopped = true;
  }

  preventDefault() {
    Event.#check(this);
    if (this.#cancelable && !this.#inPassiveListener) this.#defaultPrevented = true;
  }

  get target() {
    Event.#check(this);
    return this.#target;
  }

  get currentTarget() {
    Event.#check(this);
    return this.#dispatching ? this.#target : null;
  }

  get srcElement() {
    Event.#check(this);
    return this.#target;
  }

  get type() {
    Event.#check(this);
    return this.#type;
  }

  get cancelable() {
    Event.#check(this);
    return this.#cancelable;
  }

  get defaultPrevented() {
    Event.#check(this);
    return this.#cancelable && this.#defaultPrevented;
  }

  /** @type {number} milliseconds since the start of the process */
  get timeStamp() {
    Event.#check(this);
    return this.#timeStamp;
  }

  /** @returns {EventTarget[]} */
  composedPath() {
    Event.#check(this);
    return this.#dispatching ? [this.#target] : [];
  }

  get returnValue() {
    Event.#check(this);
    return !this.#cancelable || !this.#defaultPrevented;
  }

  set returnValue(value) {
    Event.#check(this);
    if (!value) this.preventDefault();
  }

  get bubbles() {
    Event.#check(this);
    return this.#bubbles;
  }

  get composed() {
    Event.#check(this);
    return this.#composed;
  }

  get eventPhase() {
    Event.#check(this);
    return this.#dispatching ? Event.AT_TARGET : Event.NONE;
  }

  get cancelBubble() {
    Event.#check(this);
    return this.#propagationStopped;
  }

  set cancelBubble(value) {
    Event.#check(this);
    if (value) this.#propagationStopped = true;
  }

  stopPropagation() {
    Event.#check(this);
    this.#propagationStopped = true;
  }

  get isTrusted() {
    Event.#check(this);
    return this.#trusted;
  }

  [kInspect](depth, options) {
    if (!(#type in this)) return this;
    const { name } = this.constructor;
    if (depth < 0) return name;
    const inner = { ...options, depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth };
    const { type, defaultPrevented, cancelable, timeStamp } = this;
    return `${name} ${inspectModule().inspect({ type, defaultPrevented, cancelable, timeStamp }, inner)}`;
  }
}

const enumerable = { __proto__: null, enumerable: true };
const constant = { __proto__: null, enumerable: true, writable: false, configurable: false };
for (const key of Object.getOwnPropertyNames(Event.prototype)) {
  if (key !== 'constructor') Object.defineProperty(Event.prototype, key, enumerable);
}
Object.defineProperties(Event.prototype, {
  isTrusted: { __proto__: null, configurable: false },
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Event' },
});
for (const key of ['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE']) {
  Object.defineProperty(Event, key, constant);
}

/** An event that carries a value of the program's. */
class CustomEvent extends Event {
  #detail;

  /**
   * @param {string} type
   * @param {{bubbles?: boolean, cancelable?: boolean, composed?: boolean, detail?: *}} [options]
   */
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}

Object.defineProperties(CustomEvent.prototype, {
  detail: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'CustomEvent' },
});

module.exports = { Event, CustomEvent, access, kTrustEvent };
