'use strict';

// What sockets and servers share before there is one: argument lists, and the defaults that programs may set.

const { validateBoolean, validateInt32 } = require('ext/base/validators');
const { getOption } = require('modules/options');
const { normalizedArgsSymbol } = require('node/internal/net/symbols');

/** No attempt of several gets less time than this, in milliseconds. */
const MIN_ATTEMPT_TIMEOUT = 10;

/** `Number(x)`, or false where that is no number from 0 on. */
function toNumber(value) {
  const number = Number(value);
  return number >= 0 ? number : false;
}

/** Whether the first argument of connect() or listen() names a local socket. */
function isPipeName(value) {
  return typeof value === 'string' && toNumber(value) === false;
}

/**
 * The arguments of connect() and listen() as [options, callback or null]: (options[, cb]), (path[, cb]),
 * ([port][, host][, cb]). listen()'s backlog is left to listen().
 * @param {Array} args
 */
function normalizeArgs(args) {
  const first = args[0];
  let options = {};
  if (typeof first === 'object' && first !== null) {
    options = first;
  } else if (isPipeName(first)) {
    options.path = first;
  } else if (args.length > 0) {
    options.port = first;
    if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
  }
  const last = args[args.length - 1];
  const result = [options, typeof last === 'function' ? last : null];
  result[normalizedArgsSymbol] = true;
  return result;
}

/** Whether an argument list was normalized already. */
function isNormalized(value) {
  return Array.isArray(value) && value[normalizedArgsSymbol] === true;
}

const state = {
  autoSelectFamily: getOption('--network-family-autoselection') !== false,
  attemptTimeout: getOption('--network-family-autoselection-attempt-timeout') ?? 500,
};

/** @returns {boolean} whether connect() tries all addresses of a name unless told otherwise */
function getDefaultAutoSelectFamily() {
  return state.autoSelectFamily;
}

/** @param {boolean} value @throws {ERR_INVALID_ARG_TYPE} */
function setDefaultAutoSelectFamily(value) {
  validateBoolean(value, 'value');
  state.autoSelectFamily = value;
}

/** @returns {number} milliseconds that an attempt gets before the next address is tried */
function getDefaultAutoSelectFamilyAttemptTimeout() {
  return state.attemptTimeout;
}

/** @param {number} value milliseconds, at least 10 @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE} */
function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  validateInt32(value, 'value', 1);
  state.attemptTimeout = Math.max(value, MIN_ATTEMPT_TIMEOUT);
}

module.exports = {
  MIN_ATTEMPT_TIMEOUT,
  toNumber,
  isPipeName,
  normalizeArgs,
  isNormalized,
  get autoSelectFamily() {
    return state.autoSelectFamily;
  },
  get attemptTimeout() {
    return state.attemptTimeout;
  },
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
