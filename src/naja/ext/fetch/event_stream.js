'use strict';

// text/event-stream: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

const encoding = require.lazy('ext/encoding/encoding');

/** Makes events of bytes. */
class EventStreamParser {
  #decoder = new (encoding().TextDecoder)();
  #rest = ''; // of a line
  #sawReturn = false; // the last line ended with a carriage return: a line feed may belong to it
  #type = '';
  #data = '';
  #onEvent;
  #onRetry;
  /** What the last event said. */
  lastEventId = '';
  #id = '';

  /**
   * @param {function(string, string): void} onEvent type and data
   * @param {function(number): void} onRetry milliseconds
   */
  constructor(onEvent, onRetry) {
    this.#onEvent = onEvent;
    this.#onRetry = onRetry;
  }

  /** Begins a new stream, after one whose last identity is kept. */
  restart() {
    this.#decoder = new (encoding().TextDecoder)();
    this.#rest = this.#type = this.#data = '';
    this.#sawReturn = false;
    this.#id = this.lastEventId;
  }

  /** @param {Uint8Array} bytes */
  push(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (this.#sawReturn && text !== '') {
      this.#sawReturn = false;
      if (text[0] === '\n') text = text.slice(1);
    }
    text = this.#rest + text;
    let start = 0;
    for (let i = start; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code !== 10 && code !== 13) continue;
      this.#line(text.slice(start, i));
      if (code === 13) {
        if (i + 1 === text.length) this.#sawReturn = true;
        else if (text.charCodeAt(i + 1) === 10) i++;
      }
      start = i + 1;
    }
    this.#rest = text.slice(start);
  }

  #line(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    let value = colon === -1 ? '' : line.slice(colon + 1);
    if (value[0] === ' ') value = value.slice(1);
    if (field === 'data') this.#data += `${value}\n`;
    else if (field === 'event') this.#type = value;
    else if (field === 'id') {
      if (!value.includes('\0')) this.#id = value;
    } else if (field === 'retry' && /^\d+$/.test(value)) this.#onRetry(Number(value));
  }

  #dispatch() {
    const type = this.#type;
    const data = this.#data;
    this.#type = this.#data = '';
    this.lastEventId = this.#id;
    if (data !== '') this.#onEvent(type === '' ? 'message' : type, data.slice(0, -1));
  }
}

module.exports = { EventStreamParser };
