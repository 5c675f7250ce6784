'use strict';

/** The errors of `node:ffi`, which carry their code but do not show it in their name. */

function make(Class, code, message) {
  const error = new Class(message);
  error.code = code;
  return error;
}

const invalidType = (message) => make(TypeError, 'ERR_INVALID_ARG_TYPE', message);
const invalidValue = (message) => make(TypeError, 'ERR_INVALID_ARG_VALUE', message);
const callFailed = (message) => make(Error, 'ERR_FFI_CALL_FAILED', message);
const closed = () => make(Error, 'ERR_FFI_LIBRARY_CLOSED', 'Library is closed');

module.exports = { make, invalidType, invalidValue, callFailed, closed };
