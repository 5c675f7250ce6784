'use strict';

// node:perf_hooks.

const { Performance, performance } = require('ext/performance/performance');
const entries = require.lazy('ext/performance/entries');
const timeline = require.lazy('ext/performance/timeline');
const histogram = require.lazy('ext/performance/histogram');
const errors = require.lazy('ext/base/errors');

function notThere(name) {
  return {
    [name]() {
      throw new (errors().codes.ERR_METHOD_NOT_IMPLEMENTED)(`perf_hooks.${name}()`);
    },
  }[name];
}

module.exports = {
  Performance,
  get PerformanceEntry() {
    return entries().PerformanceEntry;
  },
  get PerformanceMark() {
    return entries().PerformanceMark;
  },
  get PerformanceMeasure() {
    return entries().PerformanceMeasure;
  },
  get PerformanceObserver() {
    return timeline().PerformanceObserver;
  },
  get PerformanceObserverEntryList() {
    return timeline().PerformanceObserverEntryList;
  },
  get PerformanceResourceTiming() {
    return entries().PerformanceResourceTiming;
  },
  monitorEventLoopDelay(options) {
    return histogram().monitorEventLoopDelay(options);
  },
  eventLoopUtilization: performance.eventLoopUtilization,
  timerify: performance.timerify,
  createHistogram(options) {
    return histogram().createHistogram(options);
  },
  createSlidingWindowHistogram: notThere('createSlidingWindowHistogram'),
  importHistogram: notThere('importHistogram'),
  performance,
};

Object.defineProperty(module.exports, 'constants', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  value: {
    NODE_PERFORMANCE_GC_MAJOR: 4,
    NODE_PERFORMANCE_GC_MINOR: 1,
    NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP: 2,
    NODE_PERFORMANCE_GC_INCREMENTAL: 8,
    NODE_PERFORMANCE_GC_WEAKCB: 16,
    NODE_PERFORMANCE_GC_FLAGS_NO: 0,
    NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
    NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
    NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
    NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
    NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
    NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
  },
});
