'use strict';

// The standard streams of an embedded environment: what the host gave it, or the host's descriptors. Writes wait: the
// descriptors are the host's, and must not be made non-blocking.

const { Readable, Writable } = require('node/stream');
const { native } = binding('bootstrap').options.embedded;

class HostOutput extends Writable {
  constructor(fd) {
    super({ decodeStrings: true });
    this.fd = fd;
    this._isStdio = true;
    this.destroySoon = this.destroy;
  }

  _write(chunk, encoding, callback) {
    try {
      native.write(this.fd, chunk);
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** It is the host's: nobody here closes it. */
  _destroy(error, callback) {
    callback(error);
    this._undestroy();
  }
}

const made = { __proto__: null };

module.exports = {
  /** Nothing can be read: standard input is the host's. */
  get stdin() {
    return (made.stdin ??= Readable.from([]));
  },
  get stdout() {
    return (made.stdout ??= new HostOutput(1));
  },
  get stderr() {
    return (made.stderr ??= new HostOutput(2));
  },
};
