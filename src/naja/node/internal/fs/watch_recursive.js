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

/** What tells a directory from another one of the same name; undefined where there is none. */
function identity(path) {
  return native.lstat(path, true, undefined, 2) ? `${native.statsBig[0]}:${native.statsBig[7]}` : undefined;
}

/** As FSWatcher, for a directory and all below it. Symbolic links are not followed. */
class RecursiveWatcher extends EventEmitter {
  #root;
  #options;
  #ignored;
  #closed = false;
  #started = false;
  #persistent = true;
  /** By a directory's path: its watcher, which directory it is, and whether it has an entry of its own name. */
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
      throw watchError(error.errno, this.#root, 'stat');
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
    const handle = native.watch(path, this.#persistent, false, listener);
    const twin = native.exists(pathModule.join(path, pathModule.basename(path)));
    this.#directories.set(path, { handle, id: identity(path), twin });
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

  /**
   * Whether an event with a directory's own name is of the directory itself, of which the watcher of its parent tells, and
   * not of an entry of that name.
   */
  #isOwn(path, full) {
    const directory = this.#directories.get(path);
    if (directory === undefined) return true;
    const hadTwin = directory.twin;
    directory.twin = native.exists(full);
    return !hadTwin && !directory.twin;
  }

  #happened(path, event, name) {
    if (name === null) return;
    const full = pathModule.join(path, name);
    if (path !== this.#root && name === pathModule.basename(path) && this.#isOwn(path, full)) return;
    if (event === RENAME && this.#directories.has(full)) {
      // A directory of which only the mode has changed is "renamed", too.
      if (identity(full) === this.#directories.get(full).id) return;
      this.#moved(full);
    }
    if (!this.#closed) this.#tell(event, pathModule.relative(this.#root, full));
    if (event === RENAME && !this.#closed) this.#arrived(full);
  }

  /** Drops the watchers of a directory that is no longer there, or no longer the same. */
  #moved(path) {
    const below = `${path}/`;
    for (const [directory, { handle }] of this.#directories) {
      if (directory !== path && !directory.startsWith(below)) continue;
      native.watchClose(handle);
      this.#directories.delete(directory);
    }
  }

  /** Watches what has come, if it is a directory. */
  #arrived(path) {
    if (!native.lstat(path, false, undefined, 2)) return;
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
    for (const { handle } of this.#directories.values()) native.watchClose(handle);
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
    for (const { handle } of this.#directories.values()) native.watchRef(handle, alive);
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
