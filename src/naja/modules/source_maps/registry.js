'use strict';

/**
 * The source maps of the program's files, and stack traces that name the sources.
 *
 * Maps of sources that Naja transpiled are always used; those that files name themselves (`sourceMappingURL`) with
 * `--enable-source-maps` or `module.setSourceMapsSupport(true)`.
 */

const { state } = require('modules/cjs/loader');
const { getOption } = require('modules/options');
const errors = require.lazy('ext/base/errors');
const files = require.lazy('modules/files');
const sourceMaps = require.lazy('modules/source_maps/source_map');
const stackTrace = require('ext/process/stack_trace');
const urls = require.lazy('modules/urls');
const validators = require.lazy('ext/base/validators');

/** Script name (path or URL) -> {map (a SourceMap, or how to make it), source, own, lines} */
const entries = new Map();
const forgotten = new FinalizationRegistry(({ name, entry }) => {
  if (entries.get(name) === entry) entries.delete(name);
});
const enabled = getOption('--enable-source-maps') === true;
let support = { __proto__: null, enabled, nodeModules: enabled, generatedCode: enabled };
let hooked = false;
let keeps = false;

const MAGIC_COMMENT = /^\/[*/][#@]\s+sourceMappingURL=([^\s'"*]+)/;

/** The names under which a file may appear in a stack trace. */
const nameOf = (file) => urls().toPathOrSame(file);

function hook() {
  if (hooked) return;
  hooked = true;
  stackTrace.setMapper(writeStack);
  stackTrace.setArrowMapper(mapArrow);
  errors().setInternalPrepareStackTrace(writeStack);
}

/**
 * Takes note of a source that Naja transpiled.
 * @param {string} file
 * @param {string} map JSON
 * @param {string} source
 * @param {string} code what became of it
 */
function addTranspiled(file, map, source, code) {
  hook();
  const lineLengths = keeps ? lengthsOf(code) : undefined;
  entries.set(nameOf(file), { map: () => JSON.parse(map), source, own: true, lineLengths });
}

const lengthsOf = (code) => code.split(/\n|\u2028|\u2029/).map((line) => line.length);

function loadMap(reference, file, source) {
  let payload;
  let base = file;
  if (reference.startsWith('data:')) {
    const { bodyOf } = require('modules/esm/data_url');
    payload = JSON.parse(new TextDecoder().decode(bodyOf(reference)));
  } else {
    const { URL, fileURLToPath } = require('node/url');
    base = fileURLToPath(new URL(reference, urls().toHref(file)));
    payload = JSON.parse(files().readText(base));
  }
  const { toHref } = urls();
  const { URL } = require('node/url');
  payload.sources = payload.sources?.map(
    (name) => new URL((payload.sourceRoot ?? '') + name, toHref(base)).href,
  );
  return { payload, lineLengths: lengthsOf(source), reference };
}

/**
 * Looks for the source map that a file names; called for every source while maps are enabled.
 * @param {string} file path or URL
 * @param {string} source
 * @param {object} [module] of CommonJS: the map is forgotten with it
 */
function note(file, source, module) {
  const name = nameOf(file);
  if (entries.get(name)?.own || name[0] !== '/') return;
  if (!support.nodeModules && name.includes('/node_modules/')) return;
  if (!source.includes('sourceMappingURL=')) return;
  const { lexComments } = require('modules/cjs/lexer');
  const comment = lexComments(source).findLast((text) => MAGIC_COMMENT.test(text));
  const reference = comment && MAGIC_COMMENT.exec(comment)[1];
  if (reference === undefined) return;
  const entry = { load: () => loadMap(reference, name, source), own: false };
  entries.set(name, entry);
  if (module !== undefined) forgotten.register(module, { name, entry });
}

/** The SourceMap of an entry; undefined if it is none. */
function mapOf(entry) {
  if (entry.parsed === undefined) {
    entry.parsed = null;
    try {
      const { payload, lineLengths } = entry.own ? { payload: entry.map() } : entry.load();
      entry.parsed = new (sourceMaps().SourceMap)(payload, { lineLengths });
      entry.payload = payload;
    } catch {
      // A damaged map is as good as none.
    }
  }
  return entry.parsed ?? undefined;
}

function entryFor(file) {
  if (typeof file !== 'string') return undefined;
  const entry = entries.get(nameOf(file));
  return entry !== undefined && (entry.own || support.enabled) ? entry : undefined;
}

/**
 * The source's place for a place in a script.
 * @param {string} file
 * @param {number} line from 1
 * @param {number} column from 1
 * @returns {{file: string, line: number, column: number, entry: object} | undefined}
 */
function originOf(file, line, column) {
  const entry = entryFor(file);
  const map = entry && mapOf(entry);
  if (map === undefined) return undefined;
  const found = map.findEntry(line - 1, column - 1);
  if (found.originalSource === undefined || found.originalLine === undefined) return undefined;
  const source = entry.own ? file : urls().toPathOrSame(found.originalSource);
  return { file: source, line: found.originalLine + 1, column: found.originalColumn + 1, entry };
}

/** One line of a stack. */
function frame(site) {
  const text = `${site}`;
  const file = site.getFileName?.() ?? site.getScriptNameOrSourceURL?.();
  const line = site.getLineNumber?.();
  const column = site.getColumnNumber?.();
  if (typeof file !== 'string' || line === null || line === undefined) return text;
  const origin = originOf(file, line, column);
  if (origin === undefined) return text;
  return text.replace(`${file}:${line}:${column}`, () => `${origin.file}:${origin.line}:${origin.column}`);
}

/** A stack whose lines name the sources. */
function writeStack(error, sites) {
  const first = stackTrace.header(error);
  if (sites.length === 0) return first;
  return `${first}\n    at ${sites.map(frame).join('\n    at ')}`;
}

function sourceLines(origin) {
  const { entry, file } = origin;
  if (entry.own) return entry.source.split('\n');
  mapOf(entry);
  const { sources = [], sourcesContent = [] } = entry.payload;
  const index = sources.findIndex((name) => urls().toPathOrSame(name) === file);
  if (sourcesContent[index] != null) return sourcesContent[index].split('\n');
  try {
    return files().readText(file).split('\n');
  } catch {
    return undefined;
  }
}

/** The text that shows where an error was thrown (`file:line`, the line, a caret), for the source. */
function mapArrow(text) {
  const found = /^(.*):(\d+)\n(.*)\n([ \t]*)\^/.exec(text);
  if (found === null) return text;
  const [, file, line, , indent] = found;
  const origin = originOf(file, Number(line), indent.length + 1);
  if (origin === undefined) return text;
  const code = sourceLines(origin)?.[origin.line - 1]?.replace(/\r$/, '');
  if (code === undefined) return text;
  const space = code.slice(0, origin.column - 1).replace(/[^\t]/g, ' ');
  return `${origin.file}:${origin.line}\n${code}\n${space}^\n`;
}

/** `module.findSourceMap(path)` */
function findSourceMap(file) {
  const entry = entryFor(`${file}`);
  return entry === undefined ? undefined : mapOf(entry);
}

/** `module.getSourceMapsSupport()` */
function getSupport() {
  return Object.freeze({ __proto__: null, ...support });
}

/** `module.setSourceMapsSupport(enabled, { nodeModules, generatedCode })` */
function setSupport(value, options = {}) {
  validators().validateBoolean(value, 'enabled');
  validators().validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validators().validateBoolean(nodeModules, 'options.nodeModules');
  validators().validateBoolean(generatedCode, 'options.generatedCode');
  support = { __proto__: null, enabled: value, nodeModules, generatedCode };
  state.sourceMaps = value;
  if (value) hook();
}

/** Has the maps that files name looked for, though stacks do not use them. */
function keep() {
  keeps = true;
  state.sourceMaps = true;
}

/**
 * The maps of files, as NODE_V8_COVERAGE has them: `{[url]: {lineLengths, data, url}}`; undefined where there is none.
 * @param {string[]} hrefs
 */
function describe(hrefs) {
  let found;
  for (const href of hrefs) {
    const entry = entries.get(nameOf(href));
    if (entry === undefined) continue;
    try {
      const loaded = entry.own
        ? { payload: entry.map(), lineLengths: entry.lineLengths, reference: null }
        : entry.load();
      if (loaded.lineLengths === undefined) continue;
      found ??= {};
      found[href] = { lineLengths: loaded.lineLengths, data: loaded.payload, url: loaded.reference };
    } catch {
      // A damaged map is as good as none.
    }
  }
  return found;
}

/** Turns everything on, for `--enable-source-maps`. */
function enable() {
  setSupport(true, { nodeModules: true, generatedCode: true });
}

module.exports = {
  addTranspiled,
  describe,
  enable,
  findSourceMap,
  getSupport,
  keep,
  mapArrow,
  note,
  setSupport,
};
