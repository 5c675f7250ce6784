'use strict';

/**
 * From what require() is given to a file: the pieces that `Module._resolveFilename` and `Module._findPath` are made of.
 */

const { realpath, stat } = require('modules/files');
const { getOption } = require('modules/options');
const { nearest, parseSpecifier, read } = require('modules/package_json');
const path = require('node/path/posix');
const errors = require.lazy('ext/base/errors');
const process = require.lazy('node/process');
const targets = require.lazy('modules/package_target');
const urls = require.lazy('modules/urls');

const RELATIVE = /^\.\.?(?:\/|$)/;
const FOLDER_REQUEST = /(?:^|\/)\.{0,2}$/;
const ENCODED_SEPARATOR = /%2F|%5C/i;

/** Whether a request is relative to the file that requires it. */
const isRelative = (request) => RELATIVE.test(request);

/** Whether a request names a folder: it ends with a slash, `.` or `..`. */
const namesFolder = (request) => FOLDER_REQUEST.test(request) && request.length > 0;

let statCache = null;
/** Remembers what `stat` finds until `forgetStats`: during one top-level require() nothing is expected to change. */
function rememberStats() {
  statCache = new Map();
}
function forgetStats() {
  statCache = null;
}

/** What a path leads to: 0 a file, 1 a directory, negative nothing. */
function cachedStat(name) {
  if (statCache === null) return stat(name);
  let kind = statCache.get(name);
  if (kind === undefined) {
    kind = stat(name);
    if (kind >= 0) statCache.set(name, kind);
  }
  return kind;
}

/** What can be replaced: `Module._stat`, `Module._readPackage`. */
const hooks = {
  stat: cachedStat,
  /** Gives Node's shape of a package.json, for those that call it. */
  readPackage: function defaultReadPackage(folder) {
    const { exists, path: pjsonPath, name, main, type, exports, imports } = readPackage(folder);
    return { __proto__: null, name, main, type, exports, imports, exists, pjsonPath };
  },
};
const defaultReadPackage = hooks.readPackage;

/** A folder's package.json, through `Module._readPackage` if that was replaced. */
function readPackage(folder) {
  const file = path.resolve(folder, 'package.json');
  if (hooks.readPackage === defaultReadPackage) return read(file);
  return { __proto__: null, path: file, folder: `${path.resolve(folder)}/`, ...hooks.readPackage(folder) };
}

/** A file's path with links followed (or not, by the options); undefined if it is no file. */
function tryFile(name, isMain) {
  if (hooks.stat(name) !== 0) return undefined;
  return actualPath(name, isMain);
}

/** A path with links followed, or not, by the options. */
function actualPath(name, isMain) {
  const preserve = getOption(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks');
  return preserve ? path.resolve(name) : realpath(name);
}

/** The first of `base` + extension that is a file; false if none is. */
function tryExtensions(base, extensions, isMain) {
  for (let i = 0; i < extensions.length; i++) {
    const found = tryFile(base + extensions[i], isMain);
    if (found) return found;
  }
  return false;
}

/** A folder's main file, by its package.json; false if there is none. */
function tryPackage(folder, extensions, isMain, request) {
  const pkg = readPackage(folder);
  const { main } = pkg;
  const index = path.resolve(folder, 'index');
  if (!main) return tryExtensions(index, extensions, isMain);
  const name = path.resolve(folder, main);
  const found =
    tryFile(name, isMain) ||
    tryExtensions(name, extensions, isMain) ||
    tryExtensions(path.resolve(name, 'index'), extensions, isMain);
  if (found) return found;
  const fallback = tryExtensions(index, extensions, isMain);
  if (!fallback) {
    const error = new Error(
      `Cannot find module '${name}'. Please verify that the package.json has a valid "main" entry`,
    );
    error.code = 'MODULE_NOT_FOUND';
    error.path = pkg.path;
    error.requestPath = request;
    throw error;
  }
  process().emitWarning(
    `Invalid 'main' field in '${pkg.path}' of '${main}'. Please either fix that or report it to the module author`,
    'DeprecationWarning',
    'DEP0128',
  );
  return fallback;
}

function notFound(request, where) {
  const error = new Error(`Cannot find module '${request}'`);
  error.code = 'MODULE_NOT_FOUND';
  if (where) error.path = where;
  return error;
}

/** The file behind a result of "exports" or "imports". */
function finalize(location, parentPath, packagePath) {
  if (ENCODED_SEPARATOR.test(location) && location[0] !== '/') {
    const { ERR_INVALID_MODULE_SPECIFIER } = errors().codes;
    throw new ERR_INVALID_MODULE_SPECIFIER(
      location,
      'must not include encoded "/" or "\\" characters',
      parentPath ?? undefined,
    );
  }
  const name = location[0] === '/' ? location : urls().toPath(location);
  const found = tryFile(name, false);
  if (found) return found;
  throw notFound(name, packagePath);
}

/** A package's own name, required from inside it; undefined if `request` is not that. */
function trySelf(parentPath, request, conditions) {
  if (!parentPath) return undefined;
  const pkg = nearest(parentPath);
  if (pkg?.exports === undefined || pkg.name === undefined) return undefined;
  let subpath;
  if (request === pkg.name) subpath = '.';
  else if (request.startsWith(`${pkg.name}/`)) subpath = `.${request.slice(pkg.name.length)}`;
  else return undefined;
  const folder = path.dirname(pkg.path);
  try {
    return finalize(
      targets().resolveExports(pkg, subpath, conditions, urls().toHref(parentPath)),
      parentPath,
      folder,
    );
  } catch (error) {
    throw error.code === 'ERR_MODULE_NOT_FOUND' ? notFound(subpath, folder) : error;
  }
}

/** What a package in a node_modules folder exports; undefined if it has no "exports". */
function tryExports(folder, request, conditions) {
  if (request[0] === '.') return undefined;
  const parsed = parseSpecifier(request);
  if (parsed === undefined) return undefined;
  const packagePath = path.resolve(folder, parsed.name);
  const pkg = readPackage(packagePath);
  if (!pkg.exists || pkg.exports == null) return undefined;
  try {
    const location = targets().resolveExports(pkg, parsed.subpath, conditions, undefined);
    return finalize(location, null, packagePath);
  } catch (error) {
    throw error.code === 'ERR_MODULE_NOT_FOUND' ? notFound(request, `${packagePath}/package.json`) : error;
  }
}

/** A request that begins with `#`; undefined where the package has no "imports". */
function tryImports(parentPath, request, conditions) {
  const pkg = nearest(parentPath);
  if (pkg?.imports == null) return undefined;
  try {
    return finalize(
      targets().resolveImports(request, urls().toHref(parentPath), conditions),
      parentPath,
      pkg.path,
    );
  } catch (error) {
    throw error.code === 'ERR_MODULE_NOT_FOUND' ? notFound(request) : error;
  }
}

/**
 * The folders in which a module's packages may be, nearest first.
 * @param {string} from the module's folder
 * @returns {string[]}
 */
function nodeModulePaths(from) {
  const folder = path.resolve(from);
  const found = [];
  for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1)) {
    const name = folder.slice(0, end);
    if (!name.endsWith('/node_modules')) found.push(`${name === '/' ? '' : name}/node_modules`);
  }
  if (folder !== '/') found.push('/node_modules');
  return found;
}

module.exports = {
  actualPath,
  cachedStat,
  forgetStats,
  hooks,
  isRelative,
  namesFolder,
  nodeModulePaths,
  rememberStats,
  tryExports,
  tryExtensions,
  tryImports,
  tryPackage,
  trySelf,
};
