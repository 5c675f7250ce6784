'use strict';

/** `fs.ReadStream` and `fs.WriteStream`. */

const native = binding('fs');
const { codes } = require('ext/base/errors');
const { validateBoolean, validateFunction, validateInteger } = require('ext/base/validators');
const { Readable, Writable, finished } = require('node/stream');
const { Buffer } = require('node/buffer');
const { nextTick } = require('ext/timers/ticks');
const { errorOrDestroy } = require('node/internal/streams/destroy');
const callbacks = require('node/internal/fs/callbacks');
const utils = require('node/internal/fs/utils');
const publicFs = require.lazy('node/fs');
const url = require.lazy('node/url');
const handles = require.lazy('node/internal/fs/file_handle');

const { copyObject, getOptions, getValidatedFd, getValidatedPath, isURL, kEmptyOptions } = utils;

const kAhead = Symbol('kAhead');
const kernelPipe = require.lazy('node/internal/fs/kernel_pipe');

const kFs = Symbol('kFs');
const kKernelCopies = Symbol('kKernelCopies');
/** After so many bytes the kernel may take over. */
const kKernelCopyFrom = 262_144;
const kHandle = Symbol('kHandle');
const kIoDone = Symbol('kIoDone');
const kIsPerformingIO = Symbol('kIsPerformingIO');

const kHighWaterMark = 64 * 1024;
/** How many chunks that the kernel has at hand are read without leaving the thread, before others have a turn. */
const kMostAhead = 7;
/** What native readNow says where it cannot tell what is at hand. */
const kNever = -2;
/** How often a write is tried again where the file says EAGAIN. */
const kMostRetries = 5;

/** The functions of `options.fs`, over a FileHandle. */
function operationsOf(handle) {
  const bring = (promise, callback) => promise.then(callback, (error) => callback(error));
  return {
    open(path, flags, mode, callback) {
      throw new codes.ERR_METHOD_NOT_IMPLEMENTED('open()');
    },
    close(fd, callback) {
      handle[handles().kUnref]();
      bring(handle.close(), (error) => callback(error));
    },
    fsync(fd, callback) {
      bring(handle.sync(), (error) => callback(error));
    },
    read(fd, bytes, offset, length, position, callback) {
      handle.read(bytes, offset, length, position).then(
        (result) => callback(null, result.bytesRead, result.buffer),
        (error) => callback(error, 0, bytes),
      );
    },
    write(fd, bytes, offset, length, position, callback) {
      handle.write(bytes, offset, length, position).then(
        (result) => callback(null, result.bytesWritten, result.buffer),
        (error) => callback(error, 0, bytes),
      );
    },
    writev(fd, buffers, position, callback) {
      handle.writev(buffers, position).then(
        (result) => callback(null, result.bytesWritten, result.buffers),
        (error) => callback(error, 0, buffers),
      );
    },
  };
}

/** The descriptor that `options.fd` is; a FileHandle is taken over. */
function importFd(stream, options) {
  const { fd } = options;
  if (typeof fd === 'number') {
    stream[kFs] = options.fs || publicFs();
    return fd;
  }
  if (typeof fd === 'object' && fd instanceof handles().FileHandle) {
    if (options.fs) throw new codes.ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
    stream[kHandle] = fd;
    stream[kFs] = operationsOf(fd);
    fd[handles().kRef]();
    fd.on('close', stream.close.bind(stream));
    return fd.fd;
  }
  throw new codes.ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
}

/** Sets up what the two streams have in common: what is open, or is to be opened. */
function target(stream, path, options, flags) {
  if (options.fd != null) {
    stream.fd = getValidatedFd(importFd(stream, options));
    return;
  }
  stream.fd = null;
  stream[kFs] = options.fs || publicFs();
  validateFunction(stream[kFs].open, 'options.fs.open');
  stream.path = path !== null && typeof path === 'object' && isURL(path) ? url().fileURLToPath(path) : path;
  stream.flags = options.flags === undefined ? flags : options.flags;
  stream.mode = options.mode === undefined ? 0o666 : options.mode;
  getValidatedPath(stream.path);
}

/** Opens the file before the stream begins. */
function _construct(callback) {
  const stream = this;
  if (typeof stream.fd === 'number') {
    callback();
    return;
  }
  if (typeof stream.open === 'function') {
    // A program has put its own open() there (graceful-fs does): it tells by events.
    const { emit } = stream;
    stream.emit = function (...args) {
      const [name, error] = args;
      if (name === 'open') {
        this.emit = emit;
        callback();
        Reflect.apply(emit, this, args);
      } else if (name === 'error') {
        this.emit = emit;
        callback(error);
      } else {
        Reflect.apply(emit, this, args);
      }
    };
    stream.open();
    return;
  }
  stream[kFs].open(stream.path, stream.flags, stream.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', stream.fd);
    stream.emit('ready');
  });
}

/** Closes the file, flushing it first where that was asked for. */
function closeFile(stream, error, callback) {
  if (!stream.fd) {
    callback(error);
    return;
  }
  if (stream.flush) {
    stream[kFs].fsync(stream.fd, (flushError) => release(stream, error || flushError, callback));
    return;
  }
  release(stream, error, callback);
}

function release(stream, error, callback) {
  stream[kFs].close(stream.fd, (closeError) => callback(closeError || error));
  stream.fd = null;
}

/** destroy() waits for the read or write under way. */
function destroy(error, callback) {
  if (this[kIsPerformingIO]) {
    this.once(kIoDone, (ioError) => closeFile(this, error || ioError, callback));
  } else {
    closeFile(this, error, callback);
  }
}

/* ---------------------------------------------------------------- reading */

/**
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] flags, encoding, fd, mode, autoClose, emitClose, start, end, highWaterMark, fs, signal
 */
function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  options = copyObject(getOptions(options, kEmptyOptions));
  if (options.highWaterMark === undefined) options.highWaterMark = kHighWaterMark;
  if (options.autoDestroy === undefined) options.autoDestroy = false;
  target(this, path, options, 'r');
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  validateFunction(this[kFs].read, 'options.fs.read');
  if (options.autoDestroy) validateFunction(this[kFs].close, 'options.fs.close');
  this.start = options.start;
  this.end = options.end;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;
  this[kAhead] = 0;
  this[kKernelCopies] = true;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  if (this.end === undefined) {
    this.end = Infinity;
  } else if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw new codes.ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  Reflect.apply(Readable, this, [options]);
  if (options.encoding) this.setEncoding(options.encoding);
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);

/** Whether the stream destroys itself at its end; `_readableState.autoDestroy`. */
function defineAutoClose(Stream, state) {
  Object.defineProperty(Stream.prototype, 'autoClose', {
    __proto__: null,
    get() {
      if (this[state] === undefined) throw new codes.ERR_INVALID_THIS(Stream.name);
      return this[state].autoDestroy;
    },
    set(value) {
      if (this[state] === undefined) throw new codes.ERR_INVALID_THIS(Stream.name);
      this[state].autoDestroy = value;
    },
  });
}
defineAutoClose(ReadStream, '_readableState');

ReadStream.prototype._construct = _construct;

/** Takes what was read of a chunk on its way. */
function chunkRead(stream, error, count, chunk) {
  stream[kIsPerformingIO] = false;
  if (stream.destroyed) {
    // Told to whoever waits to close the file.
    stream.emit(kIoDone, error);
    return;
  }
  if (error) {
    errorOrDestroy(stream, error);
    return;
  }
  if (count > 0) {
    if (stream.pos !== undefined) stream.pos += count;
    stream.bytesRead += count;
    if (count !== chunk.length) {
      // A chunk of the right size: the rest of a large one would stay in memory with it.
      const exact = Buffer.allocUnsafeSlow(count);
      chunk.copy(exact, 0, 0, count);
      chunk = exact;
    }
    stream.push(chunk);
  } else {
    stream.push(null);
  }
}

/** What kernel_pipe.js has to know of these streams. */
const copying = {
  isWriteStream: (stream) => stream instanceof WriteStream,
  isPlainSource: (source) =>
    source[kFs].read === callbacks.read && source._read === ReadStream.prototype._read,
  isPlainTarget: (target) =>
    target[kFs].write === callbacks.write &&
    target._write === WriteStream.prototype._write &&
    target._writev === WriteStream.prototype._writev,
  /** A transfer begins from a file, or to one. */
  begin(stream) {
    stream[kIsPerformingIO] = true;
  },
  /** @returns {boolean} whether the transfer may go on */
  end(stream, error) {
    stream[kIsPerformingIO] = false;
    if (stream.destroyed) stream.emit(kIoDone, error);
    return !stream.destroyed;
  },
  /** From now on the stream reads by itself. */
  giveUp(source) {
    source[kKernelCopies] = false;
  },
};

ReadStream.prototype._read = function (n) {
  n =
    this.pos !== undefined
      ? Math.min(this.end - this.pos + 1, n)
      : Math.min(this.end - this.bytesRead + 1, n);
  if (n <= 0) {
    this.push(null);
    return;
  }
  // Small files are not worth a look.
  if (this.bytesRead >= kKernelCopyFrom && this[kKernelCopies] && kernelPipe().start(this, copying)) return;
  const chunk = Buffer.allocUnsafeSlow(n);
  this[kIsPerformingIO] = true;
  const { read } = this[kFs];
  if (read === callbacks.read) {
    if (this[kAhead]-- > 0) {
      const count = native.readNow(this.fd, chunk, n, this.pos ?? -1);
      if (count > 0) {
        nextTick(chunkRead, this, null, count, chunk);
        return;
      }
      if (count === kNever) this[kAhead] = -Infinity;
    }
    if (this[kAhead] !== -Infinity) this[kAhead] = kMostAhead;
    native.read(this.fd, chunk, 0, n, this.pos ?? -1, (error, count) => chunkRead(this, error, count, chunk));
    return;
  }
  this[kFs].read(this.fd, chunk, 0, n, this.pos, (error, count, given) => {
    chunkRead(this, error, count, given);
  });
};

ReadStream.prototype._destroy = function (error, callback) {
  destroy.call(this, error, callback);
};

ReadStream.prototype.close = function (callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

Object.defineProperty(ReadStream.prototype, 'pending', {
  __proto__: null,
  get() {
    return this.fd === null;
  },
  configurable: true,
});

/* ---------------------------------------------------------------- writing */

/**
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] flags, encoding, fd, mode, autoClose, emitClose, start, highWaterMark, flush, fs, signal
 */
function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  options = copyObject(getOptions(options, kEmptyOptions));
  // Only bytes reach the file.
  options.decodeStrings = true;
  target(this, path, options, 'w');
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  const fs = this[kFs];
  if (!fs.write && !fs.writev) throw new codes.ERR_INVALID_ARG_TYPE('options.fs.write', 'function', fs.write);
  if (fs.write) validateFunction(fs.write, 'options.fs.write');
  if (fs.writev) validateFunction(fs.writev, 'options.fs.writev');
  if (options.autoDestroy) validateFunction(fs.close, 'options.fs.close');
  // Writable looks for these on the instance.
  if (!fs.write) this._write = null;
  if (!fs.writev) this._writev = null;
  this.flush = options.flush;
  if (this.flush == null) this.flush = false;
  else validateBoolean(this.flush, 'options.flush');
  if (this.flush) validateFunction(fs.fsync, 'options.fs.fsync');
  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  Reflect.apply(Writable, this, [options]);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);
defineAutoClose(WriteStream, '_writableState');

WriteStream.prototype._construct = _construct;

/** The error of a file that would not take anything, however often it was asked. */
function stuckError() {
  return new codes.ERR_SYSTEM_ERROR({
    code: 'EAGAIN',
    errno: -11,
    message: 'resource temporarily unavailable',
    syscall: 'write',
  });
}

/**
 * What to do after a write: go on with what is left, or be done.
 * @param {WriteStream} stream
 * @param {number} left bytes not written yet
 * @param {number} retries writes that took nothing, in a row
 */
function afterWrite(stream, error, count, left, retries, again, callback) {
  if (error?.code === 'EAGAIN') {
    error = null;
    count = 0;
  }
  if (stream.destroyed || error) {
    callback(error || new codes.ERR_STREAM_DESTROYED('write'));
    return;
  }
  stream.bytesWritten += count;
  retries = count ? 0 : retries + 1;
  left -= count;
  if (retries > kMostRetries) callback(stuckError());
  else if (left > 0) again(left, retries, count);
  else callback();
}

function writeAll(stream, data, pos, left, retries, callback) {
  const offset = data.byteLength - left;
  const done = (error, count) => {
    afterWrite(
      stream,
      error,
      count,
      left,
      retries,
      (rest, tries, wrote) =>
        writeAll(stream, data, pos === undefined ? pos : pos + wrote, rest, tries, callback),
      callback,
    );
  };
  const { write } = stream[kFs];
  if (write === callbacks.write) native.write(stream.fd, data, offset, left, pos ?? -1, done);
  else stream[kFs].write(stream.fd, data, offset, left, pos, done);
}

/** The buffers of a list without its first `count` bytes. */
function without(buffers, count) {
  let i = 0;
  while (i < buffers.length && count >= buffers[i].byteLength) count -= buffers[i++].byteLength;
  const rest = buffers.slice(i);
  if (count > 0) rest[0] = rest[0].subarray(count);
  return rest;
}

function writevAll(stream, buffers, pos, left, retries, callback) {
  const done = (error, count) => {
    afterWrite(
      stream,
      error,
      count,
      left,
      retries,
      (rest, tries, wrote) => {
        const next = pos === undefined ? pos : pos + wrote;
        writevAll(stream, without(buffers, wrote), next, rest, tries, callback);
      },
      callback,
    );
  };
  const { writev } = stream[kFs];
  if (writev === callbacks.writev) native.writev(stream.fd, buffers, pos ?? -1, done);
  else stream[kFs].writev(stream.fd, buffers, pos ?? null, done);
}

/** A callback that also tells destroy() that the write is over. */
function endOfIO(stream, callback) {
  return (error) => {
    stream[kIsPerformingIO] = false;
    if (stream.destroyed) {
      callback(error);
      stream.emit(kIoDone, error);
      return;
    }
    callback(error);
  };
}

WriteStream.prototype._write = function (data, encoding, callback) {
  const { pos } = this;
  this[kIsPerformingIO] = true;
  writeAll(this, data, pos, data.byteLength, 0, endOfIO(this, callback));
  if (pos !== undefined) this.pos += data.byteLength;
};

WriteStream.prototype._writev = function (data, callback) {
  const buffers = new Array(data.length);
  let size = 0;
  for (let i = 0; i < buffers.length; i++) {
    const { chunk } = data[i];
    buffers[i] = chunk;
    size += chunk.byteLength;
  }
  const { pos } = this;
  this[kIsPerformingIO] = true;
  writevAll(this, buffers, pos, size, 0, endOfIO(this, callback));
  if (pos !== undefined) this.pos += size;
};

WriteStream.prototype._destroy = function (error, callback) {
  destroy.call(this, error, callback);
};

WriteStream.prototype.close = function (callback) {
  if (callback) {
    if (this.closed) {
      nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // Without autoClose the stream is not destroyed by its end, and the file is to be closed nevertheless.
  if (!this.autoClose) this.on('finish', this.destroy);
  // Not destroy(): what was written is to reach the file.
  this.end();
};

WriteStream.prototype.destroySoon = WriteStream.prototype.end;

Object.defineProperty(WriteStream.prototype, 'pending', {
  __proto__: null,
  get() {
    return this.fd === null;
  },
  configurable: true,
});

module.exports = { ReadStream, WriteStream };
