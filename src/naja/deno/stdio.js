'use strict';

/** Deno.stdin, Deno.stdout, Deno.stderr. */

const native = binding('fs');
const { later, now } = require('deno/calls');
const { errors } = require('deno/errors');
const { consoleSize, isTerminal, setRaw } = require('deno/terminal');
const streams = require.lazy('deno/file_streams');

/** What the three have in common. */
class Standard {
  #fd;
  #closed = false;

  constructor(fd) {
    this.#fd = fd;
  }

  get rid() {
    return this.#fd;
  }

  /** @throws {Deno.errors.BadResource} */
  _open() {
    if (this.#closed) throw new errors.BadResource('Bad resource ID');
    return this.#fd;
  }

  /** The descriptor itself stays: the console writes there too. */
  close() {
    this._open();
    this.#closed = true;
  }

  isTerminal() {
    return isTerminal(this._open());
  }
}

class Stdin extends Standard {
  #readable;

  /** @param {Uint8Array} bytes @returns {Promise<number | null>} null at the end */
  async read(bytes) {
    const fd = this._open();
    if (bytes.byteLength === 0) return 0;
    const start = (done) => native.read(fd, bytes, 0, bytes.byteLength, -1, done);
    return (await later('', undefined, undefined, start)) || null;
  }

  readSync(bytes) {
    const fd = this._open();
    if (bytes.byteLength === 0) return 0;
    return now('', undefined, undefined, () => native.read(fd, bytes, 0, bytes.byteLength, -1)) || null;
  }

  get readable() {
    this.#readable ??= streams().readable(this);
    return this.#readable;
  }

  /** @param {boolean} mode @param {{cbreak?: boolean}} [options] */
  setRaw(mode, options) {
    setRaw(this._open(), mode, options);
  }
}

/** A class each, as the two have names of their own. */
const makeOutput = () =>
  class extends Standard {
    #writable;

    /** @param {Uint8Array} bytes @returns {Promise<number>} how many were written */
    async write(bytes) {
      const fd = this._open();
      return later('', undefined, undefined, (done) =>
        native.write(fd, bytes, 0, bytes.byteLength, -1, done),
      );
    }

    writeSync(bytes) {
      const fd = this._open();
      return now('', undefined, undefined, () => native.write(fd, bytes, 0, bytes.byteLength, -1));
    }

    get writable() {
      this.#writable ??= streams().writable(this);
      return this.#writable;
    }
  };
const Stdout = makeOutput();
const Stderr = makeOutput();
Object.defineProperty(Stdout, 'name', { __proto__: null, value: 'Stdout', configurable: true });
Object.defineProperty(Stderr, 'name', { __proto__: null, value: 'Stderr', configurable: true });

/** Whether a descriptor is a terminal. @param {number} fd */
function isatty(fd) {
  return isTerminal(fd);
}

module.exports = {
  consoleSize,
  isatty,
  stderr: new Stderr(2),
  stdin: new Stdin(0),
  stdout: new Stdout(1),
};
