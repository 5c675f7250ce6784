'use strict';

/** `Deno.env`. */

const { getEnv, unsetEnv, envKeys } = binding('process');
const process = require.lazy('node/process');

function checkKey(key) {
  if (key.length === 0) throw new TypeError('Key is an empty string.');
  if (key.includes('=') || key.includes('\0')) {
    throw new TypeError(`Key contains invalid characters: ${quote(key)}`);
  }
}

/** As Rust shows a string. */
function quote(text) {
  return JSON.stringify(text).replaceAll('\\u0000', '\\0');
}

const env = {
  /** @returns {string | undefined} */
  get: function getEnv_(key) {
    key = String(key);
    checkKey(key);
    return getEnv(key);
  },
  /** @returns {Record<string, string>} */
  toObject() {
    const result = {};
    for (const key of envKeys()) result[key] = getEnv(key);
    return result;
  },
  set: function setEnv(key, value) {
    key = String(key);
    value = String(value);
    checkKey(key);
    if (value.includes('\0')) throw new TypeError(`Value contains invalid characters: ${quote(value)}`);
    process().env[key] = value; // which tells the engine of a new time zone
  },
  has(key) {
    return env.get(key) !== undefined;
  },
  delete: function deleteEnv(key) {
    key = String(key);
    checkKey(key);
    if (key === 'TZ') delete process().env.TZ;
    else unsetEnv(key);
  },
};
Object.defineProperty(env.get, 'name', { __proto__: null, value: 'getEnv', configurable: true });

module.exports = { env };
