'use strict';

// Histograms of high dynamic range: three (or so) significant figures over the whole range of 63 bits.
// The buckets double in width; each has the same number of sub-buckets.

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED, ERR_OUT_OF_RANGE },
} = require('ext/base/errors');
const { validateInteger, validateNumber, validateObject } = require('ext/base/validators');

const { kClone, setTransferMode } = require('ext/events/symbols');
const timers = require.lazy('ext/timers/timers');
const { hrtime } = binding('uv');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kConstruct = Symbol('kConstruct');
const CLONEABLE = 1;
const LARGEST = 2n ** 63n - 1n;

/** The counts, and what follows from them. */
class Counts {
  constructor(lowest, highest, figures) {
    this.lowest = lowest;
    this.highest = highest;
    this.figures = figures;
    this.unitMagnitude = Math.floor(Math.log2(lowest));
    const magnitude = Math.ceil(Math.log2(2 * 10 ** figures));
    this.halfMagnitude = Math.max(magnitude, 1) - 1;
    this.half = 2 ** this.halfMagnitude;
    this.reset();
  }

  reset() {
    // Grows with the largest value: the full range would take half a megabyte.
    this.counts = new Float64Array(this.half * 2);
    this.total = 0;
    this.min = Infinity;
    this.max = 0;
    this.exceeds = 0;
    this.previous = 0n;
  }

  indexOf(value) {
    // The exponent of the bucket: sub-buckets of the first hold single units.
    const width = 2 ** (this.halfMagnitude + 1 + this.unitMagnitude);
    let bucket = 0;
    if (value >= width) bucket = exponentOf(value) - (this.halfMagnitude + this.unitMagnitude);
    const sub = Math.floor(value / 2 ** (bucket + this.unitMagnitude));
    return (bucket + 1) * this.half + (sub - this.half);
  }

  /** [lowest value, width] of the values that count as the same. */
  rangeAt(index) {
    let bucket = Math.floor(index / this.half) - 1;
    let sub = (index % this.half) + this.half;
    if (bucket < 0) {
      sub -= this.half;
      bucket = 0;
    }
    const unit = 2 ** (bucket + this.unitMagnitude);
    return [sub * unit, unit];
  }

  highestEquivalent(value) {
    const [low, width] = this.rangeAt(this.indexOf(value));
    return low + width - 1;
  }

  record(value, count = 1) {
    if (value > this.highest) {
      this.exceeds += count;
      return;
    }
    const index = this.indexOf(value);
    if (index >= this.counts.length) {
      const grown = new Float64Array(Math.max(index + 1, this.counts.length * 2));
      grown.set(this.counts);
      this.counts = grown;
    }
    this.counts[index] += count;
    this.total += count;
    if (value > this.max) this.max = value;
    if (value < this.min && value !== 0) this.min = value;
  }

  get smallest() {
    if (this.counts[0] > 0) return 0;
    if (this.min === Infinity) return Number(LARGEST);
    return this.rangeAt(this.indexOf(this.min))[0];
  }

  get largest() {
    return this.max === 0 ? 0 : this.highestEquivalent(this.max);
  }

  *filled() {
    for (let index = 0; index < this.counts.length; index++) {
      const count = this.counts[index];
      if (count === 0) continue;
      const [low, width] = this.rangeAt(index);
      yield { count, low, width, median: low + Math.floor(width / 2) };
    }
  }

  mean() {
    let sum = 0;
    for (const { count, median } of this.filled()) sum += count * median;
    return sum / this.total;
  }

  /** The second, third and fourth central moments. */
  moments() {
    const mean = this.mean();
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (const { count, median } of this.filled()) {
      const distance = median - mean;
      const square = distance * distance;
      second += square * count;
      third += square * distance * count;
      fourth += square * square * count;
    }
    return [second / this.total, third / this.total, fourth / this.total];
  }

  stddev() {
    return Math.sqrt(this.moments()[0]);
  }

  skewness() {
    const [variance, third] = this.moments();
    return this.total === 0 || variance === 0 ? 0 : third / (variance * Math.sqrt(variance));
  }

  kurtosis() {
    const [variance, , fourth] = this.moments();
    return this.total === 0 || variance === 0 ? 0 : fourth / (variance * variance) - 3;
  }

  valueAtPercentile(percentile) {
    const wanted = Math.max(Math.floor((percentile / 100) * this.total + 0.5), 1);
    let seen = 0;
    for (const { count, low, width } of this.filled()) {
      seen += count;
      if (seen >= wanted) return low + width - 1;
    }
    return 0;
  }

  /** [percentile, value] pairs, ever closer together towards 100. */
  *percentiles() {
    let next = 0;
    let seen = 0;
    let value = 0;
    for (const { count, low } of this.filled()) {
      seen += count;
      value = low;
      const current = (100 * seen) / this.total;
      while (next <= current && seen < this.total) {
        yield [next, low];
        const halvings = Math.floor(Math.log2(100 / (100 - next))) + 1;
        next += 100 / 2 ** halvings;
      }
      if (seen === this.total && next <= current && next < 100) yield [next, low];
    }
    yield [100, value];
  }
}

function exponentOf(value) {
  const high = Math.floor(value / 0x100000000);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}

class Histogram {
  #counts;

  constructor(secret = undefined, counts = undefined) {
    if (secret !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#counts = counts;
  }

  static of(histogram) {
    return histogram !== null && typeof histogram === 'object' && #counts in histogram
      ? histogram.#counts
      : undefined;
  }

  /** @type {number} how many values */
  get count() {
    return this.#counts.total;
  }

  /** @type {bigint} */
  get countBigInt() {
    return BigInt(this.#counts.total);
  }

  /** @type {number} */
  get min() {
    return this.#counts.smallest;
  }

  /** @type {bigint} */
  get minBigInt() {
    return this.#counts.total === 0 ? LARGEST : BigInt(this.#counts.smallest);
  }

  /** @type {number} */
  get max() {
    return this.#counts.largest;
  }

  /** @type {bigint} */
  get maxBigInt() {
    return BigInt(this.#counts.largest);
  }

  /** @type {number} */
  get mean() {
    return this.#counts.mean();
  }

  /** @type {number} values that were too large to be recorded */
  get exceeds() {
    return this.#counts.exceeds;
  }

  /** @type {bigint} */
  get exceedsBigInt() {
    return BigInt(this.#counts.exceeds);
  }

  /** @type {number} */
  get stddev() {
    return this.#counts.stddev();
  }

  /** @type {number} */
  get skewness() {
    return this.#counts.skewness();
  }

  /** @type {number} in excess of that of a normal distribution */
  get kurtosis() {
    return this.#counts.kurtosis();
  }

  /** @param {number} percentile above 0, up to 100 @returns {number} */
  percentile(percentile) {
    checkPercentile(percentile);
    return this.#counts.valueAtPercentile(percentile);
  }

  /** @returns {bigint} */
  percentileBigInt(percentile) {
    checkPercentile(percentile);
    return BigInt(this.#counts.valueAtPercentile(percentile));
  }

  /** @type {Map<number, number>} */
  get percentiles() {
    return new Map(this.#counts.percentiles());
  }

  /** @type {Map<number, bigint>} */
  get percentilesBigInt() {
    const map = new Map();
    for (const [percentile, value] of this.#counts.percentiles()) map.set(percentile, BigInt(value));
    return map;
  }

  /** Forgets all values. */
  reset() {
    this.#counts.reset();
  }

  toJSON() {
    return {
      count: this.count,
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      skewness: this.skewness,
      kurtosis: this.kurtosis,
      ewmaMean: 0,
      ewmaStddev: 0,
      ewmaErrorRate: 0,
      percentiles: Object.fromEntries(this.percentiles),
    };
  }

  [kInspect](depth, options) {
    if (!(#counts in this)) return this;
    if (depth < 0) return options.stylize(`[${this.constructor.name}]`, 'special');
    const { min, max, mean, exceeds, stddev, skewness, kurtosis, count, percentiles } = this;
    const shown = { min, max, mean, exceeds, stddev, skewness, kurtosis, count, percentiles };
    const { inspect } = require('ext/console/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Histogram ${inspect(shown, inner)}`;
  }
}
const countsOf = Histogram.of;
delete Histogram.of;

function checkPercentile(percentile) {
  validateNumber(percentile, 'percentile');
  if (!(percentile > 0 && percentile <= 100)) {
    throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
  }
}

// Statistics that Node has and that nobody has asked us for yet.
for (const name of 'ccdf cdf countAt meanCI export burnRate ksTest welchTest mannWhitneyTest cohensD cliffsD linearBuckets logBuckets percentileCI percentilesAt qrde'.split(
  ' ',
)) {
  Object.defineProperty(Histogram.prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: true,
    value: {
      [name]() {
        throw new ERR_METHOD_NOT_IMPLEMENTED(`histogram.${name}()`);
      },
    }[name],
  });
}

class RecordableHistogram extends Histogram {
  /** @param {number|bigint} value at least 1 */
  record(value) {
    countsOf(this).record(toRecord(value, 'val'));
  }

  /** Records the nanoseconds since it was last called. */
  recordDelta() {
    const counts = countsOf(this);
    const time = hrtime();
    const { previous } = counts;
    counts.previous = time;
    if (previous > 0n) counts.record(Number(time - previous));
  }

  /** Records a value, and those that were missed while it took so long. */
  recordCorrected(value, expectedInterval) {
    const counts = countsOf(this);
    value = toRecord(value, 'val');
    expectedInterval = toRecord(expectedInterval, 'expectedInterval');
    counts.record(value);
    for (let missing = value - expectedInterval; missing >= expectedInterval; missing -= expectedInterval) {
      counts.record(missing);
    }
  }

  /** Adds the values of another. */
  add(other) {
    const counts = countsOf(this);
    const others = other instanceof RecordableHistogram ? countsOf(other) : undefined;
    if (others === undefined) throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    const { exceeds } = others;
    for (const { count, low } of [...others.filled()]) counts.record(low, count);
    if (others.total > 0 && others.max > counts.max) counts.max = others.max;
    counts.exceeds += exceeds;
  }

  /** Takes the values of another away. */
  subtract(other) {
    const counts = countsOf(this);
    const others = other instanceof RecordableHistogram ? countsOf(other) : undefined;
    if (others === undefined) throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    const rest = [];
    for (const { count, low } of counts.filled()) {
      const index = others.indexOf(low);
      rest.push([low, Math.max(0, count - (others.counts[index] ?? 0))]);
    }
    const { previous } = counts;
    counts.reset();
    counts.previous = previous;
    for (const [low, count] of rest) if (count > 0) counts.record(low, count);
  }
}

function toRecord(value, name) {
  if (typeof value === 'bigint') {
    if (value < 1n || value > LARGEST) throw new ERR_OUT_OF_RANGE(name, `>= 1 && <= ${LARGEST}`, value);
    return Number(value);
  }
  validateInteger(value, name, 1);
  return value;
}

/** The delays of the event loop: how late a timer comes, in nanoseconds. */
class ELDHistogram extends Histogram {
  #resolution;
  #timer = null;
  #last = 0n;

  constructor(secret = undefined, counts = undefined, resolution = undefined) {
    super(secret, counts);
    this.#resolution = resolution;
  }

  /** @returns {boolean} false if it was already enabled */
  enable() {
    if (this.#timer !== null) return false;
    const counts = countsOf(this);
    this.#last = 0n;
    this.#timer = timers().setInterval(() => {
      const time = hrtime();
      if (this.#last > 0n) {
        const delta = Number(time - this.#last);
        if (delta > 0) counts.record(delta);
      }
      this.#last = time;
    }, this.#resolution);
    this.#timer.unref();
    return true;
  }

  /** @returns {boolean} false if it was not enabled */
  disable() {
    if (this.#timer === null) return false;
    timers().clearInterval(this.#timer);
    this.#timer = null;
    return true;
  }

  [Symbol.dispose]() {
    this.disable();
  }
}

/**
 * @param {{lowest?: number|bigint, highest?: number|bigint, figures?: number}} [options]
 * @returns {RecordableHistogram}
 * @throws {ERR_INVALID_ARG_TYPE|ERR_OUT_OF_RANGE}
 */
function createHistogram(options = {}) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1, Number.MAX_SAFE_INTEGER);
  if (typeof highest !== 'bigint') {
    const least = 2n * BigInt(lowest);
    validateInteger(highest, 'options.highest');
    if (BigInt(highest) < least) {
      throw new ERR_OUT_OF_RANGE('options.highest', `>= 2 * options.lowest (${least}n)`, highest);
    }
  }
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kConstruct, new Counts(Number(lowest), Number(highest), figures));
}

/**
 * @param {{resolution?: number}} [options] resolution: how often to look, in milliseconds
 * @returns {ELDHistogram}
 */
function monitorEventLoopDelay(options = {}) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new ELDHistogram(kConstruct, new Counts(1, 3.6e12, 3), resolution);
}

setTransferMode(Histogram.prototype, CLONEABLE);
Object.defineProperties(Histogram.prototype, {
  [kClone]: {
    __proto__: null,
    value() {
      const data = { ...countsOf(this), recordable: this instanceof RecordableHistogram };
      return { data, deserializeInfo: 'ext/performance/histogram:cloneHistogram' };
    },
  },
});

/** A histogram with the values that the other one had. */
function cloneHistogram({ recordable, ...data }) {
  const counts = Object.assign(new Counts(data.lowest, data.highest, data.figures), data);
  return new (recordable ? RecordableHistogram : Histogram)(kConstruct, counts);
}

module.exports = {
  cloneHistogram,
  createHistogram,
  monitorEventLoopDelay,
  /** @returns {boolean} */
  isRecordable: (value) => value instanceof RecordableHistogram && countsOf(value) !== undefined,
};
