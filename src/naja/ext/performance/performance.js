'use strict';

// The global `performance`: https://w3c.github.io/hr-time/#sec-performance, https://www.w3.org/TR/user-timing/

const { EventTarget, Event, defineEventHandler, kTrustEvent } = require('ext/events/event_target');
const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
    ERR_PERFORMANCE_INVALID_TIMESTAMP,
    ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS,
  },
} = require('ext/base/errors');
const clock = require('ext/performance/clock');
const entries = require.lazy('ext/performance/entries');
const timeline = require.lazy('ext/performance/timeline');
const nodeTimingModule = require.lazy('ext/performance/node_timing');
const timerifyModule = require.lazy('ext/performance/timerify');
const domException = require.lazy('ext/events/dom_exception');
const inspectModule = require.lazy('ext/console/inspect');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kConstruct = Symbol('kConstruct');

/** A time, or the name of a mark or a milestone, as a time. */
function timestampOf(mark) {
  if (mark === undefined) return undefined;
  if (typeof mark === 'number') {
    if (mark < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(mark);
    return mark;
  }
  const name = `${mark}`;
  const milestone = nodeTimingModule().milestone(name);
  if (milestone !== undefined) return milestone;
  const found = timeline().lastMark(name);
  if (found === undefined) {
    const { DOMException } = domException();
    throw new DOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return found.startTime;
}

/** Start and end of a measure: https://www.w3.org/TR/user-timing/#dom-performance-measure */
function spanOf(startOrOptions, endMark) {
  let options = {};
  let start = startOrOptions;
  if (startOrOptions !== null && typeof startOrOptions === 'object') {
    options = startOrOptions;
    start = options.start;
  }
  const { start: from, end: to, duration, detail } = options;
  if (from !== undefined || to !== undefined || duration !== undefined || detail !== undefined) {
    if (endMark !== undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('endMark must not be specified');
    }
    if (from !== undefined && to !== undefined && duration !== undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(
        'Must not have options.start, options.end, and options.duration specified',
      );
    }
  }

  let end;
  if (endMark !== undefined) end = timestampOf(endMark);
  else if (options.end !== undefined) end = timestampOf(options.end);
  else if (options.start !== undefined && options.duration !== undefined) {
    end = timestampOf(options.start) + timestampOf(options.duration);
  } else {
    end = clock.now();
  }

  let begin;
  if (options.start !== undefined) begin = timestampOf(options.start);
  else if (options.duration !== undefined && options.end !== undefined) {
    begin = timestampOf(options.end) - timestampOf(options.duration);
  } else if (start !== undefined && start !== null && typeof start !== 'object') {
    begin = timestampOf(start);
  } else {
    begin = 0;
  }
  return { begin, end, detail };
}

class Performance extends EventTarget {
  #brand = true;

  constructor(secret = undefined) {
    if (secret !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  static #check(object) {
    if (object === null || typeof object !== 'object' || !(#brand in object)) {
      throw new ERR_INVALID_THIS('Performance');
    }
  }

  /** @param {string} [name] without it, all */
  clearMarks(name = undefined) {
    Performance.#check(this);
    timeline().clear('mark', name === undefined ? undefined : `${name}`);
  }

  /** @param {string} [name] without it, all */
  clearMeasures(name = undefined) {
    Performance.#check(this);
    timeline().clear('measure', name === undefined ? undefined : `${name}`);
  }

  /** @param {string} [name] without it, all */
  clearResourceTimings(name = undefined) {
    Performance.#check(this);
    timeline().clear('resource', name === undefined ? undefined : `${name}`);
  }

  /** @returns {PerformanceEntry[]} by their start */
  getEntries() {
    Performance.#check(this);
    return timeline().entries();
  }

  /** @returns {PerformanceEntry[]} */
  getEntriesByName(name, type = undefined) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return timeline().entries(`${name}`, type === undefined ? undefined : `${type}`);
  }

  /** @returns {PerformanceEntry[]} */
  getEntriesByType(type) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    return timeline().entries(undefined, `${type}`);
  }

  /**
   * @param {string} name
   * @param {{startTime?: number, detail?: *}} [options]
   * @returns {PerformanceMark}
   */
  mark(name, options = undefined) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    const mark = new (entries().PerformanceMark)(name, options);
    timeline().enqueue(mark);
    timeline().keep(mark);
    return mark;
  }

  /**
   * @param {string} name
   * @param {string|{start?: string|number, end?: string|number, duration?: number, detail?: *}} [startOrOptions]
   * @param {string} [endMark]
   * @returns {PerformanceMeasure}
   */
  measure(name, startOrOptions = undefined, endMark = undefined) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    const { begin, end, detail } = spanOf(startOrOptions, endMark);
    const measure = entries().createMeasure(name, begin, end - begin, detail);
    timeline().enqueue(measure);
    timeline().keep(measure);
    return measure;
  }

  /** @returns {number} milliseconds since the process began */
  now() {
    Performance.#check(this);
    return clock.now();
  }

  /** @param {number} maxSize */
  setResourceTimingBufferSize(maxSize) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('maxSize');
    timeline().onBufferFull(bufferFull);
    timeline().setResourceLimit(maxSize >>> 0);
  }

  /** @type {number} when the process began, in milliseconds since 1970 */
  get timeOrigin() {
    Performance.#check(this);
    return clock.timeOrigin;
  }

  toJSON() {
    Performance.#check(this);
    const { nodeTiming, timeOrigin } = this;
    const shown = { nodeTiming, timeOrigin };
    if (nodeTimingModule().knowsUtilization) shown.eventLoopUtilization = this.eventLoopUtilization();
    return shown;
  }

  [kInspect](depth, options) {
    if (!(#brand in this)) return this;
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { nodeTiming, timeOrigin } = this;
    return `Performance ${inspectModule().inspect({ nodeTiming, timeOrigin }, inner)}`;
  }
}

const enumerable = { __proto__: null, enumerable: true };
const hidden = (value) => ({ __proto__: null, configurable: true, enumerable: false, writable: true, value });
for (const key of Object.getOwnPropertyNames(Performance.prototype)) {
  if (key !== 'constructor') Object.defineProperty(Performance.prototype, key, enumerable);
}
Object.defineProperties(Performance.prototype, {
  // What Node adds to the standard
  eventLoopUtilization: hidden(function eventLoopUtilization(util1, util2) {
    return nodeTimingModule().eventLoopUtilization(util1, util2);
  }),
  nodeTiming: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      const { nodeTiming } = nodeTimingModule();
      Object.defineProperty(Performance.prototype, 'nodeTiming', hidden(nodeTiming));
      return nodeTiming;
    },
    set(value) {
      Object.defineProperty(this, 'nodeTiming', { ...hidden(value), enumerable: true });
    },
  },
  markResourceTiming: hidden(function markResourceTiming(
    timingInfo,
    requestedUrl,
    initiatorType,
    global,
    cacheMode,
    bodyInfo,
    responseStatus,
    deliveryType = '',
  ) {
    const entry = entries().createResourceTiming(
      timingInfo,
      requestedUrl,
      initiatorType,
      cacheMode,
      bodyInfo,
      responseStatus,
      deliveryType,
    );
    timeline().onBufferFull(bufferFull);
    timeline().enqueue(entry);
    timeline().keepResource(entry);
    return entry;
  }),
  timerify: hidden(function timerify(fn, ...options) {
    return timerifyModule().timerify(fn, ...options);
  }),
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Performance' },
});
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');

const performance = new Performance(kConstruct);

function bufferFull() {
  performance.dispatchEvent(new Event('resourcetimingbufferfull', { [kTrustEvent]: true }));
}

module.exports = { Performance, performance };
