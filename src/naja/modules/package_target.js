'use strict';

/**
 * What a package's "exports" and "imports" make of a specifier: Node's PACKAGE_EXPORTS_RESOLVE and
 * PACKAGE_IMPORTS_RESOLVE (https://nodejs.org/api/esm.html#resolution-algorithm-specification).
 *
 * A result is an absolute path, or, where the target is not plain text, a URL as text. Bases are URLs as text.
 */

const { nearest } = require('modules/package_json');
const { toHref, toPath, toPathOrSame } = require('modules/urls');
const errors = require.lazy('ext/base/errors');
const url = require.lazy('node/url');
const process = require.lazy('node/process');

const PLAIN = /^[\w\-.~!$&'()*+,;=:@/]*$/;
const FORBIDDEN = new Set(['.', '..', 'node_modules']);

const basePath = (base) => base && toPath(base);

/** What is wrong with the segments of a relative path: 2 may not be, 1 is deprecated (an empty one), 0 nothing. */
function segmentProblem(text) {
  let problem = 0;
  const segments = text.split(/[/\\]/);
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment === '') problem = 1;
    else if (FORBIDDEN.has(segment)) return 2;
    else if (segment.includes('%') || /node_modules/i.test(segment)) {
      const decoded = segment.replace(/%([2-7][\da-f])/gi, (_, hex) =>
        String.fromCharCode(parseInt(hex, 16)),
      );
      if (FORBIDDEN.has(decoded.toLowerCase())) return 2;
    }
  }
  return problem;
}

function invalidTarget(query, target) {
  const text = typeof target === 'object' && target !== null ? JSON.stringify(target, null, '') : `${target}`;
  const { ERR_INVALID_PACKAGE_TARGET } = errors().codes;
  return new ERR_INVALID_PACKAGE_TARGET(
    query.pkg.folder,
    query.key,
    text,
    query.internal,
    basePath(query.base),
  );
}

function warnSegment(query, target, request, judged) {
  if (process().noDeprecation) return;
  const { pkg, key, internal, base } = query;
  const kind = /[/\\][/\\]/.test(judged) ? 'double slash' : 'leading or trailing slash matching';
  process().emitWarning(
    `Use of deprecated ${kind} resolving "${target}" for module request "${request}" ` +
      `${request !== key ? `matched to "${key}" ` : ''}in the "${internal ? 'imports' : 'exports'}" field module ` +
      `resolution of the package at ${pkg.path}${base ? ` imported from ${toPath(base)}` : ''}.`,
    'DeprecationWarning',
    'DEP0166',
  );
}

/**
 * @typedef {object} Query
 * @property {import('./package_json').PackageJson} pkg
 * @property {string} key the matched key of "exports" or "imports"
 * @property {string | undefined} match what `*` stands for, in a pattern
 * @property {boolean} internal "imports" rather than "exports"
 * @property {string | undefined} base
 * @property {Set<string>} conditions
 * @property {boolean} folder the request ends with a slash
 */

/** @param {Query} query */
function stringTarget(query, target) {
  const { pkg, key, match, internal } = query;
  const filled = match === undefined ? target : target.replaceAll('*', () => match);
  if (!target.startsWith('./')) {
    if (internal && target[0] !== '/' && !target.startsWith('../') && !url().URL.canParse(target)) {
      const { packageResolve } = require('modules/esm/resolve');
      return packageResolve(filled, toHref(pkg.path), query.conditions);
    }
    throw invalidTarget(query, target);
  }
  const request = match === undefined ? key : key.replace('*', () => match);
  const inTarget = segmentProblem(target.slice(2));
  if (inTarget === 2) throw invalidTarget(query, target);
  if (inTarget === 1 && !query.folder) warnSegment(query, filled, request, filled);
  if (match !== undefined) {
    const inMatch = segmentProblem(match);
    if (inMatch === 2) {
      const field = internal ? 'imports' : 'exports';
      const { ERR_INVALID_MODULE_SPECIFIER } = errors().codes;
      throw new ERR_INVALID_MODULE_SPECIFIER(
        request,
        `request is not a valid match in pattern "${key}" for the "${field}" resolution of ${pkg.path}`,
        basePath(query.base),
      );
    }
    if (inMatch === 1 && !query.folder) warnSegment(query, filled, request, request);
  }
  if (PLAIN.test(filled) && !filled.includes('//') && !filled.endsWith('/'))
    return pkg.folder + filled.slice(2);

  const { URL } = url();
  const resolved = new URL(target, toHref(pkg.path));
  if (!resolved.pathname.startsWith(new URL('.', toHref(pkg.path)).pathname))
    throw invalidTarget(query, target);
  return match === undefined ? resolved.href : new URL(resolved.href.replaceAll('*', () => match)).href;
}

const isIndex = (key) => String(+key) === key && +key >= 0 && +key < 0xffff_ffff;

/**
 * @param {Query} query
 * @returns {string | null | undefined} null: excluded; undefined: no condition holds
 */
function resolveTarget(query, target) {
  if (typeof target === 'string') return stringTarget(query, target);
  if (target === null) return null;
  if (Array.isArray(target)) {
    let failure = null;
    for (let i = 0; i < target.length; i++) {
      let result;
      try {
        result = resolveTarget(query, target[i]);
      } catch (error) {
        if (error.code !== 'ERR_INVALID_PACKAGE_TARGET') throw error;
        failure = error;
        continue;
      }
      if (result === undefined) continue;
      if (result !== null) return result;
      failure = null;
    }
    if (failure !== null) throw failure;
    return null;
  }
  if (typeof target !== 'object') throw invalidTarget(query, target);
  const keys = Object.getOwnPropertyNames(target);
  if (keys.some(isIndex)) {
    throw new (errors().codes.ERR_INVALID_PACKAGE_CONFIG)(
      query.pkg.path,
      query.base,
      '"exports" cannot contain numeric property keys.',
    );
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key !== 'default' && !query.conditions.has(key)) continue;
    const result = resolveTarget(query, target[key]);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Whether "exports" is the target of "." itself, rather than a map of subpaths. */
function isMainOnly(exports, pkg, base) {
  if (typeof exports === 'string' || Array.isArray(exports)) return true;
  let conditions;
  const keys = Object.getOwnPropertyNames(exports);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const isCondition = key[0] !== '.';
    if (conditions !== undefined && conditions !== isCondition) {
      throw new (errors().codes.ERR_INVALID_PACKAGE_CONFIG)(
        pkg.path,
        base,
        '"exports" cannot contain some keys starting with \'.\' and some not. The exports object must either be ' +
          'an object of package subpath keys or an object of main entry condition name keys only.',
      );
    }
    conditions = isCondition;
  }
  return conditions === true;
}

/** Of two pattern keys the more specific one first. */
function comparePatterns(a, b) {
  const starA = a.indexOf('*') + 1;
  const starB = b.indexOf('*') + 1;
  return starB - starA || b.length - a.length;
}

/** The best pattern for a request: {key, match: what the star stands for}, or undefined. */
function findPattern(table, request, onCandidate) {
  let best;
  const keys = Object.getOwnPropertyNames(table);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const star = key.indexOf('*');
    if (star === -1 || !request.startsWith(key.slice(0, star))) continue;
    onCandidate?.();
    const tail = key.slice(star + 1);
    const fits = request.length >= key.length && request.endsWith(tail) && !tail.includes('*');
    if (fits && (best === undefined || comparePatterns(best.key, key) > 0)) {
      best = { key, match: request.slice(star, request.length - tail.length) };
    }
  }
  return best;
}

const warnedFolders = new Set();
function warnTrailingSlash(subpath, pkg, base) {
  if (process().noDeprecation || warnedFolders.has(`${pkg.path}|${subpath}`)) return;
  warnedFolders.add(`${pkg.path}|${subpath}`);
  process().emitWarning(
    `Use of deprecated trailing slash pattern mapping "${subpath}" in the "exports" field module resolution of the ` +
      `package at ${pkg.path}${base ? ` imported from ${toPath(base)}` : ''}. ` +
      'Mapping specifiers ending in "/" is no longer supported.',
    'DeprecationWarning',
    'DEP0155',
  );
}

/**
 * What a package exports under a subpath.
 * @param {import('./package_json').PackageJson} pkg with `exports`
 * @param {string} subpath `.` or `./...`
 * @param {Set<string>} conditions
 * @param {string} [base] URL of the importing module
 * @returns {string} path or URL
 * @throws ERR_PACKAGE_PATH_NOT_EXPORTED, ERR_INVALID_PACKAGE_TARGET, ERR_INVALID_PACKAGE_CONFIG,
 *   ERR_INVALID_MODULE_SPECIFIER
 */
function resolveExports(pkg, subpath, conditions, base) {
  const table = isMainOnly(pkg.exports, pkg, base) ? { __proto__: null, '.': pkg.exports } : pkg.exports;
  const query = {
    __proto__: null,
    pkg,
    key: subpath,
    match: undefined,
    internal: false,
    base,
    conditions,
    folder: false,
  };
  let found;
  if (Object.hasOwn(table, subpath) && !subpath.includes('*') && !subpath.endsWith('/')) {
    found = resolveTarget(query, table[subpath]);
  } else {
    const folder = subpath.endsWith('/');
    const pattern = findPattern(
      table,
      subpath,
      folder ? () => warnTrailingSlash(subpath, pkg, base) : undefined,
    );
    if (pattern !== undefined) {
      ({ key: query.key, match: query.match } = pattern);
      query.folder = folder;
      found = resolveTarget(query, table[query.key]);
    }
  }
  if (found == null) {
    throw new (errors().codes.ERR_PACKAGE_PATH_NOT_EXPORTED)(pkg.folder, subpath, basePath(base));
  }
  return found;
}

/**
 * What a package's "imports" say of a specifier that begins with `#`.
 * @param {string} name
 * @param {string} base URL of the importing module
 * @param {Set<string>} conditions
 * @returns {string} path or URL
 * @throws ERR_PACKAGE_IMPORT_NOT_DEFINED and what `resolveExports` throws
 */
function resolveImports(name, base, conditions) {
  if (name === '#' || name.endsWith('/')) {
    throw new (errors().codes.ERR_INVALID_MODULE_SPECIFIER)(
      name,
      'is not a valid internal imports specifier name',
      toPath(base),
    );
  }
  const pkg = nearest(toPath(base));
  const table = pkg?.imports;
  let found;
  if (table) {
    const query = {
      __proto__: null,
      pkg,
      key: name,
      match: undefined,
      internal: true,
      base,
      conditions,
      folder: false,
    };
    if (Object.hasOwn(table, name) && !name.includes('*')) {
      found = resolveTarget(query, table[name]);
    } else {
      const pattern = findPattern(table, name);
      if (pattern !== undefined) {
        ({ key: query.key, match: query.match } = pattern);
        found = resolveTarget(query, table[query.key]);
      }
    }
  }
  if (found == null) {
    throw new (errors().codes.ERR_PACKAGE_IMPORT_NOT_DEFINED)(name, pkg?.folder, toPathOrSame(base));
  }
  return found;
}

module.exports = { resolveExports, resolveImports };
