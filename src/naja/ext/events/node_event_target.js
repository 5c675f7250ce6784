'use strict';

// An EventTarget with the methods of an EventEmitter: what MessagePort and Worker are.

const {
  EventTarget,
  kEvents,
  kHybridDispatch,
  kIsNodeEventTarget,
  kIsNodeStyleListener,
} = require('ext/events/event_target');
const { kMaxEventTargetListeners } = require('ext/events/symbols');
const {
  codes: { ERR_INVALID_THIS },
} = require('ext/base/errors');
const events = require.lazy('node/events');

function check(object) {
  if (!object?.constructor?.[kIsNodeEventTarget]) throw new ERR_INVALID_THIS('NodeEventTarget');
}

class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  setMaxListeners(n) {
    check(this);
    events().setMaxListeners(n, this);
  }

  getMaxListeners() {
    check(this);
    return this[kMaxEventTargetListeners];
  }

  eventNames() {
    check(this);
    return this[kEvents] === undefined
      ? []
      : [...this[kEvents]].filter(([, list]) => list.size > 0).map(([type]) => type);
  }

  listenerCount(type) {
    check(this);
    return this[kEvents]?.get(String(type))?.size ?? 0;
  }

  off(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    check(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  addListener(type, listener) {
    check(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  /** @returns {boolean} whether there was a listener */
  emit(type, arg) {
    check(this);
    const hadListeners = this.listenerCount(type) > 0;
    this[kHybridDispatch](arg, type);
    return hadListeners;
  }

  once(type, listener) {
    check(this);
    this.addEventListener(type, listener, { once: true, [kIsNodeStyleListener]: true });
    return this;
  }

  removeAllListeners(type) {
    check(this);
    if (type !== undefined) this[kEvents]?.delete(String(type));
    else this[kEvents]?.clear();
    return this;
  }
}

const enumerable = { __proto__: null, enumerable: true };
for (const key of Object.getOwnPropertyNames(NodeEventTarget.prototype)) {
  if (key !== 'constructor') Object.defineProperty(NodeEventTarget.prototype, key, enumerable);
}

module.exports = { NodeEventTarget };
