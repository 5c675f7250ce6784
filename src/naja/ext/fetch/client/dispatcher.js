'use strict';

// Requests through a dispatcher of the npm package undici: `fetch(url, { dispatcher })`, or what its
// setGlobalDispatcher() has left on the global object. Its handlers come in two shapes, of which each version calls one.

const { HeaderList } = require('ext/fetch/headers');
const native = binding('buffer');

/** Fields by name, as a dispatcher takes them: the head's, but for those that it sets itself. */
function fieldsOf(head) {
  const fields = {};
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(': ');
    if (colon === -1) continue;
    const name = line.slice(0, colon);
    if (!/^(?:host|connection|transfer-encoding)$/i.test(name)) fields[name] = line.slice(colon + 2);
  }
  return fields;
}

/** A body as a dispatcher takes it. */
async function* chunksOf(body) {
  if (typeof body === 'string') yield native.utf8Encode(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}

/** The fields of a response: [name, value, ...] of Buffers or strings, or an object. */
function listOf(raw, object) {
  const list = new HeaderList();
  const add = (name, value) => {
    const text = typeof name === 'string' ? name : native.latin1Slice(name, 0, name.length);
    const content = typeof value === 'string' ? value : native.latin1Slice(value, 0, value.length);
    list.append(text.toLowerCase(), text, content);
  };
  if (Array.isArray(raw) && raw.length > 0) {
    for (let i = 0; i < raw.length; i += 2) {
      for (const value of Array.isArray(raw[i + 1]) ? raw[i + 1] : [raw[i + 1]]) add(raw[i], value);
    }
  } else {
    for (const [name, values] of Object.entries(object ?? {})) {
      for (const value of Array.isArray(values) ? values : [values]) add(name, `${value}`);
    }
  }
  return list;
}

/** In the place of a connection, for a Fetch; and the handler that a dispatcher calls. */
class Exchange {
  #call;
  #incoming = null;
  #controller = null; // of the newer shape
  #resume = null; // of the older one
  #abort = null;
  #over = false;

  constructor(call) {
    this.#call = call;
    this.exchange = call;
  }

  /* -------------------------------------------------------------- what a Fetch asks of a connection */

  failLater(error) {
    this.fail(error);
  }

  fail(error) {
    if (this.#over) return;
    this.close(error);
    this.exchange.onFailure(error, this.#incoming);
  }

  close(reason = new Error('aborted')) {
    if (this.#over) return;
    this.#over = true;
    if (this.#controller !== null) this.#controller.abort(reason);
    else this.#abort?.(reason);
  }

  resumeBody() {
    if (this.#controller !== null) this.#controller.resume();
    else this.#resume?.();
  }

  cancelBody(reason) {
    this.close(reason);
    this.exchange.onFinished();
  }

  takeTimes() {
    return null;
  }

  describe() {
    return null;
  }

  /* -------------------------------------------------------------- what a dispatcher tells */

  #head(status, reason, list) {
    if (status < 200 || this.#over) return true;
    this.#incoming = this.#call.onList(this, status, reason ?? '', list);
    return true;
  }

  #data(chunk) {
    if (this.#over || this.#incoming === null) return true;
    // The dispatcher may use its memory again.
    return this.#incoming.push(new Uint8Array(chunk));
  }

  #end() {
    if (this.#over) return;
    this.#over = true;
    this.#incoming?.end();
    this.exchange.onFinished();
  }

  #error(error) {
    if (this.#over) return;
    this.#over = true;
    this.exchange.onFailure(error, this.#incoming);
  }

  onRequestStart(controller) {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('aborted'));
  }

  onRequestUpgrade(controller) {
    controller.abort(new Error('bad upgrade'));
  }

  onResponseStarted() {}

  onResponseStart(controller, status, headers, reason) {
    this.#controller = controller;
    this.#head(status, reason, listOf(controller?.rawHeaders, headers));
  }

  onResponseData(controller, chunk) {
    if (!this.#data(chunk)) controller.pause();
  }

  onResponseEnd() {
    this.#end();
  }

  onResponseError(controller, error) {
    this.#error(error);
  }

  onConnect(abort) {
    this.#abort = abort;
    if (this.#over) abort(new Error('aborted'));
  }

  onHeaders(status, headers, resume, reason) {
    this.#resume = resume;
    return this.#head(status, reason, listOf(headers));
  }

  onData(chunk) {
    return this.#data(chunk);
  }

  onBodySent() {}

  onComplete() {
    this.#end();
  }

  onError(error) {
    this.#error(error);
  }

  onUpgrade() {
    this.#error(new Error('bad upgrade'));
  }
}

/**
 * Sends a request.
 * @param {Fetch} call which is prepared
 * @param {object} dispatcher
 */
function dispatch(call, dispatcher) {
  const exchange = new Exchange(call);
  call.connection = exchange;
  call.timing?.sent(null);
  const { target, method } = call;
  const body = call.wholeBody ?? call.body?.getStream() ?? null;
  const options = {
    path: target.path,
    origin: target.origin,
    method,
    body: dispatcher.isMockActive && typeof body === 'string' ? body : body && chunksOf(body),
    headers: fieldsOf(call.head),
    maxRedirections: 0,
    upgrade: undefined,
  };
  try {
    dispatcher.dispatch(options, handlerOf(exchange));
  } catch (error) {
    exchange.onError(error);
  }
}

const METHODS = Object.getOwnPropertyNames(Exchange.prototype).filter((name) => name.startsWith('on'));

/** The handler as an object of functions: dispatchers look for names, copy, and call without a receiver. */
function handlerOf(exchange) {
  const handler = { body: null, abort: null };
  for (const name of METHODS) handler[name] = (...args) => exchange[name](...args);
  return handler;
}

module.exports = { dispatch };
