'use strict';

/** `fs.Utf8Stream`: a fast writer of text for logs. It gathers what it is given and writes it in large pieces. */

const EventEmitter = require('node/events');
const { codes } = require('ext/base/errors');
const {
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validateUint32,
} = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { isUint8Array } = require('ext/base/types');
const { sleep } = require('ext/base/util');
const { Buffer } = require('node/buffer');
const publicFs = require('node/fs');
const { dirname } = require('node/path');
const timers = require.lazy('node/timers');

const kMaxWrite = 16 * 1024;
/** write() returns false from here on: the reader of the file cannot keep up. */
const kHighWaterMark = 16387;
/** How long to wait before a busy file is tried again, in milliseconds. */
const kBusyDelay = 100;
const kOverridable = [
  'write',
  'writeSync',
  'fsync',
  'fsyncSync',
  'close',
  'open',
  'openSync',
  'mkdir',
  'mkdirSync',
];

const busy = (error) => error.code === 'EAGAIN' || error.code === 'EBUSY';
const destroyedError = () => new codes.ERR_INVALID_STATE('Utf8Stream is destroyed');

/** How pieces of text are gathered, measured and cut. */
const textMode = {
  empty: '',
  check(data) {
    if (typeof data !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('data', 'string', data);
  },
  join: (chunk, data) => chunk + data,
  /** Without the characters that fit into the first `count` bytes. */
  rest(chunk, count) {
    if (count >= Buffer.byteLength(chunk)) return '';
    const bytes = Buffer.from(chunk);
    // A character of which only a part was written is written again.
    while (count > 0 && (bytes[count] & 0xc0) === 0x80) count--;
    return bytes.toString('utf8', count);
  },
};

const bufferMode = {
  empty: Buffer.alloc(0),
  check(data) {
    if (!isUint8Array(data)) throw new codes.ERR_INVALID_ARG_TYPE('data', 'Buffer', data);
  },
  join: (chunk, data) => Buffer.concat([chunk, data]),
  rest: (chunk, count) => chunk.subarray(count),
};

/** Emits 'ready', 'write' (bytes), 'drain', 'drop' (data), 'finish', 'close', 'error'. */
class Utf8Stream extends EventEmitter {
  #fs;
  #fd = -1;
  #file = null;
  #mode;
  #append;
  #mkdir;
  #sync;
  #fsync;
  #contentMode;
  #content;
  #minLength;
  #maxLength;
  #maxWrite;
  #highWaterMark;
  #periodicFlush;
  #timer;
  #retry;
  /** What waits to be written, in pieces of at most #maxWrite. */
  #chunks = [];
  #length = 0;
  #chunk;
  #writing = false;
  #opening = false;
  #reopening = false;
  #ending = false;
  #flushPending = false;
  #destroyed = false;
  #drainScheduled = false;

  /**
   * @param {object} [options] dest or fd; append, contentMode ('utf8' or 'buffer'), fs, fsync, maxLength, maxWrite, minLength,
   *   mkdir, mode, periodicFlush (milliseconds), retryEAGAIN(error, writing, waiting), sync
   */
  constructor(options = {}) {
    validateObject(options, 'options');
    let { fd } = options;
    const {
      dest,
      minLength,
      maxLength,
      maxWrite,
      periodicFlush,
      sync,
      append = true,
      mkdir,
      retryEAGAIN,
      fsync,
      contentMode = 'utf8',
      mode,
      fs: given,
    } = options;
    super();
    fd ??= dest;
    if (given !== undefined) validateObject(given, 'options.fs');
    this.#fs = { ...given };
    for (const name of kOverridable) {
      if (this.#fs[name] === undefined) this.#fs[name] = publicFs[name];
      else validateFunction(this.#fs[name], `options.fs.${name}`);
    }
    this.#highWaterMark = Math.max(minLength || 0, kHighWaterMark);
    validateInteger(this.#highWaterMark, 'options.hwm');
    this.#minLength = minLength || 0;
    this.#maxLength = maxLength || 0;
    this.#maxWrite = maxWrite || kMaxWrite;
    this.#periodicFlush = periodicFlush || 0;
    this.#sync = sync || false;
    this.#fsync = fsync || false;
    this.#append = append || false;
    this.#mkdir = mkdir || false;
    this.#mode = mode;
    this.#retry = retryEAGAIN || (() => true);
    validateUint32(this.#minLength, 'options.minLength');
    validateUint32(this.#maxLength, 'options.maxLength');
    validateUint32(this.#maxWrite, 'options.maxWrite');
    validateUint32(this.#periodicFlush, 'options.periodicFlush');
    validateBoolean(this.#sync, 'options.sync');
    validateBoolean(this.#fsync, 'options.fsync');
    validateBoolean(this.#append, 'options.append');
    validateBoolean(this.#mkdir, 'options.mkdir');
    validateFunction(this.#retry, 'options.retryEAGAIN');
    validateOneOf(contentMode, 'options.contentMode', ['buffer', 'utf8']);
    this.#contentMode = contentMode;
    this.#content = contentMode === 'buffer' ? bufferMode : textMode;
    this.#chunk = this.#content.empty;
    if (typeof fd === 'number') {
      this.#fd = fd;
      nextTick(() => this.emit('ready'));
    } else if (typeof fd === 'string') {
      this.#open(fd);
    } else {
      throw new codes.ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], fd);
    }
    if (this.#minLength >= this.#maxWrite) {
      const limit = `should be smaller than maxWrite (${this.#maxWrite})`;
      throw new codes.ERR_INVALID_ARG_VALUE.RangeError('minLength', this.#minLength, limit);
    }
    this.on('newListener', (name) => {
      if (name === 'drain') this.#drainScheduled = false;
    });
    if (this.#periodicFlush !== 0) {
      this.#timer = timers().setInterval(() => this.flush(), this.#periodicFlush);
      this.#timer.unref();
    }
  }

  /**
   * @param {string | Buffer} data
   * @returns {boolean} false: enough is waiting for now
   */
  write(data) {
    if (this.#destroyed) throw destroyedError();
    this.#content.check(data);
    const length = this.#length + data.length;
    if (this.#maxLength && length > this.#maxLength) {
      this.emit('drop', data);
      return this.#length < this.#highWaterMark;
    }
    const last = this.#chunks.length - 1;
    if (last < 0 || this.#chunks[last].length + data.length > this.#maxWrite) this.#chunks.push(data);
    else this.#chunks[last] = this.#content.join(this.#chunks[last], data);
    this.#length = length;
    if (!this.#writing && this.#length >= this.#minLength) this.#writeNext();
    return this.#length < this.#highWaterMark;
  }

  /**
   * Writes what has been gathered, however little.
   * @param {(error?: Error | null) => void} [cb] called when it is written, and flushed to the disk
   */
  flush(cb) {
    if (cb != null) validateFunction(cb, 'cb');
    if (this.#destroyed) {
      if (!cb) throw destroyedError();
      cb(destroyedError());
      return;
    }
    if (this.#minLength <= 0) {
      cb?.();
      return;
    }
    if (cb) this.#callOnDrain(cb);
    if (this.#writing) return;
    if (this.#chunks.length === 0) this.#chunks.push(this.#content.empty);
    this.#writeNext();
  }

  #callOnDrain(cb) {
    this.#flushPending = true;
    const onDrain = () => {
      this.off('error', onError);
      if (this.#fsync) {
        this.#flushPending = false;
        cb();
        return;
      }
      try {
        this.#fs.fsync(this.#fd, (error) => {
          this.#flushPending = false;
          // The file is closed, and all is written.
          if (error?.code === 'EBADF') cb();
          else cb(error);
        });
      } catch (error) {
        cb(error);
      }
    };
    const onError = (error) => {
      this.#flushPending = false;
      cb(error);
      this.off('drain', onDrain);
    };
    this.once('drain', onDrain);
    this.once('error', onError);
  }

  /** Writes what has been gathered, now. */
  flushSync() {
    if (this.#destroyed) throw destroyedError();
    if (this.#fd < 0) throw new codes.ERR_INVALID_STATE('Invalid file descriptor');
    if (!this.#writing && this.#chunk.length > 0) {
      this.#chunks.unshift(this.#chunk);
      this.#chunk = this.#content.empty;
    }
    while (this.#chunks.length > 0) {
      const chunk = this.#chunks[0];
      if (chunk.length === 0) {
        this.#chunks.shift();
        continue;
      }
      let written;
      try {
        written = this.#callWriteSync(chunk);
      } catch (error) {
        if (!busy(error) || !this.#retry(error, chunk.length, this.#length - chunk.length)) throw error;
        sleep(kBusyDelay);
        continue;
      }
      const rest = typeof written === 'number' ? this.#content.rest(chunk, written) : this.#content.empty;
      this.#length = Math.max(this.#length - (chunk.length - rest.length), 0);
      if (rest.length === 0) this.#chunks.shift();
      else this.#chunks[0] = rest;
    }
    try {
      this.#fs.fsyncSync(this.#fd);
    } catch {
      // Pipes and terminals cannot be flushed.
    }
  }

  /**
   * Goes on in another file, or in a new one of the same name (log rotation).
   * @param {string} [file]
   */
  reopen(file) {
    if (this.#destroyed) throw destroyedError();
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (!this.#file) {
      throw new codes.ERR_OPERATION_FAILED(
        'Unable to reopen a file descriptor, you must pass a file to SonicBoom',
      );
    }
    if (file) this.#file = file;
    this.#reopening = true;
    if (this.#writing) return;
    const fd = this.#fd;
    this.once('ready', () => {
      if (fd === this.#fd) return;
      this.#fs.close(fd, (error) => {
        if (error) this.emit('error', error);
      });
    });
    this.#open(this.#file);
  }

  /** Writes what is left, and closes the file. */
  end() {
    if (this.#destroyed) throw destroyedError();
    if (this.#opening) {
      this.once('ready', () => this.end());
      return;
    }
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing) return;
    if (this.#length > 0 && this.#fd >= 0) this.#writeNext();
    else this.#close();
  }

  /** Closes the file; what is left is not written. */
  destroy() {
    if (this.#destroyed) return;
    this.#close();
  }

  get mode() {
    return this.#mode;
  }

  get file() {
    return this.#file;
  }

  get fd() {
    return this.#fd;
  }

  get minLength() {
    return this.#minLength;
  }

  get maxLength() {
    return this.#maxLength;
  }

  get writing() {
    return this.#writing;
  }

  get sync() {
    return this.#sync;
  }

  get fsync() {
    return this.#fsync;
  }

  get append() {
    return this.#append;
  }

  get periodicFlush() {
    return this.#periodicFlush;
  }

  get contentMode() {
    return this.#contentMode;
  }

  get mkdir() {
    return this.#mkdir;
  }

  [Symbol.dispose]() {
    this.destroy();
  }

  #open(file) {
    this.#opening = true;
    this.#writing = true;
    this.#drainScheduled = false;
    const flags = this.#append ? 'a' : 'w';
    if (this.#sync) {
      let fd;
      try {
        if (this.#mkdir) this.#fs.mkdirSync(dirname(file), { recursive: true });
        fd = this.#fs.openSync(file, flags, this.#mode);
      } catch (error) {
        this.#opened(error);
        throw error;
      }
      this.#opened(null, fd, file);
      return;
    }
    const open = () => this.#fs.open(file, flags, this.#mode, (error, fd) => this.#opened(error, fd, file));
    if (!this.#mkdir) {
      open();
      return;
    }
    this.#fs.mkdir(dirname(file), { recursive: true }, (error) => (error ? this.#opened(error) : open()));
  }

  #opened(error, fd, file) {
    const reopened = this.#reopening;
    this.#opening = false;
    this.#writing = false;
    this.#reopening = false;
    if (error) {
      if (!this.#sync) this.emit('error', error);
      else nextTick(() => this.listenerCount('error') > 0 && this.emit('error', error));
      return;
    }
    this.#fd = fd;
    this.#file = file;
    if (this.#sync) nextTick(() => this.emit('ready'));
    else this.emit('ready');
    if (this.#destroyed) return;
    if ((!this.#writing && this.#length > this.#minLength) || this.#flushPending) this.#writeNext();
    else if (reopened) nextTick(() => this.emit('drain'));
  }

  #callWriteSync(chunk) {
    if (this.#contentMode === 'buffer') return this.#fs.writeSync(this.#fd, chunk);
    return this.#fs.writeSync(this.#fd, chunk, 'utf8');
  }

  #writeNext() {
    this.#writing = true;
    if (this.#chunk.length === 0) this.#chunk = this.#chunks.shift() ?? this.#content.empty;
    this.#writeChunk();
  }

  #writeChunk() {
    if (this.#sync) {
      do {
        let written;
        try {
          written = this.#callWriteSync(this.#chunk);
        } catch (error) {
          if (!this.#retries(error)) {
            this.#failed(error);
            return;
          }
          sleep(kBusyDelay);
          continue;
        }
        this.#took(written);
      } while (this.#chunk.length > 0);
      this.#wrote();
      return;
    }
    const done = (error, written) => {
      if (error) {
        if (this.#retries(error)) timers().setTimeout(() => this.#writeChunk(), kBusyDelay);
        else this.#failed(error);
        return;
      }
      this.#took(written);
      if (this.#chunk.length > 0) this.#writeChunk();
      else this.#wrote();
    };
    if (this.#contentMode === 'buffer') this.#fs.write(this.#fd, this.#chunk, done);
    else this.#fs.write(this.#fd, this.#chunk, 'utf8', done);
  }

  /** Takes off what was written of the piece on its way; a function of the user may not tell: then it was all. */
  #took(written) {
    this.emit('write', written);
    const rest = typeof written === 'number' ? this.#content.rest(this.#chunk, written) : this.#content.empty;
    this.#length = Math.max(this.#length - (this.#chunk.length - rest.length), 0);
    this.#chunk = rest;
  }

  /** Goes on after a piece has been written. */
  #wrote() {
    if (this.#fsync) this.#fs.fsyncSync(this.#fd);
    if (this.#reopening) {
      this.#writing = false;
      this.#reopening = false;
      this.reopen();
    } else if (this.#length > this.#minLength) {
      this.#writeNext();
    } else if (this.#ending) {
      if (this.#length > 0) {
        this.#writeNext();
      } else {
        this.#writing = false;
        this.#close();
      }
    } else {
      this.#writing = false;
      this.#drained();
    }
  }

  #retries(error) {
    return busy(error) && this.#retry(error, this.#chunk.length, this.#length - this.#chunk.length);
  }

  #failed(error) {
    this.#writing = false;
    this.emit('error', error);
  }

  #drained() {
    if (!this.#sync) {
      this.emit('drain');
      return;
    }
    if (this.#drainScheduled) return;
    this.#drainScheduled = true;
    nextTick(() => {
      if (this.listenerCount('drain') === 0) return;
      this.#drainScheduled = false;
      this.emit('drain');
    });
  }

  #close() {
    if (this.#fd === -1) {
      this.once('ready', () => this.#close());
      return;
    }
    if (this.#timer !== undefined) timers().clearInterval(this.#timer);
    this.#destroyed = true;
    this.#chunks = [];
    const fd = this.#fd;
    const closed = (error) => {
      if (error) {
        this.emit('error', error);
        return;
      }
      if (this.#ending && !this.#writing) this.emit('finish');
      this.emit('close');
    };
    const flushed = () => {
      // stdout and stderr are not ours to close.
      if (fd === 1 || fd === 2) closed();
      else this.#fs.close(fd, closed);
    };
    if (this.#fsync) {
      flushed();
      return;
    }
    try {
      this.#fs.fsync(fd, flushed);
    } catch (error) {
      closed(error);
    }
  }
}

module.exports = { Utf8Stream };
