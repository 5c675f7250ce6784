'use strict';

/**
 * `fs.watch` with `recursive`, which the kernel does not offer: one watcher for each directory of the tree, made as
 * directories come and dropped as they go.
 */

const native = binding('fs');
const EventEmitter = require('node/events');
const { nextTick } = require('ext/timers/ticks');
const { direntsFrom, WITH_TYPES } = require('node/internal/fs/dirent');
const { encodeName } = require('node/internal/fs/utils');
const { emitClose, watchError } = require('node/internal/fs/watchers');
const pathModule = require('node/path');
const ignoring = require.lazy('node/internal/fs/watch_ignore');

const ENOENT = -2;
const RENAME = 1;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;

/** As FSWatcher, for a directory and all below it. Symbolic links are not followed. */
class RecursiveWatcher extends EventEmitter {
  #root;
  #options;
  #ignored;
  #closed = false;
  #started = false;
  #persistent = true;
  /** Watcher by the directory's path. */
  #directories = new Map();

  /**
   * @param {string | Uint8Array} path
   * @param {{persistent: boolean, encoding?: string, ignore?: unknown}} options
   * @throws the system's error, with `filename`
   */
  start(path, options) {
    this.#options = options;
    this.#persistent = options.persistent !== false;
    this.#root = pathModule.resolve(`${path}`);
    if (options.ignore != null) this.#ignored = ignoring().matcherFor(options.ignore);
    try {
      native.lstat(this.#root, false);
    } catch (error) {
      throw watchError(error.errno, `${path}`);
    }
    this.#started = true;
    if ((native.stats[1] & S_IFMT) === S_IFDIR) {
      this.#enter(this.#root, false);
    } else {
      this.#watchPath(this.#root, (event) => this.#tell(event, pathModule.basename(this.#root)));
    }
  }

  #watchPath(path, onEvent) {
    const listener = (status, event, name) => {
      if (status < 0) this.#fail(watchError(status, path));
      else onEvent(event, name);
    };
    this.#directories.set(path, native.watch(path, this.#persistent, false, listener));
  }

  /** Watches a directory and what is below it. `fresh`: what is found there has just come, and is told. */
  #enter(path, fresh) {
    if (this.#directories.has(path)) return;
    try {
      // Watch first, look then: what comes in between is told twice rather than never.
      this.#watchPath(path, (event, name) => this.#happened(path, event, name));
    } catch (error) {
      if (error.errno !== ENOENT || path === this.#root) throw watchError(error.errno, path);
      return;
    }
    let entries;
    try {
      entries = direntsFrom(native.readdir(path, WITH_TYPES), path);
    } catch (error) {
      if (error.errno === ENOENT) return;
      throw error;
    }
    for (const entry of entries) {
      const full = pathModule.join(path, entry.name);
      if (fresh) this.#tell(RENAME, pathModule.relative(this.#root, full));
      if (entry.isDirectory() && !this.#closed) this.#enter(full, fresh);
    }
  }

  #happened(path, event, name) {
    if (name === null) return;
    const full = pathModule.join(path, name);
    if (path !== this.#root && name === pathModule.basename(path)) {
      // It may be the directory itself, of which the watcher of its parent tells.
      if (!native.exists(event === RENAME ? path : full)) return;
    }
    if (event === RENAME) this.#moved(full);
    if (!this.#closed) this.#tell(event, pathModule.relative(this.#root, full));
    if (event === RENAME && !this.#closed) this.#arrived(full);
  }

  /** Drops the watchers of a directory that is no longer there, or no longer the same. */
  #moved(path) {
    if (!this.#directories.has(path)) return;
    const below = `${path}/`;
    for (const [directory, handle] of this.#directories) {
      if (directory !== path && !directory.startsWith(below)) continue;
      native.watchClose(handle);
      this.#directories.delete(directory);
    }
  }

  /** Watches what has come, if it is a directory. */
  #arrived(path) {
    if (!native.lstat(path, false, undefined, true)) return;
    if ((native.stats[1] & S_IFMT) !== S_IFDIR) return;
    try {
      this.#enter(path, true);
    } catch (error) {
      this.#fail(error);
    }
  }

  #tell(event, name) {
    if (this.#closed || this.#ignored?.(name)) return;
    this.emit('change', event === RENAME ? 'rename' : 'change', encodeName(name, this.#options.encoding));
  }

  #fail(error) {
    this.#release();
    this.emit('error', error);
  }

  #release() {
    for (const handle of this.#directories.values()) native.watchClose(handle);
    this.#directories.clear();
  }

  /** Stops watching. Again does nothing. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    if (this.#started) nextTick(emitClose, this);
  }

  #keep(alive) {
    this.#persistent = alive;
    for (const handle of this.#directories.values()) native.watchRef(handle, alive);
    return this;
  }

  ref() {
    return this.#keep(true);
  }

  unref() {
    return this.#keep(false);
  }
}

Object.defineProperty(RecursiveWatcher, 'name', { __proto__: null, value: 'FSWatcher' });

module.exports = { RecursiveWatcher };
