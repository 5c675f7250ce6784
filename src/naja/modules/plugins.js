'use strict';

/**
 * Modules that Python packages add (docs/plugins.md): `scheme:path`, and bare names that nothing else has. Asked for only
 * where an import would fail otherwise.
 */

const { toHref, toPath } = require('modules/urls');

/** Says what the program is: plugins are looked for in its environment, too. A host has its own. */
let told = false;
function lookBeside() {
  if (told) return;
  told = true;
  if (require('modules/options').getOptions().embedded !== undefined) return;
  const { argv, cwd } = require('node/process');
  binding('plugins').lookBeside(argv[1]?.startsWith('/') ? argv[1] : '', cwd());
}

/**
 * What a plugin offers. Whether one does is asked first, and alone: that is quick, and mostly the end of it.
 * @param {string} name a scheme, or a bare name
 * @param {string} [path] what follows the scheme
 * @returns {{file?: string, exports?: object} | undefined}
 */
function find(name, path) {
  lookBeside();
  if (!binding('plugins').isDeclared(name, path !== undefined)) return undefined;
  return binding('plugin_exports').find(name, path);
}

const SCHEME = /^([a-z][a-z\d+\-.]*):(.*)$/i;
// A bare name's module, as a URL. Programs cannot import it by that.
const OF_NAME = 'naja-module:';

/** URL -> exports. */
const loaded = new Map();
/** Specifier -> URL, of what was found. */
const resolved = new Map();

function remember(specifier, href, found) {
  if (found === undefined) return undefined;
  const location = found.file === undefined ? href : toHref(found.file);
  if (found.exports !== undefined) loaded.set(href, found.exports);
  resolved.set(specifier, location);
  return location;
}

/**
 * The URL of the module that a specifier with an unknown scheme names: a file's, or the specifier itself.
 * @param {string} specifier
 * @returns {string | undefined} undefined: no plugin has that scheme
 * @throws ERR_PLUGIN_CONFLICT, ERR_PLUGIN_LOAD_FAILED, ERR_MODULE_NOT_FOUND
 */
function resolveScheme(specifier) {
  const known = resolved.get(specifier);
  if (known !== undefined) return known;
  const match = SCHEME.exec(specifier);
  if (match === null) return undefined;
  return remember(specifier, specifier, find(match[1], match[2]));
}

/**
 * The URL of the module that a plugin offers under a bare name.
 * @param {string} name
 * @returns {string | undefined}
 * @throws as resolveScheme
 */
function resolveName(name) {
  return resolved.get(name) ?? remember(name, OF_NAME + name, find(name));
}

/**
 * The same for require(): a file's path, or what `exportsOf` takes.
 * @param {string} request
 * @returns {string | undefined}
 */
function resolveForRequire(request) {
  if (/^(?:[./#]|$)/.test(request)) return undefined;
  const href = SCHEME.test(request) ? resolveScheme(request) : resolveName(request);
  return href?.startsWith('file:') ? toPath(href) : href;
}

/** Whether a URL is that of a plugin's Python module, which has been resolved. */
function isLoaded(href) {
  return loaded.has(href);
}

/** The exports of such a module. */
function exportsOf(href) {
  return loaded.get(href);
}

module.exports = { exportsOf, isLoaded, resolveForRequire, resolveName, resolveScheme };
