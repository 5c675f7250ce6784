'use strict';

// MessageEvent, CloseEvent and ErrorEvent of the web platform.
// https://html.spec.whatwg.org/multipage/comms.html#the-messageevent-interface

const { setTransferMode } = require('ext/events/symbols');
const { Event } = require('ext/events/event');
const {
  codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('ext/base/errors');
const messaging = require.lazy('ext/events/message_channel');
const inspectModule = require.lazy('ext/console/inspect');

/** The options of a constructor: what is not an object has no members. */
function dictionary(options, Class) {
  if (options === undefined || options === null) return {};
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw new TypeError(`${Class} constructor: Argument 1 ("${options}") can not be converted to an object.`);
  }
  return options;
}

function checkPort(value, name) {
  if (value instanceof messaging().MessagePort) return;
  const shown = typeof value === 'object' && value !== null ? inspectModule().inspect(value) : String(value);
  throw new TypeError(
    `MessageEvent constructor: Expected eventInitDict.${name} ("${shown}") to be an instance of MessagePort.`,
  );
}

function toPorts(ports) {
  if (ports === null || typeof ports !== 'object' || typeof ports[Symbol.iterator] !== 'function') {
    throw new TypeError(`MessageEvent constructor: eventInitDict.ports (${String(ports)}) is not iterable.`);
  }
  const list = [...ports];
  list.forEach((port, i) => checkPort(port, `ports[${i}]`));
  return list;
}

class MessageEvent extends Event {
  #data;
  #origin;
  #lastEventId;
  #source;
  #ports;

  /**
   * @param {string} type
   * @param {{data?: *, origin?: string, lastEventId?: string, source?: MessagePort, ports?: MessagePort[]}} [init]
   */
  constructor(type, init = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    const {
      data = null,
      origin = '',
      lastEventId = '',
      source = null,
      ports = [],
    } = dictionary(init, 'MessageEvent');
    super(type, init);
    if (source !== null) checkPort(source, 'source');
    this.#data = data;
    this.#origin = `${origin}`;
    this.#lastEventId = `${lastEventId}`;
    this.#source = source;
    this.#ports = Object.freeze(toPorts(ports));
  }

  static #check(object) {
    if (!(#data in object)) throw new ERR_INVALID_THIS('MessageEvent');
  }

  get data() {
    MessageEvent.#check(this);
    return this.#data;
  }

  get origin() {
    MessageEvent.#check(this);
    return this.#origin;
  }

  get lastEventId() {
    MessageEvent.#check(this);
    return this.#lastEventId;
  }

  get source() {
    MessageEvent.#check(this);
    return this.#source;
  }

  get ports() {
    MessageEvent.#check(this);
    return this.#ports;
  }

  /** @deprecated */
  initMessageEvent(
    type,
    bubbles = false,
    cancelable = false,
    data = null,
    origin = '',
    lastEventId = '',
    source = null,
    ports = [],
  ) {
    MessageEvent.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    this.initEvent(type, bubbles, cancelable);
    this.#data = data;
    this.#origin = `${origin}`;
    this.#lastEventId = `${lastEventId}`;
    this.#source = source;
    this.#ports = Object.freeze([...ports]);
  }
}

class CloseEvent extends Event {
  #wasClean;
  #code;
  #reason;

  /**
   * @param {string} type
   * @param {{wasClean?: boolean, code?: number, reason?: string}} [init]
   */
  constructor(type, init = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    const { wasClean = false, code = 0, reason = '' } = dictionary(init, 'CloseEvent');
    super(type, init);
    this.#wasClean = Boolean(wasClean);
    this.#code = Number(code) & 0xffff;
    this.#reason = `${reason}`;
  }

  static #check(object) {
    if (!(#code in object)) throw new ERR_INVALID_THIS('CloseEvent');
  }

  get wasClean() {
    CloseEvent.#check(this);
    return this.#wasClean;
  }

  get code() {
    CloseEvent.#check(this);
    return this.#code;
  }

  get reason() {
    CloseEvent.#check(this);
    return this.#reason;
  }
}

class ErrorEvent extends Event {
  #message;
  #filename;
  #lineno;
  #colno;
  #error;

  /**
   * @param {string} type
   * @param {{message?: string, filename?: string, lineno?: number, colno?: number, error?: *}} [init]
   */
  constructor(type, init = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    const {
      message = '',
      filename = '',
      lineno = 0,
      colno = 0,
      error = undefined,
    } = dictionary(init, 'ErrorEvent');
    super(type, init);
    this.#message = `${message}`;
    this.#filename = `${filename}`;
    this.#lineno = Number(lineno) >>> 0;
    this.#colno = Number(colno) >>> 0;
    this.#error = error;
  }

  static #check(object) {
    if (!(#message in object)) throw new ERR_INVALID_THIS('ErrorEvent');
  }

  get message() {
    ErrorEvent.#check(this);
    return this.#message;
  }

  get filename() {
    ErrorEvent.#check(this);
    return this.#filename;
  }

  get lineno() {
    ErrorEvent.#check(this);
    return this.#lineno;
  }

  get colno() {
    ErrorEvent.#check(this);
    return this.#colno;
  }

  get error() {
    ErrorEvent.#check(this);
    return this.#error;
  }
}

for (const Class of [MessageEvent, CloseEvent, ErrorEvent]) {
  for (const key of Object.getOwnPropertyNames(Class.prototype)) {
    if (key !== 'constructor')
      Object.defineProperty(Class.prototype, key, { __proto__: null, enumerable: true });
  }
  setTransferMode(Class.prototype, 0);
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null,
    configurable: true,
    value: Class.name,
  });
}

module.exports = { MessageEvent, CloseEvent, ErrorEvent };
