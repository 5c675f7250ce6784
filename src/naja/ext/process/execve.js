'use strict';

// process.execve: another program takes this one's place.

const { codes, ErrnoException } = require('ext/base/errors');
const { validateArray, validateObject, validateString } = require('ext/base/validators');
const process = require('node/process');

function withoutNull(value) {
  return typeof value === 'string' && !value.includes('\u0000');
}

/**
 * @param {string} execPath absolute
 * @param {string[]} [args] from argv[0] on
 * @param {object} [env]
 * @throws {ERR_INVALID_ARG_TYPE | ERR_INVALID_ARG_VALUE | Error} where the system refuses
 */
function execve(execPath, args = [], env = process.env) {
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  args.forEach((arg, i) => {
    if (!withoutNull(arg))
      throw new codes.ERR_INVALID_ARG_VALUE(`args[${i}]`, arg, 'must be a string without null bytes');
  });
  validateObject(env, 'env');
  const hidden = env === process.env && require('ext/process/env').hidesVariables();
  const pairs = hidden ? [null] : [];
  for (const [key, value] of hidden ? [] : Object.entries(env)) {
    if (!withoutNull(value) || !withoutNull(key)) {
      throw new codes.ERR_INVALID_ARG_VALUE(
        'env',
        env,
        'must be an object with string keys and values without null bytes',
      );
    }
    pairs.push(`${key}=${value}`);
  }
  const error = binding('process').execve(execPath, args, pairs);
  throw new ErrnoException(error, 'execve', undefined, execPath);
}

module.exports = { execve };
