'use strict';

/**
 * File paths and file: URLs. Paths of plain characters, nearly all of them, are converted without the URL parser.
 */

const url = require.lazy('node/url');
const process = require.lazy('node/process');
const pathModule = require.lazy('node/path/posix');

// In these a path and the path of its URL are the same text.
const PLAIN_PATH = /^\/[\w\-.~!$&'()*+,;=:@/]*$/;
const PLAIN_RELATIVE =
  /^(?:\.\.?\/)+(?:[\w\-~!$&'()*+,;=:@][\w\-.~!$&'()*+,;=:@]*\/)*[\w\-.~!$&'()*+,;=:@]*$/;
const DOTS_AT_END = /(?:^|\/)\.\.?$/;
const NOT_NORMAL = /\/\/|\/\.\.?(?:\/|$)/;

/** Whether a file: URL is the same text as its path, and a file's. */
function isPlainHref(href) {
  const path = href.slice(7);
  return PLAIN_PATH.test(path) && !NOT_NORMAL.test(path) && !path.endsWith('/');
}

/**
 * The file: URL of an absolute path.
 * @param {string} path
 */
function toHref(path) {
  if (PLAIN_PATH.test(path) && !NOT_NORMAL.test(path)) return `file://${path}`;
  return url().pathToFileURL(path).href;
}

/**
 * The path of a file: URL; throws as `fileURLToPath` does.
 * @param {string} href
 */
function toPath(href) {
  if (href.startsWith('file:///')) {
    const path = href.slice(7);
    if (PLAIN_PATH.test(path)) return path;
  }
  return url().fileURLToPath(href);
}

/** The path of a file: URL for a message; any other URL as it is. */
function toPathOrSame(href) {
  if (!href.startsWith('file:')) return href;
  try {
    return toPath(href);
  } catch {
    return href;
  }
}

/**
 * A relative specifier against a file: URL, without the URL parser; undefined where that is needed.
 * @param {string} specifier begins with `./` or `../`
 * @param {string} base
 */
function resolvePlain(specifier, base) {
  if (!base.startsWith('file:///') || !PLAIN_RELATIVE.test(specifier) || DOTS_AT_END.test(specifier)) {
    return undefined;
  }
  const parent = base.slice(7);
  if (!PLAIN_PATH.test(parent)) return undefined;
  let end = parent.lastIndexOf('/');
  let at = 0;
  for (;;) {
    if (specifier.startsWith('./', at)) {
      at += 2;
    } else if (specifier.startsWith('../', at)) {
      at += 3;
      end = end <= 0 ? 0 : parent.lastIndexOf('/', end - 1);
    } else {
      break;
    }
  }
  return `file://${parent.slice(0, end)}/${specifier.slice(at)}`;
}

/** Whether a value is a URL object. */
function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

/** What module a script's name stands for, as a URL; undefined if it is neither path nor URL. */
function referrerToHref(name) {
  if (name == null) return undefined;
  if (name.startsWith('/') || pathModule().isAbsolute(name)) return toHref(name);
  if (name.startsWith('file://') || url().URL.canParse(name)) return name;
  return undefined;
}

/** The working directory as a URL that ends with a slash. */
function cwdHref() {
  const cwd = process().cwd();
  return toHref(cwd.endsWith('/') ? cwd : `${cwd}/`);
}

module.exports = { cwdHref, isPlainHref, isURL, referrerToHref, resolvePlain, toHref, toPath, toPathOrSame };
