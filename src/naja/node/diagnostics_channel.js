'use strict';

// node:diagnostics_channel: named channels on which libraries tell what they do, at next to no cost while nobody
// listens.

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { validateFunction } = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const process = require.lazy('node/process');

/** Name -> WeakRef of its channel. */
const channels = new Map();
/** Channels that somebody listens to: these must not be collected. */
const active = new Set();
const collected = new FinalizationRegistry((name) => {
  if (channels.get(name)?.deref() === undefined) channels.delete(name);
});

/** What a subscriber throws is an uncaught exception; the publisher does not notice. */
function throwLater(err) {
  nextTick(() => {
    binding('errors').triggerUncaughtException(err, false);
  });
}

/** The values that the stores of a channel have while something runs; a disposable. */
class StoresScope {
  #scopes = [];

  constructor(channel, data) {
    try {
      for (const [store, transform] of channel._stores ?? []) {
        let value = data;
        if (transform) {
          try {
            value = transform(data);
          } catch (err) {
            throwLater(err);
            continue;
          }
        }
        this.#scopes.push(store.withScope(value));
      }
      channel.publish(data);
    } catch (err) {
      this[Symbol.dispose]();
      throw err;
    }
  }

  [Symbol.dispose]() {
    while (this.#scopes.length > 0) this.#scopes.pop()[Symbol.dispose]();
  }
}

class Channel {
  /** @param {string|symbol} name */
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    this._index = undefined;
    channels.set(name, new WeakRef(this));
    collected.register(this, name);
  }

  #activate() {
    if (this._subscribers !== undefined) return;
    this._subscribers = [];
    this._stores = new Map();
    active.add(this);
  }

  #rest() {
    if (this._subscribers.length > 0 || this._stores.size > 0) return;
    this._subscribers = undefined;
    this._stores = undefined;
    active.delete(this);
  }

  /** @type {boolean} */
  get hasSubscribers() {
    return this._subscribers !== undefined;
  }

  /** @param {(message: *, name: string|symbol) => void} subscription */
  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    this.#activate();
    // A copy: publish() may be going through the array.
    this._subscribers = [...this._subscribers, subscription];
  }

  /** @returns {boolean} whether it was subscribed */
  unsubscribe(subscription) {
    const index = this._subscribers?.indexOf(subscription) ?? -1;
    if (index === -1) return false;
    this._subscribers = this._subscribers.toSpliced(index, 1);
    this.#rest();
    return true;
  }

  /** While runStores() runs, `store` has what `transform` makes of the message. */
  bindStore(store, transform) {
    this.#activate();
    this._stores.set(store, transform);
  }

  /** @returns {boolean} whether it was bound */
  unbindStore(store) {
    if (!this._stores?.delete(store)) return false;
    this.#rest();
    return true;
  }

  /** Tells all subscribers. */
  publish(message) {
    const subscribers = this._subscribers;
    if (subscribers === undefined) return;
    for (let i = 0; i < subscribers.length; i++) {
      try {
        const subscriber = subscribers[i];
        subscriber(message, this.name);
      } catch (err) {
        throwLater(err);
      }
    }
  }

  /** Enters the stores and publishes, until the scope is disposed of. @returns {Disposable} */
  withStoreScope(message) {
    if (this._subscribers === undefined) return { [Symbol.dispose]() {} };
    return new StoresScope(this, message);
  }

  /** Publishes, then calls fn with the stores entered. @returns what fn returns */
  runStores(message, fn, thisArg, ...args) {
    if (this._subscribers === undefined) return Reflect.apply(fn, thisArg, args);
    const scope = new StoresScope(this, message);
    try {
      return Reflect.apply(fn, thisArg, args);
    } finally {
      scope[Symbol.dispose]();
    }
  }
}

/**
 * The channel of a name; made when first asked for.
 * @param {string|symbol} name
 * @returns {Channel}
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function channel(name) {
  const found = channels.get(name)?.deref();
  if (found !== undefined) return found;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  return new Channel(name);
}

/** Subscribes to the channel of a name. */
function subscribe(name, subscription) {
  return channel(name).subscribe(subscription);
}

/** @returns {boolean} whether it was subscribed */
function unsubscribe(name, subscription) {
  return channel(name).unsubscribe(subscription);
}

/** @returns {boolean} */
function hasSubscribers(name) {
  return channels.get(name)?.deref()?.hasSubscribers ?? false;
}

function channelOf(nameOrChannels, event, className) {
  if (typeof nameOrChannels === 'string') return channel(`tracing:${nameOrChannels}:${event}`);
  if (typeof nameOrChannels === 'object' && nameOrChannels !== null) {
    const found = nameOrChannels[event];
    if (found === null || found === undefined) {
      // In the words of the engine, as the check reads its prototype.
      throw new TypeError('Cannot convert undefined or null to object');
    }
    if (!(found instanceof Channel)) {
      throw new ERR_INVALID_ARG_TYPE(`nameOrChannels.${event}`, ['Channel'], found);
    }
    return found;
  }
  throw new ERR_INVALID_ARG_TYPE('nameOrChannels', ['string', 'object', className], nameOrChannels);
}

function defineChannel(target, name, value) {
  Object.defineProperty(target, name, { __proto__: null, value });
}

/** From 'start' to 'end'. */
class BoundedScope {
  #end;
  #context;
  #stores;

  constructor(bounded, context) {
    if (!bounded.hasSubscribers) return;
    this.#end = bounded.end;
    this.#context = context;
    this.#stores = new StoresScope(bounded.start, context);
  }

  [Symbol.dispose]() {
    if (this.#stores === undefined) return;
    this.#end.publish(this.#context);
    this.#stores[Symbol.dispose]();
    this.#stores = undefined;
  }
}

/** Two channels, for the beginning and the end of something. */
class BoundedChannel {
  constructor(nameOrChannels) {
    for (const event of ['start', 'end']) {
      defineChannel(this, event, channelOf(nameOrChannels, event, 'BoundedChannel'));
    }
  }

  /** @type {boolean} */
  get hasSubscribers() {
    return this.start.hasSubscribers || this.end.hasSubscribers;
  }

  /** @param {{start?: Function, end?: Function}} handlers */
  subscribe(handlers) {
    if (handlers.start) this.start.subscribe(handlers.start);
    if (handlers.end) this.end.subscribe(handlers.end);
  }

  /** @returns {boolean} whether all were subscribed */
  unsubscribe(handlers) {
    let done = true;
    if (handlers.start && !this.start.unsubscribe(handlers.start)) done = false;
    if (handlers.end && !this.end.unsubscribe(handlers.end)) done = false;
    return done;
  }

  /** Publishes 'start' now, and 'end' when the scope is disposed of. @returns {Disposable} */
  withScope(context = {}) {
    return new BoundedScope(this, context);
  }

  /** Calls fn between 'start' and 'end'. @returns what fn returns */
  run(context, fn, thisArg, ...args) {
    const scope = new BoundedScope(this, context ?? {});
    try {
      return Reflect.apply(fn, thisArg, args);
    } finally {
      scope[Symbol.dispose]();
    }
  }
}

/** @param {string|{start: Channel, end: Channel}} nameOrChannels @returns {BoundedChannel} */
function boundedChannel(nameOrChannels) {
  return new BoundedChannel(nameOrChannels);
}

function warnOfNonThenable(fn) {
  process().emitWarning(
    `tracePromise was called with the function '${fn.name || '<anonymous>'}', ` +
      'which returned a non-thenable.',
  );
}

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

/** Five channels that follow one call: its beginning, its end, its continuation and its failure. */
class TracingChannel {
  #call;
  #continuation;

  constructor(nameOrChannels) {
    const found = {};
    for (const event of EVENTS) found[event] = channelOf(nameOrChannels, event, 'TracingChannel');
    this.#call = new BoundedChannel({ start: found.start, end: found.end });
    this.#continuation = new BoundedChannel({ start: found.asyncStart, end: found.asyncEnd });
    defineChannel(this, 'error', found.error);
  }

  get start() {
    return this.#call.start;
  }

  get end() {
    return this.#call.end;
  }

  get asyncStart() {
    return this.#continuation.start;
  }

  get asyncEnd() {
    return this.#continuation.end;
  }

  /** @type {boolean} */
  get hasSubscribers() {
    return this.#call.hasSubscribers || this.#continuation.hasSubscribers || this.error.hasSubscribers;
  }

  /** @param {{start?: Function, end?: Function, asyncStart?: Function, asyncEnd?: Function, error?: Function}} handlers */
  subscribe(handlers) {
    for (const event of EVENTS) if (handlers[event]) this[event].subscribe(handlers[event]);
  }

  /** @returns {boolean} whether all were subscribed */
  unsubscribe(handlers) {
    let done = true;
    for (const event of EVENTS) {
      if (handlers[event] && !this[event].unsubscribe(handlers[event])) done = false;
    }
    return done;
  }

  #fail(context, err) {
    context.error = err;
    this.error.publish(context);
  }

  /** Follows a synchronous call. @returns what fn returns */
  traceSync(fn, context = undefined, thisArg, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    context ??= { __proto__: null };
    const scope = this.#call.withScope(context);
    try {
      const result = Reflect.apply(fn, thisArg, args);
      context.result = result;
      return result;
    } catch (err) {
      this.#fail(context, err);
      throw err;
    } finally {
      scope[Symbol.dispose]();
    }
  }

  /** Follows a call until the promise that it returns is settled. @returns {Promise} */
  tracePromise(fn, context = undefined, thisArg, ...args) {
    if (!this.hasSubscribers) {
      const result = Reflect.apply(fn, thisArg, args);
      if (typeof result?.then !== 'function') warnOfNonThenable(fn);
      return result;
    }
    context ??= { __proto__: null };

    const continued = () => {
      this.#continuation.withScope(context)[Symbol.dispose]();
    };
    const onFulfilled = (value) => {
      context.result = value;
      continued();
      return value;
    };
    const onRejected = (err) => {
      this.#fail(context, err);
      continued();
    };

    const scope = this.#call.withScope(context);
    try {
      const result = Reflect.apply(fn, thisArg, args);
      if (typeof result?.then !== 'function') {
        warnOfNonThenable(fn);
        context.result = result;
        return result;
      }
      if (result instanceof Promise && Object.getPrototypeOf(result) === Promise.prototype) {
        return Promise.prototype.then.call(result, onFulfilled, (err) => {
          onRejected(err);
          throw err;
        });
      }
      // What is not a genuine promise may have more to it: it is returned itself.
      result.then(onFulfilled, onRejected);
      return result;
    } catch (err) {
      this.#fail(context, err);
      throw err;
    } finally {
      scope[Symbol.dispose]();
    }
  }

  /** Follows a call until it calls back. `position` is that of the callback among the arguments. */
  traceCallback(fn, position = -1, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    const callback = args.at(position);
    validateFunction(callback, 'callback');
    const tracing = this;

    function wrappedCallback(err, result) {
      if (err) tracing.#fail(context, err);
      else context.result = result;
      const scope = tracing.#continuation.withScope(context);
      try {
        return Reflect.apply(callback, this, arguments);
      } finally {
        scope[Symbol.dispose]();
      }
    }
    args.splice(position, 1, wrappedCallback);

    const scope = this.#call.withScope(context);
    try {
      return Reflect.apply(fn, thisArg, args);
    } catch (err) {
      this.#fail(context, err);
      throw err;
    } finally {
      scope[Symbol.dispose]();
    }
  }
}

/**
 * @param {string|{start: Channel, end: Channel, asyncStart: Channel, asyncEnd: Channel, error: Channel}} nameOrChannels
 * @returns {TracingChannel}
 */
function tracingChannel(nameOrChannels) {
  return new TracingChannel(nameOrChannels);
}

// The console publishes what it prints once somebody can listen.
require('ext/console/hooks').channel = channel;

module.exports = {
  channel,
  hasSubscribers,
  subscribe,
  tracingChannel,
  unsubscribe,
  boundedChannel,
  Channel,
  BoundedChannel,
};
