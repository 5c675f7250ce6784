'use strict';

// BroadcastChannel, within one thread.
// https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts

const { EventTarget, defineEventHandler } = require('ext/events/event_target');
const { MessageEvent } = require('ext/events/message_event');
const { clone } = require('ext/events/clone');
const { DOMException } = require('ext/events/dom_exception');
const timers = require('ext/timers/timers');
const {
  codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('ext/base/errors');
const inspectModule = require.lazy('ext/console/inspect');

const kInspect = Symbol.for('nodejs.util.inspect.custom');

/** Name -> the open channels of that name, oldest first. */
const channels = new Map();

class BroadcastChannel extends EventTarget {
  #name;
  #closed = false;
  #keepAlive;

  /** @param {string} name */
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    const others = channels.get(this.#name);
    if (others === undefined) channels.set(this.#name, [this]);
    else others.push(this);
    // An open channel keeps the process alive, unless unref() is called.
    this.#keepAlive = timers.setInterval(() => {}, timers.TIMEOUT_MAX);
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
    timers.clearInterval(this.#keepAlive);
    const others = channels.get(this.#name);
    others.splice(others.indexOf(this), 1);
    if (others.length === 0) channels.delete(this.#name);
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
    const targets = channels.get(this.#name).filter((channel) => channel !== this);
    // Even with nobody to hear it: what cannot be cloned is an error.
    if (targets.length === 0) clone(message);
    for (const target of targets) {
      const { value } = clone(message);
      timers.setImmediate(() => {
        if (!target.#closed) target.dispatchEvent(new MessageEvent('message', { data: value }));
      });
    }
  }

  /** @returns {BroadcastChannel} this */
  ref() {
    BroadcastChannel.#check(this);
    this.#keepAlive.ref();
    return this;
  }

  /** @returns {BroadcastChannel} this */
  unref() {
    BroadcastChannel.#check(this);
    this.#keepAlive.unref();
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

module.exports = { BroadcastChannel };
