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

/** What a write that goes on ends with. */
class PendingWrite {
  constructor(channel, size) {
    this.channel = channel;
    this.size = size;
    this.resolve = null;
    this.reject = null;
  }

  oncomplete(status) {
    this.channel.onWritten(this, status);
  }
}

class Channel {
  #queue = [];
  #waiting = 0; // bytes in it
  #ended = false;
  #error = null;
  #reading = false;
  #readers = []; // {resolve, reject} of those who wait for a chunk
  #direct = null; // {resolve, reject} of who waits for bytes in memory of its own
  #target = null; // whose memory the handle reads into, where it is not its own
  #writers = new Set(); // the writes that go on
  #counts = true; // the handle may keep the process
  #idle = false; // it is read, but nobody waits for that: it does not keep the process

  /** @param {TCP|Pipe|TLSWrap} handle */
  constructor(handle) {
    this.handle = handle;
    this.closed = false;
    /** What a ChannelError becomes for those who read or write. @type {function(*): *} */
    this.convert = (error) => error;
    /** Called when nothing more will come. @type {null|function(): void} */
    this.onend = null;
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

  /** Nobody waits for what comes. */
  #rest() {
    this.#idle = true;
    this.handle.unref();
  }

  /** Somebody does. */
  #wake() {
    if (!this.#idle) return;
    this.#idle = false;
    if (this.#counts) this.handle.ref();
  }

  /** @param {boolean} counts whether the process goes on while somebody waits for what comes */
  keeps(counts) {
    this.#counts = counts;
    if (!counts) this.handle.unref();
    else if (!this.#idle) this.handle.ref();
  }

  /** The handle makes memory itself again. */
  #keepMemory() {
    if (this.#target === null) return;
    this.#target = null;
    this.handle.useUserBuffer(null);
  }

  /** Bytes, or the end, for who waits with memory of its own. */
  #receiveDirect(nread) {
    const { resolve, reject } = this.#direct;
    this.#direct = null;
    if (this.#readers.length === 0) this.#stop();
    else this.#keepMemory();
    if (nread > 0) resolve(nread);
    else if (nread === UV_EOF) resolve(null);
    else reject(this.convert(new ChannelError(nread, 'read')));
  }

  /** `handle.onread`. */
  receive(memory, nread) {
    if (this.closed) return;
    if (this.#direct !== null) {
      this.#receiveDirect(nread);
      if (nread > 0) return;
    }
    if (nread > 0) {
      const chunk = new Uint8Array(memory, 0, nread);
      const reader = this.#readers.shift();
      if (reader !== undefined) {
        reader.resolve(chunk);
        if (this.#readers.length === 0) this.#rest();
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
    this.onend?.();
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
      this.#wake();
      if (this.#direct === null) this.#keepMemory();
      this.#start();
    });
  }

  /** Puts back what a reader had no room for. */
  #unread(chunk) {
    this.#queue.unshift(chunk);
    this.#waiting += chunk.length;
  }

  /** What a chunk has for `target`; the rest is put back. */
  #fill(target, chunk) {
    if (chunk === null) return null;
    if (chunk.length <= target.length) {
      target.set(chunk);
      return chunk.length;
    }
    target.set(chunk.subarray(0, target.length));
    this.#unread(chunk.subarray(target.length));
    return target.length;
  }

  /**
   * @param {Uint8Array} target
   * @returns {Promise<number|null>} how many bytes were read; null at the end
   */
  readInto(target) {
    const isFree = this.#queue.length === 0 && this.#readers.length === 0 && this.#direct === null;
    if (!isFree || this.#ended || this.#error !== null) {
      return this.take().then(
        (chunk) => this.#fill(target, chunk),
        (error) => Promise.reject(this.convert(error)),
      );
    }
    return new Promise((resolve, reject) => {
      this.#direct = { resolve, reject };
      this.#wake();
      if (this.#target !== target) {
        this.#target = target;
        this.handle.useUserBuffer(target);
      }
      this.#start();
    });
  }

  /**
   * @param {Uint8Array} bytes not changed until it is done
   * @returns {Promise<number>} how many they are
   * @throws {ChannelError}
   */
  write(bytes) {
    const request = new PendingWrite(this, bytes.byteLength);
    const result = this.handle.writeBuffer(request, bytes);
    if (result === 0) return Promise.resolve(request.size);
    if (result < 0) return Promise.reject(this.convert(new ChannelError(result, 'write')));
    this.#writers.add(request);
    return new Promise((resolve, reject) => {
      request.resolve = resolve;
      request.reject = reject;
    });
  }

  /** A write that went on has ended. */
  onWritten(request, status) {
    this.#writers.delete(request);
    if (status < 0) request.reject(this.convert(new ChannelError(status, 'write')));
    else request.resolve(request.size);
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
    this.#keepMemory();
    this.#wake();
    this.closed = true;
    this.handle.onread = undefined;
    return this.handle;
  }

  /** Closes. @param {*} reason what those who wait are rejected with */
  close(reason) {
    if (this.closed) return;
    this.closed = true;
    this.handle.close();
    if (this.#direct !== null) this.#direct.reject(this.convert(reason));
    this.#direct = null;
    for (const { reject } of this.#readers.splice(0)) reject(reason);
    for (const request of this.#writers) request.reject(this.convert(reason));
    this.#writers.clear();
    this.#queue = [];
  }
}

module.exports = { Channel, ChannelError };
