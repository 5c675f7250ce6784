'use strict';

/** node:module: the CommonJS loader's `Module`, with what concerns both loaders. */

const builtins = require('modules/builtins');
const { makeRequireFunction, Module } = require('modules/cjs/loader');
const path = require('node/path/posix');
const compileCache = require.lazy('modules/compile_cache');
const errors = require.lazy('ext/base/errors');
const esm = require.lazy('modules/esm/resolve');
const hooks = require.lazy('modules/hooks');
const maps = require.lazy('modules/source_maps/registry');
const register = require.lazy('modules/register');
const stripTypes = require.lazy('modules/typescript/strip');
const url = require.lazy('node/url');
const urls = require.lazy('modules/urls');
const validators = require.lazy('ext/base/validators');

/**
 * A `require` for a file.
 * @param {string | URL} filename absolute path or file: URL
 * @throws ERR_INVALID_ARG_VALUE
 */
Module.createRequire = function createRequire(filename) {
  const complain = () =>
    new (errors().codes.ERR_INVALID_ARG_VALUE)(
      'filename',
      filename,
      'must be a file URL object, file URL string, or absolute path string',
    );
  let file = filename;
  let href;
  if (urls().isURL(filename) || (typeof filename === 'string' && !path.isAbsolute(filename))) {
    try {
      ({ href } = new (url().URL)(filename));
      file = url().fileURLToPath(href);
    } catch {
      throw complain();
    }
  } else if (typeof filename !== 'string') {
    throw complain();
  }
  // Of a folder: as a file in it would have it.
  const name = file.endsWith('/') ? path.join(file, 'noop.js') : file;
  const module = new Module(name);
  module.filename = name;
  if (href !== undefined) module[require('modules/cjs/internals').kURL] = href;
  module.paths = Module._nodeModulePaths(module.path);
  return makeRequireFunction(module);
};

Module.registerHooks = function registerHooks(given) {
  return hooks().registerHooks(given);
};
Module.builtinModules = Object.freeze(builtins.allIds());
const { runMain } = Module;
delete Module.runMain;
Module.runMain = runMain;
Module.register = function register_(specifier, parentURL, options) {
  return register().register(specifier, parentURL, options);
};
Object.defineProperty(Module.register, 'name', { __proto__: null, value: 'register', configurable: true });

Module.constants = Object.freeze({
  __proto__: null,
  compileCacheStatus: Object.freeze({
    __proto__: null,
    FAILED: 0,
    ENABLED: 1,
    ALREADY_ENABLED: 2,
    DISABLED: 3,
  }),
});

Module.enableCompileCache = function enableCompileCache(options) {
  return compileCache().enable(options);
};

/**
 * The package.json that a specifier's package has.
 * @param {string | URL} specifier
 * @param {string | URL} [base] path or URL of the asking module
 * @returns {string | undefined}
 */
Module.findPackageJSON = function findPackageJSON(specifier, base = 'data:') {
  if (arguments.length === 0) throw new (errors().codes.ERR_MISSING_ARGS)('specifier');
  let wanted = specifier;
  try {
    wanted = `${specifier}`;
  } catch {
    validators().validateString(specifier, 'specifier');
  }
  let href = base;
  if (urls().isURL(base)) {
    ({ href } = base);
  } else {
    validators().validateString(base, 'base');
    href = path.isAbsolute(base) ? urls().toHref(base) : new (url().URL)(base).href;
  }
  return esm().findPackageJSON(wanted, href);
};

Module.flushCompileCache = function flushCompileCache() {
  compileCache().flush();
};
Module.getCompileCacheDir = function getCompileCacheDir() {
  return compileCache().folder();
};
Module.stripTypeScriptTypes = function stripTypeScriptTypes(code, options) {
  return stripTypes().stripTypeScriptTypes(code, options);
};
Object.defineProperty(Module.stripTypeScriptTypes, 'length', {
  __proto__: null,
  value: 1,
  configurable: true,
});
Module.findSourceMap = function findSourceMap(file) {
  return maps().findSourceMap(file);
};
Object.defineProperty(Module, 'SourceMap', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    const { SourceMap } = require('modules/source_maps/source_map');
    Object.defineProperty(Module, 'SourceMap', {
      __proto__: null,
      configurable: true,
      enumerable: true,
      writable: true,
      value: SourceMap,
    });
    return SourceMap;
  },
});
Module.getSourceMapsSupport = function getSourceMapsSupport() {
  return maps().getSupport();
};
Module.setSourceMapsSupport = function setSourceMapsSupport(enabled, options) {
  maps().setSupport(enabled, options);
};
Object.defineProperty(Module.setSourceMapsSupport, 'length', {
  __proto__: null,
  value: 1,
  configurable: true,
});

module.exports = Module;
