'use strict';

// EventSource: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface

const { Event, EventTarget, defineEventHandler } = require('ext/events/event_target');
const { MessageEvent } = require('ext/events/message_event');
const { dictionary, finishClass, illegalInvocation, missing } = require('ext/fetch/webidl');
const { fetch } = require('ext/fetch/fetch');
const { EventStreamParser } = require('ext/fetch/event_stream');
const { URL } = require('ext/url/url');
const abort = require.lazy('ext/events/abort');
const exceptions = require.lazy('ext/events/dom_exception');
const mime = require.lazy('ext/util/mime');
const process = require.lazy('node/process');
const timers = require.lazy('ext/timers/timers');

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
/** Milliseconds until it connects again, unless the server says otherwise. */
const RECONNECT_AFTER = 3000;

let warned = false;

function warn() {
  if (warned) return;
  warned = true;
  process().emitWarning('EventSource is experimental, expect them to change at any time.', {
    code: 'UNDICI-ES',
  });
}

function isEventStream(response) {
  if (response.status !== 200) return false;
  try {
    return new (mime().MIMEType)(response.headers.get('content-type') ?? '').essence === 'text/event-stream';
  } catch {
    return false;
  }
}

class EventSource extends EventTarget {
  #url;
  #withCredentials = false;
  #state = CONNECTING;
  #controller = null;
  #timer = null;
  #retry = RECONNECT_AFTER;
  #parser;
  #origin = '';

  /**
   * @param {string|URL} url
   * @param {{withCredentials?: boolean}} [init]
   * @throws {TypeError|DOMException}
   */
  constructor(url, init = undefined) {
    super();
    if (arguments.length < 1) throw missing('EventSource constructor', 1, 0);
    // Node's warning, to those who have asked for it in Node's way.
    if (binding('bootstrap').options.flags?.['--experimental-eventsource']) warn();
    url = `${url}`.toWellFormed();
    init = dictionary(init);
    try {
      this.#url = new URL(url).href;
    } catch (error) {
      throw new (exceptions().DOMException)(`${error}`, 'SyntaxError');
    }
    this.#withCredentials = Boolean(init?.withCredentials);
    this.#parser = new EventStreamParser(
      (type, data) => this.#deliver(type, data),
      (retry) => {
        this.#retry = retry;
      },
    );
    this.#connect();
  }

  #connect() {
    this.#controller = new (abort().AbortController)();
    const headers = [['Accept', 'text/event-stream']];
    if (this.#parser.lastEventId !== '') headers.push(['last-event-id', this.#parser.lastEventId]);
    const init = {
      headers,
      cache: 'no-store',
      credentials: this.#withCredentials ? 'include' : 'same-origin',
      signal: this.#controller.signal,
    };
    fetch(this.#url, init).then(
      (response) => this.#read(response),
      () => this.#reconnect(),
    );
  }

  async #read(response) {
    if (this.#state === CLOSED) return;
    if (!isEventStream(response)) {
      this.close();
      this.dispatchEvent(new Event('error'));
      return;
    }
    this.#state = OPEN;
    this.#origin = new URL(response.url).origin;
    this.#parser.restart();
    this.dispatchEvent(new Event('open'));
    try {
      for await (const chunk of response.body) this.#parser.push(chunk);
    } catch {
      // The connection broke.
    }
    this.#reconnect();
  }

  #deliver(type, data) {
    if (this.#state !== OPEN) return;
    const { lastEventId } = this.#parser;
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId, origin: this.#origin }));
  }

  #reconnect() {
    if (this.#state === CLOSED) return;
    this.#state = CONNECTING;
    this.#timer = timers().setTimeout(() => this.#connect(), this.#retry);
    this.dispatchEvent(new Event('error'));
  }

  /** @type {string} */
  get url() {
    if (!(#url in this)) throw illegalInvocation();
    return this.#url;
  }

  /** @type {0|1|2} CONNECTING, OPEN, CLOSED */
  get readyState() {
    if (!(#url in this)) throw illegalInvocation();
    return this.#state;
  }

  /** @type {boolean} */
  get withCredentials() {
    if (!(#url in this)) throw illegalInvocation();
    return this.#withCredentials;
  }

  /** Ends it for good. */
  close() {
    if (!(#url in this)) throw illegalInvocation();
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    timers().clearTimeout(this.#timer);
    this.#controller.abort();
  }
}

for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSED })) {
  const constant = { __proto__: null, enumerable: true, value };
  Object.defineProperty(EventSource, name, constant);
  Object.defineProperty(EventSource.prototype, name, constant);
}
for (const type of ['open', 'message', 'error']) defineEventHandler(EventSource.prototype, type);
finishClass(EventSource, 'EventSource', 'url readyState withCredentials close');
// As in Node.js, it goes by its parent's tag.
delete EventSource.prototype[Symbol.toStringTag];

module.exports = { EventSource };
