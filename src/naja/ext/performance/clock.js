'use strict';

// performance.now() and performance.timeOrigin, for whoever needs no more than that.

const { hrtimeInto } = binding('uv');

// [high word, low word of the seconds, nanoseconds]
const parts = new Uint32Array(3);

function milliseconds() {
  hrtimeInto(parts);
  return (parts[0] * 0x100000000 + parts[1]) * 1000 + parts[2] / 1e6;
}

/** When time began, in milliseconds of the monotonic clock. */
const origin = milliseconds();
/** The same moment in milliseconds since 1970. */
const timeOrigin = Date.now();

module.exports = {
  timeOrigin,
  origin,
  milliseconds,
  /** @returns {number} milliseconds since the start, with fractions */
  now: () => milliseconds() - origin,
};
