'use strict';

// A net.Socket over any Duplex: what Node has beneath TLS over a stream. Packages take its class from there.

const { Socket } = require('node/net');

class JSStreamSocket extends Socket {
  #attached = false;

  /** @param {import('node:stream').Duplex} stream whose bytes these are, and which ends with this */
  constructor(stream) {
    super();
    this.stream = stream;
    stream.on('error', (error) => this.destroy(error));
    stream.once('close', () => this.destroy());
  }

  _read() {
    const { stream } = this;
    if (!this.#attached) {
      this.#attached = true;
      stream.on('data', (chunk) => this.push(chunk) || stream.pause());
      stream.once('end', () => this.push(null));
    }
    stream.resume();
  }

  _write(chunk, encoding, callback) {
    this.stream.write(chunk, encoding, callback);
  }

  _writev(chunks, callback) {
    const { stream } = this;
    stream.cork();
    const last = chunks.length - 1;
    chunks.forEach(({ chunk, encoding }, i) =>
      stream.write(chunk, encoding, i === last ? callback : undefined),
    );
    stream.uncork();
  }

  _final(callback) {
    this.stream.end(callback);
  }

  _destroy(error, callback) {
    this.stream.destroy();
    super._destroy(error, callback);
  }
}

module.exports = JSStreamSocket;
