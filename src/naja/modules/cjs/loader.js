'use strict';

/**
 * The CommonJS loader: `Module` of node:module, in the shape that packages know and replace parts of.
 */

const builtins = require('modules/builtins');
const resolution = require('modules/cjs/resolve');
const internals = require('modules/cjs/internals');
const { cjsConditions } = require('modules/conditions');
const { demand, readText } = require('modules/files');
const { getOption, getOptions } = require('modules/options');
const { nearest } = require('modules/package_json');
const path = require('node/path/posix');

const compileCache = require.lazy('modules/compile_cache');
const cycles = require.lazy('modules/cjs/cycles');
const detect = require.lazy('modules/detect');
const breakpoint = require.lazy('ext/debugger/server');
const errors = require.lazy('ext/base/errors');
const hooks = require.lazy('modules/hooks');
const interop = require.lazy('modules/cjs/interop');
const plugins = require.lazy('modules/plugins');
const process = require.lazy('node/process');
const program = require.lazy('modules/program');
const python = require.lazy('modules/python');
const sourceMaps = require.lazy('modules/source_maps/registry');
const transpile = require.lazy('modules/typescript/transpile');
const typescript = require.lazy('modules/typescript/resolve');
const watch = require.lazy('modules/watch');

const { compileFunction, runScript } = binding('modules');

const { CJS_PARAMETERS, kCommonJS, slotsOf } = internals;
const { kIsMain, kIsCachedByESMLoader, kURL, kFormat, kIsExecuting } = internals;
const TYPESCRIPT_FILE = /\.(?:[cm]?ts|[jt]sx)$/;

const NOTHING = Object.freeze({ __proto__: null });

/** Set where something must happen at every load that usually need not. */
const state = {
  hooked: false,
  compileCache: false,
  sourceMaps: false,
  watched: false,
  preloading: false,
  // A restricted program of which nothing has run yet.
  loading: false,
  // --inspect-brk: its first statement is still to come.
  breaks: false,
};

/** `parent.path\0request` -> file name, for what has been resolved before. */
const resolvedBefore = { __proto__: null };
let requireDepth = 0;
let globalPaths = [];

/** Sets a property past whatever a program has put on Object.prototype. */
function setOwn(object, name, value) {
  Object.defineProperty(object, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function updateChildren(parent, child, scan) {
  const children = parent?.children;
  if (children && !(scan && children.includes(child))) children.push(child);
}

/**
 * A CommonJS module.
 * @param {string} [id] usually its file name
 * @param {Module} [parent] the module that requires it first
 */
function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  setOwn(this, 'exports', {});
  const slots = slotsOf(this);
  slots.parent = parent;
  slots.lastParent = parent;
  updateChildren(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = [];

/* ---------------------------------------------------------------- the wrapper */

let wrapperReplaced = false;
let wrap = function (script) {
  return Module.wrapper[0] + script + Module.wrapper[1];
};
let wrapper = new Proxy(['(function (exports, require, module, __filename, __dirname) { ', '\n});'], {
  __proto__: null,
  set(target, property, value, receiver) {
    wrapperReplaced = true;
    return Reflect.set(target, property, value, receiver);
  },
  defineProperty(target, property, descriptor) {
    wrapperReplaced = true;
    return Reflect.defineProperty(target, property, descriptor);
  },
});

Object.defineProperties(Module, {
  wrap: {
    __proto__: null,
    get: () => wrap,
    set(value) {
      wrapperReplaced = true;
      wrap = value;
    },
  },
  wrapper: {
    __proto__: null,
    get: () => wrapper,
    set(value) {
      wrapperReplaced = true;
      wrapper = value;
    },
  },
});

/** A part that can be replaced, with a warning. */
function replaceable(name, hook) {
  Object.defineProperty(Module, name, {
    __proto__: null,
    get: () => resolution.hooks[hook],
    set(value) {
      require('ext/base/util').emitExperimentalWarning(`Module.${name}`);
      resolution.hooks[hook] = value;
    },
    configurable: true,
  });
}
replaceable('_stat', 'stat');
replaceable('_readPackage', 'readPackage');

Module.isBuiltin = builtins.isBuiltin;

/* ---------------------------------------------------------------- resolving */

Module._findPath = function (request, paths, isMain, conditions = cjsConditions().set) {
  const absolute = path.isAbsolute(request);
  const places = absolute ? [''] : paths;
  if (!places || places.length === 0) return false;

  const cacheKey = `${request}\x00${places.join('\x00')}`;
  const known = Module._pathCache[cacheKey];
  if (known) return known;

  const { stat } = resolution.hooks;
  const isFolder = resolution.namesFolder(request);
  // A request that leaves its folder may do so even if that folder is not there.
  const staysInside = !resolution.isRelative(request) || !path.normalize(request).startsWith('..');
  let extensions;
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (typeof place !== 'string') {
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)('paths', 'array of strings', paths);
    }
    if (staysInside && place && stat(place) < 1) continue;
    if (!absolute) {
      const exported = resolution.tryExports(place, request, conditions);
      if (exported) return exported;
    }
    const base = path.resolve(place, request);
    const kind = stat(base);
    let found;
    if (!isFolder) {
      if (kind === 0) {
        found = resolution.actualPath(base, isMain);
      } else {
        extensions ??= Object.keys(Module._extensions);
        found = resolution.tryExtensions(base, extensions, isMain);
      }
    }
    if (!found && kind === 1) {
      extensions ??= Object.keys(Module._extensions);
      found = resolution.tryPackage(base, extensions, isMain, request);
    }
    if (found) {
      Module._pathCache[cacheKey] = found;
      return found;
    }
    if (state.watched) watch().reportCandidates(base, extensions);
  }
  return false;
};

Module._nodeModulePaths = function (from) {
  return resolution.nodeModulePaths(from);
};

Module._resolveLookupPaths = function (request, parent) {
  if (builtins.normalizeId(request) !== undefined) return null;
  // Anything that begins with a dot and a word, `.config`, is a package.
  if (!/^\.(?:$|[./])/.test(request)) {
    const paths = parent?.paths?.length ? parent.paths.concat(globalPaths) : globalPaths;
    return paths.length > 0 ? paths : null;
  }
  // Without a file that requires, as for --eval: the working directory.
  if (!parent || !parent.id || !parent.filename) return ['.'];
  return [path.dirname(parent.filename)];
};

/** The folders to look in for `require.resolve(request, { paths })`. */
function lookupPathsFrom(request, from) {
  if (resolution.isRelative(request)) return from;
  const module = new Module('', null);
  const found = new Set();
  for (let i = 0; i < from.length; i++) {
    module.paths = Module._nodeModulePaths(from[i]);
    Module._resolveLookupPaths(request, module).forEach((name) => found.add(name));
  }
  return Array.from(found);
}

/** The file that a module's own package is looked up from. */
function selfPath(parent) {
  if (!parent) return undefined;
  if (parent.filename) return parent.filename;
  if (parent.id !== '<repl>' && parent.id !== 'internal/preload') return undefined;
  try {
    return `${process().cwd()}/`;
  } catch {
    return undefined;
  }
}

Module._resolveFilename = function (request, parent, isMain, options) {
  if (request.startsWith('python:')) return python().urlOf(request, parent?.filename);
  if (builtins.normalizeId(request) !== undefined) return request;
  const conditions = options?.conditions ?? cjsConditions().set;
  let paths;
  if (options?.paths !== undefined) {
    if (!Array.isArray(options.paths)) {
      throw new (errors().codes.ERR_INVALID_ARG_VALUE)('options.paths', options.paths);
    }
    paths = lookupPathsFrom(request, options.paths);
  } else {
    paths = Module._resolveLookupPaths(request, parent);
  }

  const parentPath = selfPath(parent);
  if (request[0] === '#' && (parent?.filename || parent?.id === '<repl>')) {
    const imported = resolution.tryImports(parentPath, request, conditions);
    if (imported !== undefined) return imported;
  }
  const own = resolution.trySelf(parentPath, request, conditions);
  if (own !== undefined) {
    Module._pathCache[`${request}\x00${paths?.join('\x00')}`] = own;
    return own;
  }

  const fromTypescript = parentPath !== undefined && TYPESCRIPT_FILE.test(parentPath);
  if (fromTypescript && !resolution.isRelative(request) && request[0] !== '/') {
    const mapped = typescript().resolveByConfig(request, parentPath);
    if (mapped !== undefined) return resolution.actualPath(mapped, isMain);
  }
  const found = Module._findPath(request, paths, isMain, conditions);
  if (found) return found;
  if (fromTypescript && paths !== null) {
    for (let i = 0; i < paths.length; i++) {
      const source = typescript().findSource(path.resolve(paths[i], request));
      if (source !== undefined) return resolution.actualPath(source, isMain);
    }
  }

  const offered = plugins().resolveForRequire(request);
  if (offered !== undefined) return offered;

  if (paths?.length > 0 && getOptions().restricted) demand(path.resolve(paths[0], request));
  const requireStack = [];
  for (let module = parent; module; module = slotsOf(module).parent)
    requireStack.push(module.filename || module.id);
  let message = `Cannot find module '${request}'`;
  if (requireStack.length > 0) message += `\nRequire stack:\n- ${requireStack.join('\n- ')}`;
  const error = new Error(message);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = requireStack;
  throw error;
};

/* ---------------------------------------------------------------- loading */

/** What `require` of a module that is being loaded gives. */
function exportsInCycle(module) {
  return cycles().exportsInCycle(module);
}

/**
 * Loads a module for require().
 * @param {string} request
 * @param {Module | null | undefined} parent
 * @param {boolean} isMain
 * @param {{resolved?: object, source?: unknown, skipHooks?: boolean}} [internal]
 */
Module._load = function (request, parent, isMain, internal = NOTHING) {
  let cacheKey;
  if (parent) {
    cacheKey = `${parent.path}\x00${request}`;
    const filename = resolvedBefore[cacheKey];
    if (filename !== undefined) {
      const cached = Module._cache[filename];
      if (cached !== undefined) {
        updateChildren(parent, cached, true);
        return cached.loaded ? cached.exports : exportsInCycle(cached);
      }
      delete resolvedBefore[cacheKey];
    }
  }

  let filename;
  let url;
  let format;
  let fromHook;
  if (state.hooked || internal.resolved !== undefined) {
    ({ filename, url, format } =
      internal.resolved ?? hooks().resolveForRequire(request, parent, isMain, internal));
  } else if (request.startsWith('node:')) {
    const id = builtins.normalizeId(request);
    if (id === undefined) throw new (errors().codes.ERR_UNKNOWN_BUILTIN_MODULE)(request);
    return builtins.load(id);
  } else if (request.startsWith('python:')) {
    return python().load(request, parent?.filename);
  } else {
    filename = Module._resolveFilename(request, parent, isMain).toString();
  }

  if (filename.startsWith('python:')) return python().load(filename);
  const schemeId =
    state.hooked && request === url && url.startsWith('node:') ? builtins.normalizeId(url) : undefined;
  if (schemeId !== undefined) {
    fromHook = hooks().loadBuiltin(schemeId, url, format);
    if (fromHook === undefined) return builtins.load(schemeId);
  }
  let module = fromHook === undefined ? Module._cache[filename] : undefined;
  if (module !== undefined) {
    updateChildren(parent, module, true);
    if (module.loaded) return module.exports;
    const slots = slotsOf(module);
    // An import made the module and has not run it yet: require() runs it now.
    if (!module[kIsCachedByESMLoader] || slots.visited) return exportsInCycle(module);
    slots.visited = true;
    slots.lastParent = parent;
  } else {
    if (fromHook === undefined && builtins.canBeRequiredWithoutScheme(filename)) {
      if (state.hooked) fromHook = hooks().loadBuiltin(filename, url, format);
      if (fromHook === undefined) return builtins.load(filename);
    }
    if (filename[0] !== '/' && plugins().isLoaded(filename)) return plugins().exportsOf(filename);
    module = new Module(filename, parent);
    if (isMain) {
      setOwn(process(), 'mainModule', module);
      setOwn(module.require, 'main', module);
      module.id = '.';
    }
    if (fromHook !== undefined) {
      slotsOf(module).source = fromHook.source;
      format = fromHook.format;
    }
    Module._cache[filename] = module;
    module[kIsMain] = isMain === true;
    module[kIsCachedByESMLoader] = false;
    module[kURL] = url;
    module[kFormat] = format;
    if (state.watched) watch().report(filename);
  }
  if (internal.source !== undefined) {
    slotsOf(module).source ??= internal.source;
    module[kURL] ??= url;
    module[kFormat] ??= format;
  }
  if (cacheKey !== undefined) resolvedBefore[cacheKey] = filename;

  let failed = true;
  try {
    module.load(filename);
    failed = false;
  } finally {
    if (failed) {
      delete Module._cache[filename];
      if (cacheKey !== undefined) {
        delete resolvedBefore[cacheKey];
        const index = Array.isArray(parent.children) ? parent.children.indexOf(module) : -1;
        if (index !== -1) parent.children.splice(index, 1);
      }
    } else if (state.cycle) {
      cycles().leave(module);
    }
  }
  return module.exports;
};

const EXTENSION_OF_FORMAT = { __proto__: null, addon: '.node', json: '.json' };

/** The longest ending of a file's name that has a loader: `.d.ts` before `.ts`. */
function registeredExtension(filename) {
  const name = path.basename(filename);
  for (let at = name.indexOf('.', 1); at !== -1; at = name.indexOf('.', at + 1)) {
    const extension = name.slice(at);
    if (Module._extensions[extension]) return extension;
  }
  return '.js';
}

Module.prototype.load = function (filename) {
  if (this.loaded) throw new (errors().codes.ERR_INTERNAL_ASSERTION)();
  this.filename ??= filename;
  this.paths ??= Module._nodeModulePaths(path.dirname(filename));
  const format = this[kFormat];
  const extension =
    format === undefined ? registeredExtension(filename) : (EXTENSION_OF_FORMAT[format] ?? '.js');
  Module._extensions[extension](this, filename);
  this.loaded = true;
  const slots = slotsOf(this);
  slots.hasExported = true;
  slots.exported = this.exports;
};

/** `Module._load`, told to subscribers of the tracing channel `module.require`. */
function wrapModuleLoad(request, parent, isMain, internal) {
  if (!builtins.loaded.has('diagnostics_channel')) return Module._load(request, parent, isMain, internal);
  const channel = builtins.load('diagnostics_channel').tracingChannel('module.require');
  if (!channel.hasSubscribers) return Module._load(request, parent, isMain, internal);
  const context = { __proto__: null, parentFilename: parent?.filename, id: request };
  return channel.traceSync(Module._load, context, Module, request, parent, isMain, internal);
}

Module.prototype.require = function (id) {
  if (typeof id !== 'string') throw new (errors().codes.ERR_INVALID_ARG_TYPE)('id', 'string', id);
  if (id === '') throw new (errors().codes.ERR_INVALID_ARG_VALUE)('id', id, 'must be a non-empty string');
  requireDepth++;
  try {
    return wrapModuleLoad(id, this, false);
  } finally {
    requireDepth--;
  }
};

/* ---------------------------------------------------------------- compiling */

/**
 * Compiles a CommonJS source.
 * @returns {Function | undefined} undefined: it is an ES module
 */
function compile(source, filename, module, format) {
  if (state.sourceMaps) sourceMaps().note(filename, source, module);
  if (wrapperReplaced) return runScript(Module.wrap(source), filename, 0, 0, kCommonJS);
  try {
    if (state.compileCache)
      return compileCache().compileFunction(source, filename, CJS_PARAMETERS, kCommonJS);
    return compileFunction(source, filename, CJS_PARAMETERS, kCommonJS).function;
  } catch (error) {
    const mayBeModule =
      format !== 'commonjs' &&
      getOption(module?.[kIsMain] ? '--experimental-detect-module' : '--require-module');
    if (mayBeModule && detect().failedAsModule(error, source, filename)) return undefined;
    require('modules/decorate').addPlace(error, '\n\n');
    if (detect().isModuleSyntaxError(error)) warnModuleSyntax(filename);
    throw error;
  }
}

/** Tells that a source which was refused is an ES module; at once, as the error may end the process. */
function warnModuleSyntax(filename) {
  const warning = new Error(
    `Failed to load the ES module: ${filename}. Make sure to set "type": "module" in the nearest package.json file ` +
      'or use the .mjs extension.',
  );
  warning.name = 'Warning';
  process().emit('warning', warning);
}

/** The function that a module gets as `require`. */
function makeRequireFunction(module) {
  if (!(module instanceof Module)) throw new (errors().codes.ERR_INVALID_ARG_TYPE)('mod', 'Module', module);
  function require(path) {
    return module.require(path);
  }
  function resolve(request, options) {
    if (typeof request !== 'string')
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)('request', 'string', request);
    if (!state.hooked) return Module._resolveFilename(request, module, false, options ?? {}).toString();
    const internal = { requireResolveOptions: options ?? {} };
    const { filename, url } = hooks().resolveForRequire(request, module, false, internal);
    return url === request && request.startsWith('node:') ? url : filename;
  }
  function paths(request) {
    if (typeof request !== 'string')
      throw new (errors().codes.ERR_INVALID_ARG_TYPE)('request', 'string', request);
    return Module._resolveLookupPaths(request, module);
  }
  require.resolve = resolve;
  resolve.paths = paths;
  setOwn(require, 'main', process().mainModule);
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

Module.prototype._compile = function (content, filename, format) {
  let source = content;
  let kind = format;
  if (kind === 'commonjs-typescript' || kind === 'module-typescript' || kind === 'typescript') {
    source = transpile().transpile(source, filename);
    // In a package for CommonJS, a source in TypeScript may still say `import`; it means it.
    if (kind === 'module-typescript') kind = 'module';
    else kind = kind === 'commonjs-typescript' && filename.endsWith('.cts') ? 'commonjs' : undefined;
  }
  const compiled = kind === 'module' ? undefined : compile(source, filename, this, kind);
  if (compiled === undefined) {
    interop().loadESM(this, filename, source);
    return undefined;
  }
  if (state.loading) program().begin(source, filename);
  const { exports } = this;
  const require = makeRequireFunction(this);
  const outermost = requireDepth === 0;
  if (outermost) resolution.rememberStats();
  this[kIsExecuting] = true;
  const given = [exports, require, this, filename, path.dirname(filename)];
  if (state.breaks && this[kIsMain]) breakpoint().beforeProgram();
  const result = Reflect.apply(compiled, exports, given);
  this[kIsExecuting] = false;
  if (outermost) resolution.forgetStats();
  return result;
};

/** A module's source and format, from a hook if there is one. */
function loadSource(module, filename, format) {
  module[kFormat] ??= format;
  const slots = slotsOf(module);
  if (slots.source !== undefined) return { source: slots.source, format: module[kFormat] };
  if (!state.hooked) return { source: readText(filename), format };
  return hooks().loadForRequire(module, filename, slots);
}

const FIXED_FORMAT = {
  __proto__: null,
  '.cjs': 'commonjs',
  '.cts': 'commonjs-typescript',
  '.mjs': 'module',
  '.mts': 'module-typescript',
};

/** The format of a file that `.js`'s loader gets; undefined where only its source can tell. */
function formatOf(filename) {
  const extension = path.extname(filename);
  const fixed = FIXED_FORMAT[extension];
  const isTypescript = TYPESCRIPT_FILE.test(extension);
  if (isTypescript && !getOption('--strip-types')) return undefined;
  if (fixed !== undefined) return fixed;
  if (extension !== '.js' && extension !== '' && !isTypescript) return undefined;
  const type = nearest(filename)?.type;
  if (type === 'module' || type === 'commonjs') return isTypescript ? `${type}-typescript` : type;
  return isTypescript ? 'typescript' : undefined;
}

Module._extensions['.js'] = function (module, filename) {
  const { source, format } = loadSource(module, filename, formatOf(filename));
  if ((format === 'module' || format === 'module-typescript') && !getOption('--require-module')) {
    throw interop().requireESMError(module, source, filename);
  }
  module._compile(source, filename, format);
};

Module._extensions['.json'] = function (module, filename) {
  const { source } = loadSource(module, filename, 'json');
  try {
    setOwn(module, 'exports', JSON.parse(stripBOM(source)));
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
};

Module._extensions['.node'] = function (module, filename) {
  if (state.loading) program().begin();
  return process().dlopen(module, filename);
};

/** A text without byte order mark. */
function stripBOM(text) {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/* ---------------------------------------------------------------- the rest of Module */

Module._initPaths = function () {
  const { execPath } = process();
  const env = require('ext/process/env').ownVariables();
  const found = [];
  if (env.NODE_PATH) found.push(...env.NODE_PATH.split(path.delimiter).filter(Boolean));
  if (env.HOME)
    found.push(path.resolve(env.HOME, '.node_modules'), path.resolve(env.HOME, '.node_libraries'));
  found.push(path.resolve(execPath, '..', '..', 'lib', 'node'));
  globalPaths = found;
  Module.globalPaths = found.slice();
};

Module._preloadModules = function (requests) {
  if (!Array.isArray(requests)) return;
  state.preloading = true;
  try {
    const parent = new Module('internal/preload', null);
    try {
      parent.paths = Module._nodeModulePaths(process().cwd());
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    for (let i = 0; i < requests.length; i++) parent.require(requests[i]);
  } finally {
    state.preloading = false;
  }
};

Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  require('modules/esm/builtin').syncAll();
};

Object.defineProperties(Module.prototype, {
  constructor: { __proto__: null, get: () => Module, configurable: false, enumerable: false },
  isPreloading: { __proto__: null, get: () => state.preloading },
  parent: {
    __proto__: null,
    get() {
      return cycles().deprecatedParent(this);
    },
    set(value) {
      cycles().setDeprecatedParent(this, value);
    },
  },
});

Module.Module = Module;

/** Reads the options once they are known. */
function initialize() {
  if (getOption('--global-search-paths')) Module._initPaths();
  state.watched = getOptions().watchFd !== undefined;
}

module.exports = {
  compile,
  initialize,
  loadSource,
  makeRequireFunction,
  Module,
  registeredExtension,
  state,
  stripBOM,
  wrapModuleLoad,
};
