'use strict';

/**
 * Events between a test file's process and the runner's: on standard output, between what the tests print. Each is a mark that
 * is no UTF-8, the length, and a structured clone; errors go as ext/worker/errors has them.
 */

const { Buffer } = require('node/buffer');
const { deserialize, serialize } = require('ext/worker/errors');

const serdes = binding('serdes');

const MARK = Buffer.from([0xff, 0xfe, 0x54, 0xff]);
const HEADER = MARK.length + 4;

const noClone = (message) => new DOMException(message, 'DataCloneError');

function pack({ type, data }) {
  const { details } = data;
  const sent =
    details?.error === undefined
      ? { type, data: { ...data, details: details && { ...details } } }
      : { type, data: { ...data, details: { ...details, error: serialize(details.error) } } };
  const bytes = serdes.serialize(sent, noClone);
  const header = Buffer.alloc(HEADER);
  MARK.copy(header);
  header.writeUInt32LE(bytes.length, MARK.length);
  return Buffer.concat([header, bytes]);
}

/** Sends all events of a harness to the process that started this one. */
function attach(harness) {
  const process = require('node/process');
  harness.events.on('data', (event) => process.stdout.write(pack(event)));
  return Promise.resolve();
}

/** Takes a child's output apart: text, and events. */
class Reader {
  #rest = Buffer.alloc(0);
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #onText;
  #onEvent;

  constructor(onText, onEvent) {
    this.#onText = onText;
    this.#onEvent = onEvent;
  }

  /** @param {Uint8Array} chunk */
  write(chunk) {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length > 0) {
      const at = bytes.indexOf(MARK);
      if (at === -1) {
        // The mark may have begun.
        let kept = 0;
        for (let length = Math.min(MARK.length - 1, bytes.length); length > 0 && kept === 0; length--)
          if (bytes.subarray(-length).equals(MARK.subarray(0, length))) kept = length;
        this.#text(bytes.subarray(0, bytes.length - kept));
        bytes = bytes.subarray(bytes.length - kept);
        break;
      }
      if (at > 0) this.#text(bytes.subarray(0, at));
      bytes = bytes.subarray(at);
      if (bytes.length < HEADER) break;
      const end = HEADER + bytes.readUInt32LE(MARK.length);
      if (bytes.length < end) break;
      const event = serdes.deserialize(new Uint8Array(bytes.subarray(HEADER, end)));
      const { details } = event.data;
      if (details?.error !== undefined) details.error = deserialize(details.error);
      this.#onEvent(event);
      bytes = bytes.subarray(end);
    }
    this.#rest = Buffer.from(bytes);
  }

  #text(bytes) {
    if (bytes.length === 0) return;
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== '') this.#onText(text);
  }

  end() {
    this.#text(this.#rest);
    this.#rest = Buffer.alloc(0);
  }
}

module.exports = { Reader, attach };
