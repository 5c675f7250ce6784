'use strict';

// resourceLimits, by name and as the engine has them.

const LIMITS = ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];
const DEFAULT_STACK_MB = 4;
/** V8 does not start with less. */
const LEAST_MB = 2;

/** @returns {object} the limits by name */
const named = (limits) => Object.fromEntries(LIMITS.map((name, i) => [name, limits[i]]));

/** The limits in MiB as the engine takes them; -1 where there is none. */
function fromOptions(resourceLimits) {
  const limits = [-1, -1, -1, DEFAULT_STACK_MB];
  if (resourceLimits === null || typeof resourceLimits !== 'object') return limits;
  for (let i = 0; i < LIMITS.length; i++) {
    const value = resourceLimits[LIMITS[i]];
    if (typeof value === 'number') limits[i] = i < 2 ? Math.max(value, LEAST_MB) : value;
  }
  return limits;
}

const HEAP = (
  'total_heap_size total_heap_size_executable total_physical_size total_available_size used_heap_size ' +
  'heap_size_limit malloced_memory external_memory peak_malloced_memory number_of_native_contexts ' +
  'number_of_detached_contexts total_global_handles_size used_global_handles_size'
).split(' ');

/** The engine's numbers of a heap, by name. */
const heapStatistics = (values) => ({
  ...Object.fromEntries(HEAP.map((name, i) => [name, values[i]])),
  does_zap_garbage: 0,
});

module.exports = { fromOptions, heapStatistics, named };
