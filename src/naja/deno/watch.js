'use strict';

/** Deno.watchFs. */

const native = binding('fs');
const { now, pathOf } = require('deno/calls');
const { systemError } = require('deno/errors');
const { resolve } = require('node/path/posix');

const RENAME = 1;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;

/** Whether something is a directory, not a link to one; undefined where nothing is there. */
function directoryAt(path) {
  try {
    native.lstat(path, false);
  } catch {
    return undefined;
  }
  return (native.stats[1] & S_IFMT) === S_IFDIR;
}

/** Tells what happens to files: an async iterator of {kind, paths, flag}, until close(). */
class FsWatcher {
  /** By path: the native watcher. */
  #watchers = new Map();
  #known = new Set();
  #events = [];
  #waiting = [];
  #error;
  #closed = false;
  #recursive;

  constructor(paths, recursive) {
    this.#recursive = recursive;
    for (const path of paths) this.#enter(path, undefined);
  }

  /** Watches a file, or a directory and, where asked for, those in it. */
  #enter(path, found) {
    const isDirectory = directoryAt(path);
    if (isDirectory === undefined && found !== undefined) return;
    const watcher = now('', undefined, undefined, () =>
      native.watch(path, true, false, (status, event, name) =>
        this.#told(path, isDirectory, status, event, name),
      ),
    );
    this.#watchers.set(path, watcher);
    if (!isDirectory) return;
    for (const name of native.readdir(path, 0)) {
      const child = `${path === '/' ? '' : path}/${name}`;
      this.#known.add(child);
      found?.push(child);
      if (this.#recursive && directoryAt(child)) this.#enter(child, found);
    }
  }

  #told(path, isDirectory, status, event, name) {
    if (this.#closed) return;
    if (status < 0) {
      this.#error = systemError(status);
      this.#wake();
      return;
    }
    const what = isDirectory && name !== null ? `${path === '/' ? '' : path}/${name}` : path;
    if (event !== RENAME) {
      this.#emit('modify', what);
      return;
    }
    const there = directoryAt(what);
    if (there === undefined) {
      this.#drop(what);
      this.#emit('remove', what);
      return;
    }
    this.#emit(this.#known.has(what) ? 'modify' : 'create', what);
    this.#known.add(what);
    if (!there || !this.#recursive || this.#watchers.has(what)) return;
    const found = [];
    try {
      this.#enter(what, found);
    } catch {
      return; // it has gone since
    }
    for (const child of found) this.#emit('create', child);
  }

  /** Forgets a path and what was below it. */
  #drop(path) {
    this.#known.delete(path);
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== path && !watched.startsWith(`${path}/`)) continue;
      native.watchClose(watcher);
      this.#watchers.delete(watched);
    }
  }

  #emit(kind, path) {
    this.#events.push({ __proto__: null, kind, paths: [path], flag: null });
    this.#wake();
  }

  #wake() {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting[0];
      if (this.#error !== undefined) waiting.reject(this.#error);
      else if (this.#events.length > 0) waiting.resolve({ value: this.#events.shift(), done: false });
      else if (this.#closed) waiting.resolve({ value: undefined, done: true });
      else return;
      this.#waiting.shift();
    }
  }

  next() {
    return new Promise((resolveNext, reject) => {
      this.#waiting.push({ resolve: resolveNext, reject });
      this.#wake();
    });
  }

  return(value) {
    this.close();
    return Promise.resolve({ value, done: true });
  }

  /** Stops watching; who waits is told that it is over. */
  close() {
    if (this.#closed) throw new (require('deno/errors').errors.BadResource)('Bad resource ID');
    this.#closed = true;
    for (const watcher of this.#watchers.values()) native.watchClose(watcher);
    this.#watchers.clear();
    this.#events.length = 0;
    this.#wake();
  }

  ref() {
    for (const watcher of this.#watchers.values()) native.watchRef(watcher, true);
  }

  unref() {
    for (const watcher of this.#watchers.values()) native.watchRef(watcher, false);
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  [Symbol.dispose]() {
    if (!this.#closed) this.close();
  }
}

/**
 * Watches files and directories.
 * @param {string | string[]} paths
 * @param {{recursive?: boolean}} [options] true by default
 * @returns {FsWatcher}
 * @throws Deno.errors
 */
function watchFs(paths, options = {}) {
  const list = Array.isArray(paths) ? paths : [paths];
  return new FsWatcher(
    list.map((path) => resolve(pathOf(path))),
    options.recursive ?? true,
  );
}

module.exports = { watchFs };
