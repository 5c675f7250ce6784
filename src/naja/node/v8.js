'use strict';

// node:v8: the engine's statistics and flags. What is not there yet throws, naming itself.

const native = binding('v8');
const serdes = require('node/internal/v8/serdes');
const snapshots = require.lazy('node/internal/v8/snapshot');
const { standIn } = require('modules/missing');
const validators = require.lazy('ext/base/validators');

/** @returns {Record<string, number>} in bytes, but for the numbers of contexts */
function getHeapStatistics() {
  const heap = native.heapStatistics();
  return {
    total_heap_size: heap[0],
    total_heap_size_executable: heap[1],
    total_physical_size: heap[2],
    total_available_size: heap[3],
    used_heap_size: heap[4],
    heap_size_limit: heap[5],
    malloced_memory: heap[6],
    peak_malloced_memory: heap[8],
    does_zap_garbage: 0,
    number_of_native_contexts: heap[9],
    number_of_detached_contexts: heap[10],
    total_global_handles_size: heap[11],
    used_global_handles_size: heap[12],
    external_memory: heap[7],
  };
}

/**
 * @param {string} flags such as `--stack-trace-limit=20`
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function setFlagsFromString(flags) {
  validators().validateString(flags, 'flags');
  if (binding('bootstrap').options.embedded !== undefined) {
    // They are the whole process's, which is the host's.
    const { codes } = require('ext/base/errors');
    throw new codes.ERR_WORKER_UNSUPPORTED_OPERATION('v8.setFlagsFromString()');
  }
  native.setFlags(flags);
}

/** @returns {object[]} of each of V8's heap spaces its name and sizes in bytes */
function getHeapSpaceStatistics() {
  return binding('heap')
    .spaces()
    .map(([name, size, used, available, physical]) => ({
      space_name: name,
      space_size: size,
      space_used_size: used,
      space_available_size: available,
      physical_space_size: physical,
    }));
}

/** @returns {Record<string, number>} what code takes, in bytes */
function getHeapCodeStatistics() {
  const [code, bytecode, sources, profiler] = binding('heap').code();
  return {
    code_and_metadata_size: code,
    bytecode_and_metadata_size: bytecode,
    external_script_source_size: sources,
    cpu_profiler_metadata_size: profiler,
  };
}

/** @returns {number} that a code cache must have been made with: of V8's version and flags */
function cachedDataVersionTag() {
  return binding('heap').cacheVersion();
}

/**
 * @param {string} content
 * @returns {boolean} whether V8 keeps it with one byte for each character
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function isStringOneByteRepresentation(content) {
  validators().validateString(content, 'content');
  return binding('heap').isOneByte(content);
}

function notBuilding() {
  const { codes } = require('ext/base/errors');
  throw new codes.ERR_NOT_BUILDING_SNAPSHOT();
}

/** Naja runs no start-up snapshots of users: it never builds one. */
const startupSnapshot = {
  addDeserializeCallback: notBuilding,
  addSerializeCallback: notBuilding,
  setDeserializeMainFunction: notBuilding,
  /** @returns {boolean} */
  isBuildingSnapshot() {
    return false;
  },
};

const absent = standIn('v8');

/** They write and end the coverage that NODE_V8_COVERAGE began. */
function coverage(name) {
  return () => {
    if (require('node/process').env.NODE_V8_COVERAGE) require('ext/debugger/profiles')[name]();
  };
}

module.exports = {
  ...absent,
  takeCoverage: coverage('takeCoverage'),
  stopCoverage: coverage('stopCoverage'),
  cachedDataVersionTag,
  getHeapSnapshot: (options) => snapshots().getHeapSnapshot(options),
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  setFlagsFromString,
  ...serdes,
  writeHeapSnapshot: (filename, options) => snapshots().writeHeapSnapshot(filename, options),
  startupSnapshot,
  isStringOneByteRepresentation,
};
