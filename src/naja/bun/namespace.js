'use strict';

/**
 * `Bun`, which is also the module `bun`. Every property loads what it needs when it is first looked at. What is not
 * there yet is absent, so that `if (Bun.x)` is answered truly; docs/dialects.md says more.
 */

const { defineGetters, defineLazy, defineTable } = require('ext/base/namespace');
const process = require('node/process');

const Bun = {};

defineTable(Bun, {
  'bun/basics':
    'allocUnsafe concatArrayBuffers escapeHTML fileURLToPath gc indexOfLine nanoseconds pathToFileURL ' +
    'peek resolve resolveSync shrink sleep sleepSync which',
  'bun/array_buffer_sink': 'ArrayBufferSink',
  'bun/compression':
    'deflateSync gunzipSync gzipSync inflateSync zstdCompress zstdCompressSync zstdDecompress zstdDecompressSync',
  'bun/cookie': 'Cookie CookieMap',
  'bun/dns': 'dns',
  'bun/equals': 'deepEquals deepMatch',
  'bun/file': 'file',
  'bun/glob': 'Glob',
  'bun/hash': 'hash',
  'bun/hasher': 'CryptoHasher MD4 MD5 SHA1 SHA224 SHA256 SHA384 SHA512 SHA512_256 sha',
  'bun/stdio': 'stderr stdin stdout',
  'bun/inspect': 'inspect',
  'bun/parsers': 'JSONC JSONL TOML',
  'bun/password': 'password',
  'bun/shell': '$',
  'bun/spawn': 'spawn spawnSync',
  'bun/streams':
    'readableStreamToArray readableStreamToArrayBuffer readableStreamToBlob readableStreamToBytes ' +
    'readableStreamToFormData readableStreamToJSON readableStreamToText',
  'bun/net': 'connect listen',
  'bun/serve': 'serve',
  'bun/text': 'stringWidth stripANSI',
  'bun/udp': 'udpSocket',
  'bun/uuid': 'randomUUIDv5 randomUUIDv7',
  'bun/write': 'write',
});

// The Bun whose API this is.
defineLazy(Bun, 'version', () => '1.4.5', false);
defineLazy(Bun, 'revision', () => `naja-${process.versions.naja}`, false);
defineLazy(Bun, 'version_with_sha', () => `v1.4.5 (naja ${process.versions.naja})`, false);
defineLazy(Bun, 'env', () => process.env, false);
defineLazy(Bun, 'argv', () => process.argv);
defineLazy(Bun, 'isMainThread', () => require('node/worker_threads').isMainThread, false);
defineLazy(Bun, 'isStandaloneExecutable', () => false, false);
defineLazy(Bun, 'fetch', () => globalThis.fetch, false);
defineLazy(Bun, 'semver', () => require('ext/base/semver'));
defineLazy(Bun, 'enableANSIColors', () => require('bun/basics').enableANSIColors());

defineGetters(Bun, {
  main: () => process.argv[1] ?? '',
  cwd: () => process.cwd(),
});
Object.defineProperty(Bun, 'origin', { __proto__: null, value: '', enumerable: true });
Object.defineProperty(Bun, Symbol.toStringTag, { __proto__: null, value: 'Bun', configurable: true });

module.exports = Bun;
