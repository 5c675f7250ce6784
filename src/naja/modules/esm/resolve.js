'use strict';

/**
 * From an import's specifier to a URL: Node's ESM_RESOLVE
 * (https://nodejs.org/api/esm.html#resolution-algorithm-specification). Bases and results are URLs as text.
 */

const { canBeRequiredWithoutScheme, isBuiltinUrl, urlOf } = require('modules/builtins');
const { esmConditions } = require('modules/conditions');
const { demand, realpath, stat } = require('modules/files');
const { getOption } = require('modules/options');
const { nearest, parseSpecifier, read } = require('modules/package_json');
const { cwdHref, isPlainHref, resolvePlain, toHref, toPath, toPathOrSame } = require('modules/urls');
const errors = require.lazy('ext/base/errors');
const format = require.lazy('modules/esm/format');
const plugins = require.lazy('modules/plugins');
const process = require.lazy('node/process');
const python = require.lazy('modules/python');
const targets = require.lazy('modules/package_target');
const typescript = require.lazy('modules/typescript/resolve');
const url = require.lazy('node/url');

const ENCODED_SEPARATOR = /%2F|%5C/i;
const RELATIVE = /^\.\.?(?:\/|$)/;
const SCHEME = /^[a-z][a-z\d+\-.]*:/i;
const TYPESCRIPT_PARENT = /\.(?:[cm]?ts|[jt]sx)(?:[?#]|$)/;

// Where the main module of a package without "exports" may be: after "main", then after nothing.
const MAIN_ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const INDEXES = ['index.js', 'index.json', 'index.node'];

// What has a meaning of its own.
const KNOWN_SCHEME = /^(?:blob|bun|data|file|https?|jsr|naja|node|npm|python):$/;
const isPluginScheme = (protocol) => !KNOWN_SCHEME.test(protocol);
const isBare = (text) => !isPath(text) && text[0] !== '#' && !SCHEME.test(text);

const isPath = (text) => text[0] === '/' || RELATIVE.test(text);

function warnLegacyMain(pkg, path, base) {
  if (process().noDeprecation || format().formatOfPath(path) !== 'module') return;
  const from = toPath(base);
  const found = path.slice(pkg.folder.length);
  process().emitWarning(
    pkg.main
      ? `Package ${pkg.folder} has a "main" field set to "${pkg.main}", excluding the full filename and extension to ` +
          `the resolved file at "${found}", imported from ${from}.\n Automatic extension resolution of the "main" ` +
          'field is deprecated for ES modules.'
      : `No "main" or "exports" field defined in the package.json for ${pkg.folder} resolving the main entry point ` +
          `"${found}", imported from ${from}.\nDefault "index" lookups for the main are deprecated for ES modules.`,
    'DeprecationWarning',
    'DEP0151',
  );
}

function legacyMain(pkg, base) {
  const { resolve } = require('node/path/posix');
  if (pkg.main !== undefined) {
    const wanted = resolve(pkg.folder, pkg.main);
    for (const ending of MAIN_ENDINGS) {
      // Joined as text, so that a "main" with a slash at its end is no file.
      const path = resolve(pkg.folder, pkg.main + ending);
      if (stat(path) !== 0) continue;
      if (path !== wanted) warnLegacyMain(pkg, path, base);
      return path;
    }
  }
  for (const index of INDEXES) {
    const path = pkg.folder + index;
    if (stat(path) !== 0) continue;
    const wanted = pkg.main ? resolve(pkg.folder, pkg.main) : undefined;
    if (path !== wanted) warnLegacyMain(pkg, path, base);
    return path;
  }
  const { ERR_MODULE_NOT_FOUND } = errors().codes;
  throw new ERR_MODULE_NOT_FOUND(resolve(pkg.folder, pkg.main ?? 'index.js'), base && toPath(base));
}

/** The package.json of the package that a bare specifier names. */
function findPackage(specifier, base) {
  const parsed = parseSpecifier(specifier);
  const from = toPath(base);
  if (parsed === undefined) {
    const { ERR_INVALID_MODULE_SPECIFIER } = errors().codes;
    throw new ERR_INVALID_MODULE_SPECIFIER(specifier, 'is not a valid package name', from);
  }
  const { name, subpath } = parsed;
  const self = nearest(from);
  if (self?.exports !== undefined && self.name === name) return { pkg: self, subpath };
  for (let end = from.lastIndexOf('/'); end >= 0; end = from.lastIndexOf('/', end - 1)) {
    const folder = from.slice(0, end);
    if (!folder.endsWith('/node_modules')) {
      const found = `${folder}/node_modules/${name}`;
      if (stat(found) === 1) return { pkg: read(`${found}/package.json`, base, specifier), subpath };
    }
    if (end === 0) break;
  }
  const { ERR_MODULE_NOT_FOUND } = errors().codes;
  demand(`${from.slice(0, from.lastIndexOf('/'))}/node_modules/${name}`);
  throw new ERR_MODULE_NOT_FOUND(name, from, null);
}

/**
 * A bare specifier to a path or a URL.
 * @param {string} specifier
 * @param {string} base
 * @param {Set<string>} conditions
 */
function packageResolve(specifier, base, conditions) {
  const builtin = urlOf(specifier);
  if (builtin !== undefined) return builtin;
  const { pkg, subpath } = findPackage(specifier, base);
  if (pkg.exports !== undefined) return targets().resolveExports(pkg, subpath, conditions, base);
  if (subpath === '.') return legacyMain(pkg, base);
  return new (url().URL)(subpath, toHref(pkg.path)).href;
}

/** Checks that a file: URL or path leads to a file, and follows links. */
function finalize(location, base, preserveSymlinks, specifier) {
  const isHref = location[0] !== '/';
  let path = location;
  let suffix = '';
  if (isHref) {
    const plain = /^[^?#]*/.exec(location)[0];
    if (ENCODED_SEPARATOR.test(plain)) {
      const { ERR_INVALID_MODULE_SPECIFIER } = errors().codes;
      throw new ERR_INVALID_MODULE_SPECIFIER(
        new (url().URL)(location).pathname,
        'must not include encoded "/" or "\\" characters',
        toPathOrSame(base),
      );
    }
    suffix = location.slice(plain.length);
    try {
      path = toPath(plain);
    } catch (error) {
      error.input = location;
      error.module = base;
      throw error;
    }
  }
  const kind = stat(path.length > 1 && path.endsWith('/') ? path.slice(-1) : path);
  if (kind !== 0) {
    if (TYPESCRIPT_PARENT.test(base)) {
      const source = typescript().findSource(path);
      if (source !== undefined) return toHref(preserveSymlinks ? source : realpath(source)) + suffix;
    }
    const { codes } = errors();
    const href = isHref ? location : toHref(location);
    if (kind === 1) throw new codes.ERR_UNSUPPORTED_DIR_IMPORT(path, toPathOrSame(base), href);
    demand(path);
    require('modules/watch').report(path);
    throw new codes.ERR_MODULE_NOT_FOUND(path, toPathOrSame(base), new (url().URL)(href));
  }
  if (preserveSymlinks) return isHref ? location : toHref(location);
  return toHref(realpath(path)) + suffix;
}

function unsupportedRequest(specifier, base, cause) {
  const { codes } = errors();
  const error = new codes.ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, base);
  Object.defineProperty(error, 'cause', {
    __proto__: null,
    value: cause(),
    writable: true,
    enumerable: false,
    configurable: true,
  });
  return error;
}

function moduleResolve(specifier, base, conditions, preserveSymlinks) {
  let location;
  if (isPath(specifier)) {
    try {
      location = resolvePlain(specifier, base) ?? new (url().URL)(specifier, base).href;
    } catch (cause) {
      throw unsupportedRequest(specifier, base, () => cause);
    }
  } else if (specifier[0] === '#' && base.startsWith('file:')) {
    location = targets().resolveImports(specifier, base, conditions);
  } else {
    const parsed = SCHEME.test(specifier) ? url().URL.parse(specifier) : null;
    if (parsed !== null) {
      location = (isPluginScheme(parsed.protocol) && plugins().resolveScheme(specifier)) || parsed.href;
    } else {
      if (base.startsWith('data:') && !canBeRequiredWithoutScheme(specifier)) {
        throw unsupportedRequest(specifier, base, () => new (errors().codes.ERR_INVALID_URL)(specifier));
      }
      if (TYPESCRIPT_PARENT.test(base)) location = typescript().resolveByConfig(specifier, toPath(base));
      location ??= packageResolve(specifier, base, conditions);
    }
  }
  if (location[0] !== '/' && !location.startsWith('file:')) return location;
  return finalize(location, base, preserveSymlinks, specifier);
}

/** What require() would have found: for the hint that follows "Cannot find module". */
function hintFor(specifier, base) {
  try {
    const { Module } = require('modules/cjs/loader');
    const parentPath = toPath(base);
    const parent = new Module(parentPath, null);
    parent.paths = Module._nodeModulePaths(parentPath);
    const found = Module._resolveFilename(specifier, parent, false);
    if (RELATIVE.test(specifier)) {
      const { relative } = require('node/path/posix');
      const folder = toHref(parentPath.slice(0, parentPath.lastIndexOf('/'))).slice(7);
      const way = relative(folder, toHref(found).slice(7));
      return way.startsWith('../') ? way : `./${way}`;
    }
    if (specifier[0] !== '/') {
      const name = specifier.split('/', 1)[0];
      const needle = `/node_modules/${name}/`;
      const index = found.lastIndexOf(needle);
      if (index === -1) return toHref(found);
      const rest = found.slice(index + needle.length).split('/');
      return `${name}/${rest.map(encodeURIComponent).join('/')}`;
    }
    return found;
  } catch {
    return undefined;
  }
}

/** Adds "Did you mean to import ...?" where require() would have found something. */
function addHint(error, specifier, base) {
  const found = hintFor(specifier.startsWith('file://') ? toPath(specifier) : specifier, base);
  if (!found || found === specifier) return;
  const hint = `Did you mean to import ${JSON.stringify(found)}?`;
  const end = error.stack.indexOf('\n');
  error.stack = `${error.stack.slice(0, end)}\n${hint}${error.stack.slice(end)}`;
  error.message += `\n${hint}`;
}

/**
 * The default resolution.
 * @param {string} specifier
 * @param {string | undefined} parentURL undefined for the program's entry
 * @param {readonly string[]} [conditions] other than import's own
 * @returns {string} a URL
 * @throws ERR_MODULE_NOT_FOUND, ERR_UNSUPPORTED_DIR_IMPORT, ERR_UNSUPPORTED_RESOLVE_REQUEST,
 *   ERR_INVALID_MODULE_SPECIFIER and the errors of "exports" and "imports"
 */
function resolve(specifier, parentURL, conditions) {
  const preserve =
    getOption(parentURL === undefined ? '--preserve-symlinks-main' : '--preserve-symlinks') === true;
  if (specifier.startsWith('file:///') && isPlainHref(specifier) && stat(specifier.slice(7)) === 0) {
    return preserve ? specifier : toHref(realpath(specifier.slice(7)));
  }
  if (parentURL !== undefined) {
    const plain = resolvePlain(specifier, parentURL);
    if (plain !== undefined && stat(plain.slice(7)) === 0) {
      return preserve ? plain : toHref(realpath(plain.slice(7)));
    }
    const builtin = urlOf(specifier);
    if (builtin !== undefined) return builtin;
  }
  if (specifier.startsWith('python:')) return python().urlOf(specifier, parentURL);
  if (isBuiltinUrl(specifier)) return specifier;
  if (specifier.startsWith('data:')) return new (url().URL)(specifier).href;

  const base = parentURL ?? cwdHref();
  if (specifier.startsWith('npm:') || specifier.startsWith('jsr:')) {
    specifier = require('modules/esm/registries').plainSpecifier(specifier, base, findPackage);
  }
  let set = esmConditions().set;
  if (conditions !== undefined && conditions !== esmConditions().array) {
    if (!Array.isArray(conditions)) {
      throw new (errors().codes.ERR_INVALID_ARG_VALUE)('conditions', conditions, 'expected an array');
    }
    set = new Set(conditions);
  }
  try {
    return moduleResolve(specifier, base, set, preserve);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'ERR_UNSUPPORTED_DIR_IMPORT') {
      const offered = isBare(specifier) ? plugins().resolveName(specifier) : undefined;
      if (offered !== undefined) return offered;
      addHint(error, specifier, base);
    }
    throw error;
  }
}

/**
 * `findPackageJSON` of node:module.
 * @param {string} specifier
 * @param {string} base a URL
 * @returns {string | undefined} a path
 */
function findPackageJSON(specifier, base) {
  const { URL } = url();
  if (specifier && specifier[0] !== '.' && specifier[0] !== '/' && !URL.canParse(specifier)) {
    return findPackage(specifier, base).pkg.path;
  }
  let target;
  try {
    target = resolve(specifier, base);
  } catch (error) {
    if (error.code !== 'ERR_UNSUPPORTED_DIR_IMPORT') throw error;
    target = error.url;
  }
  return nearest(toPath(target))?.path;
}

module.exports = { findPackageJSON, packageResolve, resolve };
