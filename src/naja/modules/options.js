'use strict';

/**
 * The options of the process, as the command line gave them.
 *
 * `flags` holds only what was given, by Node's full names (`--conditions`); what was not has the default below.
 */

const DEFAULTS = {
  __proto__: null,
  '--addons': true,
  '--async-context-frame': true,
  '--conditions': Object.freeze([]),
  '--deprecation': true,
  '--disable-warning': Object.freeze([]),
  '--experimental-detect-module': true,
  '--experimental-global-navigator': true,
  '--experimental-repl-await': true,
  '--experimental-require-module': true,
  '--experimental-sqlite': true,
  '--experimental-websocket': true,
  '--extra-info-on-fatal-exception': true,
  '--global-search-paths': true,
  '--import': Object.freeze([]),
  '--input-type': '',
  '--network-family-autoselection': true,
  '--require': Object.freeze([]),
  '--require-module': true,
  '--strip-types': true,
  '--title': '',
  '--unhandled-rejections': '',
  '--warnings': true,
};

// Another name for the same option.
const SAME = {
  __proto__: null,
  '--enable-network-family-autoselection': '--network-family-autoselection',
  '--experimental-require-module': '--require-module',
  '--experimental-strip-types': '--strip-types',
};

let flags = { __proto__: null };
let current = { argv: [], execArgv: [], flags };

/**
 * Takes over the options that the process was started with.
 * @param {{entry: string, argv: string[], execArgv: string[], flags: Record<string, unknown>}} options
 */
function setOptions(options) {
  current = options;
  flags = { __proto__: null };
  for (const name of Object.keys(options.flags)) flags[SAME[name] ?? name] = options.flags[name];
}

/**
 * The value of an option: true or false for a switch, else a string, a number or an array of strings.
 * @param {string} name by its full name, `--conditions`
 */
function getOption(name) {
  const value = flags[SAME[name] ?? name];
  return value === undefined ? DEFAULTS[name] : value;
}

module.exports = {
  getOption,
  getOptions: () => current,
  setOptions,
};
