'use strict';

/** Temporary directories: mkdtemp, and the kind that removes itself. */

const native = binding('fs');
const { decodeName, getOptions, getValidatedPath, wantsBytes } = require('node/internal/fs/utils');
const buffer = require.lazy('node/buffer');
const process = require.lazy('node/process');
const pathModule = require.lazy('node/path');
const validators = require.lazy('ext/base/validators');
const rmModule = require.lazy('node/internal/fs/rm');

let warned = false;

/** What mkdtemp(3) takes: the prefix and six letters to be replaced. */
function templateFrom(prefix) {
  prefix = getValidatedPath(prefix, 'prefix');
  const isText = typeof prefix === 'string';
  if (!warned && (isText ? prefix.endsWith('X') : prefix[prefix.length - 1] === 0x58)) {
    warned = true;
    process().emitWarning(
      'mkdtemp() templates ending with X are not portable. For details see: https://nodejs.org/api/fs.html',
    );
  }
  if (isText) return `${prefix}XXXXXX`;
  const { Buffer } = buffer();
  return Buffer.concat([prefix, Buffer.from('XXXXXX')]);
}

/**
 * Makes a directory whose name is `prefix` and six letters.
 * @param {string | Buffer | URL} prefix
 * @param {{encoding?: string} | string} [options]
 * @returns {string | Buffer}
 */
function mkdtempSync(prefix, options) {
  const { encoding } = getOptions(options);
  const template = templateFrom(prefix);
  const bytes = wantsBytes(encoding);
  const path = native.mkdtemp(template, bytes);
  return bytes ? decodeName(path, encoding) : path;
}

function mkdtemp(prefix, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  if (typeof callback !== 'function') validators().validateFunction(callback, 'cb');
  const { encoding } = getOptions(options);
  const template = templateFrom(prefix);
  if (!wantsBytes(encoding)) {
    native.mkdtemp(template, false, callback);
    return;
  }
  native.mkdtemp(template, true, (error, path) => {
    if (error) callback(error);
    else callback(null, decodeName(path, encoding));
  });
}

/** The path to remove: where the directory was made, wherever the process has gone since. */
const placeOf = (path) => pathModule().resolve(process().cwd(), `${path}`);

const kRemoveOptions = { maxRetries: 0, recursive: true, force: true, retryDelay: 100 };

/**
 * As mkdtempSync; the result has `path`, `remove()` and `[Symbol.dispose]()`.
 */
function mkdtempDisposableSync(prefix, options) {
  const path = mkdtempSync(prefix, options);
  const place = placeOf(path);
  const remove = () => rmModule().rmSync(place, kRemoveOptions);
  return {
    path,
    remove,
    [Symbol.dispose]() {
      remove();
    },
  };
}

/** The promise of a directory with `path`, `remove()` and `[Symbol.asyncDispose]()`. */
async function mkdtempDisposable(path) {
  const place = placeOf(path);
  const remove = async () => {
    await new Promise((resolve, reject) => {
      rmModule().rm(place, kRemoveOptions, (error) => (error ? reject(error) : resolve()));
    });
  };
  return {
    __proto__: null,
    path,
    remove,
    async [Symbol.asyncDispose]() {
      await remove();
    },
  };
}

module.exports = { mkdtemp, mkdtempDisposable, mkdtempDisposableSync, mkdtempSync, templateFrom };
