'use strict';

/**
 * The modules that come with Naja, as user programs see them: `fs`, `node:fs`.
 */

const errors = require.lazy('ext/base/errors');
const missing = require.lazy('modules/missing');

const PLAIN =
  '_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server _tls_common _tls_wrap assert ' +
  'assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns ' +
  'dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path ' +
  'path/posix path/win32 perf_hooks process punycode querystring readline readline/promises repl stream ' +
  'stream/consumers stream/promises stream/web string_decoder sys timers timers/promises tls trace_events tty url ' +
  'util util/types v8 vm wasi worker_threads zlib';
// These can be had only with the scheme: `node:test`.
const SCHEME_ONLY = 'ffi sea sqlite test test/reporters';
// Bun's, whose ids are the specifiers.
const OF_BUN = 'bun bun:ffi bun:jsc bun:sqlite bun:test';
// Naja's own.
const OWN = { __proto__: null, 'naja:python': 'python/js/namespace' };

const plain = new Set(PLAIN.split(' '));
const schemeOnly = new Set(SCHEME_ONLY.split(' '));
const ofBun = new Set([...OF_BUN.split(' '), ...Object.keys(OWN)]);

/** The URL of the module `bun`. */
const BUN_URL = 'bun:bun';

/** Exports of the modules that user programs have loaded, by id without scheme. */
const loaded = new Map();
let originalFs;

/** Whether a specifier without `node:` names a built-in module. */
function canBeRequiredWithoutScheme(id) {
  return plain.has(id) || ofBun.has(id);
}

/**
 * The URL of the built-in module that a specifier without `node:` names, or undefined.
 * @param {string} specifier
 */
function urlOf(specifier) {
  if (plain.has(specifier)) return `node:${specifier}`;
  if (ofBun.has(specifier)) return specifier === 'bun' ? BUN_URL : specifier;
  return undefined;
}

/** Whether a URL is that of a built-in module, there or not. */
function isBuiltinUrl(url) {
  return url.startsWith('node:') || url.startsWith('bun:') || url.startsWith('python:') || url in OWN;
}

/**
 * The id, without `node:`, of the built-in module that a specifier or URL names, or undefined.
 * @param {string} specifier
 */
function normalizeId(specifier) {
  if (plain.has(specifier) || ofBun.has(specifier)) return specifier;
  if (specifier === BUN_URL) return 'bun';
  if (specifier.startsWith('node:')) {
    const id = specifier.slice(5);
    if (plain.has(id) || schemeOnly.has(id)) return id;
  }
  return undefined;
}

/** Whether a specifier, with or without scheme, names a built-in module. */
function isBuiltin(specifier) {
  return typeof specifier === 'string' && normalizeId(specifier) !== undefined;
}

/**
 * The exports of a built-in module, loaded at first use.
 * @param {string} id without scheme
 */
function load(id) {
  let exports = loaded.get(id);
  if (exports === undefined) {
    const own =
      id in OWN
        ? OWN[id]
        : id === 'bun'
          ? 'bun/namespace'
          : ofBun.has(id)
            ? `bun/${id.slice(4)}`
            : `node/${id}`;
    exports = require.has(own) ? require(own) : missing().standIn(id);
    loaded.set(id, exports);
    if (id === 'fs') originalFs = { readFileSync: exports.readFileSync, realpathSync: exports.realpathSync };
  }
  return exports;
}

/**
 * node:fs, if a user program has put a function of its own in the place of one.
 * @param {'readFileSync' | 'realpathSync'} name
 */
function patchedFs(name) {
  if (originalFs === undefined) return undefined;
  const fs = loaded.get('fs');
  return fs[name] === originalFs[name] ? undefined : fs;
}

/** `builtinModules` of node:module. */
function allIds() {
  return [...plain, ...[...schemeOnly].map((id) => `node:${id}`)];
}

/** `process.getBuiltinModule(id)`. */
function getBuiltinModule(id) {
  if (typeof id !== 'string') throw new (errors().codes.ERR_INVALID_ARG_TYPE)('id', 'string', id);
  const normalized = normalizeId(id);
  return normalized === undefined ? undefined : load(normalized);
}

module.exports = {
  BUN_URL,
  allIds,
  canBeRequiredWithoutScheme,
  getBuiltinModule,
  isBuiltin,
  isBuiltinUrl,
  load,
  loaded,
  normalizeId,
  patchedFs,
  urlOf,
};
