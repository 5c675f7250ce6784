'use strict';

// process.binding(name): of Node's internal bindings, what packages still take from there and Naja has the like of.

const BINDINGS = {
  __proto__: null,

  config: () => ({
    isDebugBuild: false,
    hasOpenSSL: true,
    fipsMode: false,
    hasIntl: true,
    hasTracing: false,
    hasNodeOptions: true,
    hasInspector: true,
    noBrowserGlobals: false,
    bits: 64,
  }),

  constants() {
    const { dlopen, errno, priority, signals, UV_UDP_REUSEADDR } = require('node/os').constants;
    return {
      __proto__: null,
      os: { UV_UDP_REUSEADDR, dlopen, errno, signals, priority },
      fs: { ...require('node/fs').constants },
      crypto: { ...require('node/crypto').constants },
      zlib: { ...require('node/zlib').constants },
    };
  },

  tty_wrap() {
    const { TTY, isTTY } = binding('tty');
    return { TTY, isTTY };
  },

  util() {
    const types = require('node/util').types;
    const names = Object.keys(types).filter((name) => !/^is(Key|Crypto)/.test(name));
    return Object.fromEntries(names.map((name) => [name, types[name]]));
  },

  uv() {
    const { errname, errors } = binding('uv');
    const numbers = errors.map(([number, name]) => [`UV_${name}`, number]);
    return { errname, ...Object.fromEntries(numbers) };
  },
};
const made = new Map();

/**
 * @param {string} name
 * @returns {object}
 * @throws {Error} for every other
 */
function processBinding(name) {
  const key = String(name);
  if (!made.has(key)) {
    const make = BINDINGS[key];
    if (make === undefined) throw new Error(`No such module: ${key}`);
    made.set(key, make());
  }
  return made.get(key);
}

module.exports = processBinding;
