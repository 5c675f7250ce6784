'use strict';

/**
 * What kind of module a URL leads to: `builtin`, `module`, `commonjs`, `json`, `wasm`, `addon`, `text`, `bytes`,
 * `module-typescript` or `commonjs-typescript` (which stand for JSX too); null where only the source can tell.
 */

const { isBuiltinUrl } = require('modules/builtins');
const { getOption } = require('modules/options');
const { nearest, typeOf } = require('modules/package_json');
const { toPath } = require('modules/urls');
const detect = require.lazy('modules/detect');
const errors = require.lazy('ext/base/errors');
const process = require.lazy('node/process');

const BY_EXTENSION = {
  __proto__: null,
  '.cjs': 'commonjs',
  '.cts': 'commonjs-typescript',
  '.json': 'json',
  '.mjs': 'module',
  '.mts': 'module-typescript',
  '.node': 'addon',
  '.wasm': 'wasm',
};
const TYPESCRIPT = new Set(['.ts', '.tsx', '.jsx', '.mts', '.cts']);
// Types that an import may ask for, whatever the file is.
const RAW_TYPES = new Set(['text', 'bytes']);
const BY_MIME = [
  [/^\s*(?:text|application)\/javascript\s*(?:;\s*charset=utf-?8\s*)?$/i, 'module'],
  [/^application\/json$/, 'json'],
  [/^application\/wasm$/, 'wasm'],
];
const DATA_URL = /^data:([^/]+\/[^;,]+)(?:;[^,]*)?,/;

/** A file name's extension with its dot; none for `.gitignore`. */
function extension(path) {
  const slash = path.lastIndexOf('/');
  const dot = path.lastIndexOf('.');
  return dot > slash + 1 ? path.slice(dot) : '';
}

const warned = new Set();
let entry;

/** Names the module that the command line asks for: of its package's missing type nobody is warned, as of a main program's. */
function setEntry(href) {
  entry = href;
}

function warnTypeless(path, href) {
  if (href === entry) return;
  const pkg = nearest(path);
  if (pkg === undefined || href.includes('/node_modules/') || warned.has(pkg.path)) return;
  warned.add(pkg.path);
  process().emitWarning(
    `Module type of ${href} is not specified and it doesn't parse as CommonJS.\n` +
      'Reparsing as ES module because module syntax was detected. This incurs a performance overhead.\n' +
      `To eliminate this warning, add "type": "module" to ${pkg.path}.`,
    { code: 'MODULE_TYPELESS_PACKAGE_JSON' },
  );
}

/** The format of a source in a package without a type. */
function detected(source, path, href) {
  if (!getOption('--experimental-detect-module')) return 'commonjs';
  if (source == null) return null;
  if (!detect().containsModuleSyntax(source, path)) return 'commonjs';
  warnTypeless(path, href);
  return 'module';
}

/**
 * The format of a file.
 * @param {string} path
 * @param {string} href its URL, for messages
 * @param {() => string} [readSource] gives the source, with types removed, where only that can tell
 * @param {(n: number) => Uint8Array} [firstBytes] for files without an extension
 * @returns {string | null | undefined} undefined: no known extension
 */
function formatOfFile(path, href, readSource, isWasm) {
  const ending = extension(path);
  if (TYPESCRIPT.has(ending) && !getOption('--strip-types')) return undefined;
  const known = BY_EXTENSION[ending];
  if (known !== undefined) return known === 'addon' && !getOption('--addons') ? undefined : known;
  const isTypescript = TYPESCRIPT.has(ending);
  if (ending !== '.js' && ending !== '' && !isTypescript) return undefined;
  const type = typeOf(path);
  if (ending === '') {
    if (type === 'commonjs') return type;
    if (readSource === undefined && type === 'none') return null;
    if (isWasm?.(path)) return 'wasm';
  }
  if (type !== 'none') return isTypescript ? `${type}-typescript` : type;
  const found = detected(readSource?.(), path, href);
  return isTypescript && found !== null ? `${found}-typescript` : found;
}

/** The format that a path's extension and package say, without reading it. */
function formatOfPath(path) {
  return formatOfFile(path, path);
}

function formatOfData(href) {
  const mime = DATA_URL.exec(href)?.[1];
  if (mime === undefined) return null;
  for (const [pattern, format] of BY_MIME) if (pattern.test(mime)) return format;
  return null;
}

/**
 * The format of what a URL leads to.
 * @param {string} href
 * @param {{type?: string}} attributes of the import
 * @param {() => string} [readSource]
 * @returns {string | null | undefined}
 */
function formatOf(href, attributes, readSource, isWasm) {
  if (isBuiltinUrl(href)) return 'builtin';
  if (RAW_TYPES.has(attributes?.type)) return attributes.type;
  if (href.startsWith('data:')) return formatOfData(href);
  if (!href.startsWith('file:')) return null;
  return formatOfFile(toPath(href), href, readSource, isWasm);
}

/** For a URL without a format. */
function unknownFormat(href, format) {
  const { codes } = errors();
  if (format === undefined && href.startsWith('file:')) {
    const path = toPath(href);
    return new codes.ERR_UNKNOWN_FILE_EXTENSION(extension(path), path);
  }
  return new codes.ERR_UNKNOWN_MODULE_FORMAT(DATA_URL.exec(href)?.[1] ?? format, href);
}

module.exports = { extension, formatOf, formatOfPath, setEntry, TYPESCRIPT, unknownFormat };
