'use strict';

// process.dlopen() and require() of .node files.

const native = binding('addons');
const { setBufferPrototype } = binding('v8');
const { setNativeWarning } = binding('async_context');
const { codes } = require('ext/base/errors');
const { getOption } = require('modules/options');

const RTLD_LAZY = 1;

/**
 * Loads a native addon into `module.exports`.
 * @param {{exports: object, filename?: string}} module
 * @param {string} filename
 * @param {number} [flags] os.constants.dlopen; RTLD_LAZY if it is not given
 * @throws {ERR_DLOPEN_FAILED | ERR_DLOPEN_DISABLED | ERR_MISSING_ARGS | ERR_INVALID_ARG_TYPE | TypeError}
 */
function dlopen(...args) {
  if (!getOption('--addons')) throw new codes.ERR_DLOPEN_DISABLED();
  if (args.length < 2) throw missing();
  const flags = args.length > 2 ? toFlags(args[2]) : RTLD_LAZY;
  const module = toObject(args[0]);
  open(module, typeof args[1] === 'symbol' ? '' : `${args[1]}`.replace(/\0.*/s, ''), flags, false);
}

/** The same for Naja's own addons, which no option disables, and which need no permission. */
function open(module, filename, flags = RTLD_LAZY, own = true) {
  const exports = toObject(module.exports);
  const symbol = native.foreignSymbol(filename, own);
  if (symbol !== undefined) throw foreignError(filename, symbol);
  // Node-API makes Uint8Arrays until it is told what a Buffer is.
  setBufferPrototype(require('node/buffer').Buffer.prototype);
  setNativeWarning(warnOfThrown);
  let made;
  try {
    made = native.dlopen(filename, flags, exports, toUrl(module.filename), own);
  } catch (error) {
    throw error === true ? foreignError(filename) : error;
  }
  if (made !== undefined && made !== exports) module.exports = made;
}

/** A callback of an addon of before Node-API 10 threw. @returns {boolean} whether that is an uncaught exception */
function warnOfThrown() {
  if (getOption('--force-node-api-uncaught-exceptions-policy')) return true;
  require('node/process').emitWarning(
    'Uncaught Node-API callback exception detected, please run node with option ' +
      '--force-node-api-uncaught-exceptions-policy=true to handle those exceptions properly.',
    'DeprecationWarning',
    'DEP0168',
  );
  return false;
}

/** In the words of process.dlopen, which are not those of ERR_MISSING_ARGS elsewhere. */
function missing() {
  return withCode(new TypeError('process.dlopen needs at least 2 arguments'), 'ERR_MISSING_ARGS');
}

function withCode(error, code) {
  error.code = code;
  return error;
}

function toFlags(value) {
  try {
    return value | 0;
  } catch {
    throw withCode(new TypeError('flag argument must be an integer.'), 'ERR_INVALID_ARG_TYPE');
  }
}

function toObject(value) {
  if (value == null) throw new TypeError('Cannot convert undefined or null to object');
  return Object(value);
}

/** What node_api_get_module_file_name() tells the addon: the module's URL, if it has a path. */
function toUrl(filename) {
  if (typeof filename !== 'string') return '';
  // Most paths are their own URL, and need no parser.
  if (/^\/[\w/.@-]*$/.test(filename)) return `file://${filename}`;
  return require('node/url').pathToFileURL(filename).href;
}

/** `_ZN2v88Function4CallE...` -> `v8::Function::Call` */
function readable(symbol) {
  let rest = /^_Z(?:T[IV])?NK?(.*)$/.exec(symbol)?.[1];
  if (rest === undefined) return symbol;
  const parts = [];
  for (let match; (match = /^(\d+)(.*)$/.exec(rest)) !== null; rest = match[2].slice(match[1])) {
    parts.push(match[2].slice(0, match[1]));
  }
  return parts.length < 2 ? symbol : parts.join('::');
}

function foreignError(filename, symbol) {
  const needs = symbol === undefined ? '' : `, and needs ${readable(symbol)}`;
  const message =
    `Cannot load '${filename}': it is built against the C++ API of V8 (node.h or nan)${needs}. ` +
    'Compile it for Naja, whose headers make it an addon of Node-API (naja node_modules/.bin/node-gyp rebuild), ' +
    'or install a version of the package that uses Node-API.';
  return withCode(new Error(message), 'ERR_DLOPEN_FAILED');
}

module.exports = { dlopen, open };
