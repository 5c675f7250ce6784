'use strict';

/**
 * The beginning of a restricted program (docs/permissions.md): what the loaders read before any of it runs is the program,
 * and needs no permission. That is the entry, what it imports, and what these import by name later on.
 */

const { state } = require('modules/cjs/loader');
const modules = require.lazy('modules/esm/loader');
const urls = require.lazy('modules/urls');

const IMPORT =
  /\bimport\s*\(\s*(["'])([^"'\\\n]+)\1\s*(?:,\s*\{\s*with\s*:\s*\{\s*["']?type["']?\s*:\s*["'](\w+)["'])?/g;

/** @type {[string, string, string | undefined][]} specifier, importing URL, type */
let named = [];

/**
 * Takes note of the imports of a source that name a module and happen when it runs.
 * @param {string} href the source's URL
 * @param {string} source
 */
function note(href, source) {
  for (const { 2: specifier, 3: type } of source.matchAll(IMPORT)) named.push([specifier, href, type]);
}

/** Loads them. What is not there, or is wrong, will be found out when it is imported. */
function prefetch() {
  while (named.length > 0) {
    const { 0: specifier, 1: href, 2: type } = named.pop();
    try {
      modules().prefetch(
        specifier,
        href,
        type === undefined ? { __proto__: null } : { __proto__: null, type },
      );
    } catch {
      // It may never be imported.
    }
  }
}

/**
 * The program begins: what is read from now on is asked for.
 * @param {string} [source] of the CommonJS module that is about to run
 * @param {string} [filename]
 */
function begin(source, filename) {
  if (source !== undefined && filename[0] === '/') {
    note(urls().toHref(filename), source);
    prefetch();
  }
  state.loading = false;
  named = [];
  binding('permissions').loaded();
}

module.exports = { begin, note, prefetch };
