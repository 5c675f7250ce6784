'use strict';

/** FileHandle: the open file of fs/promises. */

const native = binding('fs');
const { kDeserialize, kTransfer, kTransferList, setTransferMode } = require('ext/events/symbols');
const EventEmitter = require('node/events');
const { aggregateTwoErrors, codes } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const buffer = require.lazy('node/buffer');
const process = require.lazy('node/process');
const utils = require('node/internal/fs/utils');
const stats = require('node/internal/fs/stats');
const { validateOwner } = require('node/internal/fs/sync');
const whole = require.lazy('node/internal/fs/whole');
const streams = require.lazy('node/internal/fs/streams');
const webStream = require.lazy('node/internal/fs/web_stream');
const domException = require.lazy('ext/events/dom_exception');
const readline = require.lazy('node/readline');

const { checkAborted, getOptions, kEmptyOptions, toUnixTimestamp } = utils;

const kHandle = Symbol('kHandle');
const kFd = Symbol('kFd');
const kRefs = Symbol('kRefs');
const kClosePromise = Symbol('kClosePromise');
const kCloseResolve = Symbol('kCloseResolve');
const kCloseReject = Symbol('kCloseReject');
const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
const kCloseSync = Symbol('kCloseSync');

const kReadSize = 16 * 1024;
const kWriteChunk = 512 * 1024;

/** Begins an error's stack where the promise is awaited: an error of the thread pool has none of its own. */
function withStack(error) {
  if (Error.stackTraceLimit) Error.captureStackTrace(error, withStack);
  throw error;
}

/**
 * The promise of a native operation.
 * @param {(callback: (error: Error | null, value?: unknown) => void) => void} start
 */
function promised(start) {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error) reject(error);
      else resolve(value);
    });
  }).then(undefined, withStack);
}

/** The promise of Stats. */
function promisedStats(start, big) {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error);
      else resolve(stats.takeStats(big));
    });
  }).then(undefined, withStack);
}

const TRANSFERABLE = 2;

let registry;
let lastAsyncId = 0;

/** What happens to a descriptor whose FileHandle nobody holds any more: it is closed, and that is an error. */
function lost({ fd, path }) {
  try {
    native.close(fd);
  } catch {
    return; // somebody else has closed it
  }
  process().nextTick(() => {
    throw lostError(fd, path);
  });
}

function lostError(fd, path) {
  const where = path === undefined ? '' : ` (${path})`;
  const error = new Error(
    'A FileHandle object was closed during garbage collection. This used to be allowed with a deprecation warning ' +
      `but is now considered an error. Please close FileHandle objects explicitly. File descriptor: ${fd}${where}`,
  );
  error.code = 'ERR_INVALID_STATE';
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** The descriptor itself, as others see it on the handle. */
const Descriptor = {
  FileHandle: class {
    #fd;
    #asyncId = 0;

    constructor(fd, path) {
      this.#fd = fd;
      registry ??= new FinalizationRegistry(lost);
      registry.register(this, { fd, path }, this);
    }

    get fd() {
      return this.#fd;
    }

    getAsyncId() {
      this.#asyncId ||= ++lastAsyncId;
      return this.#asyncId;
    }

    /** Gives the descriptor up: what follows is somebody else's. */
    release() {
      const fd = this.#fd;
      this.#fd = -1;
      registry.unregister(this);
      return fd;
    }

    close() {
      return promised((done) => native.close(this.release(), done));
    }

    closeSync() {
      native.close(this.release());
    }
  },
}.FileHandle;
Object.defineProperty(Descriptor, 'name', { __proto__: null, value: 'FileHandle' });

/** An open file. It is closed by close(), and by nothing else. */
class FileHandle extends EventEmitter {
  static {
    setTransferMode(this.prototype, TRANSFERABLE);
  }

  /** @param {InstanceType<typeof Descriptor> | undefined} handle */
  constructor(handle) {
    super();
    this[kHandle] = handle;
    this[kFd] = handle ? handle.fd : -1;
    this[kRefs] = 1;
    this[kClosePromise] = null;
  }

  getAsyncId() {
    return this[kHandle].getAsyncId();
  }

  get fd() {
    return this[kFd];
  }

  /** @param {string | ArrayBufferView | Iterable | AsyncIterable} data */
  appendFile(data, options) {
    return call(writeFile, this, data, options);
  }

  chmod(mode) {
    return call(fchmod, this, mode);
  }

  chown(uid, gid) {
    return call(fchown, this, uid, gid);
  }

  datasync() {
    return call(fdatasync, this);
  }

  sync() {
    return call(fsync, this);
  }

  /** @returns {Promise<{bytesRead: number, buffer: ArrayBufferView}>} */
  read(bytes, offset, length, position) {
    return call(read, this, bytes, offset, length, position);
  }

  readv(buffers, position) {
    return call(readv, this, buffers, position);
  }

  readFile(options) {
    return call(readFile, this, options);
  }

  /** Lines of the file, from where it is at. */
  readLines(options = undefined) {
    return readline().createInterface({
      input: this.createReadStream(options),
      crlfDelay: Infinity,
    });
  }

  stat(options) {
    return call(fstat, this, options);
  }

  truncate(len = 0) {
    return call(ftruncate, this, len);
  }

  utimes(atime, mtime) {
    return call(futimes, this, atime, mtime);
  }

  /** @returns {Promise<{bytesWritten: number, buffer: ArrayBufferView | string}>} */
  write(bytes, offset, length, position) {
    return call(write, this, bytes, offset, length, position);
  }

  writev(buffers, position) {
    return call(writev, this, buffers, position);
  }

  writeFile(data, options) {
    return call(writeFile, this, data, options);
  }

  /** Closes the file when the operations under way have ended. */
  close = () => {
    if (this[kFd] === -1) return Promise.resolve();
    if (this[kClosePromise]) return this[kClosePromise];
    this[kRefs]--;
    if (this[kRefs] === 0) {
      this[kFd] = -1;
      this[kClosePromise] = this[kHandle].close().finally(() => {
        this[kClosePromise] = undefined;
      });
    } else {
      this[kClosePromise] = new Promise((resolve, reject) => {
        this[kCloseResolve] = resolve;
        this[kCloseReject] = reject;
      }).finally(() => {
        this[kClosePromise] = undefined;
        this[kCloseReject] = undefined;
        this[kCloseResolve] = undefined;
      });
    }
    this.emit('close');
    return this[kClosePromise];
  };

  [kCloseSync]() {
    if (this[kFd] === -1) return;
    this[kFd] = -1;
    this[kHandle].closeSync();
    this.emit('close');
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  /**
   * A byte stream of the file's contents.
   * @param {{autoClose?: boolean}} [options] autoClose: the end of the stream closes the file
   */
  readableWebStream(options = kEmptyOptions) {
    return webStream().readableWebStream(this, options);
  }

  createReadStream(options = undefined) {
    const { ReadStream } = streams();
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = streams();
    return new WriteStream(undefined, { ...options, fd: this });
  }

  /** The handle moves to another thread: this one is closed, without closing the file. */
  [kTransfer]() {
    if (this[kClosePromise] || this[kRefs] > 1) {
      throw new (domException().DOMException)('Cannot transfer FileHandle while in use', 'DataCloneError');
    }
    const fd = this[kHandle].release();
    native.untrack?.(fd); // where this thread's files are closed with it
    this[kFd] = -1;
    this[kHandle] = null;
    this[kRefs] = 0;
    return { data: { fd }, deserializeInfo: 'node/internal/fs/file_handle:FileHandle' };
  }

  [kTransferList]() {
    return [];
  }

  [kDeserialize]({ fd }) {
    native.track?.(fd);
    this[kHandle] = new Descriptor(fd);
    this[kFd] = fd;
  }

  [kRef]() {
    this[kRefs]++;
  }

  [kUnref]() {
    this[kRefs]--;
    if (this[kRefs] === 0) {
      this[kFd] = -1;
      this[kHandle].close().then(this[kCloseResolve], this[kCloseReject]);
    }
  }
}

/**
 * A FileHandle for a descriptor.
 * @param {number} fd
 * @param {string | Uint8Array} [path] for the error, should it be lost
 */
function fileHandleFor(fd, path) {
  return new FileHandle(new Descriptor(fd, path));
}

/** Runs an operation on a handle, which stays open until the operation has ended. */
async function call(operation, handle, ...args) {
  if (handle[kRefs] === undefined) {
    throw new codes.ERR_INTERNAL_ASSERTION('handle must be an instance of FileHandle');
  }
  if (handle.fd === -1) {
    const error = new Error('file closed');
    error.code = 'EBADF';
    error.syscall = operation.name;
    throw error;
  }
  try {
    handle[kRef]();
    return await operation(handle, ...args);
  } finally {
    handle[kUnref]();
  }
}

/* ---------------------------------------------------------------- operations */

async function fchmod(handle, mode) {
  mode = validators().parseFileMode(mode, 'mode');
  await promised((done) => native.fchmod(handle.fd, mode, done));
}

async function fchown(handle, uid, gid) {
  validateOwner(uid, gid);
  await promised((done) => native.fchown(handle.fd, uid, gid, done));
}

async function fdatasync(handle) {
  await promised((done) => native.fdatasync(handle.fd, done));
}

async function fsync(handle) {
  await promised((done) => native.fsync(handle.fd, done));
}

async function fstat(handle, options = kEmptyOptions) {
  const big = Boolean(options.bigint);
  return await promisedStats((done) => native.fstat(handle.fd, big, done), big);
}

async function ftruncate(handle, len = 0) {
  validators().validateInteger(len, 'len');
  len = Math.max(0, len);
  await promised((done) => native.ftruncate(handle.fd, len, done));
}

async function futimes(handle, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  await promised((done) => native.futimes(handle.fd, atime, mtime, done));
}

async function read(handle, bytesOrParams, offset, length, position) {
  let bytes = bytesOrParams;
  if (!ArrayBuffer.isView(bytes)) {
    if (bytesOrParams !== undefined) {
      validators().validateObject(bytesOrParams, 'options', validators().kValidateObjectAllowNullable);
    }
    ({
      buffer: bytes = buffer().Buffer.alloc(kReadSize),
      offset = 0,
      length = bytes.byteLength - offset,
      position = null,
    } = bytesOrParams ?? kEmptyOptions);
    utils.validateBuffer(bytes);
  }
  if (offset !== null && typeof offset === 'object') {
    ({ offset = 0, length = bytes.byteLength - offset, position = null } = offset);
  }
  if (offset == null) offset = 0;
  else validators().validateInteger(offset, 'offset', 0);
  length ??= bytes.byteLength - offset;
  if (length === 0) return { __proto__: null, bytesRead: length, buffer: bytes };
  if (bytes.byteLength === 0) {
    throw new codes.ERR_INVALID_ARG_VALUE('buffer', bytes, 'is empty and cannot be written');
  }
  utils.validateOffsetLengthRead(offset, length, bytes.byteLength);
  if (position == null) position = -1;
  else utils.validatePosition(position, 'position', length);
  const bytesRead = await promised((done) => native.read(handle.fd, bytes, offset, length, position, done));
  return { __proto__: null, bytesRead, buffer: bytes };
}

async function readv(handle, buffers, position) {
  utils.validateBufferArray(buffers);
  if (typeof position !== 'number') position = -1;
  const bytesRead = await promised((done) => native.readv(handle.fd, buffers, position, done));
  return { __proto__: null, bytesRead, buffers };
}

async function write(handle, bytes, offsetOrOptions, length, position) {
  if (bytes?.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer: bytes };
  let offset = offsetOrOptions;
  const given = bytes;
  if (ArrayBuffer.isView(bytes)) {
    if (typeof offset === 'object') {
      ({
        offset = 0,
        length = bytes.byteLength - offset,
        position = null,
      } = offsetOrOptions ?? kEmptyOptions);
    }
    if (offset == null) offset = 0;
    else validators().validateInteger(offset, 'offset', 0);
    if (typeof length !== 'number') length = bytes.byteLength - offset;
    if (typeof position !== 'number') position = -1;
    utils.validateOffsetLengthWrite(offset, length, bytes.byteLength);
  } else {
    utils.validateStringAfterView(bytes, 'buffer');
    validators().validateEncoding(bytes, length);
    bytes = utils.bytesOf(bytes, length);
    position = typeof offset === 'number' ? offset : -1;
    offset = 0;
    length = bytes.length;
  }
  const start = (done) => native.write(handle.fd, bytes, offset, length, position, done);
  const bytesWritten = await promised(start);
  return { __proto__: null, bytesWritten, buffer: given };
}

async function writev(handle, buffers, position) {
  utils.validateBufferArray(buffers);
  if (typeof position !== 'number') position = -1;
  if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  const bytesWritten = await promised((done) => native.writev(handle.fd, buffers, position, done));
  return { __proto__: null, bytesWritten, buffers };
}

/** Reads the rest of an open file. */
function readFile(handle, options) {
  options = getOptions(options, { flag: 'r' });
  checkAborted(options.signal);
  return new Promise((resolve, reject) => {
    whole().readTarget(handle.fd, 0, options.encoding, options.signal, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
}

const isIterable = (data) =>
  typeof data !== 'string' &&
  !ArrayBuffer.isView(data) &&
  data != null &&
  (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');

/** Writes what an iterable gives, piece by piece. */
async function writePieces(handle, data, signal, encoding) {
  checkAborted(signal);
  for await (const piece of data) {
    checkAborted(signal);
    const bytes = ArrayBuffer.isView(piece) ? piece : buffer().Buffer.from(piece, encoding || 'utf8');
    let left = bytes.byteLength;
    while (left > 0) {
      const size = Math.min(kWriteChunk, left);
      const { bytesWritten } = await write(handle, bytes, bytes.byteLength - left, size);
      left -= bytesWritten;
      checkAborted(signal);
    }
  }
}

/** What FileHandle's writeFile and appendFile do, and fs/promises' with an iterable. */
async function writeFile(handle, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const { encoding, signal } = options;
  const flush = options.flush ?? false;
  validators().validateBoolean(flush, 'options.flush');
  checkAborted(signal);
  if (isIterable(data)) {
    await writePieces(handle, data, signal, encoding);
    return;
  }
  data = whole().dataFor(data, encoding || 'utf8');
  await promised((done) => whole().writeTarget(handle.fd, data, 0, 0, false, signal, done));
}

/** Ends an operation on a file that was opened for it alone: closes the file, whatever came out. */
async function thenClose(operation, handle) {
  let result;
  try {
    result = await operation;
  } catch (error) {
    try {
      await handle.close();
    } catch (closeError) {
      throw aggregateTwoErrors(closeError, error);
    }
    throw error;
  }
  await handle.close();
  return result;
}

module.exports = {
  FileHandle,
  fileHandleFor,
  fsync,
  ftruncate,
  isIterable,
  kClosePromise,
  kHandle,
  kRef,
  kUnref,
  promised,
  promisedStats,
  readFile,
  thenClose,
  writeFile,
};
