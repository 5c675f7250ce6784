'use strict';

/** tsconfig.json: what running a program needs of it. */

const { readText, stat } = require('modules/files');
const { load } = require('modules/builtins');
const path = require('node/path/posix');

/**
 * @typedef {object} TsConfig
 * @property {string} path
 * @property {Record<string, unknown>} options compilerOptions, with those of "extends" below them
 * @property {string} [baseUrl] absolute
 * @property {{prefix: string, suffix: string | undefined, targets: string[]}[]} [paths] the more specific first;
 *   targets are absolute and may have a `*`
 */

/** folder -> TsConfig or null */
const configs = new Map();
const TOKEN = /"(?:[^"\\]|\\[^])*"|\/\/[^\n\r]*|\/\*[^]*?\*\/|,(?=(?:\s|\/\/[^\n\r]*|\/\*[^]*?\*\/)*[}\]])/g;

/** Parses JSON that may have comments and commas at the ends of lists. */
function parseJsonc(text) {
  const plain = text.replace(TOKEN, (token) => (token[0] === '"' ? token : ' '));
  return JSON.parse(plain.charCodeAt(0) === 0xfeff ? plain.slice(1) : plain);
}

/** The file that "extends" names. */
function extended(name, from) {
  const folder = path.dirname(from);
  if (name.startsWith('.') || path.isAbsolute(name)) {
    const file = path.resolve(folder, name);
    return stat(file) === 0 || file.endsWith('.json') ? file : `${file}.json`;
  }
  const require = load('module').createRequire(from);
  for (const request of [name, `${name}.json`, `${name}/tsconfig.json`]) {
    try {
      const found = require.resolve(request);
      if (found.endsWith('.json')) return found;
    } catch {
      // Perhaps the next.
    }
  }
  throw new Error(`${from} extends ${name}, which cannot be found`);
}

function readRaw(file, seen) {
  if (seen.has(file)) throw new Error(`${file} extends itself`);
  seen.add(file);
  let data;
  try {
    data = parseJsonc(readText(file));
  } catch (error) {
    error.message = `${file}: ${error.message}`;
    throw error;
  }
  const result = { options: {}, baseUrl: undefined, paths: undefined };
  const parents = data.extends === undefined ? [] : [data.extends].flat();
  for (const parent of parents) {
    const { options, baseUrl, paths } = readRaw(extended(parent, file), new Set(seen));
    Object.assign(result.options, options);
    result.baseUrl = baseUrl ?? result.baseUrl;
    result.paths = paths ?? result.paths;
  }
  const own = data.compilerOptions ?? {};
  Object.assign(result.options, own);
  const folder = path.dirname(file);
  const fill = (value) => value.replaceAll('${configDir}', folder);
  if (typeof own.baseUrl === 'string') result.baseUrl = path.resolve(folder, fill(own.baseUrl));
  if (own.paths !== null && typeof own.paths === 'object') result.paths = { table: own.paths, folder, fill };
  return result;
}

function makePaths({ table, folder, fill }, baseUrl) {
  const found = [];
  for (const key of Object.keys(table)) {
    if (!Array.isArray(table[key])) continue;
    const star = key.indexOf('*');
    found.push({
      prefix: star === -1 ? key : key.slice(0, star),
      suffix: star === -1 ? undefined : key.slice(star + 1),
      targets: table[key].map((target) => path.resolve(baseUrl ?? folder, fill(target))),
    });
  }
  // An exact key wins, then the longest prefix.
  const weight = (entry) => (entry.suffix === undefined ? Infinity : entry.prefix.length);
  return found.sort((a, b) => weight(b) - weight(a));
}

function read(file) {
  const { options, baseUrl, paths } = readRaw(file, new Set());
  return { path: file, options, baseUrl, paths: paths && makePaths(paths, baseUrl) };
}

/**
 * The tsconfig.json that a source belongs to: the nearest one upwards.
 * @param {string} filename
 * @returns {TsConfig | undefined} undefined in node_modules too
 */
function configFor(filename) {
  if (filename.includes('/node_modules/') || filename[0] !== '/') return undefined;
  const folders = [];
  let found = null;
  for (let end = filename.lastIndexOf('/'); end >= 0; end = filename.lastIndexOf('/', end - 1)) {
    const folder = filename.slice(0, end);
    const known = configs.get(folder);
    if (known !== undefined) {
      found = known;
      break;
    }
    folders.push(folder);
    const file = `${folder}/tsconfig.json`;
    if (stat(file) === 0) {
      found = read(file);
      break;
    }
    if (end === 0) break;
  }
  for (const folder of folders) configs.set(folder, found);
  return found ?? undefined;
}

module.exports = { configFor, parseJsonc };
