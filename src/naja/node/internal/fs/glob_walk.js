'use strict';

/**
 * The walk behind `fs.glob`. A generator that yields what it wants to know, `[operation, path]`, and is given the answer,
 * so that the same walk serves glob, globSync and fs/promises' glob.
 *
 * At each directory a pattern is at one or several of its segments at once, as `**` may end anywhere.
 */

const { GLOBSTAR, matcherOf } = require('ext/fs/glob_pattern');
const { basename, dirname, isAbsolute, join, resolve } = require('node/path');
const { direntFor, DIRECTORY, kType, LINK } = require('node/internal/fs/dirent');

/** Where a pattern is: the segments it is at, and those of them that were reached through a symbolic link. */
class Place {
  /**
   * @param {Array<symbol | string | RegExp>} segments
   * @param {Set<number>} at
   * @param {Set<number>} links
   */
  constructor(segments, at, links = new Set()) {
    this.segments = segments;
    this.at = at;
    this.links = links;
  }

  get last() {
    return this.segments.length - 1;
  }

  /** The same pattern at one other segment. */
  moved(index) {
    return new Place(this.segments, new Set([index]));
  }

  test(index, name) {
    const segment = this.segments[index];
    if (typeof segment === 'string') return segment === name;
    return segment instanceof RegExp && segment.test(name);
  }
}

class GlobWalk {
  #options;
  #places;
  /** Whether an absolute path is excluded, for a list of patterns. */
  #excludes = () => false;
  /** The user's function. */
  #rejects;
  #found = new Set();
  #fresh = [];
  #types = new Map();
  #lists = new Map();
  #visited = new Map();
  /** Where to go from the directory being looked at. */
  #next = new Map();

  /**
   * @param {Array<Array<symbol | string | RegExp>>} patterns
   * @param {{cwd: string, exclude?: Function | string[], withFileTypes: boolean, followSymlinks: boolean}} options
   */
  constructor(patterns, options) {
    this.#options = options;
    this.#places = patterns.map((segments) => new Place(segments, new Set([0])));
    const { cwd, exclude } = options;
    // Throws for a cwd that is no string.
    resolve(cwd);
    if (Array.isArray(exclude)) {
      const tests = exclude.map((pattern) => matcherOf(resolve(cwd, pattern)));
      this.#excludes = (path) => tests.some((test) => test(path));
    } else {
      this.#rejects = exclude;
    }
  }

  /** What was found since the last call. */
  taken() {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  *run() {
    const stack = [['.', this.#places]];
    while (stack.length > 0) {
      const [path, places] = stack.pop();
      for (const place of places) yield* this.#visit(path, place);
      stack.push(...this.#next);
      this.#next.clear();
    }
  }

  *#type(path) {
    let type = this.#types.get(path);
    if (type === undefined) {
      type = yield ['type', path];
      this.#types.set(path, type);
    }
    return type;
  }

  *#list(path) {
    let list = this.#lists.get(path);
    if (list === undefined) {
      list = yield ['list', path];
      this.#lists.set(path, list);
      for (const entry of list) this.#types.set(join(path, entry.name), entry[kType]);
    }
    return list;
  }

  *#dirent(path) {
    const { cwd } = this.#options;
    const type = yield* this.#type(resolve(cwd, path));
    const shown = isAbsolute(path) ? path : join(cwd, path);
    return direntFor(basename(shown), type, dirname(shown));
  }

  *#add(path) {
    if (this.#found.has(path) || this.#excludes(resolve(this.#options.cwd, path))) return;
    this.#found.add(path);
    this.#fresh.push(this.#options.withFileTypes ? yield* this.#dirent(path) : path);
  }

  /** Goes on at a path, unless it is excluded. */
  *#go(path, place) {
    const full = resolve(this.#options.cwd, path);
    if (this.#excludes(path) || this.#excludes(full)) return;
    if (this.#excludes(`${full}/`) && (yield* this.#type(full)) === DIRECTORY) return;
    if (this.#rejects !== undefined) {
      if (!this.#options.withFileTypes) {
        if (this.#rejects(path)) return;
      } else if ((yield* this.#type(full)) !== null && this.#rejects(yield* this.#dirent(path))) {
        return;
      }
    }
    const places = this.#next.get(path);
    if (places === undefined) this.#next.set(path, [place]);
    else places.push(place);
  }

  /** Leaves in a place the segments that were not yet looked for at a path. False: none. */
  #isNew(path, place) {
    let bySegments = this.#visited.get(path);
    if (bySegments === undefined) this.#visited.set(path, (bySegments = new Map()));
    let seen = bySegments.get(place.segments);
    if (seen === undefined) bySegments.set(place.segments, (seen = new Set()));
    for (const index of [...place.at]) {
      if (seen.has(index)) place.at.delete(index);
      else seen.add(index);
    }
    return place.at.size > 0;
  }

  /** Whether a path can be looked into; through a link only where a pattern names it or links are followed. */
  *#enters(full, place) {
    const type = yield* this.#type(full);
    if (type === DIRECTORY) return true;
    if (type !== LINK) return false;
    for (const index of place.at) if (!place.links.has(index)) return true;
    return false;
  }

  *#visit(path, place) {
    if (!this.#isNew(path, place)) return;
    const full = resolve(this.#options.cwd, path);
    const { at, last, segments } = place;
    const enters = yield* this.#enters(full, place);
    if (at.has(0)) {
      const start = { '': '/', '.': '.', '..': '../' }[typeof segments[0] === 'string' ? segments[0] : 'x'];
      if (start !== undefined) {
        yield* this.#go(start, place.moved(1));
        return;
      }
    }
    const slash = segments[last] === '' && enters && segments[last - 1] === GLOBSTAR && at.has(last - 1);
    const atEnd = at.has(last) || slash;
    if (atEnd && (yield* this.#end(path, full, place, enters))) return;
    if (!enters) return;
    for (const entry of yield* this.#children(full, place)) yield* this.#child(path, place, entry, atEnd);
  }

  /** Adds what the last segment stands for at a path. True: nothing else is to be looked for. */
  *#end(path, full, { at, last, segments }, enters) {
    const end = segments[last];
    if (typeof end === 'string') {
      const there = (yield* this.#type(resolve(full, end))) !== null;
      if (there && (end !== '' || enters)) yield* this.#add(join(path, end));
      return at.size === 1 && at.has(last);
    }
    if (end === GLOBSTAR) {
      const there = path !== '.' || segments[0] === '.' || (last === 0 && (yield* this.#type(full)) !== null);
      if (there) yield* this.#add(path);
    }
    return false;
  }

  /** The entries to be tried: one where a plain name is all that is looked for. */
  *#children(full, place) {
    const [index] = place.at;
    const only = place.at.size === 1 ? place.segments[index] : undefined;
    if (typeof only !== 'string') return yield* this.#list(full);
    const type = yield* this.#type(resolve(full, only));
    return type === null ? [] : [direntFor(only, type, full)];
  }

  /** Whether an entry is a directory, or a link to one where links are followed and it does not lead back. */
  *#isFolder(path, entry) {
    if (entry.isDirectory()) return true;
    if (!this.#options.followSymlinks || !entry.isSymbolicLink()) return false;
    const full = resolve(this.#options.cwd, path, entry.name);
    if (!(yield ['isDirectory', full])) return false;
    const real = yield ['real', full];
    const parent = yield ['real', dirname(full)];
    return !`${parent}/`.startsWith(real === '/' ? real : `${real}/`);
  }

  *#child(path, place, entry, atEnd) {
    const { at, last, segments } = place;
    const { name } = entry;
    const child = join(path, name);
    const folder = yield* this.#isFolder(path, entry);
    const next = new Set();
    const links = new Set();
    for (const index of at) {
      const segment = segments[index];
      if (segment === GLOBSTAR) {
        yield* this.#anywhere({ path, child, place, entry, folder, index, next, links, atEnd });
      } else if (typeof segment === 'string') {
        if (segment === name && index !== last) next.add(index + 1);
      } else if (segment?.test(name)) {
        if (index === last) yield* this.#add(child);
        else if (folder) next.add(index + 1);
      }
    }
    if (next.size > 0) yield* this.#go(child, new Place(segments, next, links));
  }

  /** An entry at `**`: it may be one more directory that `**` stands for, or what comes after. */
  *#anywhere({ path, child, place, entry, folder, index, next, links, atEnd }) {
    const { last, segments } = place;
    const { name } = entry;
    const after = index + 1;
    const matchesAfter = after <= last && place.test(after, name);
    if (name.startsWith('.') && !matchesAfter) return;
    if (this.#rejects?.(this.#options.withFileTypes ? entry : name)) return;
    const viaLink = place.links.has(index);
    const link = entry.isSymbolicLink() && !folder;
    if (!viaLink && folder) next.add(index);
    else if (!viaLink && index === last) yield* this.#add(child);
    if (matchesAfter && after === last && !atEnd) yield* this.#add(child);
    else if (matchesAfter && folder) next.add(index + 2);
    if (matchesAfter && folder && !viaLink) next.add(after);
    if (link) links.add(index);
    if (segments[after] === '..' && folder) {
      // The directory itself, as this entry's parent, and its own parent, as `**` may stand for nothing.
      const parent = join(path, '..');
      if (after < last) {
        yield* this.#go(path, place.moved(after + 1));
        yield* this.#go(parent, place.moved(after + 1));
      } else {
        yield* this.#add(path);
        yield* this.#add(parent);
      }
    }
  }
}

module.exports = { GlobWalk };
