'use strict';

/** `import.meta`. */

const { getOption } = require('modules/options');
const { isURL, toPath } = require('modules/urls');
const errors = require.lazy('ext/base/errors');
const loader = require.lazy('modules/esm/loader');
const path = require.lazy('node/path/posix');

/** `import.meta.resolve` of a module. */
function makeResolve(url) {
  return function resolve(specifier, parentURL) {
    const base = getOption('--experimental-import-meta-resolve') ? (parentURL ?? url) : url;
    if (typeof base !== 'string' && !isURL(base)) {
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)('parentURL', ['string', 'URL'], base);
    }
    try {
      return loader().resolve(`${specifier}`, `${base}`).url;
    } catch (error) {
      // What is not there has a URL all the same.
      const missing = error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'ERR_UNSUPPORTED_DIR_IMPORT';
      if (missing && error.url) return error.url;
      throw error;
    }
  };
}

/** What Bun has besides: not enumerable, so that programs which look see Node's. */
const OF_BUN = {
  dir: {
    get() {
      return this.dirname;
    },
  },
  file: {
    get() {
      return path().basename(this.filename);
    },
  },
  path: {
    get() {
      return this.filename;
    },
  },
  env: {
    get() {
      return require('node/process').env;
    },
  },
  require: {
    get() {
      return require('node/module').createRequire(this.url);
    },
  },
  resolveSync: {
    get() {
      return (specifier, from) => require('bun/basics').resolveSync(specifier, from ?? this.filename);
    },
  },
};
for (const descriptor of Object.values(OF_BUN)) descriptor.configurable = true;

/**
 * Fills `import.meta`, in Node's order.
 * @param {object} meta
 * @param {string} url
 * @param {boolean} isMain
 */
function fillMeta(meta, url, isMain) {
  if (url.startsWith('file:')) {
    const filename = toPath(url.replace(/[?#].*$/, ''));
    meta.dirname = path().dirname(filename);
    meta.filename = filename;
    Object.defineProperties(meta, OF_BUN);
  }
  meta.main = isMain;
  meta.resolve = makeResolve(url);
  meta.url = url;
}

module.exports = { fillMeta };
