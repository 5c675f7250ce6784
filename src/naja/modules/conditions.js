'use strict';

/** The conditions that hold in package "exports" and "imports". */

const { getOption } = require('modules/options');

let cjs;
let esm;

const addons = () => (getOption('--addons') ? ['node-addons'] : []);
const sync = () => (getOption('--require-module') ? ['module-sync'] : []);
const list = (array) => ({ array: Object.freeze(array), set: new Set(array) });

/** @returns {{array: readonly string[], set: Set<string>}} for require() */
function cjsConditions() {
  return (cjs ??= list(['require', 'node'].concat(addons(), getOption('--conditions'), sync())));
}

/** @returns {{array: readonly string[], set: Set<string>}} for import */
function esmConditions() {
  return (esm ??= list(['node', 'import'].concat(sync(), addons(), getOption('--conditions'))));
}

module.exports = { cjsConditions, esmConditions };
