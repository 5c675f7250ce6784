'use strict';

// performance.timerify(): a function that tells observers how long it took.

const { createNodeEntry } = require('ext/performance/entries');
const { enqueue } = require('ext/performance/timeline');
const { now } = require('ext/performance/clock');
const { validateFunction, validateObject } = require('ext/base/validators');
const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const histograms = require.lazy('ext/performance/histogram');
const types = require.lazy('ext/base/types');

function finish(name, start, args, histogram) {
  const duration = now() - start;
  if (histogram !== undefined) histogram.record(Math.ceil(duration * 1e6));
  const entry = createNodeEntry(name, 'function', start, duration, args);
  for (let i = 0; i < args.length; i++) entry[i] = args[i];
  enqueue(entry);
}

/**
 * @param {Function} fn
 * @param {{histogram?: RecordableHistogram}} [options] where to record durations, in nanoseconds
 * @returns {Function} what to call instead of fn
 * @throws {ERR_INVALID_ARG_TYPE}
 */
function timerify(fn, options = {}) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined && !histograms().isRecordable(histogram)) {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }

  function timerified(...args) {
    const start = now();
    const result = new.target ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
    if (!new.target && typeof result?.finally === 'function') {
      return result.finally(() => finish(fn.name, start, args, histogram));
    }
    if (!new.target && types().isPromise(result)) {
      const done = () => finish(fn.name, start, args, histogram);
      result.then(done, done);
      return result;
    }
    finish(fn.name, start, args, histogram);
    return result;
  }

  Object.defineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

module.exports = { timerify };
