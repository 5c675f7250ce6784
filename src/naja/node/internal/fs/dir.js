'use strict';

/** `fs.Dir` and opendir. */

const native = binding('fs');
const { codes } = require('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const process = require.lazy('node/process');
const pathModule = require.lazy('node/path');
const { decodeName, getOptions, getValidatedPath, wantsBytes } = require('node/internal/fs/utils');
const { direntFor, foundType, join, UNKNOWN } = require('node/internal/fs/dirent');

const kDefaults = { encoding: 'utf8', bufferSize: 32, recursive: false };

function validateCallback(callback) {
  validators().validateFunction(callback, 'callback');
}

/** An open directory, of which entries are taken one by one. */
class Dir {
  #registered = false;

  #handle;
  #path;
  #options;
  #buffered = [];
  #closed = false;
  /** What waits for the operation under way; null where there is none. */
  #operations = null;
  // With `recursive`: the directories found and not yet opened, and the one that is open in their turn.
  #pending = [];
  #current;

  constructor(handle, path, options) {
    if (handle == null) throw new codes.ERR_MISSING_ARGS('handle');
    this.#handle = handle;
    this.#path = path;
    this.#options = { bufferSize: 32, ...getOptions(options, { encoding: 'utf8' }) };
    validators().validateUint32(this.#options.bufferSize, 'options.bufferSize', true);
    this.#current = { handle, path };
  }

  get path() {
    if (!(#path in this)) throw new codes.ERR_INVALID_THIS('Dir');
    return this.#path;
  }

  #checkOpen() {
    if (this.#closed) throw new codes.ERR_DIR_CLOSED();
  }

  #checkIdle() {
    if (this.#operations !== null) throw new codes.ERR_DIR_CONCURRENT_OPERATION();
  }

  /**
   * The next entry, or null at the end.
   * @param {(error: Error | null, entry: Dirent | null) => void} [callback]
   * @returns {Promise<Dirent | null> | undefined}
   */
  read(callback) {
    return this.#read(true, callback);
  }

  #read(maybeSync, callback) {
    if (this.#closed) {
      const error = new codes.ERR_DIR_CLOSED();
      if (callback === undefined) return Promise.reject(error);
      throw error;
    }
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        this.#read(maybeSync, (error, entry) => (error ? reject(error) : resolve(entry)));
      });
    }
    validateCallback(callback);
    if (this.#operations !== null) {
      this.#operations.push(() => this.#read(maybeSync, callback));
      return undefined;
    }
    if (this.#buffered.length > 0) {
      const entry = this.#take();
      if (maybeSync) process().nextTick(callback, null, entry);
      else callback(null, entry);
      return undefined;
    }
    this.#operations = [];
    this.#fill((error) => {
      process().nextTick(() => {
        const waiting = this.#operations;
        this.#operations = null;
        for (const operation of waiting) operation();
      });
      if (error) callback(error);
      else callback(null, this.#take());
    });
    return undefined;
  }

  /** Reads on until there is an entry, or nothing is left. */
  #fill(callback) {
    const { bufferSize, encoding } = this.#options;
    const { handle, path } = this.#current;
    native.readEntries(handle, bufferSize, wantsBytes(encoding), (error, found) => {
      if (error) return callback(error);
      if (found !== null) {
        return this.#addAsync(path, found, callback);
      }
      return this.#openNext((error, more) => {
        if (error) callback(error);
        else if (more) this.#fill(callback);
        else callback(null);
      });
    });
  }

  /** Asks for the types that the directory does not tell, then takes the entries in. */
  #addAsync(path, found, callback) {
    let left = 0;
    let failed = false;
    const done = () => {
      this.#add(path, found);
      callback(null);
    };
    for (let i = 1; i < found.length; i += 2) {
      if (found[i] !== UNKNOWN) continue;
      left++;
      native.lstat(join(path, found[i - 1]), false, (error) => {
        if (failed) return;
        if (error) {
          failed = true;
          callback(error);
          return;
        }
        found[i] = foundType();
        if (--left === 0) done();
      });
    }
    if (left === 0) done();
  }

  /** Opens the next directory that a recursive walk has found. */
  #openNext(callback) {
    const path = this.#pending.shift();
    if (path === undefined) {
      callback(null, false);
      return;
    }
    const current = this.#current;
    const closed = (error) => {
      if (error) return callback(error);
      return native.opendir(path, (error, handle) => {
        if (error) return callback(error);
        this.#current = { handle, path };
        return callback(null, true);
      });
    };
    // The first handle is the Dir's own: close() closes it.
    if (current.handle === this.#handle) closed(null);
    else native.closedir(current.handle, closed);
  }

  #add(path, found) {
    const { encoding, recursive } = this.#options;
    const bytes = wantsBytes(encoding);
    for (let i = 0; i < found.length; i += 2) {
      const raw = found[i];
      let type = found[i + 1];
      if (type === UNKNOWN && native.lstat(join(path, raw), false, undefined, 2)) type = foundType();
      const entry = direntFor(bytes ? decodeName(raw, encoding) : raw, type, path);
      this.#buffered.push(entry);
      if (recursive && entry.isDirectory()) {
        this.#pending.push(typeof raw === 'string' ? pathModule().join(`${path}`, raw) : join(path, raw));
      }
    }
  }

  #take() {
    const entry = this.#buffered.shift();
    return entry === undefined ? null : entry;
  }

  /** As read(), now. */
  readSync() {
    this.#checkOpen();
    this.#checkIdle();
    while (this.#buffered.length === 0) {
      const { bufferSize, encoding } = this.#options;
      const current = this.#current;
      const found = native.readEntries(current.handle, bufferSize, wantsBytes(encoding));
      if (found !== null) {
        this.#add(current.path, found);
        break;
      }
      const path = this.#pending.shift();
      if (path === undefined) return null;
      if (current.handle !== this.#handle) native.closedir(current.handle);
      this.#current = { handle: native.opendir(path), path };
    }
    return this.#take();
  }

  /**
   * @param {(error: Error | null) => void} [callback]
   * @returns {Promise<void> | undefined}
   */
  close(callback) {
    if (callback === undefined) {
      if (this.#closed) return Promise.reject(new codes.ERR_DIR_CLOSED());
      return new Promise((resolve, reject) => {
        this.close((error) => (error ? reject(error) : resolve()));
      });
    }
    validateCallback(callback);
    if (this.#closed) {
      process().nextTick(callback, new codes.ERR_DIR_CLOSED());
      return undefined;
    }
    if (this.#operations !== null) {
      this.#operations.push(() => this.close(callback));
      return undefined;
    }
    this.#closed = true;
    const current = this.#current;
    if (current.handle === this.#handle) {
      native.closedir(this.#handle, callback);
      return undefined;
    }
    native.closedir(current.handle, (error) => {
      native.closedir(this.#handle, (own) => callback(error ?? own));
    });
    return undefined;
  }

  /** As close(), now. */
  closeSync() {
    this.#checkOpen();
    this.#checkIdle();
    this.#closed = true;
    const current = this.#current;
    if (current.handle !== this.#handle) native.closedir(current.handle);
    native.closedir(this.#handle);
  }

  async *entries() {
    try {
      while (true) {
        const entry = await new Promise((resolve, reject) => {
          this.#read(false, (error, entry) => (error ? reject(error) : resolve(entry)));
        });
        if (entry === null) break;
        yield entry;
      }
    } finally {
      await this.close();
    }
  }

  [Symbol.dispose]() {
    if (this.#closed) return;
    this.closeSync();
  }

  async [Symbol.asyncDispose]() {
    if (this.#closed) return;
    await this.close();
  }
}

Object.defineProperty(Dir.prototype, Symbol.asyncIterator, {
  __proto__: null,
  value: Dir.prototype.entries,
  enumerable: false,
  writable: true,
  configurable: true,
});

/**
 * @param {string | Buffer | URL} path
 * @param {{encoding?: string, bufferSize?: number, recursive?: boolean}} [options] bufferSize: entries read at a time
 */
function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateCallback(callback);
  path = getValidatedPath(path);
  options = getOptions(options, kDefaults);
  native.opendir(path, (error, handle) => {
    if (error) {
      callback(error);
      return;
    }
    callback(null, new Dir(handle, path, options));
  });
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  options = getOptions(options, kDefaults);
  let handle;
  try {
    handle = native.opendir(path);
  } catch (error) {
    throw withoutPath(error);
  }
  return new Dir(handle, path, options);
}

/** Node's error of opendirSync does not name the path. */
function withoutPath(error) {
  if (error.path === undefined) return error;
  error.message = error.message.replace(/ '[^]*'$/, '');
  delete error.path;
  if (Error.stackTraceLimit) Error.captureStackTrace(error, opendirSync);
  return error;
}

module.exports = { Dir, opendir, opendirSync };
