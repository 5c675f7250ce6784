'use strict';

/**
 * Modules of Node's that Naja does not have yet. Programs load them and may never use them, so loading gives the names
 * that are there in Node; whoever calls one is told what is missing.
 */

const NAMES = {
  __proto__: null,
  repl: 'REPLServer Recoverable isValidSyntax start writer',
  sea: 'getAsset getAssetAsBlob getAssetKeys getRawAsset isSea',
  trace_events: 'createTracing getEnabledCategories',
  v8:
    'DefaultDeserializer DefaultSerializer Deserializer GCProfiler Serializer cachedDataVersionTag deserialize ' +
    'getCppHeapStatistics getHeapCodeStatistics getHeapSnapshot getHeapSpaceStatistics getHeapStatistics ' +
    'isStringOneByteRepresentation queryObjects serialize setFlagsFromString setHeapSnapshotNearHeapLimit ' +
    'startCpuProfile startHeapProfile stopCoverage takeCoverage writeHeapSnapshot',
  wasi: 'WASI',
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
  return exports;
}

module.exports = { standIn };
