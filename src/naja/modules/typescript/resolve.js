'use strict';

/** What TypeScript's programs expect of resolution beyond Node's: tsconfig's "paths", and names that stand for sources. */

const { stat } = require('modules/files');
const path = require('node/path/posix');
const { configFor } = require('modules/typescript/tsconfig');

// What a compiled file's source may be called.
const SOURCES = {
  __proto__: null,
  '.js': ['.ts', '.tsx', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

const isFile = (name) => stat(name) === 0;

/**
 * The source behind a path that is no file itself: `x.js` for x.ts, `x` for x.ts or x/index.ts.
 * @param {string} name absolute path
 * @returns {string | undefined}
 */
function findSource(name) {
  const base = name.length > 1 && name.endsWith('/') ? name.slice(0, -1) : name;
  if (base === name) {
    const extension = path.extname(base);
    for (const ending of SOURCES[extension] ?? []) {
      const source = base.slice(0, -extension.length) + ending;
      if (isFile(source)) return source;
    }
    for (const ending of ENDINGS) if (isFile(base + ending)) return base + ending;
  }
  if (stat(base) !== 1) return undefined;
  for (const ending of ENDINGS) if (isFile(`${base}/index${ending}`)) return `${base}/index${ending}`;
  return undefined;
}

const fileOrSource = (name) => (isFile(name) ? name : findSource(name));

/**
 * What tsconfig's "paths" or "baseUrl" make of a bare specifier.
 * @param {string} specifier
 * @param {string} parent path of the importing source
 * @returns {string | undefined} an absolute path
 */
function resolveByConfig(specifier, parent) {
  const config = configFor(parent);
  if (config === undefined) return undefined;
  for (const { prefix, suffix, targets } of config.paths ?? []) {
    let middle = '';
    if (suffix === undefined) {
      if (specifier !== prefix) continue;
    } else {
      const fits = specifier.length >= prefix.length + suffix.length;
      if (!fits || !specifier.startsWith(prefix) || !specifier.endsWith(suffix)) continue;
      middle = specifier.slice(prefix.length, specifier.length - suffix.length);
    }
    for (const target of targets) {
      const found = fileOrSource(target.replace('*', () => middle));
      if (found !== undefined) return found;
    }
    break; // Only the best key counts.
  }
  return config.baseUrl === undefined ? undefined : fileOrSource(path.join(config.baseUrl, specifier));
}

module.exports = { findSource, resolveByConfig };
