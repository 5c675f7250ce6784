'use strict';

// MessageChannel and MessagePort, within a thread and between threads. The queues are the engine's
// (engine/v8/message_ports.cc).
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
const { cloneError, ports, sort, structuredClone } = require('ext/events/clone');
const { setTransferMode } = require('ext/events/symbols');
const native = binding('messaging');
const state = require('ext/async_context/state');
const timers = require.lazy('ext/timers/timers');
const process = require.lazy('node/process');
const messageEvents = require.lazy('ext/events/message_event');
const inspectModule = require.lazy('ext/console/inspect');
const broadcast = require.lazy('ext/events/broadcast_channel');
const {
  codes: { ERR_CONSTRUCT_CALL_INVALID, ERR_CONSTRUCT_CALL_REQUIRED, ERR_MISSING_ARGS },
} = require('ext/base/errors');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const OPEN = 1;
const REFED = 2;
const TO_ITSELF = 1;
const TRANSFERABLE = 2;
const IS_PORT = 4;

class MessagePortCloseEvent extends Event {}

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

class Port extends NodeEventTarget {
  #closing = false;
  /** The ports that came with the message that is being delivered. */
  #received = undefined;
  // The async context in which it was made
  #frame = state.getFrame();
  #asyncId = ++state.lastId;
  #triggerId = state.executionId;

  constructor() {
    super();
    if (state.tracker !== null) state.tracker.init(this.#asyncId, 'MESSAGEPORT', this.#triggerId, this);
  }

  static {
    ports.make = () => new Port();
    ports.message = (port, value, received, error) => {
      if (error === undefined) {
        port.#received = received;
        port.#inContext('message', undefined, value);
      } else {
        port.#inContext('messageerror', undefined, error);
      }
    };
    ports.closed = (port) => port.close();
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
    const list = transferList === undefined ? undefined : toTransferList(transferList);
    if (list?.includes(this)) throw cloneError('Transfer list contains source port');
    const result = native.post(this, message, list === undefined ? undefined : sort(list));
    if (result === TO_ITSELF) {
      process().emitWarning('The target port was posted to itself, and the communication channel was lost');
      this.close();
    }
    return true;
  }

  /** Lets messages come. */
  start() {
    if (!this.#closing) native.start(this);
  }

  /** `event`: made when a listener wants one, if it is undefined */
  #inContext(type, event, value) {
    const { executionId, triggerId, executionResource } = state;
    const prior = state.frames ? state.exchangeFrame(this.#frame) : undefined;
    state.enter(this.#asyncId, this.#triggerId, this);
    if (state.tracker !== null) state.tracker.before(this.#asyncId);
    this[kHybridDispatch](value, type, event);
    if (state.tracker !== null) state.tracker.after(this.#asyncId);
    if (state.frames) state.setFrame(prior);
    state.enter(executionId, triggerId, executionResource);
  }

  /** Keeps the process alive while it may get messages. */
  ref() {
    native.ref(this, true);
  }

  unref() {
    native.ref(this, false);
  }

  /** @returns {boolean} */
  hasRef() {
    return (native.state(this) & REFED) !== 0;
  }

  /** Closes both ends; the other one still gets what was sent. */
  close(callback = undefined) {
    if (typeof callback === 'function') this.once('close', callback);
    if (this.#closing || (native.state(this) & OPEN) === 0) return;
    this.#closing = true;
    native.closing(this);
    timers().setImmediate(() => {
      native.close(this);
      const event = new MessagePortCloseEvent('close');
      this.#inContext('close', event, event);
      if (state.tracker !== null) state.tracker.destroy(this.#asyncId);
    });
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
      native.stop(this);
    }
  }

  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    const ports = this.#received ?? [];
    return new (messageEvents().MessageEvent)(type, { data, ports });
  }

  [kInspect](depth, options) {
    if (!(#closing in this)) return this;
    if (depth < 0) return 'MessagePort';
    const active = (native.state(this) & OPEN) !== 0;
    return `MessagePort [EventTarget] ${inspectModule().inspect({ active, refed: this.hasRef() }, options)}`;
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
setTransferMode(Port.prototype, IS_PORT | TRANSFERABLE);
defineEventHandler(Port.prototype, 'message');
defineEventHandler(Port.prototype, 'messageerror');

/** Two ports; what is posted to one arrives at the other. */
function MessageChannel() {
  if (!new.target) {
    const err = new ERR_CONSTRUCT_CALL_REQUIRED();
    err.message = 'Cannot call constructor without `new`';
    throw err;
  }
  this.port1 = new Port();
  this.port2 = new Port();
  native.channel(this.port1, this.port2);
}

/**
 * Takes the oldest message that has arrived at a port.
 * @param {MessagePort} port
 * @returns {{message: *}|undefined}
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function receiveMessageOnPort(port) {
  const end = broadcast().endOf(port) ?? port;
  if (end === null || typeof end !== 'object' || !(native.transferMode(end) & IS_PORT)) {
    throw argumentError('The "port" argument must be a MessagePort instance');
  }
  const sent = native.receive(end);
  if (sent === null) end.close?.();
  return sent ? { message: sent[0] } : undefined;
}

module.exports = {
  MessageChannel,
  MessagePort,
  ports,
  receiveMessageOnPort,
  structuredClone,
  get MessageEvent() {
    return messageEvents().MessageEvent;
  },
  get BroadcastChannel() {
    return broadcast().BroadcastChannel;
  },
};
