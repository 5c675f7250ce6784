'use strict';

// Between file: URLs and paths. What module loading needs at every start is plain string work: no URL
// object, no native code for ordinary paths.

const errors = require.lazy('ext/base/errors');
const path = require.lazy('node/path');
const percent = require.lazy('ext/url/percent');
const process = require.lazy('node/process');
const urls = require.lazy('ext/url/url');

// The start of a path that its URL shows unchanged.
const PLAIN_PATH = /^\/[A-Za-z0-9!$&'()*+,\-./:;=@_]*$/;
const DOTS = /\/\.{1,2}(?:\/|$)/;
const PLAIN_URL = /^file:\/\/(\/[A-Za-z0-9!$&'()*+,\-./:;=@_~]*)$/;

// What a path must not show, as a URL's parser would take it for something else, or encode it.
const POSIX_UNSAFE = /[%\\\n\r\t?#[\]|~]/g;
const WINDOWS_UNSAFE = /[%\n\r\t?#[\]|~]/g;
function escape(text, unsafe) {
  return text.replace(unsafe, (found) => {
    const code = found.charCodeAt(0);
    return `%${code < 16 ? '0' : ''}${code.toString(16).toUpperCase()}`;
  });
}

function isWindows() {
  return process().platform === 'win32';
}

/**
 * The file: URL of an absolute, normalized path, as a string.
 * @param {string} absolute
 * @returns {string}
 */
function pathToHref(absolute) {
  if (PLAIN_PATH.test(absolute) && !DOTS.test(absolute)) return `file://${absolute}`;
  return pathToFileURL(absolute).href;
}

/**
 * The path that a file: URL stands for.
 * @param {string} href
 * @returns {string}
 * @throws ERR_INVALID_URL, ERR_INVALID_URL_SCHEME, ERR_INVALID_FILE_URL_HOST, ERR_INVALID_FILE_URL_PATH
 */
function hrefToPath(href) {
  const plain = PLAIN_URL.exec(href);
  if (plain !== null && !DOTS.test(plain[1]) && !isWindows()) return plain[1];
  return fileURLToPath(href);
}

/** A UNC path `\\server\share...`, or `\\?\UNC\server\share...`, as a URL. */
function uncToURL(resolved) {
  const start = resolved.startsWith('\\\\?\\UNC\\') ? 8 : 2;
  const end = resolved.indexOf('\\', start);
  const wrong = (reason) => new (errors().codes.ERR_INVALID_ARG_VALUE)('path', resolved, reason);
  if (end === -1) throw wrong('Missing UNC resource path');
  if (end === 2) throw wrong('Empty UNC servername');
  const url = new (urls().URL)(`file://${escape(resolved.slice(end), WINDOWS_UNSAFE)}`);
  url.hostname = resolved.slice(start, end); // `?` is none, and stays out
  return url;
}

/**
 * @param {string} filepath made absolute
 * @param {{windows?: boolean}} [options] whether it is a Windows path; otherwise as the platform has it
 * @returns {URL}
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function pathToFileURL(filepath, options) {
  const windows = options?.windows ?? isWindows();
  const unc = windows && typeof filepath === 'string' && filepath.startsWith('\\\\');
  let resolved = filepath;
  if (!unc) resolved = (windows ? path().win32 : path().posix).resolve(filepath);
  if (unc || (windows && resolved.startsWith('\\\\'))) return uncToURL(resolved);

  // resolve() takes off a trailing separator
  const last = filepath.charCodeAt(filepath.length - 1);
  if ((last === 47 || (windows && last === 92)) && resolved.at(-1) !== path().sep) resolved += '/';
  if (!windows && PLAIN_PATH.test(resolved)) {
    const href = `file://${resolved}`;
    // protocol end, username end, host start, host end, port, pathname start, search start, hash start, file
    return urls().fromParts(href, [5, 7, 7, 7, 0xffffffff, 7, 0xffffffff, 0xffffffff, 6]);
  }
  const { URL } = urls();
  if (!windows) return new URL(`file://${escape(resolved, POSIX_UNSAFE)}`);
  return new URL(`file://${resolved.startsWith('\\') ? '' : '/'}${escape(resolved, WINDOWS_UNSAFE)}`);
}

function windowsPath(url) {
  let { pathname } = url;
  if (/%(?:2f|5c)/i.test(pathname)) {
    throw new (errors().codes.ERR_INVALID_FILE_URL_PATH)('must not include encoded \\ or / characters', url);
  }
  pathname = decodeURIComponent(pathname.replaceAll('/', '\\'));
  if (url.hostname !== '') return `\\\\${urls().domainToUnicode(url.hostname)}${pathname}`;
  if (!/^.[A-Za-z]:/s.test(pathname))
    throw new (errors().codes.ERR_INVALID_FILE_URL_PATH)('must be absolute', url);
  return pathname.slice(1);
}

function posixPath(url) {
  if (url.hostname !== '') throw new (errors().codes.ERR_INVALID_FILE_URL_HOST)(process().platform);
  const { pathname } = url;
  if (!pathname.includes('%')) return pathname;
  if (/%2f/i.test(pathname)) {
    throw new (errors().codes.ERR_INVALID_FILE_URL_PATH)('must not include encoded / characters', url);
  }
  return decodeURIComponent(pathname);
}

function checked(url) {
  if (typeof url === 'string') url = new (urls().URL)(url);
  else if (!urls().isURL(url))
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)('path', ['string', 'URL'], url);
  if (url.protocol !== 'file:') throw new (errors().codes.ERR_INVALID_URL_SCHEME)('file');
  return url;
}

/**
 * @param {string | URL} url
 * @param {{windows?: boolean}} [options] whether a Windows path is wanted; otherwise as the platform has it
 * @returns {string}
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_URL, ERR_INVALID_URL_SCHEME, ERR_INVALID_FILE_URL_HOST,
 *   ERR_INVALID_FILE_URL_PATH
 */
function fileURLToPath(url, options) {
  const windows = options?.windows ?? isWindows();
  if (typeof url === 'string' && !windows) {
    const plain = PLAIN_URL.exec(url);
    if (plain !== null && !DOTS.test(plain[1])) return plain[1];
  }
  url = checked(url);
  return windows ? windowsPath(url) : posixPath(url);
}

/**
 * As fileURLToPath(), for paths that are no UTF-8: %XX is the byte that it names.
 * @param {string | URL} url
 * @param {{windows?: boolean}} [options]
 * @returns {Buffer}
 */
function fileURLToPathBuffer(url, options) {
  const { Buffer } = require('node/buffer');
  const windows = options?.windows ?? isWindows();
  url = checked(url);
  const pathname = windows ? url.pathname.replaceAll('/', '\\') : url.pathname;
  const bytes = percent().percentDecode(pathname);
  const decoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!windows) {
    if (url.hostname !== '') throw new (errors().codes.ERR_INVALID_FILE_URL_HOST)(process().platform);
    return decoded;
  }
  if (url.hostname !== '')
    return Buffer.concat([Buffer.from(`\\\\${urls().domainToUnicode(url.hostname)}`), decoded]);
  const letter = decoded[1] | 32;
  if (letter < 97 || letter > 122 || decoded[2] !== 58) {
    throw new (errors().codes.ERR_INVALID_FILE_URL_PATH)('must be absolute', url);
  }
  return decoded.subarray(1);
}

module.exports = { fileURLToPath, fileURLToPathBuffer, hrefToPath, pathToFileURL, pathToHref };
