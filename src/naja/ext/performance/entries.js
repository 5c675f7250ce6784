'use strict';

// The kinds of PerformanceEntry, and where they are kept: https://www.w3.org/TR/performance-timeline/

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INTERNAL_ASSERTION,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
    ERR_PERFORMANCE_INVALID_TIMESTAMP,
  },
} = require('ext/base/errors');
const { validateNumber, validateObject } = require('ext/base/validators');
const { now } = require('ext/performance/clock');
const inspectModule = require.lazy('ext/console/inspect');
const clone = require.lazy('ext/events/clone');
const nodeTiming = require.lazy('ext/performance/node_timing');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kConstruct = Symbol('kConstruct');

function inspectWithName(self, value, depth, options) {
  if (depth < 0) return options.stylize(`[${self.constructor.name}]`, 'special');
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${self.constructor.name} ${inspectModule().inspect(value, inner)}`;
}

class PerformanceEntry {
  #name;
  #entryType;
  #startTime;
  #duration;

  constructor(
    secret = undefined,
    name = undefined,
    type = undefined,
    start = undefined,
    duration = undefined,
  ) {
    if (secret !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#entryType = type;
    this.#startTime = start;
    this.#duration = duration;
  }

  static #check(object) {
    if (object === null || typeof object !== 'object' || !(#name in object)) {
      throw new ERR_INVALID_THIS('PerformanceEntry');
    }
  }

  /** @type {string} */
  get name() {
    PerformanceEntry.#check(this);
    return this.#name;
  }

  /** @type {string} */
  get entryType() {
    PerformanceEntry.#check(this);
    return this.#entryType;
  }

  /** @type {number} milliseconds since the start of the process */
  get startTime() {
    PerformanceEntry.#check(this);
    return this.#startTime;
  }

  /** @type {number} milliseconds */
  get duration() {
    PerformanceEntry.#check(this);
    return this.#duration;
  }

  toJSON() {
    PerformanceEntry.#check(this);
    return { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
  }

  [kInspect](depth, options) {
    if (!(#name in this)) return this;
    return inspectWithName(this, this.toJSON(), depth, options);
  }
}

/** An entry with a detail that is not one of the web's. */
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor(secret, name, type, start, duration, detail) {
    super(secret, name, type, start, duration);
    this.#detail = detail;
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.#detail };
  }
}

function cloneDetail(detail) {
  return detail == null ? null : clone().structuredClone(detail);
}

/** @see https://www.w3.org/TR/user-timing/#dom-performancemark */
class PerformanceMark extends PerformanceEntry {
  #detail;

  /**
   * @param {string} name
   * @param {{startTime?: number, detail?: *}} [options] startTime in milliseconds since the start of the process
   */
  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (nodeTiming().isMilestone(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    if (options != null) validateObject(options, 'options');
    const startTime = options?.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(startTime);
    const detail = cloneDetail(options?.detail);
    super(kConstruct, name, 'mark', startTime, 0);
    this.#detail = detail;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMark');
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.detail };
  }
}

/** @see https://www.w3.org/TR/user-timing/#dom-performancemeasure */
class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(
    secret = undefined,
    name = undefined,
    type = undefined,
    start = undefined,
    duration = undefined,
    detail = undefined,
  ) {
    super(secret, name, type, start, duration);
    this.#detail = cloneDetail(detail);
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMeasure');
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.detail };
  }
}

/** Where the attributes of a PerformanceResourceTiming come from. */
const TIMING = [
  ['workerStart', 'finalServiceWorkerStartTime'],
  ['redirectStart', 'redirectStartTime'],
  ['redirectEnd', 'redirectEndTime'],
  ['fetchStart', 'postRedirectStartTime'],
];
const CONNECTION = [
  ['domainLookupStart', 'domainLookupStartTime'],
  ['domainLookupEnd', 'domainLookupEndTime'],
  ['connectStart', 'connectionStartTime'],
  ['connectEnd', 'connectionEndTime'],
  ['secureConnectionStart', 'secureConnectionStartTime'],
];

/** @see https://www.w3.org/TR/resource-timing/ */
class PerformanceResourceTiming extends PerformanceEntry {
  #values;

  constructor(secret = undefined, values = undefined) {
    super(secret, values?.name, 'resource', values?.startTime, values?.duration);
    this.#values = values;
  }

  static valueOf(object, key) {
    if (object === null || typeof object !== 'object' || !(#values in object)) {
      throw new ERR_INVALID_THIS('PerformanceResourceTiming');
    }
    return object.#values[key];
  }

  toJSON() {
    PerformanceResourceTiming.valueOf(this, 'name');
    const { name, startTime, duration, ...rest } = this.#values;
    return { name, entryType: 'resource', startTime, duration, ...rest };
  }
}
const { valueOf } = PerformanceResourceTiming;
delete PerformanceResourceTiming.valueOf;

const RESOURCE_ATTRIBUTES =
  'initiatorType workerStart redirectStart redirectEnd fetchStart domainLookupStart domainLookupEnd connectStart ' +
  'connectEnd secureConnectionStart nextHopProtocol requestStart finalResponseHeadersStart ' +
  'firstInterimResponseStart responseStart responseEnd encodedBodySize decodedBodySize transferSize deliveryType ' +
  'responseStatus renderBlockingStatus contentType contentEncoding';
for (const key of RESOURCE_ATTRIBUTES.split(' ')) {
  const { get } = Object.getOwnPropertyDescriptor(
    {
      get [key]() {
        return valueOf(this, key);
      },
    },
    key,
  );
  Object.defineProperty(PerformanceResourceTiming.prototype, key, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get,
  });
}

/** What fetch() knows of a request, as an entry. */
function createResourceTiming(info, url, initiatorType, cacheMode, body, status, deliveryType) {
  if (cacheMode !== '' && cacheMode !== 'local') {
    throw new ERR_INTERNAL_ASSERTION("cache must be an empty string or 'local'");
  }
  const values = {
    name: url,
    startTime: info.startTime,
    duration: info.endTime - info.startTime,
    initiatorType,
    nextHopProtocol:
      info.finalConnectionTimingInfo === undefined
        ? []
        : info.finalConnectionTimingInfo?.ALPNNegotiatedProtocol,
  };
  for (const [key, from] of TIMING) values[key] = info[from];
  for (const [key, from] of CONNECTION) values[key] = info.finalConnectionTimingInfo?.[from];
  values.requestStart = info.finalNetworkRequestStartTime;
  values.finalResponseHeadersStart = info.finalNetworkResponseStartTime;
  values.firstInterimResponseStart = info.firstInterimNetworkResponseStartTime ?? 0;
  values.responseStart = info.finalNetworkResponseStartTime;
  values.responseEnd = info.endTime;
  // What came from a cache was not transferred; 300 bytes stand for the headers.
  values.transferSize = cacheMode === 'local' ? 0 : info.encodedBodySize + 300;
  values.encodedBodySize = info.encodedBodySize;
  values.decodedBodySize = info.decodedBodySize;
  values.deliveryType = deliveryType;
  values.responseStatus = status;
  values.renderBlockingStatus = 'non-blocking';
  values.contentType = body?.contentType ?? '';
  values.contentEncoding = body?.contentEncoding ?? '';
  return new PerformanceResourceTiming(kConstruct, values);
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(PerformanceEntry.prototype, {
  name: enumerable,
  entryType: enumerable,
  startTime: enumerable,
  duration: enumerable,
  toJSON: enumerable,
});
Object.defineProperties(PerformanceMark.prototype, { detail: enumerable });
Object.defineProperties(PerformanceMeasure.prototype, { detail: enumerable });
Object.defineProperties(PerformanceResourceTiming.prototype, { toJSON: enumerable });
for (const Class of [PerformanceMark, PerformanceMeasure, PerformanceResourceTiming]) {
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null,
    configurable: true,
    value: Class.name,
  });
}

module.exports = {
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceNodeEntry,
  PerformanceResourceTiming,
  createMeasure: (name, start, duration, detail) =>
    new PerformanceMeasure(kConstruct, name, 'measure', start, duration, detail),
  createNodeEntry: (name, type, start, duration, detail) =>
    new PerformanceNodeEntry(kConstruct, name, type, start, duration, detail),
  createNodeTiming: (Class) => new Class(kConstruct, 'node', 'node', 0, 0),
  createResourceTiming,
  inspectWithName,
};
