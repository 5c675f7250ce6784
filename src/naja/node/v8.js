'use strict';

// node:v8: the engine's statistics and flags. What is not there yet throws, naming itself.

const native = binding('v8');
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

module.exports = { ...standIn('v8'), getHeapStatistics, setFlagsFromString };
