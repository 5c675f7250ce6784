'use strict';

// node:path/win32: drives, UNC shares, device names, and both separators.

const globs = require.lazy('ext/fs/glob_pattern');
const validators = require.lazy('ext/base/validators');
const process = require.lazy('node/process');

// `\\server\share`: two separators, a name, separators, a name. Named '.' or '?', the server is the device
// namespace.
const UNC_ROOT = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/;
const LAST_SEGMENT = /([^\\/]*)[\\/]*$/;
const RESERVED_NAME = /^(?:CON|PRN|AUX|NUL|(?:COM|LPT)[1-9\xb9\xb2\xb3])$/;

function isSeparator(code) {
  return code === 92 || code === 47;
}

function endsWithSeparator(path) {
  return isSeparator(path.charCodeAt(path.length - 1));
}

/** Whether `path` begins with a drive: a letter and a colon. */
function hasDrive(path) {
  const letter = path.charCodeAt(0) | 32;
  return letter >= 97 && letter <= 122 && path.charCodeAt(1) === 58;
}

function isReservedName(name) {
  return RESERVED_NAME.test(name.toUpperCase());
}

/** The part of `path` before its first colon (all but the last character where it has none), as Node asks for it. */
function beforeColon(path) {
  return path.slice(0, path.indexOf(':'));
}

/**
 * Takes '.', '..' and empty segments out of what follows a root.
 * @param {string} tail
 * @param {boolean} above whether '..' may climb out of it
 * @returns {string} with backslashes
 */
function tidy(tail, above) {
  const kept = [];
  for (const segment of tail.split(/[\\/]+/)) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (above) kept.push('..');
  }
  return kept.join('\\');
}

/**
 * The root of a path.
 * @param {string} path
 * @returns {{device: string, end: number, absolute: boolean, unc: RegExpExecArray | null}}
 *   `device` is 'C:', '\\\\server\\share', '\\\\.', '\\\\?' or ''; what comes after the root begins at `end`
 */
function rootOf(path) {
  const root = { device: '', end: 0, absolute: false, unc: null };
  if (isSeparator(path.charCodeAt(0))) {
    root.absolute = true;
    if (path.length > 1 && isSeparator(path.charCodeAt(1))) {
      const unc = UNC_ROOT.exec(path);
      if (unc === null) return root;
      root.unc = unc;
      if (unc[1] === '.' || unc[1] === '?') {
        root.device = `\\\\${unc[1]}`;
        root.end = 4;
      } else {
        root.device = `\\\\${unc[1]}\\${unc[2]}`;
        root.end = unc[0].length;
      }
    } else {
      root.end = 1;
    }
  } else if (hasDrive(path)) {
    root.device = path.slice(0, 2);
    root.absolute = path.length > 2 && isSeparator(path.charCodeAt(2));
    root.end = root.absolute ? 3 : 2;
  }
  return root;
}

/** How many characters of `path` are its root, as dirname() and parse() see it: a share with its separator. */
function rootLength(path) {
  if (isSeparator(path.charCodeAt(0))) {
    const unc = UNC_ROOT.exec(path);
    if (unc === null) return 1;
    return unc[0].length === path.length ? path.length : unc[0].length + 1;
  }
  if (!hasDrive(path)) return 0;
  return path.length > 2 && isSeparator(path.charCodeAt(2)) ? 3 : 2;
}

/** The directory in which a relative path on `device` begins ('' for the current one). */
function currentDirectory(device) {
  if (device === '') return process().cwd();
  const cwd = require('ext/process/env').ownVariables()[`=${device}`] || process().cwd();
  // A drive that has no current directory of its own begins at its root.
  const elsewhere = cwd.slice(0, 2).toLowerCase() !== device.toLowerCase() && cwd.charCodeAt(2) === 92;
  return elsewhere ? `${device}\\` : cwd;
}

function withoutEmptyEnd(segments) {
  if (segments[segments.length - 1] === '') segments.pop();
  return segments;
}

/** relative() where lower-casing changed a length, so that only whole segments can be compared. */
function relativeBySegments(from, to) {
  const source = withoutEmptyEnd(from.split('\\'));
  const target = withoutEmptyEnd(to.split('\\'));
  const length = Math.min(source.length, target.length);
  let i = 0;
  while (i < length && source[i].toLowerCase() === target[i].toLowerCase()) i++;
  if (i === 0) return to;
  if (i < length) return '..\\'.repeat(source.length - i) + target.slice(i).join('\\');
  if (target.length > length) return target.slice(i).join('\\');
  return source.length > length ? `${'..\\'.repeat(source.length - 1 - i)}..` : '';
}

/** The index behind the leading and before the trailing backslashes of `path`. */
function bounds(path) {
  let start = 0;
  while (start < path.length && path.charCodeAt(start) === 92) start++;
  let end = path.length;
  while (end - 1 > start && path.charCodeAt(end - 1) === 92) end--;
  return [start, end];
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

const win32 = {
  /**
   * The absolute path that the arguments name, read from right to left until drive and root are known.
   * @param {...string} args
   * @returns {string}
   */
  resolve(...args) {
    let device = '';
    let tail = '';
    let absolute = false;
    for (let i = args.length - 1; i >= -1; i--) {
      let path;
      if (i >= 0) {
        path = args[i];
        validators().validateString(path, `paths[${i}]`);
        if (path.length === 0) continue;
      } else {
        path = currentDirectory(device);
        if (device === '') {
          const here = args.length === 1 && (args[0] === '' || args[0] === '.');
          if (args.length === 0 || (here && isSeparator(path.charCodeAt(0)))) {
            return process().platform === 'win32' ? path : path.replaceAll('/', '\\');
          }
        }
      }

      const root = rootOf(path);
      if (root.device !== '') {
        if (device === '') device = root.device;
        else if (root.device.toLowerCase() !== device.toLowerCase()) continue; // another drive's
      }
      if (!absolute) {
        tail = `${path.slice(root.end)}\\${tail}`;
        absolute = root.absolute;
      }
      if (absolute && device !== '') break;
    }
    tail = tidy(tail, !absolute);
    return absolute ? `${device}\\${tail}` : `${device}${tail}` || '.';
  },

  /**
   * @param {string} path
   * @returns {string} without '.', '..' and doubled separators, with backslashes
   */
  normalize(path) {
    validators().validateString(path, 'path');
    const { length } = path;
    if (length === 0) return '.';
    if (length === 1) return path === '/' ? '\\' : path;

    const root = rootOf(path);
    let { device, end } = root;
    if (root.unc !== null) {
      if (end === 4 && (root.unc[1] === '.' || root.unc[1] === '?')) {
        // `\\.\COM1:` and the like
        const name = path.slice(4, path.indexOf(':') + 1);
        if (isReservedName(name.slice(0, -1))) {
          device = `\\\\?\\${name}`;
          end = 4 + name.length;
        }
      } else if (end === length) {
        return `${device}\\`;
      }
    } else if (device === '' && !root.absolute) {
      const colon = path.indexOf(':');
      if (colon > 0 && isReservedName(path.slice(0, colon))) {
        device = path.slice(0, colon + 1);
        end = colon + 1;
      }
    }

    let tail = end < length ? tidy(path.slice(end), !root.absolute) : '';
    if (tail === '' && !root.absolute) tail = '.';
    if (tail !== '' && endsWithSeparator(path)) tail += '\\';
    // A relative path must not turn into one that Windows takes for absolute (CVE-2024-36139).
    if (!root.absolute && device === '' && (hasDrive(tail) || /:(?:[\\/]|$)/.test(path))) {
      if (path.includes(':')) return `.\\${tail}`;
    }
    if (isReservedName(beforeColon(path))) return `.\\${device}${tail}`;
    return root.absolute ? `${device}\\${tail}` : `${device}${tail}`;
  },

  /**
   * @param {string} path
   * @returns {boolean}
   */
  isAbsolute(path) {
    validators().validateString(path, 'path');
    return path.length > 0 && rootOf(path).absolute;
  },

  /**
   * The arguments joined by backslashes, and normalized.
   * @param {...string} args
   * @returns {string}
   */
  join(...args) {
    const parts = [];
    for (const part of args) {
      validators().validateString(part, 'path');
      if (part.length > 0) parts.push(part);
    }
    if (parts.length === 0) return '.';
    let joined = parts.join('\\');
    // Only a first argument that itself begins with exactly two separators and a name means a share.
    if (!/^[\\/]{2}[^\\/]/.test(parts[0])) joined = joined.replace(/^[\\/]{2,}/, '\\');
    // Reserved device names are left alone.
    for (const part of joined.split('\\')) {
      const colon = part.indexOf(':');
      if (colon !== -1 && isReservedName(part.slice(0, colon))) return joined.replaceAll('/', '\\');
    }
    return win32.normalize(joined);
  },

  /**
   * How to get from one path to another, both resolved first; compared without regard to case.
   * @param {string} from
   * @param {string} to
   * @returns {string} empty when they are the same, `to` resolved when they share no root
   */
  relative(from, to) {
    validators().validateString(from, 'from');
    validators().validateString(to, 'to');
    if (from === to) return '';
    const source = win32.resolve(from);
    const target = win32.resolve(to);
    if (source === target) return '';
    from = source.toLowerCase();
    to = target.toLowerCase();
    if (from === to) return '';
    if (from.length !== source.length || to.length !== target.length)
      return relativeBySegments(source, target);

    const [fromStart, fromEnd] = bounds(from);
    const [toStart, toEnd] = bounds(to);
    const fromLength = fromEnd - fromStart;
    const toLength = toEnd - toStart;
    const length = Math.min(fromLength, toLength);
    let shared = -1; // offset of the last separator that both have
    let i = 0;
    for (; i < length; i++) {
      const code = from.charCodeAt(fromStart + i);
      if (code !== to.charCodeAt(toStart + i)) break;
      if (code === 92) shared = i;
    }
    if (i < length) {
      if (shared === -1) return target;
    } else {
      // One of them is the other's beginning; two characters are a drive.
      if (toLength > length) {
        if (to.charCodeAt(toStart + i) === 92) return target.slice(toStart + i + 1);
        if (i === 2) return target.slice(toStart + i);
      }
      if (fromLength > length) {
        if (from.charCodeAt(fromStart + i) === 92) shared = i;
        else if (i === 2) shared = 3;
      }
      if (shared === -1) shared = 0;
    }

    let climb = '';
    for (let at = fromStart + shared + 1; at <= fromEnd; at++) {
      if (at === fromEnd || from.charCodeAt(at) === 92) climb += climb === '' ? '..' : '\\..';
    }
    let rest = toStart + shared;
    if (climb !== '') return climb + target.slice(rest, toEnd);
    if (target.charCodeAt(rest) === 92) rest++;
    return target.slice(rest, toEnd);
  },

  /**
   * @param {string} path
   * @returns {string} the path in the namespace that has no length limit; what is no path comes back as it is
   */
  toNamespacedPath(path) {
    if (typeof path !== 'string' || path.length === 0) return path;
    const resolved = win32.resolve(path);
    if (resolved.length <= 2) return path;
    if (/^\\\\[^?.]/.test(resolved)) return `\\\\?\\UNC\\${resolved.slice(2)}`;
    if (hasDrive(resolved) && resolved.charCodeAt(2) === 92) return `\\\\?\\${resolved}`;
    return resolved;
  },

  /**
   * @param {string} path
   * @returns {string} the path without its last segment
   */
  dirname(path) {
    validators().validateString(path, 'path');
    const { length } = path;
    if (length === 0) return '.';
    if (length === 1) return isSeparator(path.charCodeAt(0)) ? path : '.';
    const root = rootLength(path);
    if (root === length && UNC_ROOT.test(path)) return path;
    let end = length;
    while (end > root && isSeparator(path.charCodeAt(end - 1))) end--;
    while (end > root && !isSeparator(path.charCodeAt(end - 1))) end--;
    if (end > root) return path.slice(0, end - 1);
    return root === 0 ? '.' : path.slice(0, root);
  },

  /**
   * @param {string} path
   * @param {string} [suffix] left out of the result where it ends with it
   * @returns {string} the last segment
   */
  basename(path, suffix) {
    if (suffix !== undefined) validators().validateString(suffix, 'suffix');
    validators().validateString(path, 'path');
    const start = path.length >= 2 && hasDrive(path) ? 2 : 0;
    const match = LAST_SEGMENT.exec(start === 0 ? path : path.slice(start));
    const base = match[1];
    if (suffix === undefined || suffix.length === 0 || suffix.length > path.length) return base;
    if (suffix === path) return '';
    if (base.endsWith(suffix)) return base.length === suffix.length ? base : base.slice(0, -suffix.length);
    // As Node: a suffix longer than the segment that it ends with leaves trailing separators in place.
    return suffix.endsWith(base) ? path.slice(start + match.index) : base;
  },

  /**
   * @param {string} path
   * @returns {string} from the last dot of the last segment on, '' where there is none or it begins the
   * segment
   */
  extname(path) {
    validators().validateString(path, 'path');
    const base = LAST_SEGMENT.exec(path.length >= 2 && hasDrive(path) ? path.slice(2) : path)[1];
    const dot = base.lastIndexOf('.');
    return dot <= 0 || base === '..' ? '' : base.slice(dot);
  },

  format: _format.bind(null, '\\'),

  /**
   * @param {string} path
   * @returns {{root: string, dir: string, base: string, ext: string, name: string}}
   */
  parse(path) {
    validators().validateString(path, 'path');
    const parsed = { root: '', dir: '', base: '', ext: '', name: '' };
    if (path.length === 0) return parsed;
    const end = rootLength(path);
    parsed.root = path.slice(0, end);
    const match = LAST_SEGMENT.exec(path.slice(end));
    const base = match[1];
    const dot = base.lastIndexOf('.');
    parsed.base = parsed.name = base;
    if (dot > 0 && base !== '..') {
      parsed.name = base.slice(0, dot);
      parsed.ext = base.slice(dot);
    }
    parsed.dir = match.index > 0 ? path.slice(0, end + match.index - 1) : parsed.root;
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
    return globs().matchesGlob(path, pattern, true);
  },

  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
};

module.exports = win32;
