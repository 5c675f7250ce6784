'use strict';

/** Bun.Glob: `*`, `?`, `**`, `[a-z]`, `{a,b}`, a leading `!`, and `\` before what is meant itself. */

const native = binding('fs');
const { coded } = require('bun/basics');
const { expandBraces } = require('ext/fs/glob_braces');
const path = require.lazy('node/path/posix');
const process = require.lazy('node/process');

const WITH_TYPES = 2;
const TYPE_FILE = 1;
const TYPE_DIRECTORY = 2;
const TYPE_LINK = 3;
const UNKNOWN = 0;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const S_IFLNK = 0o120000;

const quote = (char) => char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A bracket expression from `at`; undefined where it is not closed. */
function bracket(glob, at) {
  let i = at + 1;
  let negated = '';
  if (glob[i] === '!' || glob[i] === '^') {
    negated = '^';
    i++;
  }
  let body = '';
  for (let first = true; i < glob.length; first = false) {
    if (glob[i] === ']' && !first) return { end: i + 1, source: `[${negated}${body}]` };
    if (glob[i] === '\\' && i + 1 < glob.length) i++;
    else if (glob[i] === '-' && !first && glob[i + 1] !== ']') {
      body += '-';
      i++;
      continue;
    }
    body += quote(glob[i++]);
  }
  return undefined;
}

/** A segment of a path as a regular expression's source; undefined for one that can match nothing. */
function segmentSource(glob) {
  let source = '';
  for (let i = 0; i < glob.length;) {
    const char = glob[i];
    if (char === '*') {
      while (glob[i] === '*') i++;
      source += '[^/]*';
    } else if (char === '?') {
      source += '[^/]';
      i++;
    } else if (char === '[') {
      const found = bracket(glob, i);
      if (found === undefined) return glob === '[' ? '\\[' : undefined;
      source += found.source;
      i = found.end;
    } else if (char === '\\' && i + 1 < glob.length) {
      source += quote(glob[i + 1]);
      i += 2;
    } else {
      const point = String.fromCodePoint(glob.codePointAt(i));
      source += quote(point);
      i += point.length;
    }
  }
  return source;
}

const GLOBSTAR = '**';

/** A pattern without braces: segments, each GLOBSTAR, text or a RegExp. */
function segmentsOf(glob) {
  return glob.split('/').map((segment) => {
    if (segment === GLOBSTAR) return GLOBSTAR;
    if (!/[*?[\\]/.test(segment)) return segment;
    const source = segmentSource(segment);
    return source === undefined ? /(?!)/ : new RegExp(`^${source}$`, 'su');
  });
}

const fits = (segment, name) => (typeof segment === 'string' ? segment === name : segment.test(name));

/** Whether names[at...] are what segments[i...] say. */
function matchFrom(segments, i, names, at) {
  for (; i < segments.length; i++, at++) {
    if (segments[i] === GLOBSTAR) {
      if (i === segments.length - 1) return at < names.length;
      for (let next = at; next <= names.length; next++)
        if (matchFrom(segments, i + 1, names, next)) return true;
      return false;
    }
    if (at >= names.length || !fits(segments[i], names[at])) return false;
  }
  return at === names.length;
}

/** A pattern for file names and paths. */
class Glob {
  #negated = false;
  #patterns;

  /** @param {string} pattern */
  constructor(pattern) {
    if (typeof pattern !== 'string')
      throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'pattern must be a string');
    let start = 0;
    while (pattern[start] === '!') {
      this.#negated = !this.#negated;
      start++;
    }
    const plain = pattern.slice(start);
    this.#patterns = (/[{]/.test(plain) ? expandBraces(plain) : [plain]).map(segmentsOf);
  }

  /** Whether a whole path is what the pattern says. @param {string} text */
  match(text) {
    if (typeof text !== 'string') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'str must be a string');
    const names = text.split('/');
    return this.#patterns.some((segments) => matchFrom(segments, 0, names, 0)) !== this.#negated;
  }

  /**
   * The paths that are there.
   * @param {string | {cwd?: string, dot?: boolean, absolute?: boolean, followSymlinks?: boolean,
   *   throwErrorOnBrokenSymlink?: boolean, onlyFiles?: boolean}} [options]
   * @returns {AsyncIterableIterator<string>}
   */
  async *scan(options) {
    yield* this.scanSync(options);
  }

  /** @returns {IterableIterator<string>} */
  *scanSync(options = {}) {
    if (typeof options === 'string') options = { cwd: options };
    const cwd = path().resolve(process().cwd(), options.cwd ?? '.');
    native.close(native.open(cwd, 0, 0)); // throws what is wrong with it
    const settings = {
      absolute: options.absolute ?? false,
      cwd,
      dot: options.dot ?? false,
      follow: options.followSymlinks ?? false,
      onlyFiles: options.onlyFiles ?? true,
      seen: new Set(),
    };
    if (this.#negated) yield* this.#others(settings);
    else for (const segments of this.#patterns) yield* scanPattern(segments, settings);
  }

  /** What the pattern does not say. */
  *#others(settings) {
    for (const found of scanPattern([GLOBSTAR], { ...settings, absolute: false })) {
      if (!this.match(found)) continue;
      if (found.includes('/') && this.#patterns.every((segments) => segments.length === 1)) continue;
      yield settings.absolute ? `${settings.cwd}/${found}` : found;
    }
  }
}

/** @returns {number} a type of libuv's entries */
function typeAt(file, type, follow) {
  if (type !== UNKNOWN && !(type === TYPE_LINK && follow)) return type;
  try {
    if (follow) native.stat(file, false);
    else native.lstat(file, false);
  } catch {
    return UNKNOWN; // a link that leads nowhere, or gone since
  }
  const mode = native.stats[1] & S_IFMT;
  if (mode === S_IFDIR) return TYPE_DIRECTORY;
  if (mode === S_IFLNK) return TYPE_LINK;
  return mode === S_IFREG ? TYPE_FILE : UNKNOWN;
}

/** Entries of a folder as [name, type] alternating; nothing of what cannot be read. */
function entriesOf(folder) {
  try {
    return native.readdir(folder, WITH_TYPES);
  } catch {
    return [];
  }
}

/** Segments that are plain text lead straight down. */
function* scanPattern(segments, settings) {
  const { cwd } = settings;
  let base = segments[0] === '' ? '' : cwd;
  let shown = '';
  let i = segments[0] === '' ? 1 : 0;
  if (i === 1) shown = '/';
  for (; i < segments.length - 1 && typeof segments[i] === 'string' && segments[i] !== GLOBSTAR; i++) {
    base += `/${segments[i]}`;
    shown += `${segments[i]}/`;
  }
  if (segments[0] === '' && base === '') base = '/';
  yield* walk(base, shown, segments, i, settings);
}

function* walk(folder, shown, segments, i, settings) {
  const segment = segments[i];
  const last = i === segments.length - 1;
  const deep = segment === GLOBSTAR;
  if (deep && !last) yield* walk(folder, shown, segments, i + 1, settings);
  const found = entriesOf(folder);
  for (let at = 0; at < found.length; at += 2) {
    const name = found[at];
    if (!deep && !fits(segment, name)) continue;
    if (name[0] === '.' && !settings.dot && !allowsDot(segment)) continue;
    const file = folder.endsWith('/') ? folder + name : `${folder}/${name}`;
    const type = typeAt(file, found[at + 1], settings.follow || (!deep && !last));
    if (last) yield* told(file, shown + name, type, settings);
    if (type !== TYPE_DIRECTORY) continue;
    if (deep) yield* walk(file, `${shown}${name}/`, segments, i, settings);
    else if (!last) yield* walk(file, `${shown}${name}/`, segments, i + 1, settings);
  }
}

/** Whether a segment asks for hidden names itself. */
const allowsDot = (segment) =>
  typeof segment === 'string' ? segment[0] === '.' : segment.source.startsWith('^\\.');

function* told(file, shown, type, { absolute, onlyFiles, seen }) {
  if (onlyFiles && type !== TYPE_FILE) return;
  const result = absolute ? file : shown;
  if (seen.has(result)) return;
  seen.add(result);
  yield result;
}

module.exports = { Glob };
