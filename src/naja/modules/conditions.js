'use strict';

/** The conditions that hold in package "exports" and "imports". */

const { getOption } = require('modules/options');

let cjs;
let esm;

function list(...first) {
  if (getOption('--addons')) first.push('node-addons');
  first.push(...getOption('--conditions'));
  if (getOption('--require-module')) first.push('module-sync');
  return { array: Object.freeze(first), set: new Set(first) };
}

/** @returns {{array: readonly string[], set: Set<string>}} for require() */
function cjsConditions() {
  return (cjs ??= list('require', 'node'));
}

/** @returns {{array: readonly string[], set: Set<string>}} for import */
function esmConditions() {
  return (esm ??= list('node', 'import'));
}

module.exports = { cjsConditions, esmConditions };
