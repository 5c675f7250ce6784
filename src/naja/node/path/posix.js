'use strict';

// node:path/posix: paths whose separator is '/'.

const globs = require.lazy('ext/fs/glob_pattern');
const validators = require.lazy('ext/base/validators');
const process = require.lazy('node/process');

const SLASH = 47;
const DOT = 46;

/**
 * Takes '.', '..' and doubled separators out of a path.
 * Segments that can stay are kept as one range of the input, so that a path already normal is returned as it
 * is.
 * @param {string} path not empty
 * @param {boolean} absolute whether `path` begins with a separator; then '..' stops at the root
 * @param {boolean} trailing whether the result ends with a separator
 * @returns {string} without a leading '.'; empty where nothing is left of a relative path
 */
function tidy(path, absolute, trailing) {
  const { length } = path;
  let head = ''; // what was taken over before the pending range
  let from = 0; // the pending range is [from, to)
  let to = 0;
  let ups = 0; // leading '..' of a relative path
  let start = absolute ? 1 : 0; // of the segment
  let dots = 0; // how many it consists of; -1 where it holds anything else
  for (let i = start; i <= length; i++) {
    const code = i < length ? path.charCodeAt(i) : SLASH;
    if (code !== SLASH) {
      dots = code === DOT && dots !== -1 ? dots + 1 : -1;
      continue;
    }
    if (dots === 2) {
      if (from < to) {
        to--;
        while (to > from && path.charCodeAt(to) !== SLASH) to--;
      } else if (head !== '') {
        const cut = head.lastIndexOf('/');
        head = cut === -1 ? '' : head.slice(0, cut);
      } else if (!absolute) {
        ups++;
      }
    } else if (dots !== 1 && start < i) {
      if (from === to) {
        from = start;
      } else if (to !== start - 1) {
        head = head === '' ? path.slice(from, to) : `${head}/${path.slice(from, to)}`;
        from = start;
      }
      to = i;
    }
    start = i + 1;
    dots = 0;
  }
  if (head === '' && ups === 0 && from < to) {
    return path.slice(absolute ? from - 1 : from, trailing ? to + 1 : to);
  }
  if (from < to) head = head === '' ? path.slice(from, to) : `${head}/${path.slice(from, to)}`;
  if (ups !== 0) {
    const climb = ups === 1 ? '..' : `${'../'.repeat(ups - 1)}..`;
    head = head === '' ? climb : `${climb}/${head}`;
  }
  if (absolute) return head === '' || !trailing ? `/${head}` : `/${head}/`;
  return trailing && head !== '' ? `${head}/` : head;
}

/**
 * Where the last segment of a path lies, trailing separators left out.
 * @param {string} path
 * @returns {number} the index after its last character; 0 if there is none
 */
function lastSegmentEnd(path) {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === SLASH) end--;
  return end;
}

/**
 * Where the segment begins that ends at `end`.
 * @param {string} path
 * @param {number} end
 * @returns {number} the index after the separator in front of it; 0 if there is none
 */
function segmentStart(path, end) {
  let start = end;
  while (start > 0 && path.charCodeAt(start - 1) !== SLASH) start--;
  return start;
}

/** The extension within the segment [start, end), as the index of its dot, or -1. */
function extensionStart(path, start, end) {
  let dot = end - 1;
  while (dot > start && path.charCodeAt(dot) !== DOT) dot--;
  if (dot <= start) return -1;
  return dot === start + 1 && end === dot + 1 && path.charCodeAt(start) === DOT ? -1 : dot;
}

/** Where relative paths begin: on Windows without the drive, and with this flavour's separators. */
function currentDirectory() {
  const cwd = process().cwd();
  if (cwd.charCodeAt(0) === SLASH || process().platform !== 'win32') return cwd;
  const path = cwd.replaceAll('\\', '/');
  return path.slice(path.indexOf('/'));
}

function _format(separator, pathObject) {
  validators().validateObject(pathObject, 'pathObject');
  const { root, ext } = pathObject;
  const dir = pathObject.dir || root;
  let { base } = pathObject;
  if (!base) {
    base = pathObject.name || '';
    if (ext) base = ext[0] === '.' ? `${base}${ext}` : `${base}.${ext}`;
  }
  if (!dir) return base;
  return dir === root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

const posix = {
  /**
   * The absolute path that the arguments name, read from right to left until one is absolute.
   * @param {...string} args
   * @returns {string}
   */
  resolve(...args) {
    let path = '';
    let absolute = false;
    for (let i = args.length - 1; i >= 0 && !absolute; i--) {
      const part = args[i];
      if (typeof part !== 'string') validators().validateString(part, `paths[${i}]`);
      if (part.length === 0) continue;
      path = path === '' ? part : `${part}/${path}`;
      absolute = part.charCodeAt(0) === SLASH;
    }
    if (!absolute) {
      const cwd = currentDirectory();
      if (path === '' || path === '.') path = cwd;
      else path = `${cwd}/${path}`;
      absolute = cwd.charCodeAt(0) === SLASH;
    }
    return tidy(path, absolute, false) || '.';
  },

  /**
   * @param {string} path
   * @returns {string} without '.', '..' and doubled separators
   */
  normalize(path) {
    if (typeof path !== 'string') validators().validateString(path, 'path');
    const { length } = path;
    if (length === 0) return '.';
    const trailing = path.charCodeAt(length - 1) === SLASH;
    return tidy(path, path.charCodeAt(0) === SLASH, trailing) || (trailing ? './' : '.');
  },

  /**
   * @param {string} path
   * @returns {boolean}
   */
  isAbsolute(path) {
    if (typeof path !== 'string') validators().validateString(path, 'path');
    return path.length > 0 && path.charCodeAt(0) === SLASH;
  },

  /**
   * The arguments joined by separators, and normalized.
   * @param {...string} args
   * @returns {string}
   */
  join(...args) {
    let joined = '';
    for (let i = 0; i < args.length; i++) {
      const part = args[i];
      if (typeof part !== 'string') validators().validateString(part, 'path');
      if (part.length !== 0) joined = joined === '' ? part : `${joined}/${part}`;
    }
    return posix.normalize(joined);
  },

  /**
   * How to get from one path to another, both resolved first.
   * @param {string} from
   * @param {string} to
   * @returns {string} empty when they are the same
   */
  relative(from, to) {
    if (typeof from !== 'string') validators().validateString(from, 'from');
    if (typeof to !== 'string') validators().validateString(to, 'to');
    if (from === to) return '';
    from = posix.resolve(from);
    to = posix.resolve(to);
    if (from === to) return '';

    // Both begin with '/'. The root itself counts as having no segment at all.
    const fromLength = from.length === 1 ? 0 : from.length;
    const toLength = to.length === 1 ? 0 : to.length;
    const shorter = fromLength < toLength ? fromLength : toLength;
    let shared = 0; // length of the common part, always at the end of a segment
    let i = 1;
    for (; i < shorter; i++) {
      const code = from.charCodeAt(i);
      if (code !== to.charCodeAt(i)) break;
      if (code === SLASH) shared = i;
    }
    if (i >= shorter) {
      if (shorter === 0) shared = 0;
      else if (fromLength === shorter && to.charCodeAt(shorter) === SLASH) shared = shorter;
      else if (toLength === shorter && from.charCodeAt(shorter) === SLASH) shared = shorter;
    }

    let climb = '';
    for (let at = shared; at !== -1 && at < fromLength; at = from.indexOf('/', at + 1)) {
      climb = climb === '' ? '..' : `${climb}/..`;
    }
    const rest = to.slice(shared + 1);
    if (climb === '') return rest;
    return rest === '' ? climb : `${climb}/${rest}`;
  },

  /** Only Windows has such paths: here `path` itself. */
  toNamespacedPath(path) {
    return path;
  },

  /**
   * @param {string} path
   * @returns {string} the path without its last segment
   */
  dirname(path) {
    if (typeof path !== 'string') validators().validateString(path, 'path');
    if (path.length === 0) return '.';
    const rooted = path.charCodeAt(0) === SLASH;
    const end = lastSegmentEnd(path);
    const slash = end > 1 ? segmentStart(path, end) - 1 : -1;
    if (slash < 1) return rooted ? '/' : '.';
    if (slash === 1 && rooted) return '//';
    return path.slice(0, slash);
  },

  /**
   * @param {string} path
   * @param {string} [suffix] left out of the result where it ends with it
   * @returns {string} the last segment
   */
  basename(path, suffix) {
    if (suffix !== undefined && typeof suffix !== 'string') validators().validateString(suffix, 'suffix');
    if (typeof path !== 'string') validators().validateString(path, 'path');
    const end = lastSegmentEnd(path);
    const start = segmentStart(path, end);
    if (suffix === undefined || suffix.length === 0 || suffix.length > path.length) {
      return path.slice(start, end);
    }
    if (suffix === path) return '';
    const base = path.slice(start, end);
    if (base.endsWith(suffix)) return base.length === suffix.length ? base : base.slice(0, -suffix.length);
    // As Node: a suffix longer than the segment that it ends with leaves trailing separators in place.
    return suffix.endsWith(base) ? path.slice(start) : base;
  },

  /**
   * @param {string} path
   * @returns {string} from the last dot of the last segment on, '' where there is none or it begins the
   * segment
   */
  extname(path) {
    if (typeof path !== 'string') validators().validateString(path, 'path');
    const end = lastSegmentEnd(path);
    if (end === 0) return '';
    const dot = extensionStart(path, segmentStart(path, end), end);
    return dot === -1 ? '' : path.slice(dot, end);
  },

  format: _format.bind(null, '/'),

  /**
   * @param {string} path
   * @returns {{root: string, dir: string, base: string, ext: string, name: string}}
   */
  parse(path) {
    if (typeof path !== 'string') validators().validateString(path, 'path');
    const parsed = { root: '', dir: '', base: '', ext: '', name: '' };
    if (path.length === 0) return parsed;
    const rooted = path.charCodeAt(0) === SLASH;
    const end = lastSegmentEnd(path);
    const slash = end === 0 ? 0 : segmentStart(path, end) - 1;
    if (rooted) parsed.root = parsed.dir = '/';
    if (slash > 0) parsed.dir = path.slice(0, slash);
    if (end > 0) {
      const start = slash + 1;
      let dot = extensionStart(path, start, end);
      if (dot === -1 && slash === 0 && rooted && end === 3 && path.startsWith('..', 1)) dot = 2; // as Node
      parsed.base = path.slice(start, end);
      if (dot === -1) {
        parsed.name = parsed.base;
      } else {
        parsed.name = path.slice(start, dot);
        parsed.ext = path.slice(dot, end);
      }
    }
    return parsed;
  },

  /**
   * @param {string} path
   * @param {string} pattern a glob
   * @returns {boolean}
   */
  matchesGlob(path, pattern) {
    validators().validateString(path, 'path');
    validators().validateString(pattern, 'pattern');
    return globs().matchesGlob(path, pattern, false);
  },

  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
};

module.exports = posix;
