'use strict';

// BroadcastChannel: all of a name in the process hear one another, whatever thread they are in.
// https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts

const { EventTarget, defineEventHandler } = require('ext/events/event_target');
const { MessageEvent } = require('ext/events/message_event');
const { ports } = require('ext/events/message_channel');
const { setTransferMode } = require('ext/events/symbols');
const { DOMException } = require('ext/events/dom_exception');
const native = binding('messaging');
const {
  codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('ext/base/errors');
const inspectModule = require.lazy('ext/console/inspect');

const kInspect = Symbol.for('nodejs.util.inspect.custom');

const IS_PORT = 4;

/** The channel's end, as the engine knows it. */
class Receiver {
  constructor(channel) {
    this.channel = channel;
  }
}
setTransferMode(Receiver.prototype, IS_PORT);

let endOf;
let receive;

class BroadcastChannel extends EventTarget {
  #name;
  #closed = false;
  #end;

  /** @param {string} name */
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    this.#end = new Receiver(this);
    native.broadcast(this.#end, this.#name);
    // An open channel keeps the process alive, unless unref() is called.
    native.ref(this.#end, true);
    native.start(this.#end);
  }

  static {
    endOf = (value) =>
      value !== null && typeof value === 'object' && #end in value ? value.#end : undefined;
    receive = (channel, value, error) => {
      if (channel.#closed) return;
      const event =
        error === undefined
          ? new MessageEvent('message', { data: value })
          : new MessageEvent('messageerror', { data: error });
      channel.dispatchEvent(event);
    };
  }

  static #check(object) {
    if (object === null || typeof object !== 'object' || !(#name in object)) {
      throw new ERR_INVALID_THIS('BroadcastChannel');
    }
  }

  /** @type {string} */
  get name() {
    BroadcastChannel.#check(this);
    return this.#name;
  }

  close() {
    BroadcastChannel.#check(this);
    if (this.#closed) return;
    this.#closed = true;
    native.close(this.#end);
  }

  /**
   * Sends a clone of a value to all other channels of this name.
   * @param {*} message
   * @throws {DOMException|ERR_MISSING_ARGS}
   */
  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (this.#closed) throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    native.post(this.#end, message, undefined);
  }

  /** @returns {BroadcastChannel} this */
  ref() {
    BroadcastChannel.#check(this);
    native.ref(this.#end, true);
    return this;
  }

  /** @returns {BroadcastChannel} this */
  unref() {
    BroadcastChannel.#check(this);
    native.ref(this.#end, false);
    return this;
  }

  [kInspect](depth, options) {
    BroadcastChannel.#check(this);
    if (depth < 0) return 'BroadcastChannel';
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BroadcastChannel ${inspectModule().inspect({ name: this.#name, active: !this.#closed }, inner)}`;
  }
}

for (const key of ['name', 'close', 'postMessage']) {
  Object.defineProperty(BroadcastChannel.prototype, key, { __proto__: null, enumerable: true });
}
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

const toPort = ports.message;
ports.message = (end, value, list, error) => {
  if (end instanceof Receiver) receive(end.channel, value, error);
  else toPort(end, value, list, error);
};

module.exports = { BroadcastChannel, endOf };
