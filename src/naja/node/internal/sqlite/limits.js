'use strict';

/** `limits` of a DatabaseSync. */

const { limitFiles, native } = require('ext/sqlite/core');
const { invalidArgument, outOfRange } = require('node/internal/sqlite/errors');
const { checkObject } = require('node/internal/sqlite/options');

const VARIABLES = 9;
/** SQLite's numbers, by Node's names. */
const IDS = {
  __proto__: null,
  length: 0,
  sqlLength: 1,
  column: 2,
  exprDepth: 3,
  compoundSelect: 4,
  vdbeOp: 5,
  functionArg: 6,
  attach: 7,
  likePatternLength: 8,
  variableNumber: VARIABLES,
  triggerDepth: 10,
};
const MOST = 0x7fffffff;

/** `options.limits` as [id, value]. @throws {TypeError|RangeError} */
function readLimits(limits) {
  if (limits === undefined) return [];
  checkObject(limits, 'options.limits');
  const list = [];
  for (const [name, id] of Object.entries(IDS)) {
    const value = limits[name];
    if (value === undefined) continue;
    if (!Number.isInteger(value))
      throw invalidArgument(`The "options.limits.${name}" argument must be an integer.`);
    if (value < 0) throw outOfRange(`The "options.limits.${name}" argument must be non-negative.`);
    list.push([id, Math.min(value, MOST)]);
  }
  return list;
}

/** @param {function(): External} open gives the database, which must be open @returns {Record<string, number>} */
function limitsOf(open) {
  const limits = {};
  for (const [name, id] of Object.entries(IDS)) {
    Object.defineProperty(limits, name, {
      __proto__: null,
      configurable: false,
      enumerable: true,
      get: () => native.limit(open(), id, -1),
      set(value) {
        const handle = open();
        const isWhole = typeof value === 'number' && (Number.isInteger(value) || value === Infinity);
        if (!isWhole) throw invalidArgument('Limit value must be a non-negative integer or Infinity.');
        if (value < 0) throw outOfRange('Limit value must be non-negative.');
        native.limit(handle, id, id === VARIABLES ? Math.min(value, 32766) : Math.min(value, MOST));
        limitFiles(handle);
      },
    });
  }
  // As an object of numbers, which it is to programs.
  const value = () => ({ ...limits });
  Object.defineProperty(limits, Symbol.for('nodejs.util.inspect.custom'), { __proto__: null, value });
  return limits;
}

module.exports = { VARIABLES, limitsOf, readLimits };
