'use strict';

// MessageChannel and MessagePort, within one thread.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels

const { NodeEventTarget } = require('ext/events/node_event_target');
const {
  Event,
  defineEventHandler,
  kCreateEvent,
  kHybridDispatch,
  kNewListener,
  kRemoveListener,
} = require('ext/events/event_target');
const { clone, cloneError, ports, structuredClone } = require('ext/events/clone');
const state = require('ext/async_context/state');
const { runNextTicks } = require('ext/timers/ticks');
const timers = require.lazy('ext/timers/timers');
const process = require.lazy('node/process');
const messageEvents = require.lazy('ext/events/message_event');
const inspectModule = require.lazy('ext/console/inspect');
const broadcast = require.lazy('ext/events/broadcast_channel');
const {
  codes: { ERR_CONSTRUCT_CALL_INVALID, ERR_CONSTRUCT_CALL_REQUIRED, ERR_MISSING_ARGS },
} = require('ext/base/errors');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
/** Messages that are delivered in one go, at least. */
const BATCH = 1000;

class MessagePortCloseEvent extends Event {}

/** Node-style listeners get the value, the others the event. */
function dispatchMessage(port, event, value = event) {
  port[kHybridDispatch](value, event.type, event);
}

/** An error with the code of a wrong argument, in words of its own. */
function argumentError(message) {
  const err = new TypeError(message);
  err.code = 'ERR_INVALID_ARG_TYPE';
  return err;
}

function toList(iterable, error) {
  if (typeof iterable !== 'object' || iterable === null) throw error();
  if (typeof iterable[Symbol.iterator] !== 'function') throw error();
  try {
    return [...iterable];
  } catch {
    throw error();
  }
}

/** The list of what postMessage() is to move: its second argument, or that one's `transfer`. */
function toTransferList(argument) {
  if (argument === undefined || argument === null) return undefined;
  const error = () => argumentError('Optional transferList argument must be an iterable');
  if (typeof argument !== 'object') throw error();
  if (argument[Symbol.iterator] !== undefined) return toList(argument, error);
  if (argument.transfer === undefined) return undefined;
  return toList(argument.transfer, () =>
    argumentError('Optional options.transfer argument must be an iterable'),
  );
}

let create;
let entangle;
let receive;

class Port extends NodeEventTarget {
  /** What arrived and was not told of: { value, ports } */
  #queue = [];
  /** The other end; null once closed or moved away */
  #peer = null;
  #peerClosed = false;
  #started = false;
  #closing = false;
  #detached = false;
  #refed = false;
  #keepAlive = null;
  #delivery = null;
  // The async context in which it was made
  #frame = state.getFrame();
  #asyncId = ++state.lastId;
  #triggerId = state.executionId;

  static {
    create = () => {
      const port = new Port();
      port.#peer = undefined;
      if (state.tracker !== null) state.tracker.init(port.#asyncId, 'MESSAGEPORT', port.#triggerId, port);
      return port;
    };

    entangle = (a, b) => {
      a.#peer = b;
      b.#peer = a;
    };

    receive = (port) => {
      if (port === null || typeof port !== 'object' || !(#queue in port)) {
        throw argumentError('The "port" argument must be a MessagePort instance');
      }
      const sent = port.#queue.shift();
      if (port.#queue.length === 0 && port.#peerClosed) port.close();
      return sent;
    };

    ports.isPort = (value) => value !== null && typeof value === 'object' && #queue in value;
    ports.check = (port) => {
      if (port.#detached || port.#closing) {
        throw cloneError('MessagePort in transfer list is already detached');
      }
    };
    // The receiver gets a new port, with what has arrived; the old one is of no more use.
    ports.move = (port) => {
      const moved = create();
      const peer = port.#peer;
      port.#peer = null;
      port.#setRef(false);
      port.#detached = true;
      moved.#queue = port.#queue;
      moved.#peerClosed = port.#peerClosed;
      port.#queue = [];
      if (peer === null) moved.#peer = null;
      else entangle(moved, peer);
      return moved;
    };
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
    const list = toTransferList(transferList);
    if (list?.includes(this)) throw cloneError('Transfer list contains source port');
    const toItself = list?.includes(this.#peer) ?? false;
    const sent = clone(message, list);
    const peer = this.#peer;
    if (toItself) {
      process().emitWarning('The target port was posted to itself, and the communication channel was lost');
      this.close();
    } else if (peer !== null && !peer.#closing) {
      peer.#queue.push(sent);
      peer.#schedule();
    }
    return true;
  }

  /** Lets messages come. */
  start() {
    if (this.#detached || this.#started) return;
    this.#started = true;
    this.#schedule();
  }

  #schedule() {
    if (!this.#started || this.#delivery !== null || this.#queue.length === 0) return;
    // Not in the context of whoever posts.
    const frame = state.frames ? state.exchangeFrame(undefined) : undefined;
    // An immediate that keeps nothing alive would not wake the loop either; a timer does.
    this.#delivery = this.#refed
      ? timers().setImmediate(() => this.#deliverAll())
      : timers().setUnrefTimeout(() => this.#deliverAll(), 1);
    if (state.frames) state.setFrame(frame);
  }

  /** All that has arrived, with the ticks and microtasks of one message before the next. */
  #deliverAll() {
    this.#delivery = null;
    if (this.#closing || !this.#started) return;
    let left = Math.max(this.#queue.length, BATCH);
    let ran = false;
    try {
      while (this.#queue.length > 0 && left-- > 0 && this.#started && !this.#detached) {
        if (ran) runNextTicks();
        else ran = true;
        const { value, ports: received } = this.#queue.shift();
        const event = new (messageEvents().MessageEvent)('message', { data: value, ports: received });
        this.#inContext(() => dispatchMessage(this, event, value));
      }
    } finally {
      if (this.#queue.length === 0 && this.#peerClosed) this.close();
      else if (!this.#closing) this.#schedule();
    }
  }

  #inContext(fn) {
    const { executionId, triggerId, executionResource } = state;
    const prior = state.frames ? state.exchangeFrame(this.#frame) : undefined;
    state.enter(this.#asyncId, this.#triggerId, this);
    if (state.tracker !== null) state.tracker.before(this.#asyncId);
    fn();
    if (state.tracker !== null) state.tracker.after(this.#asyncId);
    if (state.frames) state.setFrame(prior);
    state.enter(executionId, triggerId, executionResource);
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
    if (this.#refed === refed || (refed && (this.#detached || this.#closing))) return;
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

  /** Closes both ends; the other one still gets what was sent. */
  close(callback = undefined) {
    if (typeof callback === 'function') this.once('close', callback);
    if (this.#closing || this.#detached) return;
    this.#closing = true;
    timers().setImmediate(() => this.#finishClose());
  }

  #finishClose() {
    const peer = this.#peer;
    this.#peer = null;
    this.#setRef(false);
    this.#detached = true;
    if (peer !== null && peer !== undefined) {
      peer.#peer = null;
      peer.#peerClosed = true;
      if (peer.#queue.length === 0) peer.close();
    }
    this.#inContext(() => dispatchMessage(this, new MessagePortCloseEvent('close')));
    if (state.tracker !== null) state.tracker.destroy(this.#asyncId);
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
    if (type === 'message' && size === 0) {
      // What comes waits for the next listener.
      this.unref();
      this.#started = false;
    }
  }

  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    return new (messageEvents().MessageEvent)(type, { data });
  }

  [kInspect](depth, options) {
    if (!(#queue in this)) return this;
    if (depth < 0) return 'MessagePort';
    const active = !this.#detached && this.#peer !== null;
    return `MessagePort [EventTarget] ${inspectModule().inspect({ active, refed: this.#refed }, options)}`;
  }
}

/** Ports are made by MessageChannel; what the program sees of their class only stands for it. */
function MessagePort() {
  throw new ERR_CONSTRUCT_CALL_INVALID();
}
Object.setPrototypeOf(MessagePort, NodeEventTarget);
MessagePort.prototype = Port.prototype;
Object.defineProperty(Port.prototype, 'constructor', {
  __proto__: null,
  configurable: true,
  enumerable: false,
  writable: true,
  value: MessagePort,
});
for (const key of ['postMessage', 'start', 'ref', 'unref', 'hasRef', 'close']) {
  Object.defineProperty(Port.prototype, key, { __proto__: null, enumerable: true });
}
defineEventHandler(Port.prototype, 'message');
defineEventHandler(Port.prototype, 'messageerror');

/** Two ports; what is posted to one arrives at the other. */
function MessageChannel() {
  if (!new.target) {
    const err = new ERR_CONSTRUCT_CALL_REQUIRED();
    err.message = 'Cannot call constructor without `new`';
    throw err;
  }
  this.port1 = create();
  this.port2 = create();
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
