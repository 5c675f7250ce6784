'use strict';

/** The errors of node:sqlite. */

const { native } = require('ext/sqlite/core');

function make(message, errcode, errstr) {
  const error = new Error(message);
  error.code = 'ERR_SQLITE_ERROR';
  if (errcode !== undefined) error.errcode = errcode;
  if (errstr !== undefined) error.errstr = errstr;
  return error;
}

/** What the last call on a database failed with. */
function lastError(database) {
  const [code, message, text] = native.failure(database);
  return make(message, code, text);
}

/** The error of a code alone. */
function errorOf(code, message = native.errorText(code)) {
  return make(message, code, native.errorText(code));
}

function coded(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

const invalidArgument = (message) => coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
const invalidState = (message) => coded(Error, 'ERR_INVALID_STATE', message);
const outOfRange = (message) => coded(RangeError, 'ERR_OUT_OF_RANGE', message);
const tooLarge = (database) =>
  outOfRange(`Value is too large to be represented as a JavaScript number: ${native.tooLarge(database)}`);

module.exports = { errorOf, invalidArgument, invalidState, lastError, make, outOfRange, tooLarge };
