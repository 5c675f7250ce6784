'use strict';

/** `fs.watch` and `fs.watchFile`. */

const native = binding('fs');
const EventEmitter = require('node/events');
const { uvException } = require('ext/base/errors');
const {
  validateBoolean,
  validateFunction,
  validateIgnoreOption,
  validateUint32,
} = require('ext/base/validators');
const { nextTick } = require('ext/timers/ticks');
const { kResistStopPropagation } = require('ext/events/symbols');
const pathModule = require.lazy('node/path');
const ignoring = require.lazy('node/internal/fs/watch_ignore');
const recursive = require.lazy('node/internal/fs/watch_recursive');
const stats = require('node/internal/fs/stats');
const {
  copyObject,
  decodeName,
  getOptions,
  getValidatedPath,
  wantsBytes,
} = require('node/internal/fs/utils');

const ENOSPC = -28;
const RENAME = 1;
const kDefaultInterval = 5007;

const kAdded = Symbol('kAdded');
const kRemoved = Symbol('kRemoved');
const kEmptied = Symbol('kEmptied');

/** The error of a watcher that could not start or cannot go on. */
function watchError(errno, filename, syscall = 'watch') {
  const error = uvException({
    errno,
    syscall,
    path: filename,
    message: errno === ENOSPC ? 'System limit for number of file watchers reached' : '',
  });
  error.filename = filename;
  return error;
}

/* ---------------------------------------------------------------- watch */

/** Tells what happens to a file, or to what is in a directory: 'change' (event type, name), 'error', 'close'. */
class FSWatcher extends EventEmitter {
  #handle = null;
  #closed = false;
  #ignored = undefined;

  /**
   * Begins to watch.
   * @param {string | Uint8Array} path
   * @param {{persistent: boolean, encoding?: string, ignore?: unknown}} options
   * @throws the system's error, with `filename`
   */
  start(path, options) {
    if (this.#closed || this.#handle !== null) return;
    const { encoding, ignore, persistent } = options;
    const bytes = wantsBytes(encoding);
    if (ignore != null) this.#ignored = ignoring().matcherFor(ignore);
    const onEvent = (status, event, name) => {
      if (status < 0) {
        this.#release();
        this.emit('error', watchError(status, name ?? path));
        return;
      }
      if (name !== null) {
        if (bytes) name = decodeName(name, encoding);
        if (this.#ignored?.(name)) return;
      }
      this.emit('change', event === RENAME ? 'rename' : 'change', name);
    };
    try {
      this.#handle = native.watch(path, persistent !== false, bytes, onEvent);
    } catch (error) {
      throw error.errno === undefined ? error : watchError(error.errno, path);
    }
  }

  #release() {
    if (this.#handle === null) return;
    native.watchClose(this.#handle);
    this.#handle = null;
  }

  /** Stops watching. Again does nothing. */
  close() {
    if (this.#closed) return;
    const started = this.#handle !== null;
    this.#closed = true;
    this.#release();
    if (started) nextTick(emitClose, this);
  }

  ref() {
    if (this.#handle !== null) native.watchRef(this.#handle, true);
    return this;
  }

  unref() {
    if (this.#handle !== null) native.watchRef(this.#handle, false);
    return this;
  }
}

function emitClose(watcher) {
  watcher.emit('close');
}

/** Closes a watcher when its signal is aborted. */
function closeOnAbort(watcher, signal) {
  if (signal.aborted) {
    nextTick(() => watcher.close());
    return;
  }
  const listener = () => watcher.close();
  signal.addEventListener('abort', listener, { __proto__: null, [kResistStopPropagation]: true });
  watcher.once('close', () => signal.removeEventListener('abort', listener));
}

function watch(filename, options, listener) {
  if (typeof options === 'function') listener = options;
  options = copyObject(getOptions(options));
  if (options.persistent === undefined) options.persistent = true;
  if (options.recursive === undefined) options.recursive = false;
  validateIgnoreOption(options.ignore, 'options.ignore');
  const path = getValidatedPath(filename);
  if (options.recursive) {
    validateBoolean(options.persistent, 'options.persistent');
    validateBoolean(options.recursive, 'options.recursive');
  }
  const watcher = options.recursive ? new (recursive().RecursiveWatcher)() : new FSWatcher();
  watcher.start(path, options);
  if (listener) watcher.addListener('change', listener);
  if (options.signal) closeOnAbort(watcher, options.signal);
  return watcher;
}

/* ---------------------------------------------------------------- watchFile */

/** Looks at one file again and again: 'change' (current, previous stats), 'stop'. */
class StatWatcher extends EventEmitter {
  #handle = null;
  #big;
  #lastStatus = -1;
  // ref() and unref() count within the number of listeners.
  #refs = 1;
  #mostRefs = 1;

  constructor(big) {
    super();
    this.#big = Boolean(big);
  }

  start(path, persistent, interval) {
    if (this.#handle !== null) return;
    validateUint32(interval, 'interval');
    const onChange = (status) => {
      const current = stats.takeStats(this.#big);
      const previous = stats.takeStats(this.#big, stats.FIELDS);
      if (this.#lastStatus === -1 && status === -1 && current.nlink === previous.nlink) return;
      this.#lastStatus = status;
      this.emit('change', current, previous);
    };
    this.#handle = native.watchStat(path, interval, this.#big, true, onChange);
    if (!persistent) this.unref();
  }

  /** Stops looking, without anybody's listeners being removed. */
  stop() {
    if (this.#handle === null) return;
    nextTick(() => this.emit('stop'));
    native.watchClose(this.#handle);
    this.#handle = null;
  }

  ref() {
    if (this.#refs === this.#mostRefs) return this;
    this.#refs++;
    if (this.#handle !== null) native.watchRef(this.#handle, true);
    return this;
  }

  unref() {
    if (this.#refs === 0) return this;
    this.#refs--;
    if (this.#refs === 0 && this.#handle !== null) native.watchRef(this.#handle, false);
    return this;
  }

  /** A listener came. */
  [kAdded]() {
    this.#mostRefs++;
    this.ref();
  }

  /** A listener went. */
  [kRemoved]() {
    this.#mostRefs--;
    this.unref();
  }

  /** All listeners went. */
  [kEmptied]() {
    this.#mostRefs = 0;
    this.#refs = 0;
    if (this.#handle !== null) native.watchRef(this.#handle, false);
  }
}

/** StatWatcher by absolute path. */
const watched = new Map();

function watchFile(filename, options, listener) {
  filename = pathModule().resolve(`${getValidatedPath(filename)}`);
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = null;
  }
  options = { interval: kDefaultInterval, persistent: true, ...options };
  validateFunction(listener, 'listener');
  let watcher = watched.get(filename);
  if (watcher === undefined) {
    watcher = new StatWatcher(options.bigint);
    watcher.start(filename, options.persistent, options.interval);
    watched.set(filename, watcher);
  } else {
    watcher[kAdded]();
  }
  watcher.addListener('change', listener);
  return watcher;
}

function unwatchFile(filename, listener) {
  filename = pathModule().resolve(`${getValidatedPath(filename)}`);
  const watcher = watched.get(filename);
  if (watcher === undefined) return;
  if (typeof listener === 'function') {
    const before = watcher.listenerCount('change');
    watcher.removeListener('change', listener);
    if (watcher.listenerCount('change') < before) watcher[kRemoved]();
  } else {
    watcher.removeAllListeners('change');
    watcher[kEmptied]();
  }
  if (watcher.listenerCount('change') === 0) {
    watcher.stop();
    watched.delete(filename);
  }
}

module.exports = { emitClose, FSWatcher, unwatchFile, watch, watchError, watchFile };
