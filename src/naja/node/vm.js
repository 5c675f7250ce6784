'use strict';

/** node:vm: scripts and functions compiled by hand, and contexts to run them in. docs/vm.md */

const {
  kValidateObjectAllowArray,
  kValidateObjectAllowNullable,
  validateArray,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
  validateUint32,
} = require('ext/base/validators');
const { constants, hostOf, ownQueues, setContextImporter } = require('node/internal/vm/import');
const { translate, withoutListeners } = require('node/internal/vm/watch');
const errors = require.lazy('ext/base/errors');
const { getOption } = require('modules/options');

const contexts = binding('contexts');

const NO_OPTIONS = Object.freeze({ __proto__: null });
const kParsingContext = Symbol('script parsing context');

function bufferOf(bytes) {
  const { Buffer } = require('node/buffer');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checkCachedData(cachedData) {
  if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)(
      'options.cachedData',
      ['Buffer', 'TypedArray', 'DataView'],
      cachedData,
    );
  }
}

function checkImport(importModuleDynamically) {
  if (
    importModuleDynamically !== undefined &&
    importModuleDynamically !== constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  )
    validateFunction(importModuleDynamically, 'options.importModuleDynamically');
}

class ContextifyScript {
  #script;

  constructor(code, filename, lineOffset, columnOffset, cachedData, produceCachedData, parsingContext, host) {
    const made = contexts.compileScript(
      code,
      filename,
      lineOffset,
      columnOffset,
      host(this),
      cachedData,
      parsingContext,
      true,
    );
    this.#script = made.script;
    if (cachedData !== undefined) this.cachedDataRejected = made.cachedDataRejected;
    if (produceCachedData) {
      this.cachedData = this.createCachedData();
      this.cachedDataProduced = true;
    }
    this.sourceURL = made.sourceURL;
    this.sourceMapURL = made.sourceMapURL;
  }

  /** V8's code cache of this script, with what has been compiled until now. */
  createCachedData() {
    return bufferOf(contexts.scriptCodeCache(this.#script));
  }

  runInContext(contextifiedObject, timeout, displayErrors, breakOnSigint) {
    try {
      return contexts.run(this.#script, contextifiedObject, timeout, displayErrors, breakOnSigint);
    } catch (error) {
      throw translate(error, timeout);
    }
  }
}

function checkContext(contextifiedObject) {
  if (!isContext(contextifiedObject))
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)('contextifiedObject', 'vm.Context', contextifiedObject);
}

function runScript(run, contextifiedObject, options = NO_OPTIONS) {
  validateObject(options, 'options');
  let { timeout } = options;
  if (timeout === undefined) timeout = -1;
  else validateUint32(timeout, 'options.timeout', true);
  const { displayErrors = true, breakOnSigint = false } = options;
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return withoutListeners(
    () => run(contextifiedObject, timeout, displayErrors, breakOnSigint),
    breakOnSigint,
  );
}

class Script extends ContextifyScript {
  /**
   * @param {string} code
   * @param {string | object} [options] the file name, or Node's options
   */
  constructor(code, options = NO_OPTIONS) {
    code = `${code}`;
    if (typeof options === 'string') options = { __proto__: null, filename: options };
    else validateObject(options, 'options');
    const {
      filename = 'evalmachine.<anonymous>',
      lineOffset = 0,
      columnOffset = 0,
      cachedData,
      produceCachedData = false,
      importModuleDynamically,
      [kParsingContext]: parsingContext,
    } = options;
    validateString(filename, 'options.filename');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    checkCachedData(cachedData);
    validateBoolean(produceCachedData, 'options.produceCachedData');
    checkImport(importModuleDynamically);
    super(code, filename, lineOffset, columnOffset, cachedData, produceCachedData, parsingContext, (self) =>
      hostOf(importModuleDynamically, filename, () => self),
    );
  }

  /** Runs it where the program runs. @param {object} [options] `timeout`, `displayErrors`, `breakOnSigint` */
  runInThisContext(options) {
    return runScript((...args) => super.runInContext(...args), null, options);
  }

  /** Runs it in a context. @param {object} contextifiedObject @param {object} [options] */
  runInContext(contextifiedObject, options) {
    checkContext(contextifiedObject);
    return runScript((...args) => super.runInContext(...args), contextifiedObject, options);
  }

  /** Runs it in a context of its own. @param {object} [contextObject] @param {object} [options] */
  runInNewContext(contextObject, options) {
    return this.runInContext(createContext(contextObject, contextOptions(options)), options);
  }
}

/** createContext()'s options, from those of runInNewContext(). */
function contextOptions(options) {
  if (!options) return NO_OPTIONS;
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = options;
  if (contextName !== undefined) validateString(contextName, 'options.contextName');
  if (contextOrigin !== undefined) validateString(contextOrigin, 'options.contextOrigin');
  let codeGeneration;
  if (contextCodeGeneration !== undefined) {
    validateObject(contextCodeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = contextCodeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
    codeGeneration = { strings, wasm };
  }
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return { name: contextName, origin: contextOrigin, codeGeneration, microtaskMode };
}

/** Whether an object stands for a context. @param {object} object */
function isContext(object) {
  validateObject(object, 'object', kValidateObjectAllowArray);
  return contexts.isContext(object);
}

/**
 * Makes a context whose global object shows an object's properties.
 * @param {object} [contextObject] `constants.DONT_CONTEXTIFY` gives a global object of V8's own
 * @param {object} [options] `name`, `origin`, `codeGeneration`, `microtaskMode`, `importModuleDynamically`
 * @returns {object} contextObject, or the global object
 */
function createContext(contextObject = {}, options = NO_OPTIONS) {
  const isPlain = contextObject === constants.DONT_CONTEXTIFY;
  if (!isPlain && isContext(contextObject)) return contextObject;
  validateObject(options, 'options');
  const { name = '', origin, codeGeneration, microtaskMode, importModuleDynamically } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  let strings = true;
  let wasm = true;
  if (codeGeneration !== undefined) {
    ({ strings = true, wasm = true } = codeGeneration);
    validateBoolean(strings, 'options.codeGeneration.strings');
    validateBoolean(wasm, 'options.codeGeneration.wasm');
  }
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  checkImport(importModuleDynamically);
  const global = contexts.make(
    isPlain ? undefined : contextObject,
    strings,
    wasm,
    microtaskMode !== undefined,
  );
  const context = isPlain ? global : contextObject;
  if (microtaskMode !== undefined) ownQueues.add(context);
  setContextImporter(context, importModuleDynamically);
  return context;
}

/** The same as `new Script()`. */
function createScript(code, options) {
  return new Script(code, options);
}

const withContext = (options, context) =>
  typeof options === 'string'
    ? { filename: options, [kParsingContext]: context }
    : { ...options, [kParsingContext]: context };

/** @param {string} code @param {object} contextifiedObject @param {string | object} [options] */
function runInContext(code, contextifiedObject, options) {
  checkContext(contextifiedObject);
  const all = withContext(options, contextifiedObject);
  return createScript(code, all).runInContext(contextifiedObject, all);
}

/** @param {string} code @param {object} [contextObject] @param {string | object} [options] */
function runInNewContext(code, contextObject, options) {
  if (typeof options === 'string') options = { filename: options };
  const context = createContext(contextObject, contextOptions(options));
  const all = withContext(options, context);
  return createScript(code, all).runInContext(context, all);
}

/** @param {string} code @param {string | object} [options] */
function runInThisContext(code, options) {
  if (typeof options === 'string') options = { filename: options };
  return createScript(code, options).runInThisContext(options);
}

/**
 * Compiles the body of a function.
 * @param {string} code
 * @param {string[]} [params]
 * @param {object} [options]
 * @returns {Function}
 */
function compileFunction(code, params, options = NO_OPTIONS) {
  validateString(code, 'code');
  if (params !== undefined) validateStringArray(params, 'params');
  validateObject(options, 'options');
  const {
    filename = '',
    columnOffset = 0,
    lineOffset = 0,
    cachedData,
    produceCachedData = false,
    parsingContext,
    contextExtensions = [],
    importModuleDynamically,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(columnOffset, 'options.columnOffset');
  validateInt32(lineOffset, 'options.lineOffset');
  checkCachedData(cachedData);
  validateBoolean(produceCachedData, 'options.produceCachedData');
  if (
    parsingContext !== undefined &&
    (typeof parsingContext !== 'object' || parsingContext === null || !isContext(parsingContext))
  )
    throw new (errors().codes.ERR_INVALID_ARG_TYPE)('options.parsingContext', 'Context', parsingContext);
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, i) =>
    validateObject(extension, `options.contextExtensions[${i}]`, kValidateObjectAllowNullable),
  );
  checkImport(importModuleDynamically);
  let made;
  const host = hostOf(importModuleDynamically, filename, () => made.function);
  made = contexts.compileFunction(
    code,
    filename,
    params ?? [],
    host,
    cachedData,
    lineOffset,
    columnOffset,
    parsingContext,
    contextExtensions.filter((extension) => extension !== null),
  );
  const compiled = made.function;
  if (produceCachedData) {
    compiled.cachedDataProduced = true;
    compiled.cachedData = bufferOf(binding('modules').functionCodeCache(compiled));
  }
  if (cachedData !== undefined) compiled.cachedDataRejected = made.cachedDataRejected;
  return compiled;
}

/** V8's report of the memory of contexts. @param {object} [options] `mode`, `execution` @returns {Promise<object>} */
function measureMemory(options = NO_OPTIONS) {
  require('ext/base/util').emitExperimentalWarning('vm.measureMemory');
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  return contexts.measureMemory(mode === 'detailed', execution === 'eager');
}

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
};

if (getOption('--experimental-vm-modules'))
  Object.assign(module.exports, require('node/internal/vm/module').exports);
