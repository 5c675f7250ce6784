'use strict';

/** A native stream handle as something to read from and write to with promises. */

const UV_EOF = -4095;
/** So many bytes may wait to be read; then the handle is not read any more. */
const HIGH_WATER = 131_072;

/** What a read or a write failed with: libuv's error number. */
class ChannelError {
  constructor(errno, syscall) {
    this.errno = errno;
    this.syscall = syscall;
  }
}

function onread(memory, nread) {
  this.channel.receive(memory, nread);
}

class Channel {
  #queue = [];
  #waiting = 0; // bytes in it
  #ended = false;
  #error = null;
  #reading = false;
  #readers = []; // {resolve, reject} of those who wait for a chunk
  #writers = new Set(); // reject functions of the writes that go on

  /** @param {TCP|Pipe|TLSWrap} handle */
  constructor(handle) {
    this.handle = handle;
    this.closed = false;
    handle.channel = this;
    handle.onread = onread;
  }

  #start() {
    if (this.#reading || this.#ended || this.#error !== null || this.closed) return;
    this.#reading = true;
    const error = this.handle.readStart();
    if (error) this.receive(undefined, error);
  }

  #stop() {
    if (!this.#reading) return;
    this.#reading = false;
    if (!this.closed) this.handle.readStop();
  }

  /** `handle.onread`. */
  receive(memory, nread) {
    if (this.closed) return;
    if (nread > 0) {
      const chunk = new Uint8Array(memory, 0, nread);
      const reader = this.#readers.shift();
      if (reader !== undefined) {
        reader.resolve(chunk);
        return;
      }
      this.#queue.push(chunk);
      this.#waiting += nread;
      if (this.#waiting >= HIGH_WATER) this.#stop();
      return;
    }
    this.#stop();
    if (nread === UV_EOF) this.#ended = true;
    else this.#error = new ChannelError(nread, 'read');
    for (const { resolve, reject } of this.#readers.splice(0)) {
      if (this.#ended) resolve(null);
      else reject(this.#error);
    }
  }

  /** @returns {Promise<Uint8Array|null>} what has come, null at the end; memory of its own @throws {ChannelError} */
  take() {
    if (this.#queue.length > 0) {
      const chunk = this.#queue.shift();
      this.#waiting -= chunk.length;
      if (this.#waiting < HIGH_WATER / 2) this.#start();
      return Promise.resolve(chunk);
    }
    if (this.#ended) return Promise.resolve(null);
    if (this.#error !== null) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      this.#start();
    });
  }

  /** Puts back what a reader had no room for. */
  #unread(chunk) {
    this.#queue.unshift(chunk);
    this.#waiting += chunk.length;
  }

  /**
   * @param {Uint8Array} target
   * @returns {Promise<number|null>} how many bytes were read; null at the end
   */
  async readInto(target) {
    const chunk = await this.take();
    if (chunk === null) return null;
    if (chunk.length <= target.length) {
      target.set(chunk);
      return chunk.length;
    }
    target.set(chunk.subarray(0, target.length));
    this.#unread(chunk.subarray(target.length));
    return target.length;
  }

  /** @param {Uint8Array} bytes not changed until it is done @returns {Promise<void>} @throws {ChannelError} */
  write(bytes) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const request = {
      oncomplete: (status) => {
        this.#writers.delete(reject);
        if (status < 0) reject(new ChannelError(status, 'write'));
        else resolve();
      },
    };
    const result = this.handle.writeBuffer(request, bytes);
    if (result === 0) resolve();
    else if (result === 1) this.#writers.add(reject);
    else reject(new ChannelError(result, 'write'));
    return promise;
  }

  /** Sends FIN when all is written. @returns {Promise<void>} */
  shutdown() {
    return new Promise((resolve, reject) => {
      const request = {
        oncomplete(status) {
          if (status < 0) reject(new ChannelError(status, 'shutdown'));
          else resolve();
        },
      };
      const error = this.handle.shutdown(request);
      if (error) reject(new ChannelError(error, 'shutdown'));
    });
  }

  /** Gives the handle away; the channel is closed. @returns {object} the handle */
  release() {
    this.#stop();
    this.closed = true;
    this.handle.onread = undefined;
    return this.handle;
  }

  /** Closes. @param {*} reason what those who wait are rejected with */
  close(reason) {
    if (this.closed) return;
    this.closed = true;
    this.handle.close();
    for (const { reject } of this.#readers.splice(0)) reject(reason);
    for (const reject of this.#writers) reject(reason);
    this.#writers.clear();
    this.#queue = [];
  }
}

module.exports = { Channel, ChannelError };
