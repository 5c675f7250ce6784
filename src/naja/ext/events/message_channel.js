'use strict';

// MessageChannel and MessagePort, within one thread.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels

const { NodeEventTarget } = require('ext/events/node_event_target');
const { Event, defineEventHandler, kCreateEvent, kHybridDispatch, kNewListener, kRemoveListener } =
  require('ext/events/event_target');
const { clone, cloneError, ports, structuredClone } = require('ext/events/clone');
const state = require('ext/async_context/state');
const timers = require.lazy('ext/timers/timers');
const ticks = require.lazy('ext/timers/ticks');
const {
  codes: {
    ERR_CONSTRUCT_CALL_INVALID,
    ERR_CONSTRUCT_CALL_REQUIRED,
    ERR_INVALID_ARG_TYPE,
    ERR_MISSING_ARGS,
  },
} = require('ext/base/errors');
const messageEvents = require.lazy('ext/events/message_event');
const inspectModule = require.lazy('ext/console/inspect');
const broadcast = require.lazy('ext/events/broadcast_channel');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kConstruct = Symbol('kConstruct');

class MessagePortCloseEvent extends Event {}

/** Node-style listeners get the value, the others the event. */
function dispatchMessage(port, event, value = event) {
  port[kHybridDispatch](value, event.type, event);
}

let entangle;
let receive;

class MessagePort extends NodeEventTarget {
  /** What arrived and was not told of: { value, ports } */
  #queue = [];
  /** The other end; null once closed or moved away */
  #peer = null;
  #started = false;
  #closing = false;
  #detached = false;
  #refed = false;
  #keepAlive = null;
  #delivery = null;
  #deliver;

  static {
    entangle = (a, b) => {
      a.#peer = b;
      b.#peer = a;
    };

    receive = (port) => {
      if (port === null || typeof port !== 'object' || !(#queue in port)) {
        throw new ERR_INVALID_ARG_TYPE('port', 'MessagePort', port);
      }
      return port.#queue.shift();
    };

    ports.isPort = (value) => value !== null && typeof value === 'object' && #queue in value;
    ports.check = (port) => {
      if (port.#peer === null || port.#detached || port.#closing) {
        throw cloneError('MessagePort in transfer list is already detached');
      }
    };
    // The receiver gets a new port, with what has arrived; the old one is of no more use.
    ports.move = (port) => {
      const moved = new MessagePort(kConstruct);
      const peer = port.#peer;
      port.#peer = null;
      port.#detached = true;
      port.#setRef(false);
      moved.#queue = port.#queue;
      port.#queue = [];
      entangle(moved, peer);
      return moved;
    };
  }

  constructor(secret = undefined) {
    if (secret !== kConstruct) throw new ERR_CONSTRUCT_CALL_INVALID();
    super();
    this.#deliver = state.bind(() => this.#deliverAll(), 'MESSAGEPORT');
  }

  /**
   * Sends a clone of a value.
   * @param {*} message
   * @param {Iterable|{transfer?: Iterable}} [transferList] what is moved instead of cloned
   * @throws {DOMException|ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE}
   */
  postMessage(message, transferList = undefined) {
    if (arguments.length === 0) {
      const err = new ERR_MISSING_ARGS('message');
      err.message = 'Not enough arguments to MessagePort.postMessage';
      throw err;
    }
    const list = this.#toTransferList(transferList);
    if (list?.includes(this)) throw cloneError('Transfer list contains source port');
    const sent = clone(message, list);
    const peer = this.#peer;
    if (peer === null || sent.ports.includes(peer)) return true;
    peer.#queue.push(sent);
    peer.#schedule();
    return true;
  }

  #toTransferList(argument) {
    if (argument === undefined || argument === null) return undefined;
    let list = argument;
    let name = 'transferList argument';
    if (typeof argument === 'object' && typeof argument[Symbol.iterator] !== 'function') {
      list = argument.transfer;
      if (list === undefined || list === null) return undefined;
      name = 'options.transfer argument';
    }
    if (typeof list !== 'object' || typeof list[Symbol.iterator] !== 'function') {
      const err = new TypeError(`Optional ${name} must be an iterable`);
      err.code = 'ERR_INVALID_ARG_TYPE';
      throw err;
    }
    return [...list];
  }

  /** Lets messages come. */
  start() {
    if (this.#detached || this.#started) return;
    this.#started = true;
    this.#schedule();
  }

  #schedule() {
    if (!this.#started || this.#delivery !== null || this.#queue.length === 0) return;
    this.#delivery = timers().setImmediate(this.#deliver);
    if (!this.#refed) this.#delivery.unref();
  }

  /** All that has arrived, with the ticks and microtasks of one message before the next. */
  #deliverAll() {
    this.#delivery = null;
    let left = Math.max(this.#queue.length, 1000);
    let ran = false;
    try {
      while (this.#queue.length > 0 && left-- > 0 && !this.#detached) {
        if (ran) ticks().runNextTicks();
        else ran = true;
        const { value, ports: received } = this.#queue.shift();
        const event = new (messageEvents().MessageEvent)('message', { data: value, ports: received });
        dispatchMessage(this, event, value);
      }
    } finally {
      this.#schedule();
    }
  }

  /** Keeps the process alive while it may get messages. */
  ref() {
    this.#setRef(true);
  }

  unref() {
    this.#setRef(false);
  }

  /** @returns {boolean} */
  hasRef() {
    return this.#refed;
  }

  #setRef(refed) {
    if (refed && (this.#detached || this.#peer === null || this.#closing)) return;
    if (this.#refed === refed) return;
    this.#refed = refed;
    if (refed) {
      this.#keepAlive = timers().setInterval(() => {}, timers().TIMEOUT_MAX);
      this.#delivery?.ref();
    } else {
      timers().clearInterval(this.#keepAlive);
      this.#keepAlive = null;
      this.#delivery?.unref();
    }
  }

  /** Closes both ends; what has arrived is still delivered. */
  close(callback = undefined) {
    if (typeof callback === 'function') this.once('close', callback);
    if (this.#closing || this.#detached) return;
    this.#closing = true;
    const closing = timers().setImmediate(() => this.#finishClose());
    if (!this.#refed) closing.unref();
  }

  #finishClose() {
    if (this.#delivery !== null) {
      timers().setImmediate(() => this.#finishClose());
      return;
    }
    const peer = this.#peer;
    this.#peer = null;
    this.#setRef(false);
    this.#detached = true;
    dispatchMessage(this, new MessagePortCloseEvent('close'));
    if (peer !== null) {
      peer.#peer = null;
      peer.close();
    }
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type === 'message' && size === 1) {
      this.ref();
      this.start();
    }
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type === 'message' && size === 0) this.unref();
  }

  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    return new (messageEvents().MessageEvent)(type, { data });
  }

  [kInspect](depth, options) {
    if (!(#queue in this)) return this;
    const active = this.#peer !== null && !this.#detached;
    if (depth < 0) return 'MessagePort';
    return `MessagePort [EventTarget] ${inspectModule().inspect({ active, refed: this.#refed }, options)}`;
  }
}

for (const key of ['postMessage', 'start', 'ref', 'unref', 'hasRef', 'close']) {
  Object.defineProperty(MessagePort.prototype, key, { __proto__: null, enumerable: true });
}
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');

/** Two ports; what is posted to one arrives at the other. */
function MessageChannel() {
  if (!new.target) {
    const err = new ERR_CONSTRUCT_CALL_REQUIRED();
    err.message = 'Cannot call constructor without `new`';
    throw err;
  }
  this.port1 = new MessagePort(kConstruct);
  this.port2 = new MessagePort(kConstruct);
  entangle(this.port1, this.port2);
}

/**
 * Takes the oldest message that has arrived at a port.
 * @param {MessagePort} port
 * @returns {{message: *}|undefined}
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function receiveMessageOnPort(port) {
  const sent = receive(port);
  return sent === undefined ? undefined : { message: sent.value };
}

module.exports = {
  MessageChannel,
  MessagePort,
  receiveMessageOnPort,
  structuredClone,
  get MessageEvent() {
    return messageEvents().MessageEvent;
  },
  get BroadcastChannel() {
    return broadcast().BroadcastChannel;
  },
};
