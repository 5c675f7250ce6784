'use strict';

/**
 * `python:` specifiers: `python:numpy`, `python:os.path`, and `python:./mine.py`, whose URL has the whole path.
 */

const native = binding('python');
require('python/js/objects');
const helpers = require('python/js/helpers');
const { createSynthetic, evaluate, instantiate, setExport } = binding('modules');

const { live } = helpers;

/** URL -> {module, names, exports, given} */
const facades = new Map();
/** URL -> proxy */
const loaded = new Map();

/** The folder that Python's own imports begin in: that of the program. */
let began = false;
function begin() {
  if (began) return;
  began = true;
  const { argv, cwd } = require('node/process');
  const main = argv[1];
  live.begin(main !== undefined && main.startsWith('/') ? main : '', cwd());
}

/**
 * Imports what a URL names. This is the one place through which a program gets a Python module.
 * @param {string} url as urlOf gives it
 * @returns {object} the proxy of the module
 * @throws {PythonError} what the import raises: ModuleNotFoundError (with Node's code for it) and the like
 */
function load(url) {
  let found = loaded.get(url);
  if (found === undefined) {
    begin();
    try {
      found = native.importModule(url.slice(7));
    } catch (error) {
      if (error?.name === 'ModuleNotFoundError' && error.code === undefined)
        error.code = 'ERR_MODULE_NOT_FOUND';
      throw error;
    }
    loaded.set(url, found);
  }
  return found;
}

/** The engine's module for a `python:` URL: the module itself is the default export, its names are the others. */
function facade(url) {
  let entry = facades.get(url);
  if (entry === undefined) {
    const exports = load(url);
    const names = live.names_of(exports).filter((name) => name !== 'default');
    const module = createSynthetic(url, [...names, 'default'], (set) => set('default', exports));
    instantiate(module);
    evaluate(module);
    entry = { module, names: new Set(names), exports, given: new Set() };
    facades.set(url, entry);
  }
  return entry.module;
}

/**
 * Gives the exports that a module asks for their values; those that nobody asks for are not looked at, since looking may
 * import.
 * @param {string} url
 * @param {string[] | null} asked names; null: all
 */
function give(url, asked) {
  const entry = facades.get(url);
  const { module, names, exports, given } = entry;
  for (const name of asked ?? names) {
    if (given.has(name) || !names.has(name)) continue;
    given.add(name);
    let value;
    try {
      value = live.get_name(exports, name);
    } catch (error) {
      if (asked !== null) throw error;
      continue; // import * of a module, some of whose names are not to be had here
    }
    setExport(module, name, value);
  }
}

module.exports = { facade, give, load };
