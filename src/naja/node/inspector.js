'use strict';

// node:inspector.

const EventEmitter = require('node/events');
const { codes } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const debug = require.lazy('ext/debugger/debugger');
const server = require.lazy('ext/debugger/server');
const process = require.lazy('node/process');

const { options } = binding('bootstrap');
const isMainThread = options.worker === undefined && options.embedded === undefined;

/** A conversation with V8's inspector: the Chrome DevTools Protocol. */
class Session extends EventEmitter {
  #peer;
  #lastId = 0;
  #waiting = new Map();

  /** Begins it. @throws ERR_INSPECTOR_ALREADY_CONNECTED, ERR_ACCESS_DENIED */
  connect() {
    if (this.#peer) throw new codes.ERR_INSPECTOR_ALREADY_CONNECTED('The inspector session');
    this.#peer = debug().connect((text) => this.#hear(text));
  }

  /** The same with the main thread, for a worker. */
  connectToMainThread() {
    if (isMainThread) throw new codes.ERR_INSPECTOR_NOT_WORKER();
    if (this.#peer) throw new codes.ERR_INSPECTOR_ALREADY_CONNECTED('The inspector session');
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED('inspector.Session.connectToMainThread()');
  }

  #hear(text) {
    const message = JSON.parse(text);
    try {
      if (message.id === undefined) {
        this.emit(message.method, message);
        this.emit('inspectorNotification', message);
        return;
      }
      const callback = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (callback === undefined) return;
      const { error } = message;
      if (error) callback(new codes.ERR_INSPECTOR_COMMAND(error.code, error.message));
      else callback(null, message.result);
    } catch (error) {
      process().emitWarning(error);
    }
  }

  /**
   * Sends a command.
   * @param {string} method
   * @param {object} [params]
   * @param {(error: Error | null, result?: object) => void} [callback]
   * @throws ERR_INSPECTOR_NOT_CONNECTED
   */
  post(method, params, callback) {
    validators().validateString(method, 'method');
    if (typeof params === 'function' && !callback) [params, callback] = [undefined, params];
    if (params) validators().validateObject(params, 'params');
    if (callback) validators().validateFunction(callback, 'callback');
    if (!this.#peer) throw new codes.ERR_INSPECTOR_NOT_CONNECTED();
    const id = ++this.#lastId;
    if (callback) this.#waiting.set(id, callback);
    this.#peer.dispatch(JSON.stringify(params ? { id, method, params } : { id, method }));
  }

  /** Ends it; who waits for an answer gets ERR_INSPECTOR_CLOSED. */
  disconnect() {
    if (!this.#peer) return;
    this.#peer.disconnect();
    this.#peer = undefined;
    for (const callback of this.#waiting.values())
      process().nextTick(callback, new codes.ERR_INSPECTOR_CLOSED());
    this.#waiting.clear();
    this.#lastId = 0;
  }
}

/**
 * Has debuggers connect.
 * @param {number} [port] 0: any
 * @param {string} [host]
 * @param {boolean} [wait] until one has
 * @returns {Disposable}
 */
function inspectorOpen(port, host, wait) {
  server().open(port, host);
  if (wait) inspectorWaitForDebugger();
  return { __proto__: null, [Symbol.dispose]: () => _debugEnd() };
}

/** Ends what `open` began. */
function _debugEnd() {
  if (isMainThread) server().close();
}

/** The address of the server, if there is one. */
function url() {
  return isMainThread ? server().url() : undefined;
}

/** Stands still until a debugger lets the program run. @throws ERR_INSPECTOR_NOT_ACTIVE */
function inspectorWaitForDebugger() {
  if (!isMainThread || !server().wait()) throw new codes.ERR_INSPECTOR_NOT_ACTIVE();
}

module.exports = {
  open: inspectorOpen,
  close: _debugEnd,
  url,
  waitForDebugger: inspectorWaitForDebugger,
  get console() {
    return binding('inspector').console();
  },
  Session,
};
