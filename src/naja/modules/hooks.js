'use strict';

/**
 * `module.registerHooks()`: functions of the user in the chain that resolves and loads modules.
 */

const builtins = require('modules/builtins');
const { kFormat, kURL } = require('modules/cjs/internals');
const { Module, state } = require('modules/cjs/loader');
const { cjsConditions } = require('modules/conditions');
const { readText } = require('modules/files');
const { toHref, toPath } = require('modules/urls');
const errors = require.lazy('ext/base/errors');
const types = require.lazy('ext/base/types');
const validators = require.lazy('ext/base/validators');

const resolveHooks = [];
const loadHooks = [];
let nextId = 0;

const remove = (list, hook) => {
  const index = list.indexOf(hook);
  if (index !== -1) list.splice(index, 1);
};
const kId = Symbol('kModuleHooksIdKey');

class ModuleHooks {
  constructor(resolve, load) {
    this[kId] = Symbol(`module-hook-${nextId++}`);
    this.resolve = resolve;
    this.load = load;
    if (resolve) resolveHooks.push(this);
    if (load) loadHooks.push(this);
    state.hooked = true;
    Object.freeze(this);
  }

  /** Takes the hooks out of the chain. */
  deregister() {
    remove(resolveHooks, this);
    remove(loadHooks, this);
    state.hooked = resolveHooks.length > 0 || loadHooks.length > 0;
  }
}
ModuleHooks.prototype[Symbol.dispose] = ModuleHooks.prototype.deregister;

/**
 * `module.registerHooks({ resolve, load })`.
 * @returns {{deregister: () => void}}
 */
function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve) validators().validateFunction(resolve, 'hooks.resolve');
  if (load) validators().validateFunction(load, 'hooks.load');
  return new ModuleHooks(resolve, load);
}

function invalid(expected, hook, property, value) {
  return new (errors().codes.ERR_INVALID_RETURN_PROPERTY_VALUE)(expected, hook, property, value);
}

/**
 * Runs a chain, the hook registered last first.
 * @param {object[]} hooks
 * @param {'resolve' | 'load'} name
 * @param {unknown} argument
 * @param {object} context handed from hook to hook; what a hook gives to the next is merged into it
 * @param {(argument: unknown, context: object) => object} last the default step
 * @param {(argument: unknown, result: object) => object} validate
 */
function runChain(hooks, name, argument, context, last, validate) {
  const chain = hooks.slice();
  let reached = chain.length;
  const step = (index) => (value, given) => {
    reached = index;
    if (given && given !== context) Object.assign(context, given);
    if (index === 0) return validate(value, last(value, context));
    const result = chain[index - 1][name](value, context, step(index - 1));
    // A hook that calls no other one must say that this is what it wants.
    if (reached === index && !result.shortCircuit) {
      throw invalid('true', name, 'shortCircuit', result.shortCircuit);
    }
    return validate(value, result);
  };
  return step(chain.length)(argument, context);
}

function validateResolve(specifier, { url, format, importAttributes }) {
  if (typeof url !== 'string') throw invalid('a URL string', 'resolve', 'url', url);
  if (format && typeof format !== 'string') throw invalid('a string', 'resolve', 'format', format);
  if (importAttributes && typeof importAttributes !== 'object') {
    throw invalid('an object', 'resolve', 'importAttributes', importAttributes);
  }
  return { __proto__: null, url, format, importAttributes };
}

const isBytes = (value) => types().isAnyArrayBuffer(value) || types().isArrayBufferView(value);

/** @param {boolean} mayLackSource a CommonJS module may be loaded without */
function loadValidator(mayLackSource) {
  return (url, result) => {
    const { source, format } = result;
    const unneeded =
      builtins.isBuiltinUrl(url) ||
      format === 'addon' ||
      (mayLackSource && format === 'commonjs' && source == null);
    if (!unneeded && typeof source !== 'string' && !isBytes(source)) {
      throw invalid('a string, an ArrayBuffer, or a TypedArray', 'load', 'source', source);
    }
    if (typeof format !== 'string' && format !== undefined)
      throw invalid('a string', 'load', 'format', format);
    return result;
  };
}
const validateStrict = loadValidator(false);
const validateSloppy = loadValidator(true);

class ModuleResolveContext {
  constructor(parentURL, importAttributes, conditions) {
    this.parentURL = parentURL;
    this.importAttributes = importAttributes;
    this.conditions = conditions;
  }
}

class ModuleLoadContext {
  constructor(format, importAttributes, conditions) {
    this.format = format;
    this.importAttributes = importAttributes;
    this.conditions = conditions;
  }
}

/** Resolves through the hooks. */
function resolveWithHooks(specifier, parentURL, attributes, conditions, last) {
  const context = new ModuleResolveContext(parentURL, attributes, conditions);
  if (resolveHooks.length === 0) return last(specifier, context);
  return runChain(resolveHooks, 'resolve', specifier, context, last, validateResolve);
}

const TEXT_FORMATS = new Set([
  undefined,
  'module',
  'commonjs',
  'json',
  'module-typescript',
  'commonjs-typescript',
  'typescript',
]);

/** Loads through the hooks; the source of what is text is given as text. */
function loadWithHooks(url, format, attributes, conditions, last, validate) {
  const context = new ModuleLoadContext(format, attributes, conditions);
  if (loadHooks.length === 0) return last(url, context);
  const result = runChain(loadHooks, 'load', url, context, last, validate);
  if (isBytes(result.source) && TEXT_FORMATS.has(result.format)) {
    result.source = new TextDecoder().decode(result.source);
  }
  return result;
}

/* ---------------------------------------------------------------- require() */

/** What require() calls a file, as a URL. */
function urlOf(filename) {
  if (!filename) return filename;
  const id = builtins.normalizeId(filename);
  if (id !== undefined) return builtins.urlOf(id) ?? `node:${id}`;
  return filename[0] === '/' ? toHref(filename) : filename;
}

/** What require() calls a URL. */
function filenameOf(url) {
  if (!url) return url;
  return builtins.normalizeId(url) ?? (url.startsWith('file://') ? toPath(url) : url);
}

function resolveDefault(specifier, parent, isMain, requireResolveOptions, conditions) {
  if (requireResolveOptions === undefined && specifier.startsWith('node:')) {
    const id = builtins.normalizeId(specifier);
    if (id === undefined) throw new (errors().codes.ERR_UNKNOWN_BUILTIN_MODULE)(specifier);
    return { __proto__: null, url: specifier, format: 'builtin', filename: id };
  }
  const options =
    conditions === undefined ? requireResolveOptions : { paths: requireResolveOptions?.paths, conditions };
  const filename = Module._resolveFilename(specifier, parent, isMain, options).toString();
  return { __proto__: null, url: undefined, format: undefined, filename };
}

/**
 * Resolves for require() and require.resolve().
 * @returns {{url: string | undefined, format: string | undefined, filename: string}}
 */
function resolveForRequire(specifier, parent, isMain, internal) {
  const given = internal?.requireResolveOptions;
  if (resolveHooks.length === 0 || internal?.skipHooks)
    return resolveDefault(specifier, parent, isMain, given);
  if (parent && !parent[kURL] && parent.filename) parent[kURL] = urlOf(parent.filename);
  const own = cjsConditions();
  const { url, format } = resolveWithHooks(
    specifier,
    parent?.[kURL],
    undefined,
    own.array,
    (request, context) => {
      let { set } = own;
      if (context.conditions !== undefined && context.conditions !== own.array) {
        if (!Array.isArray(context.conditions)) {
          throw new (errors().codes.ERR_INVALID_ARG_VALUE)(
            'context.conditions',
            context.conditions,
            'expected an array',
          );
        }
        set = new Set(context.conditions);
      }
      const result = resolveDefault(request, parent, isMain, given, set);
      return { __proto__: null, url: result.url ?? urlOf(result.filename), format: result.format };
    },
  );
  return { __proto__: null, url, format, filename: filenameOf(url) };
}

/** The default `load` of require(). */
function defaultLoadFor(url, filename) {
  return (given, context) => {
    const name = given === url ? filename : filenameOf(given);
    const { format } = context;
    if (format === 'builtin') return { source: null, format };
    if (format != null && !TEXT_FORMATS.has(format)) {
      throw new (errors().codes.ERR_UNKNOWN_MODULE_FORMAT)(format, urlOf(name));
    }
    return { source: readText(name), format };
  };
}

/** Asks the hooks for a built-in module; undefined: it is to be the real one. */
function loadBuiltin(id, url = builtins.urlOf(id) ?? `node:${id}`, format = 'builtin') {
  if (loadHooks.length === 0) return undefined;
  const result = loadWithHooks(
    url,
    format,
    undefined,
    cjsConditions().array,
    defaultLoadFor(url, id),
    validateStrict,
  );
  return result.format && result.format !== 'builtin' ? result : undefined;
}

/** The source and format of a module that is required. */
function loadForRequire(module, filename, slots) {
  if (loadHooks.length === 0) return { source: readText(filename), format: module[kFormat] };
  module[kURL] ??= urlOf(filename);
  const last = defaultLoadFor(module[kURL], filename);
  const result = loadWithHooks(
    module[kURL],
    module[kFormat],
    undefined,
    cjsConditions().array,
    last,
    validateStrict,
  );
  if (result.format !== undefined) module[kFormat] = result.format;
  slots.source = result.source;
  return { source: slots.source, format: module[kFormat] };
}

module.exports = {
  loadBuiltin,
  loadForRequire,
  loadHooks,
  loadWithHooks,
  registerHooks,
  resolveForRequire,
  resolveHooks,
  resolveWithHooks,
  validateSloppy,
};
