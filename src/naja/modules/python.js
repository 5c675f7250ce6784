'use strict';

/**
 * `python:` specifiers, as the loaders need them: URLs, and which names of a module a source imports. What loads Python
 * is python/js/modules.js.
 */

const bridge = require.lazy('python/js/modules');

/**
 * The URL that a specifier leads to: for a file, `python:` and its path.
 * @param {string} specifier begins with `python:`
 * @param {string | undefined} base a URL or path of the file that imports; the working directory's if there is none
 */
function urlOf(specifier, base) {
  const name = specifier.slice(7);
  if (name[0] !== '.' && name[0] !== '/') return specifier;
  const path = require('node/path/posix');
  if (name[0] === '/') return `python:${path.normalize(name)}`;
  const from = base === undefined ? '' : require('modules/urls').toPathOrSame(base);
  const folder = from[0] === '/' ? path.dirname(from) : require('node/process').cwd();
  return `python:${path.resolve(folder, name)}`;
}

/** What `require` of a specifier gives: the module. */
function load(specifier, base) {
  try {
    return bridge().load(urlOf(specifier, base));
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') error.code = 'MODULE_NOT_FOUND'; // require's word for it
    throw error;
  }
}

const MENTION = /(['"])(python:[^'"\n]+)\1/g;
const STATIC =
  /\b(?:import|export)\s*(?:type\b\s*)?(?:[\w$]+\s*,?\s*)?(?:\{([^}'"]*)\}\s*)?from\s*(['"])(python:[^'"\n]+)\2/g;

/** href -> specifier -> names that its imports ask for; null for all. */
const noted = new Map();

/**
 * Looks at what a module imports from Python, before it is linked.
 * @param {string} href
 * @param {string} source
 */
function note(href, source) {
  const mentions = new Map();
  for (const [, , specifier] of source.matchAll(MENTION)) {
    mentions.set(specifier, (mentions.get(specifier) ?? 0) + 1);
  }
  const asked = new Map();
  for (const [, list = '', , specifier] of source.matchAll(STATIC)) {
    mentions.set(specifier, mentions.get(specifier) - 1);
    const names = asked.get(specifier) ?? [];
    for (const item of list.split(',')) {
      const name = item
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/)[0];
      if (name !== '') names.push(name);
    }
    asked.set(specifier, names);
  }
  // Mentioned in another way, import() or import * among them: everything may be wanted.
  for (const [specifier, left] of mentions) if (left !== 0) asked.set(specifier, null);
  noted.set(href, asked);
}

/**
 * Gives the exports of a Python module that a module asks for their values.
 * @param {string | undefined} href of the module that imports; none for import()
 * @param {string} specifier
 * @param {string} url what it led to
 */
function importedBy(href, specifier, url) {
  bridge().give(url, noted.get(href)?.get(specifier) ?? null);
}

module.exports = { importedBy, load, note, urlOf };
