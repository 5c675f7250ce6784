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

module.exports = { fromOptions, named };
