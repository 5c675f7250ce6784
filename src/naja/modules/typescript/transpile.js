'use strict';

/** TypeScript and JSX to JavaScript, by oxc-transform; kept on disk. */

const path = require('node/path/posix');
const { getOptions } = require('modules/options');
const cache = require.lazy('modules/typescript/cache');
const decorators = require.lazy('modules/typescript/decorators');
const errors = require.lazy('ext/base/errors');
const maps = require.lazy('modules/source_maps/registry');
const tsconfig = require.lazy('modules/typescript/tsconfig');

/** What the cache depends on besides source and options. */
const VERSION = 'oxc 0.158.0, naja 1';

// Perhaps a decorator or an accessor; `@__PURE__` stands in comments.
const DECORATOR = /@(?!__(?:PURE|NO_SIDE_EFFECTS)__)|\baccessor\s+[\w$#"'[]/;
const LANGUAGE = { __proto__: null, '.tsx': 'tsx', '.jsx': 'jsx' };
const ES2022 = new Set(['es2022', 'es2023', 'es2024', 'es2025', 'es2026', 'esnext']);

let oxc;
/** The addon, loaded at first use. */
function transformer() {
  if (oxc === undefined) {
    const file = `@oxc-transform/binding-linux-${process.arch}-gnu/transform.linux-${process.arch}-gnu.node`;
    const module = { exports: {} };
    require('ext/addons/load').open(module, `${getOptions().libraries}/node_modules/${file}`);
    oxc = module.exports;
  }
  return oxc;
}

function jsxOptions(options) {
  const { jsx, jsxFactory, jsxFragmentFactory, jsxImportSource } = options;
  if (jsx === 'react') {
    const found = { runtime: 'classic' };
    if (jsxFactory) found.pragma = jsxFactory;
    if (jsxFragmentFactory) found.pragmaFrag = jsxFragmentFactory;
    return found;
  }
  const found = { runtime: 'automatic', development: jsx === 'react-jsxdev' };
  if (jsxImportSource) found.importSource = jsxImportSource;
  return found;
}

/** The transformer's options for a source, from its tsconfig.json. */
function optionsFor(filename) {
  const config = tsconfig().configFor(filename);
  const options = config?.options ?? {};
  const lang = LANGUAGE[path.extname(filename)] ?? 'ts';
  const result = {
    lang,
    sourcemap: true,
    jsx: jsxOptions(options),
    typescript: {},
    helpers: { mode: 'External' },
  };
  if (/\.[cm]ts$/.test(filename)) result.sourceType = filename.endsWith('.cts') ? 'commonjs' : 'module';
  if (options.verbatimModuleSyntax || options.isolatedModules === 'preserve') {
    result.typescript.onlyRemoveTypeImports = true;
  }
  if (options.jsxFactory) result.typescript.jsxPragma = options.jsxFactory;
  if (options.jsxFragmentFactory) result.typescript.jsxPragmaFrag = options.jsxFragmentFactory;
  const target = options.target?.toLowerCase?.();
  const define = options.useDefineForClassFields ?? (target === undefined || ES2022.has(target));
  if (!define) {
    result.assumptions = { setPublicClassFields: true };
    result.typescript.removeClassFieldsWithoutInitializer = true;
  }
  if (options.experimentalDecorators) {
    result.decorator = { legacy: true, emitDecoratorMetadata: options.emitDecoratorMetadata === true };
  }
  return result;
}

/** The place of an offset in a text, both counted from 1. */
function placeOf(source, offset) {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** A SyntaxError that shows the line, as V8's do. Offsets of the transformer are in bytes. */
function syntaxError(filename, source, { message, labels, helpMessage }) {
  const error = new SyntaxError(helpMessage ? `${message} (${helpMessage})` : message);
  const { stack } = error;
  const label = labels[0];
  if (label !== undefined) {
    const bytes = Buffer.from(source);
    const start = bytes.subarray(0, label.start).toString().length;
    const width = Math.max(1, bytes.subarray(label.start, label.end).toString().split('\n', 1)[0].length);
    const { line, column } = placeOf(source, start);
    const text = source.split('\n')[line - 1].replace(/\r$/, '');
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
    error.stack = `${filename}:${line}\n${text}\n${indent}${'^'.repeat(width)}\n\n${stack}`;
  }
  return error;
}

// What legacy decorators are compiled to call: the functions that TypeScript's own compiler would emit.
const HELPERS = {
  __proto__: null,
  decorate:
    'decorate(list, target, key, desc) { let result = arguments.length < 3 ? target : ' +
    'desc === null ? Object.getOwnPropertyDescriptor(target, key) : desc; for (let i = list.length - 1; i >= 0; i--) ' +
    'result = (arguments.length < 3 ? list[i](result) : arguments.length > 3 ? list[i](target, key, result) : ' +
    'list[i](target, key)) || result; if (arguments.length > 3 && result) Object.defineProperty(target, key, result); ' +
    'return result; }',
  decorateMetadata:
    "decorateMetadata(key, value) { if (typeof Reflect.metadata === 'function') return Reflect.metadata(key, value); " +
    'return () => {}; }',
  decorateParam: 'decorateParam(index, decorator) { return (target, key) => decorator(target, key, index); }',
};

/** Puts the helpers that a code calls on a line of their own before it. */
function withHelpers(code, map, helpersUsed) {
  const names = Object.keys(helpersUsed);
  if (names.length === 0) return { code, map };
  const methods = names.map((name) => {
    if (HELPERS[name] === undefined) throw new Error(`There is no helper ${name} for compiled TypeScript`);
    return HELPERS[name];
  });
  map.mappings = `;${map.mappings}`;
  return { code: `const babelHelpers = { ${methods.join(', ')} };\n${code}`, map };
}

const failureOf = ({ errors: found }) => found.find(({ severity }) => severity === 'Error');

function transform(source, filename, options) {
  const name = path.basename(filename);
  let transformed = transformer().transformSync(name, source, options);
  let failure = failureOf(transformed);
  if (failure !== undefined && options.sourceType === undefined) {
    // Nothing but a `for await` outside functions may tell that it is a module.
    const asModule = transformer().transformSync(name, source, { ...options, sourceType: 'module' });
    if (failureOf(asModule) === undefined) [transformed, failure] = [asModule, undefined];
  }
  const { code, map, helpersUsed } = transformed;
  if (failure !== undefined) throw syntaxError(filename, source, failure);
  let result = withHelpers(code, map, helpersUsed);
  if (options.decorator === undefined && DECORATOR.test(code))
    result = decorators().lower(result.code, result.map, filename);
  // The source is at hand in the file; the map need not hold it too.
  const { mappings, names, sources } = result.map;
  return { code: result.code, map: JSON.stringify({ version: 3, sources, names, mappings }) };
}

/**
 * JavaScript for a source in TypeScript or JSX; its source map is known from then on.
 * @param {string} source
 * @param {string} filename decides the language: .ts, .mts, .cts, .tsx or .jsx
 * @returns {string}
 * @throws SyntaxError, ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING
 */
function transpile(source, filename) {
  if (filename.includes('/node_modules/') && !filename.endsWith('.jsx')) {
    throw new (errors().codes.ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING)(filename);
  }
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const options = optionsFor(filename);
  const key = `${VERSION}\n${path.basename(filename)}\n${JSON.stringify(options)}\n${text}`;
  let result = cache().get(key);
  if (result === undefined) {
    result = transform(text, filename, options);
    cache().put(key, result);
  }
  maps().addTranspiled(filename, result.map, text, result.code);
  return result.code;
}

module.exports = { transpile };
