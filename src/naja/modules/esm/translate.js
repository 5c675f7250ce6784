'use strict';

/**
 * From a URL to the engine's module: reads the source and makes of it what its format asks for.
 *
 * @typedef {object} Translated
 * @property {object} inner the engine's module
 * @property {boolean} [isCommonJS]
 * @property {object} [cjsModule]
 * @property {object} [sourceObject] what a source phase import gives
 */

const { isBuiltinUrl } = require('modules/builtins');
const { esmConditions } = require('modules/conditions');
const { validateAttributes } = require('modules/esm/attributes');
const { formatOf, unknownFormat } = require('modules/esm/format');
const { readText } = require('modules/files');
const { toPath, toPathOrSame } = require('modules/urls');
const { state, stripBOM } = require('modules/cjs/loader');
const buffer = require.lazy('node/buffer');
const builtinFacades = require.lazy('modules/esm/builtin');
const commonjs = require.lazy('modules/esm/commonjs');
const compileCache = require.lazy('modules/compile_cache');
const data = require.lazy('modules/esm/data_url');
const errors = require.lazy('ext/base/errors');
const files = require.lazy('modules/files');
const hooks = require.lazy('modules/hooks');
const plugins = require.lazy('modules/plugins');
const program = require.lazy('modules/program');
const python = require.lazy('modules/python');
const sourceMaps = require.lazy('modules/source_maps/registry');
const transpile = require.lazy('modules/typescript/transpile');
const types = require.lazy('ext/base/types');
const url = require.lazy('node/url');
const wasm = require.lazy('modules/esm/wasm');

const { compileModule, createSynthetic } = binding('modules');

/** The referrer of dynamic imports in ES modules: the module's URL says which one it is. */
const kESM = Symbol('esm');

const isText = (source) => typeof source === 'string';

function invalidSource(expected, source) {
  return new (errors().codes.ERR_INVALID_RETURN_PROPERTY_VALUE)(expected, 'load', 'source', source);
}

/** A source as text; without byte order mark, as UTF-8 decoders have it. */
function asText(source) {
  if (isText(source)) return source;
  if (!types().isArrayBufferView(source) && !types().isAnyArrayBuffer(source)) {
    throw invalidSource('string, array buffer, or typed array', source);
  }
  return new TextDecoder().decode(source);
}

/** A source as bytes. */
function asBytes(source) {
  if (types().isArrayBufferView(source) || types().isAnyArrayBuffer(source)) return source;
  throw invalidSource('array buffer, or typed array', source);
}

/* ---------------------------------------------------------------- reading */

function readSource(href, binary) {
  if (href.startsWith('file:')) {
    const path = toPath(href.replace(/[?#].*$/s, ''));
    return binary ? files().readBytes(path) : readText(path);
  }
  if (href.startsWith('data:')) {
    const body = data().bodyOf(href);
    return binary ? body : new TextDecoder().decode(body);
  }
  const { ERR_UNSUPPORTED_ESM_URL_SCHEME } = errors().codes;
  throw new ERR_UNSUPPORTED_ESM_URL_SCHEME(new (url().URL)(href), ['file', 'data']);
}

const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];
const looksLikeWasm = (path) => {
  const bytes = files().readBytes(path);
  return WASM_MAGIC.every((byte, i) => bytes[i] === byte);
};

const BINARY = new Set(['wasm', 'bytes']);

/**
 * The default `load`.
 * @param {string} href
 * @param {{format?: string, importAttributes?: object, source?: unknown}} context
 * @param {boolean} raw give text as bytes, as hooks expect it
 * @returns {{format: string, source: unknown}}
 */
function defaultLoad(href, context, raw) {
  const protocol = href.slice(0, href.indexOf(':') + 1);
  if (!['file:', 'data:', 'node:', 'bun:', 'naja:', 'python:', 'https:', 'http:'].includes(protocol)) {
    if (plugins().isLoaded(href)) {
      validateAttributes(href, 'builtin', context.importAttributes ?? {});
      return { __proto__: null, format: 'plugin', responseURL: href, source: null };
    }
    const { ERR_UNSUPPORTED_ESM_URL_SCHEME } = errors().codes;
    throw new ERR_UNSUPPORTED_ESM_URL_SCHEME(new (url().URL)(href), ['file', 'data', 'node']);
  }
  const attributes = context.importAttributes ?? {};
  let { format, source } = context;
  if (isBuiltinUrl(href)) {
    validateAttributes(href, format ?? 'builtin', attributes);
    return { __proto__: null, format: format ?? 'builtin', responseURL: href, source: null };
  }
  if (protocol === 'http:' || protocol === 'https:') readSource(href);
  if (format == null) {
    let text;
    const forDetection = () => {
      text ??= source == null ? readSource(href, false) : asText(source);
      const path = toPath(href.replace(/[?#].*$/s, ''));
      return /\.(?:[cm]?ts|[jt]sx)$/.test(path) ? transpile().transpile(text, path) : text;
    };
    format = formatOf(href, attributes, forDetection, looksLikeWasm);
    if (format == null) {
      validateAttributes(href, format, attributes);
      throw unknownFormat(href, format);
    }
    if (text !== undefined && !raw) source ??= text;
  }
  if (format === 'addon') {
    source = null;
  } else if (source == null) {
    source = readSource(href, raw || BINARY.has(format));
    if (raw) source = buffer().Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  }
  validateAttributes(href, format, attributes);
  return { __proto__: null, format, responseURL: href, source };
}

function load(href, format, attributes) {
  const context = { __proto__: null, format, importAttributes: attributes };
  if (!state.hooked || hooks().loadHooks.length === 0) return defaultLoad(href, context, false);
  const { array } = esmConditions();
  const last = (given, inner) => defaultLoad(given, inner, true);
  const result = hooks().loadWithHooks(href, format, attributes, array, last, hooks().validateSloppy);
  if (result.format == null) throw unknownFormat(href, result.format ?? undefined);
  return result;
}

/* ---------------------------------------------------------------- formats */

/**
 * An ES module in JavaScript.
 * @returns {Translated}
 */
function compile(source, href) {
  if (source.includes('bun')) builtinFacades().note(href, source);
  if (source.includes('python:')) python().note(href, source);
  if (state.loading) program().note(href, source);
  if (state.sourceMaps) sourceMaps().note(href, source);
  if (state.compileCache) return { inner: compileCache().compileModule(source, href, kESM) };
  return { inner: compileModule(source, href, kESM) };
}

/** A module with a default export only. */
function defaultOnly(href, value) {
  return { inner: createSynthetic(href, ['default'], (set) => set('default', value)) };
}

/** The exports of a plugin's Python module. */
function plugin(href) {
  const exports = plugins().exportsOf(href);
  const names = Object.keys(exports).filter((name) => name !== 'default');
  const give = (set) => {
    for (const name of names) set(name, exports[name]);
    set('default', exports.default ?? exports);
  };
  return { inner: createSynthetic(href, [...names, 'default'], give) };
}

function json(href, source) {
  const text = stripBOM(asText(source));
  // A file is the same object for import and require().
  const path = href.startsWith('file:') && !/[?#]/.test(href) ? toPath(href) : undefined;
  const { Module } = require('modules/cjs/loader');
  const known = path === undefined ? undefined : Module._cache[path];
  if (known?.loaded) return defaultOnly(href, known.exports);
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    error.message = `${toPathOrSame(href)}: ${error.message}`;
    throw error;
  }
  if (path !== undefined) Module._cache[path] = { exports: value, loaded: true };
  return defaultOnly(href, value);
}

const FORMATS = {
  __proto__: null,
  module: (href, source) => compile(asText(source), href),
  'module-typescript': (href, source) =>
    compile(transpile().transpile(asText(source), toPathOrSame(href)), href),
  commonjs: (href, source, isMain, fromHook) =>
    commonjs().translate(href, source, 'commonjs', isMain, fromHook),
  'commonjs-typescript': (href, source, isMain, fromHook) =>
    commonjs().translate(href, source, 'commonjs-typescript', isMain, fromHook),
  addon(href, source, isMain) {
    if (source !== null) throw invalidSource('null', source);
    return commonjs().translateAddon(href, isMain);
  },
  builtin: (href) => ({ inner: builtinFacades().facade(href) }),
  json,
  plugin,
  wasm: (href, source) => wasm().translate(href, asBytes(source)),
  text: (href, source) => defaultOnly(href, asText(source)),
  bytes(href, source) {
    const { Buffer } = buffer();
    const bytes = isText(source) ? Buffer.from(source) : asBytes(source);
    return defaultOnly(
      href,
      new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength).slice(),
    );
  },
};

/**
 * Loads a module.
 * @param {string} href
 * @param {string | undefined} format if the resolver knows it
 * @param {object} attributes
 * @param {boolean} isMain
 * @returns {Translated}
 */
function translate(href, format, attributes, isMain) {
  if (isBuiltinUrl(href) && !state.hooked) {
    validateAttributes(href, 'builtin', attributes);
    return FORMATS.builtin(href);
  }
  const loaded = load(href, format, attributes);
  const make = FORMATS[loaded.format];
  if (make === undefined) throw new (errors().codes.ERR_UNKNOWN_MODULE_FORMAT)(loaded.format, href);
  return make(href, loaded.source, isMain, state.hooked);
}

/** What a source phase import of a module gives. */
function requireSource(job) {
  if (job.sourceObject !== undefined) return job.sourceObject;
  const error = new SyntaxError(`Source phase import object is not defined for module '${job.url}'`);
  error.code = 'ERR_SOURCE_PHASE_NOT_DEFINED';
  throw error;
}

module.exports = { compile, kESM, requireSource, translate };
