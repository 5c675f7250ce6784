'use strict';

// The global object as an EventTarget, as the web, Deno and Bun have it: addEventListener() and its kin, `error`,
// `unhandledrejection`, `load`, `beforeunload` and `unload`. Nothing is hooked before somebody listens.
// https://html.spec.whatwg.org/multipage/webappapis.html#runtime-script-errors

const { Event, EventTarget, initEventTarget, kEvents } = require('ext/events/event_target');
const process = require('node/process');

class PromiseRejectionEvent extends Event {
  #promise;
  #reason;

  /** @param {string} type @param {{promise: Promise<unknown>, reason?: unknown}} init */
  constructor(type, init) {
    if (arguments.length < 2)
      throw new TypeError('PromiseRejectionEvent constructor needs a type and a promise');
    super(type, init);
    this.#promise = init.promise;
    this.#reason = init.reason;
  }
  get promise() {
    return this.#promise;
  }
  get reason() {
    return this.#reason;
  }
}

/** Where an error was thrown: [file, line, column], as far as its stack tells. */
function placeOf(error) {
  const found = /\(?((?:file:\/\/|\/|node:)[^\n()]*?):(\d+):(\d+)\)?$/m.exec(`${error?.stack ?? ''}`);
  if (found === null) return ['', 0, 0];
  const file = found[1].startsWith('/') ? require('ext/url/file_url').pathToFileURL(found[1]).href : found[1];
  return [file, Number(found[2]), Number(found[3])];
}

/**
 * An `error` event for what was thrown.
 * @param {unknown} error
 * @param {boolean} [keepsError] whether the event has it
 */
function errorEvent(error, keepsError = true) {
  const { ErrorEvent } = require('ext/events/message_event');
  const [filename, lineno, colno] = placeOf(error);
  const isError = require('ext/base/types').isNativeError(error);
  const text = isError ? `${error.name}: ${error.message}` : String(error);
  return new ErrorEvent('error', {
    cancelable: true,
    message: `Uncaught ${text}`,
    filename,
    lineno,
    colno,
    error: keepsError ? error : null,
  });
}

/** Tells the program of an exception. @returns {boolean} whether it dealt with it */
function tellError(error) {
  return !globalThis.dispatchEvent(errorEvent(error));
}

function tellRejection(reason, promise) {
  const event = new PromiseRejectionEvent('unhandledrejection', { cancelable: true, promise, reason });
  if (globalThis.dispatchEvent(event)) binding('errors').triggerUncaughtException(reason, true);
}

/** What is hooked when the first listener of a type comes. */
const HOOKS = {
  __proto__: null,
  error: () => (process._uncaughtCaptures ??= []).push(tellError),
  unhandledrejection: () => process.on('unhandledRejection', tellRejection),
  load: () => setImmediate(() => globalThis.dispatchEvent(new Event('load'))),
  beforeunload() {
    process.on('beforeExit', () => globalThis.dispatchEvent(new Event('beforeunload', { cancelable: true })));
  },
  unload: () => process.once('exit', () => globalThis.dispatchEvent(new Event('unload'))),
};

let isTarget = false;
function target() {
  if (isTarget) return;
  isTarget = true;
  // As where Window inherits from EventTarget.
  Object.setPrototypeOf(globalThis, Object.create(EventTarget.prototype));
  Object.defineProperty(globalThis, kEvents, { __proto__: null, writable: true, value: undefined });
  initEventTarget(globalThis);
}

const self = (that) => (that === undefined || that === null ? globalThis : that);

const methods = {
  addEventListener(type, ...rest) {
    target();
    EventTarget.prototype.addEventListener.call(self(this), type, ...rest);
    const hook = HOOKS[type];
    if (hook === undefined) return;
    delete HOOKS[type];
    hook();
  },
  removeEventListener(...args) {
    target();
    EventTarget.prototype.removeEventListener.apply(self(this), args);
  },
  dispatchEvent(event) {
    target();
    return EventTarget.prototype.dispatchEvent.call(self(this), event);
  },
};

/**
 * Gives the global object the attribute `onNAME`, which is null or a listener.
 * @param {string} name
 */
function defineHandler(name) {
  let handler = null;
  const listener = (event) => {
    if (typeof handler === 'function') handler.call(globalThis, event);
  };
  Object.defineProperty(globalThis, `on${name}`, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: () => handler,
    set(value) {
      const had = handler !== null;
      handler = typeof value === 'function' || (typeof value === 'object' && value !== null) ? value : null;
      if (had && handler === null) globalThis.removeEventListener(name, listener);
      else if (!had && handler !== null) globalThis.addEventListener(name, listener);
    },
  });
}

/**
 * Reports an exception as if nobody had caught it.
 * @param {unknown} error
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror
 */
function reportError(error) {
  if (arguments.length === 0) {
    throw new TypeError("Failed to execute 'reportError': 1 argument required, but only 0 present");
  }
  binding('errors').triggerUncaughtException(error, false);
}

module.exports = { ...methods, HOOKS, PromiseRejectionEvent, defineHandler, errorEvent, reportError };
