'use strict';

/**
 * package.json files: what the loaders need of them, read once.
 */

const { readText, stat } = require('modules/files');

/**
 * @typedef {object} PackageJson
 * @property {boolean} exists
 * @property {string} path of the file
 * @property {string} folder with a slash at its end
 * @property {string} [name]
 * @property {string} [main]
 * @property {'commonjs' | 'module' | 'none'} type
 * @property {unknown} [exports] a string, an array or an object
 * @property {unknown} [imports]
 */

/** @type {Map<string, PackageJson>} */
const files = new Map();
/** Folder -> the package.json that its modules belong to, or null. */
const scopes = new Map();

function invalidConfig(path, base, specifier) {
  let message = `Invalid package config ${path}.`;
  if (base !== undefined && specifier !== undefined) {
    const { toPathOrSame } = require('modules/urls');
    message = `Invalid package config ${path} while importing "${specifier}" from ${toPathOrSame(base)}.`;
  }
  const error = new Error(message);
  error.code = 'ERR_INVALID_PACKAGE_CONFIG';
  return error;
}

/**
 * A package.json by its own path.
 * @param {string} path
 * @param {string} [base] URL of the importing module, for the error's message
 * @param {string} [specifier] what it imports
 * @returns {PackageJson} with `exists: false` where there is none
 * @throws ERR_INVALID_PACKAGE_CONFIG when it is not an object in JSON
 */
function read(path, base, specifier) {
  const known = files.get(path);
  if (known !== undefined) return known;
  let text;
  try {
    text = readText(path);
  } catch {
    return { __proto__: null, exists: false, path, folder: path.slice(0, -12), type: 'none' };
  }
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw invalidConfig(path, base, specifier);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw invalidConfig(path, base, specifier);
  Object.setPrototypeOf(data, null);
  const { name, main, type, exports, imports } = data;
  const isWrong = (field) => field !== undefined && typeof field !== 'string';
  if (isWrong(name) || isWrong(type)) throw invalidConfig(path, base, specifier);
  const found = { __proto__: null, exists: true, path, folder: path.slice(0, -12), type: 'none' };
  if (name !== undefined) found.name = name;
  if (typeof main === 'string') found.main = main;
  if (type === 'module' || type === 'commonjs') found.type = type;
  if (typeof exports === 'string' || (typeof exports === 'object' && exports !== null))
    found.exports = exports;
  if (typeof imports === 'string' || (typeof imports === 'object' && imports !== null))
    found.imports = imports;
  files.set(path, found);
  return found;
}

/**
 * The package.json that a file belongs to: the nearest one upwards, not beyond a `node_modules` folder.
 * @param {string} path of the file, or of a folder with a slash at its end
 * @returns {PackageJson | undefined}
 */
function nearest(path) {
  let end = path.lastIndexOf('/');
  const start = end <= 0 ? '/' : path.slice(0, end);
  let found = scopes.get(start);
  if (found !== undefined) return found ?? undefined;
  found = null;
  for (; end >= 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    if (folder.endsWith('/node_modules')) break;
    const known = end === 0 ? undefined : scopes.get(folder);
    if (known !== undefined) {
      found = known;
      break;
    }
    const file = `${folder}/package.json`;
    if (files.has(file) || stat(file) === 0) {
      found = read(file);
      if (found.exists) break;
      found = null;
    }
    if (end === 0) break;
  }
  scopes.set(start, found);
  return found ?? undefined;
}

/** The `type` of the package that a file belongs to: `commonjs`, `module` or `none`. */
function typeOf(path) {
  return nearest(path)?.type ?? 'none';
}

const PACKAGE_NAME = /^((?:@[^/]*\/)?[^/]*)(.*)$/s;
const BAD_NAME = /^\.|%|\\/;

/**
 * Takes a bare specifier apart.
 * @param {string} specifier
 * @returns {{name: string, subpath: string} | undefined} `subpath` begins with a dot; undefined: not a package's name
 */
function parseSpecifier(specifier) {
  if (specifier[0] === '@' && !specifier.includes('/')) return undefined;
  const [, name, rest] = PACKAGE_NAME.exec(specifier);
  return BAD_NAME.test(name) ? undefined : { name, subpath: `.${rest}` };
}

module.exports = { nearest, parseSpecifier, read, typeOf };
