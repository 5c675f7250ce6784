'use strict';

// fetch(): https://fetch.spec.whatwg.org/#fetch-method, as Node.js does it: no cache, no cookies, no CORS.

const { Body } = require('ext/fetch/body');
const { HeaderList } = require('ext/fetch/headers');
const { stateFrom } = require('ext/fetch/request');
const { createResponse } = require('ext/fetch/response');
const { IncomingBody } = require('ext/fetch/incoming');
const { targetOf } = require('ext/fetch/client/target');
const { poolOf } = require('ext/fetch/client/pool');
const { Given, makeHead, withPayload } = require('ext/fetch/client/head');
const { findFields } = require('ext/http/header_block');
const errors = require.lazy('ext/fetch/client/errors');
const redirecting = require.lazy('ext/fetch/client/redirect');
const { Timing } = require('ext/fetch/client/timing');
const observed = require('ext/performance/observed');
const resources = require('ext/performance/resources');
const dispatchers = require.lazy('ext/fetch/client/dispatcher');
const senders = require.lazy('ext/fetch/client/sender');
const schemes = require.lazy('ext/fetch/client/schemes');
const decoding = require.lazy('ext/fetch/client/decode');
const integrity = require.lazy('ext/fetch/client/integrity');
const readable = require.lazy('ext/streams/readable');
const abort = require.lazy('ext/events/abort');
const native = binding('buffer');
const options = require('modules/options');

// Where the npm package undici leaves a dispatcher for everybody.
const kNewDispatcher = Symbol.for('undici.globalDispatcher.2');
const kDispatcher = Symbol.for('undici.globalDispatcher.1');

const wantedFields = { __proto__: null, 'content-encoding': true, 'content-length': true };
// What foundField() was told.
let encodings = null;
let contentLength = Infinity;
function foundField(name, value) {
  if (name === 'content-length') contentLength = Number(value);
  else (encodings ??= []).push(value);
}

// The block that was looked at last: servers send the same for a second.
let lastBlock = '';
let lastEncodings = null;
let lastLength = Infinity;

/** Finds `encodings` and `contentLength` in a block. */
function findBodyFields(block) {
  if (block !== lastBlock) {
    encodings = null;
    contentLength = Infinity;
    findFields(block, wantedFields, foundField);
    lastBlock = block;
    lastEncodings = encodings;
    lastLength = contentLength;
  }
  encodings = lastEncodings;
  contentLength = lastLength;
}

// Of bodies so long that a connection waits for somebody to read them.
const LONG = 65536 * 4;
let forgotten;

/** Lets go of a body once nobody can read it any more. */
function watch(response, incoming) {
  forgotten ??= new FinalizationRegistry((reference) => reference.deref()?.abandon());
  forgotten.register(response, new WeakRef(incoming));
}

// eslint-disable-next-line no-control-regex
const notAscii = /[^\x00-\x7f]/;

// Up to so many characters a look at each is cheaper than a call into native code.
const SHORT = 64;

/** How many bytes a text has in UTF-8. */
function byteLength(text) {
  return text.length > SHORT || notAscii.test(text) ? native.byteLengthUtf8(text) : text.length;
}

function isRedirect(status) {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function isNullBody(status) {
  return status === 204 || status === 205 || status === 304;
}

const nothingGiven = new Given();

/** Whether a request with default details has the method and the fields of the one to that target before it. */
function isSame(target, method, list) {
  const { lastFields } = target;
  if (lastFields === null || target.lastMethod !== method) return false;
  const { fields } = list;
  if (fields.length !== lastFields.length) return false;
  for (let i = 0; i < fields.length; i++) if (fields[i] !== lastFields[i]) return false;
  return true;
}

/** One call of fetch(), with all its requests. */
class Fetch {
  connection = null;
  /** @type {IncomingBody|null} what the response's body is made of */
  incoming = null;
  redirects = 0;
  closes = false;
  noBody = false;
  head = '';
  sender = null;
  wholeBody = null;
  settled = false;
  aborting = null;
  tainted = false;
  /** It was sent a second time, after a server had refused it. */
  retried = false;
  /** What stands between the connection and the program: decoders, where the body is encoded. */
  decoder = null;

  /** @param {RequestState} state @param {Target} target */
  constructor(state, target, resolve, reject) {
    this.timing = resources.wanted || observed.resource !== 0 ? new Timing() : null;
    this.state = state;
    this.method = state.method;
    this.target = target;
    this.list = state.list;
    this.contentType = state.contentType;
    this.typeName = state.typeName;
    this.body = state.body;
    this.urls = [target.href];
    this.resolve = resolve;
    this.reject = reject;
  }

  /* -------------------------------------------------------------- out */

  /** Begins a request. */
  start() {
    const { target } = this;
    if (target.badPort) {
      this.fail(new Error('bad port'));
      return;
    }
    const { details } = this.state;
    if (options.getOptions().restricted && target.proxy === null && target.via === undefined) {
      try {
        binding('permissions').demand('net', `${target.hostname}:${target.port}`);
      } catch (error) {
        this.fail(error);
        return;
      }
    }
    const dispatcher = details.dispatcher ?? globalThis[kNewDispatcher] ?? globalThis[kDispatcher];
    try {
      this.prepare(dispatcher !== undefined);
    } catch (error) {
      this.fail(error);
      return;
    }
    if (dispatcher === undefined) poolOf(target).dispatch(this);
    else dispatchers().dispatch(this, dispatcher);
  }

  /** @param {boolean} dispatched whether somebody else sends it */
  prepare(dispatched) {
    const { state, target, method, list, body } = this;
    const plain = state.details.plain === true;
    this.noBody = method === 'HEAD';
    this.sender = null;
    this.wholeBody = null;
    if (list === null && plain) {
      this.closes = false;
      this.head =
        body === null && method === 'GET' && this.contentType === '' ? this.plainHead() : this.typedHead();
      if (body !== null) this.head = this.prepareBody(this.head, nothingGiven, dispatched);
      else if (method !== 'GET') this.head += lengthOfNothing(method, nothingGiven);
      return;
    }
    if (plain && isSame(target, method, list)) {
      this.closes = false;
      this.head = this.bodyOrNot(target.lastHead, nothingGiven, dispatched);
      return;
    }
    const given = new Given();
    const head = makeHead(method, target, list, this.contentType, this.typeName, state.details, plain, given);
    if (plain && !given.close && given.length === -1) {
      target.lastHead = head;
      target.lastMethod = method;
      target.lastFields = list.fields.slice();
    }
    this.closes = given.close;
    this.head = this.bodyOrNot(head, given, dispatched);
  }

  plainHead() {
    const { target, state } = this;
    if (target.plainHead === '') {
      target.plainHead = makeHead('GET', target, null, '', '', state.details, true, new Given());
    }
    return target.plainHead;
  }

  /** The head of a request for which the program set no field, or Content-Type alone. */
  typedHead() {
    const { target, method, contentType, typeName } = this;
    if (method !== target.typedMethod || contentType !== target.typedType || typeName !== target.typedName) {
      const { details } = this.state;
      target.typedHead = makeHead(method, target, null, contentType, typeName, details, true, new Given());
      target.typedMethod = method;
      target.typedType = contentType;
      target.typedName = typeName;
    }
    return target.typedHead;
  }

  bodyOrNot(head, given, dispatched) {
    if (this.body === null) return head + lengthOfNothing(this.method, given);
    return this.prepareBody(head, given, dispatched);
  }

  prepareBody(head, given, dispatched) {
    const { body } = this;
    if (body.used) throw new TypeError('Body is unusable: Body has already been read');
    const { source } = body;
    let length = -1;
    if (typeof source === 'string') length = byteLength(source);
    else if (source instanceof Uint8Array) ({ length } = source);
    else if (source !== null && !(source instanceof IncomingBody)) length = source.size;
    if (given.length !== -1 && given.length !== length) {
      if (length !== -1) throw new (errors().RequestContentLengthMismatchError)();
      length = given.length;
    }
    if (body.stream === null && (typeof source === 'string' || source instanceof Uint8Array)) {
      const plain = typeof source !== 'string' || length === source.length;
      this.wholeBody = plain ? source : native.utf8Encode(source);
      // It may be sent again, after a redirect.
      body.used = true;
      return `${head}content-length: ${length}\r\n`;
    }
    if (!dispatched) this.sender = new (senders().StreamSender)(body.getStream(), length);
    else if (length !== -1) return `${head}content-length: ${length}\r\n`;
    return head;
  }

  /** The pool has a connection. */
  onConnection(connection) {
    this.connection = connection;
    if (this.timing !== null) this.timing.sent(connection.takeTimes());
    connection.send(this, this.head, this.wholeBody, this.sender);
  }

  /* -------------------------------------------------------------- in */

  /** A head has come. @returns {IncomingBody|Decoder|null} what takes the body */
  onHead(connection, status, reason, block) {
    if (status >= 300 && (status === 407 || isRedirect(status))) {
      return this.onList(connection, status, reason, new HeaderList(block));
    }
    findBodyFields(block);
    if (encodings !== null && this.target.via?.decompress === false) encodings = null;
    return this.respond(connection, status, reason, new HeaderList(block), encodings);
  }

  /** The same, where its fields are looked at. */
  onList(connection, status, reason, list) {
    if (status === 407) {
      connection.failLater(new Error());
      return null;
    }
    const { redirect } = this.state.details;
    if (isRedirect(status) && redirect === 'error') {
      connection.failLater(new Error('unexpected redirect'));
      return null;
    }
    if (isRedirect(status) && redirect === 'follow' && list.has('location')) {
      return redirecting().follow(this, status, list);
    }
    contentLength = Infinity;
    const encoding = this.target.via?.decompress === false ? null : list.get('content-encoding');
    return this.respond(connection, status, reason, list, encoding === null ? null : [encoding]);
  }

  respond(connection, status, reason, list, encoded) {
    if (this.noBody || (status !== 200 && isNullBody(status))) {
      this.answer(status, reason, list, null);
      return null;
    }
    let decoder = null;
    if (encoded !== null) {
      try {
        decoder = decoding().createDecoder(encoded, connection);
      } catch (error) {
        connection.failLater(error);
        return null;
      }
    }
    const incoming = new IncomingBody(decoder === null ? connection : decoder);
    this.incoming = incoming;
    if (decoder !== null) {
      decoder.output = incoming;
      this.decoder = decoder;
    }
    this.answer(status, reason, list, incoming);
    return decoder === null ? incoming : decoder;
  }

  answer(status, reason, list, incoming) {
    this.timing?.answered(status);
    const { details } = this.state;
    const body = incoming === null ? null : new Body(incoming);
    let type = this.tainted ? 'cors' : 'basic';
    if (this.tainted && details.mode === 'no-cors') {
      // Nothing of it is to be seen.
      type = 'opaque';
      this.settle(createResponse(0, '', new HeaderList(), null, type, []));
      incoming?.stream().cancel();
      return;
    }
    const response = createResponse(status, reason, list, body, type, this.urls);
    if (details.integrity !== '' && body !== null) integrity().check(this, response, incoming);
    else this.settle(response);
    if (body !== null && contentLength > LONG) watch(response, incoming);
  }

  settle(response) {
    if (this.settled) return;
    this.settled = true;
    this.resolve(response);
    // They hold the response.
    this.resolve = this.reject = null;
  }

  /** The exchange is over, or nobody cares for the rest of it. */
  onFinished() {
    if (this.timing !== null) this.report();
    this.connection = null;
    if (this.aborting !== null) this.stopListening();
  }

  /**
   * It failed.
   * @param {*} error
   * @param {IncomingBody|Decoder|null} taker of the body, where the head was there
   */
  onFailure(error, taker) {
    this.connection = null;
    if (this.aborting !== null) this.stopListening();
    if (this.settled) {
      const terminated = new TypeError('terminated', { cause: error });
      if (taker !== null) taker.fail(terminated);
      else this.incoming?.fail(terminated);
    } else {
      this.fail(error);
    }
  }

  report() {
    const { timing, incoming, decoder } = this;
    this.timing = null;
    const decoded = incoming === null ? 0 : incoming.received;
    timing.end(this.urls[0], decoder === null ? decoded : decoder.received, decoded);
  }

  fail(error) {
    if (this.timing !== null) this.report();
    if (this.aborting !== null) this.stopListening();
    if (this.settled) return;
    this.settled = true;
    this.reject(errors().failed(error));
  }

  /* -------------------------------------------------------------- abortion */

  /** @param {AbortSignal} signal */
  listen(signal) {
    this.aborting = abort().addAbortListener(signal, () => this.abort(signal.reason));
  }

  stopListening() {
    this.aborting[Symbol.dispose]();
    this.aborting = null;
  }

  abort(reason) {
    this.aborting = null;
    const { connection, incoming, sender } = this;
    this.connection = null;
    if (connection === null) poolOf(this.target).forget(this);
    sender?.stop(reason);
    connection?.close();
    if (!this.settled) {
      this.settled = true;
      this.reject(reason);
    }
    incoming?.fail(reason);
  }
}

function lengthOfNothing(method, given) {
  if (withPayload[method] !== true) return '';
  if (given.length > 0) throw new (errors().RequestContentLengthMismatchError)();
  return 'content-length: 0\r\n';
}

/** What a request that was aborted before it began does. */
function abortEarly(state, reason) {
  const { body } = state;
  if (body !== null && !body.unusable) {
    readable()
      .cancelReadable(readable().slotsOfStream(body.getStream()), reason)
      .then(undefined, () => {});
  }
  return Promise.reject(reason);
}

/**
 * Fetches.
 * @param {Request|string|URL} input
 * @param {object} [init] RequestInit
 * @returns {Promise<Response>}
 */
function fetch(input, init = undefined) {
  let state;
  let target;
  try {
    state = stateFrom(input, init);
    const { follows } = state;
    if (follows !== null && follows.aborted) return abortEarly(state, follows.reason);
    target = targetOf(state.url, state.details.via);
  } catch (error) {
    return Promise.reject(error);
  }
  if (!target.isHTTP) return schemes().fetchScheme(state, target);
  return new Promise((resolve, reject) => {
    const call = new Fetch(state, target, resolve, reject);
    if (state.follows !== null) call.listen(state.follows);
    call.start();
  });
}

module.exports = { fetch };
