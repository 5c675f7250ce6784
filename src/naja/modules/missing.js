'use strict';

/**
 * Modules of Node's that Naja does not have yet. Programs load them and may never use them, so loading gives the names
 * that are there in Node; whoever calls one is told what is missing.
 */

const NAMES = {
  __proto__: null,
  child_process: 'ChildProcess exec execFile execFileSync execSync fork spawn spawnSync',
  cluster: 'Worker disconnect fork setupMaster setupPrimary',
  crypto:
    'Certificate Cipheriv Decipheriv DiffieHellman DiffieHellmanGroup ECDH Hash Hmac KeyObject Sign Verify ' +
    'X509Certificate argon2 argon2Sync checkPrime checkPrimeSync createCipheriv createDecipheriv ' +
    'createDiffieHellman createDiffieHellmanGroup createECDH createHash createHmac createPrivateKey createPublicKey ' +
    'createSecretKey createSign createVerify decapsulate diffieHellman encapsulate generateKey generateKeyPair ' +
    'generateKeyPairSync generateKeySync generatePrime generatePrimeSync getCipherInfo getCiphers getCurves ' +
    'getDiffieHellman getFips getHashes getRandomValues hash hkdf hkdfSync pbkdf2 pbkdf2Sync privateDecrypt ' +
    'privateEncrypt publicDecrypt publicEncrypt randomBytes randomFill randomFillSync randomInt randomUUID scrypt ' +
    'scryptSync secureHeapUsed setEngine setFips sign timingSafeEqual verify',
  domain: 'Domain create createDomain',
  ffi: 'DynamicLibrary dlclose dlopen dlsym',
  http2:
    'Http2ServerRequest Http2ServerResponse connect createSecureServer createServer getDefaultSettings ' +
    'getPackedSettings getUnpackedSettings performServerHandshake',
  inspector: 'Session close open url waitForDebugger',
  'inspector/promises': 'Session close open url waitForDebugger',
  readline: 'Interface clearLine clearScreenDown createInterface cursorTo emitKeypressEvents moveCursor',
  'readline/promises': 'Interface Readline createInterface',
  repl: 'REPLServer Recoverable isValidSyntax start writer',
  sea: 'getAsset getAssetAsBlob getAssetKeys getRawAsset isSea',
  sqlite: 'DatabaseSync Session StatementSync backup',
  test: 'after afterEach before beforeEach describe it only run skip suite test todo',
  'test/reporters': 'dot junit lcov spec tap',
  trace_events: 'createTracing getEnabledCategories',
  v8:
    'DefaultDeserializer DefaultSerializer Deserializer GCProfiler Serializer cachedDataVersionTag deserialize ' +
    'getCppHeapStatistics getHeapCodeStatistics getHeapSnapshot getHeapSpaceStatistics getHeapStatistics ' +
    'isStringOneByteRepresentation queryObjects serialize setFlagsFromString setHeapSnapshotNearHeapLimit ' +
    'startCpuProfile startHeapProfile stopCoverage takeCoverage writeHeapSnapshot',
  vm: 'Script compileFunction createContext createScript isContext measureMemory runInContext runInNewContext runInThisContext',
  wasi: 'WASI',
  worker_threads:
    'BroadcastChannel MessageChannel MessagePort Worker getEnvironmentData isMarkedAsUntransferable markAsUncloneable ' +
    'markAsUntransferable moveMessagePortToContext postMessageToThread receiveMessageOnPort setEnvironmentData',
  zlib:
    'BrotliCompress BrotliDecompress Deflate DeflateRaw Gunzip Gzip Inflate InflateRaw Unzip ZstdCompress ' +
    'ZstdDecompress brotliCompress brotliCompressSync brotliDecompress brotliDecompressSync crc32 ' +
    'createBrotliCompress createBrotliDecompress createDeflate createDeflateRaw createGunzip createGzip ' +
    'createInflate createInflateRaw createUnzip createZstdCompress createZstdDecompress deflate deflateRaw ' +
    'deflateRawSync deflateSync gunzip gunzipSync gzip gzipSync inflate inflateRaw inflateRawSync inflateSync unzip ' +
    'unzipSync zstdCompress zstdCompressSync zstdDecompress zstdDecompressSync',
};

/** What is true of a program of one process and one thread, and what is no function. */
const FACTS = {
  __proto__: null,
  cluster: { isMaster: true, isPrimary: true, isWorker: false },
  get http2() {
    return {
      constants: require('ext/http2/constants').constants(),
      sensitiveHeaders: Symbol('sensitiveHeaders'),
    };
  },
  worker_threads: {
    isInternalThread: false,
    isMainThread: true,
    parentPort: null,
    resourceLimits: {},
    threadId: 0,
    threadName: '',
    workerData: null,
  },
};

function notThere(what) {
  const error = new Error(`${what} is not there in Naja yet`);
  error.code = 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM';
  return error;
}

/**
 * The exports that stand for a module that is not there.
 * @param {string} id without scheme
 * @throws an error that names the module, when nothing is known of it
 */
function standIn(id) {
  const names = NAMES[id];
  if (names === undefined) throw notThere(id.startsWith('bun:') ? id : `node:${id}`);
  const exports = {};
  for (const name of names.split(' ')) {
    const what = `${name} of node:${id}`;
    // A function rather than a method: some of these are classes, which programs extend.
    const missing = function () {
      throw notThere(what);
    };
    Object.defineProperty(missing, 'name', { __proto__: null, value: name, configurable: true });
    exports[name] = missing;
  }
  return Object.assign(exports, FACTS[id]);
}

module.exports = { standIn };
