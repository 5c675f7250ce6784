'use strict';

// process.loadEnvFile: variables from a file into process.env; what is there already stays.

const { parseEnv } = require('node/util');

/**
 * @param {string | URL | Buffer} [path] default: .env
 * @throws {Error} ENOENT ...
 */
function load(path = '.env') {
  const process = require('node/process');
  const text = require('node/fs').readFileSync(path, 'utf8');
  for (const [name, value] of Object.entries(parseEnv(text))) {
    if (process.env[name] === undefined) process.env[name] = value;
  }
}

module.exports = { load };
