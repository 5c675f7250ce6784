'use strict';

/** vm.Module, vm.SourceTextModule, vm.SyntheticModule (`--experimental-vm-modules`). */

const errors = require('ext/base/errors');
const {
  validateArray,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateObject,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { hostOf, ownQueues } = require('node/internal/vm/import');
const loader = require.lazy('modules/esm/loader');

const contexts = binding('contexts');
const engine = binding('modules');

const {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_INVALID_THIS,
  ERR_MODULE_LINK_MISMATCH,
  ERR_VM_MODULE_ALREADY_LINKED,
  ERR_VM_MODULE_CACHED_DATA_REJECTED,
  ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA,
  ERR_VM_MODULE_DIFFERENT_CONTEXT,
  ERR_VM_MODULE_LINK_FAILURE,
  ERR_VM_MODULE_NOT_MODULE,
  ERR_VM_MODULE_STATUS,
} = errors.codes;

const NO_OPTIONS = Object.freeze({ __proto__: null });
const STATUS = ['unlinked', 'linking', 'linked', 'evaluating', 'evaluated', 'errored'];
const FULFILLED = 1;
const PHASES = ['evaluation', 'source', 'defer'];
const kInspect = Symbol.for('nodejs.util.inspect.custom');

/** How many modules without a name a context has had, by its object. */
const counts = new WeakMap();
/** The state of a module: { inner, identifier, context, override, failure, requests ... } */
const kWrap = Symbol('kWrap');

function isModule(value) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, kWrap);
}

function stateOf(module, className = 'Module') {
  const state = isModule(module) ? module[kWrap] : undefined;
  if (state === undefined || (className !== 'Module' && state.className !== className))
    throw new ERR_INVALID_THIS(className);
  return state;
}

function statusOf(state) {
  if (state.failure !== undefined) return 'errored';
  if (state.override !== undefined) return state.override;
  return STATUS[engine.status(state.inner)];
}

function nextIdentifier(context) {
  const key = context ?? globalThis;
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return `vm:module(${count})`;
}

function checkOptions(options) {
  const { context, identifier } = options;
  if (
    context !== undefined &&
    (typeof context !== 'object' || context === null || !contexts.isContext(context))
  )
    throw new ERR_INVALID_ARG_TYPE('options.context', 'vm.Context', context);
  if (identifier !== undefined) validateString(identifier, 'options.identifier');
  return { context, identifier: identifier ?? nextIdentifier(context) };
}

/** One entry for each specifier with the same attributes in the same phase. */
function uniqueRequests(inner) {
  const unique = new Map();
  const places = engine.moduleRequests(inner).map(([specifier, attributes, phase]) => {
    const key = JSON.stringify([specifier, Object.entries(attributes).sort(), phase]);
    if (!unique.has(key)) {
      const request = {
        __proto__: null,
        specifier,
        attributes: Object.freeze(Object.assign({ __proto__: null }, attributes)),
        phase: PHASES[phase],
      };
      unique.set(key, [unique.size, Object.freeze(request)]);
    }
    return unique.get(key)[0];
  });
  return { requests: Object.freeze([...unique.values()].map(([, request]) => request)), places };
}

function requestsOf(state) {
  state.parsed ??= uniqueRequests(state.inner);
  return state.parsed;
}

/** Gives the engine the modules (states) for a module's requests. */
function connect(state, modules) {
  const { places } = requestsOf(state);
  state.linked = modules;
  engine.link(
    state.inner,
    places.map((place) => modules[place].sourceObject ?? modules[place].inner),
  );
}

/** Throws where a module that is needed was never given its own. */
function checkLinked(state, isRoot = true, seen = new Set()) {
  if (seen.has(state)) return;
  seen.add(state);
  if (state.className !== 'SourceTextModule') return;
  const { requests } = requestsOf(state);
  if (state.linked === undefined) {
    if (isRoot) throw new ERR_VM_MODULE_LINK_FAILURE('module is not linked');
    if (requests.length === 0) return;
    throw new ERR_VM_MODULE_LINK_FAILURE(
      `request for '${requests[0].specifier}' can not be resolved on module '${state.identifier}' that is not linked`,
    );
  }
  for (const dependency of state.linked) checkLinked(dependency, false, seen);
}

function instantiate(state) {
  checkLinked(state);
  engine.instantiate(state.inner);
}

async function linkWith(module, linker) {
  const state = module[kWrap];
  if (state.className !== 'SourceTextModule') return;
  state.override = 'linking';
  try {
    const found = requestsOf(state).requests.map(async ({ specifier, attributes }) => {
      const result = await linker(specifier, module, { attributes, assert: attributes });
      if (!isModule(result)) throw new ERR_VM_MODULE_NOT_MODULE();
      const other = result[kWrap];
      if (other.context !== state.context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
      const status = statusOf(other);
      if (status === 'errored')
        throw new ERR_VM_MODULE_LINK_FAILURE(
          `request for '${specifier}' resolved to an errored module`,
          result.error,
        );
      if (status === 'unlinked') await linkWith(result, linker);
      return other;
    });
    connect(state, await Promise.all(found));
  } catch (error) {
    state.failure = { error };
    throw error;
  } finally {
    state.override = undefined;
  }
}

/** A promise of ours for one whose context has microtasks of its own, which nobody would run any more. */
function promiseHere(promise) {
  const [state, result] = binding('util').getPromiseDetails(promise);
  if (state === FULFILLED) return Promise.resolve(result);
  return new Promise((resolve, reject) => Promise.prototype.then.call(promise, resolve, reject));
}

class Module {
  constructor(options) {
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    require('ext/base/util').emitExperimentalWarning('VM Modules');
    this[kWrap] = { className: options.className, ...checkOptions(options) };
  }

  get identifier() {
    return stateOf(this).identifier;
  }

  get context() {
    return stateOf(this).context;
  }

  get namespace() {
    const state = stateOf(this);
    if (engine.status(state.inner) < STATUS.indexOf('linked'))
      throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return engine.namespace(state.inner);
  }

  get status() {
    return statusOf(stateOf(this));
  }

  get error() {
    const state = stateOf(this);
    if (state.failure !== undefined) return state.failure.error;
    if (statusOf(state) !== 'errored') throw new ERR_VM_MODULE_STATUS('must be errored');
    return engine.error(state.inner);
  }

  /** Finds the modules that are imported. @param {Function} linker `(specifier, module, extra) => Module` */
  async link(linker) {
    const state = stateOf(this);
    validateFunction(linker, 'linker');
    const status = statusOf(state);
    if (status === 'linked') throw new ERR_VM_MODULE_ALREADY_LINKED();
    if (status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    await linkWith(this, linker);
    instantiate(state);
  }

  /** Runs it. @param {object} [options] `timeout`, `breakOnSigint` @returns {Promise<undefined>} */
  evaluate(options = NO_OPTIONS) {
    try {
      const state = stateOf(this);
      validateObject(options, 'options');
      let { timeout } = options;
      if (timeout === undefined) timeout = -1;
      else validateUint32(timeout, 'options.timeout', true);
      const { breakOnSigint = false } = options;
      validateBoolean(breakOnSigint, 'options.breakOnSigint');
      const status = statusOf(state);
      if (status !== 'linked' && status !== 'evaluated' && status !== 'errored')
        throw new ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
      if (state.failure !== undefined) throw state.failure.error;
      const run = () => engine.evaluate(state.inner);
      const promise =
        timeout === -1 && !breakOnSigint
          ? run()
          : require('node/internal/vm/watch').watch(run, timeout, breakOnSigint);
      return ownQueues.has(state.context) ? promiseHere(promise) : promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  [kInspect](depth, options) {
    const state = stateOf(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const { constructor } = this;
    const shown = {
      __proto__: { constructor },
      status: statusOf(state),
      identifier: state.identifier,
      context: state.context,
    };
    Object.setPrototypeOf(shown, Object.getPrototypeOf(this));
    Object.defineProperty(shown, Symbol.toStringTag, { value: constructor.name, configurable: true });
    return require('node/util').inspect(shown, { ...options, customInspect: false });
  }
}

class SourceTextModule extends Module {
  /**
   * @param {string} sourceText
   * @param {object} [options] `context`, `identifier`, `lineOffset`, `columnOffset`, `cachedData`,
   *   `importModuleDynamically`, `initializeImportMeta`
   */
  constructor(sourceText, options = NO_OPTIONS) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    const {
      lineOffset = 0,
      columnOffset = 0,
      initializeImportMeta,
      importModuleDynamically,
      context,
      identifier,
      cachedData,
    } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined)
      validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    if (importModuleDynamically !== undefined)
      validateFunction(importModuleDynamically, 'options.importModuleDynamically');
    if (cachedData !== undefined && !ArrayBuffer.isView(cachedData))
      throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
    super({ className: 'SourceTextModule', context, identifier });
    const state = this[kWrap];
    const host =
      importModuleDynamically === undefined && initializeImportMeta === undefined
        ? hostOf(undefined)
        : hostOf(importModuleDynamically ?? missing, state.identifier, () => this);
    if (initializeImportMeta !== undefined)
      loader().metaFillers.set(host, (meta) => initializeImportMeta(meta, this));
    const inner = engine.compileModule(
      sourceText,
      state.identifier,
      host,
      cachedData,
      context,
      lineOffset,
      columnOffset,
      true,
    );
    if (inner === undefined) throw new ERR_VM_MODULE_CACHED_DATA_REJECTED();
    state.inner = inner;
  }

  get moduleRequests() {
    return requestsOf(stateOf(this, 'SourceTextModule')).requests;
  }

  get dependencySpecifiers() {
    const state = stateOf(this, 'SourceTextModule');
    return (state.specifiers ??= Object.freeze(
      requestsOf(state).requests.map((request) => request.specifier),
    ));
  }

  /** Gives a module those that it imports, in the order of moduleRequests. @param {Module[]} modules */
  linkRequests(modules) {
    const state = stateOf(this, 'SourceTextModule');
    if (statusOf(state) !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    validateArray(modules, 'modules');
    const { requests } = requestsOf(state);
    if (modules.length !== requests.length)
      throw new ERR_MODULE_LINK_MISMATCH(`Expected ${requests.length} modules, got ${modules.length}`);
    const found = modules.map((module) => {
      if (!isModule(module)) throw new ERR_VM_MODULE_NOT_MODULE();
      const other = module[kWrap];
      if (other.context !== state.context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
      return other;
    });
    const bySpecifier = new Map();
    requests.forEach(({ specifier, attributes }, i) => {
      const key = JSON.stringify([specifier, Object.entries(attributes).sort()]);
      if (bySpecifier.has(key) && bySpecifier.get(key) !== found[i])
        throw new ERR_MODULE_LINK_MISMATCH(
          `Module request '${specifier}' at index ${i} must be linked to the same module`,
        );
      bySpecifier.set(key, found[i]);
    });
    connect(state, found);
  }

  /** Links the graph; all of its modules must have had linkRequests(). */
  instantiate() {
    const state = stateOf(this, 'SourceTextModule');
    if (statusOf(state) !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    instantiate(state);
  }

  /** Whether it, or what it imports, awaits at the top level. */
  hasAsyncGraph() {
    const state = stateOf(this, 'SourceTextModule');
    if (engine.status(state.inner) < STATUS.indexOf('linked'))
      throw new ERR_VM_MODULE_STATUS('must be instantiated');
    return engine.isGraphAsync(state.inner);
  }

  hasTopLevelAwait() {
    return engine.hasTopLevelAwait(stateOf(this, 'SourceTextModule').inner);
  }

  /** V8's code cache, before it is evaluated. @returns {Buffer} */
  createCachedData() {
    const state = stateOf(this, 'SourceTextModule');
    if (['evaluating', 'evaluated', 'errored'].includes(statusOf(state)))
      throw new ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    const bytes = engine.moduleCodeCache(state.inner);
    return require('node/buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

function missing() {
  throw new errors.codes.ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING();
}

class SyntheticModule extends Module {
  /**
   * @param {string[]} exportNames
   * @param {Function} evaluateCallback sets the exports, `this` is the module
   * @param {object} [options] `context`, `identifier`
   */
  constructor(exportNames, evaluateCallback, options = NO_OPTIONS) {
    if (!Array.isArray(exportNames) || exportNames.some((name) => typeof name !== 'string'))
      throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
    exportNames.forEach((name, i) => {
      if (exportNames.indexOf(name, i + 1) !== -1)
        throw new ERR_INVALID_ARG_VALUE(`exportNames.${name}`, name, 'is duplicated');
    });
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    const { context, identifier } = options;
    super({ className: 'SyntheticModule', context, identifier });
    const state = this[kWrap];
    state.inner = engine.createSynthetic(
      state.identifier,
      exportNames,
      () => Reflect.apply(evaluateCallback, this, []),
      context,
    );
    engine.instantiate(state.inner);
  }

  /** It has nothing to link. */
  async link() {
    stateOf(this, 'SyntheticModule');
  }

  /** @param {string} name @param {*} value @throws ReferenceError where there is no such export */
  setExport(name, value) {
    const state = stateOf(this, 'SyntheticModule');
    validateString(name, 'name');
    engine.setExport(state.inner, name, value);
  }
}

module.exports = { isModule, exports: { Module, SourceTextModule, SyntheticModule } };
