'use strict';

// The performance timeline: what was marked and measured, and who observes it.
// https://www.w3.org/TR/performance-timeline/

const { PerformanceEntry, inspectWithName } = require('ext/performance/entries');
const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
} = require('ext/base/errors');
const { validateFunction, validateObject } = require('ext/base/validators');
const observed = require('ext/performance/observed');
const stored = require('ext/performance/resources');
const performance = require.lazy('ext/performance/performance');
const timers = require.lazy('ext/timers/timers');
const process = require.lazy('node/process');
const domException = require.lazy('ext/events/dom_exception');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kConstruct = Symbol('kConstruct');

const supportedEntryTypes = Object.freeze([
  'dns',
  'function',
  'gc',
  'http',
  'http2',
  'mark',
  'measure',
  'net',
  'quic',
  'resource',
]);
/** How many marks (or measures) are kept before a warning. */
const WARN_AT = 1e6;

let marks = [];
let measures = [];
let resources = [];
let resourceLimit = 250;
/** Resources beyond the limit, while the program may still make room. */
let resourceOverflow = [];
let overflowPending = false;
let onResourceBufferFull = () => {};
const warned = new Set();

const byStartTime = (a, b) => a.startTime - b.startTime;

/* ---------------------------------------------------------------- observers */

const observers = new Set();
const pending = new Set();
let dispatchScheduled = false;

function invalidModification(message) {
  const { DOMException } = domException();
  return new DOMException(message, 'InvalidModificationError');
}

class PerformanceObserverEntryList {
  #entries;

  constructor(secret = undefined, entries = undefined) {
    if (secret !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = entries.sort(byStartTime);
  }

  static #check(object) {
    if (!(#entries in object)) throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
  }

  /** @returns {PerformanceEntry[]} */
  getEntries() {
    PerformanceObserverEntryList.#check(this);
    return this.#entries.slice();
  }

  /** @returns {PerformanceEntry[]} */
  getEntriesByType(type) {
    PerformanceObserverEntryList.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return this.#entries.filter((entry) => entry.entryType === type);
  }

  /** @returns {PerformanceEntry[]} */
  getEntriesByName(name, type = undefined) {
    PerformanceObserverEntryList.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    return this.#entries.filter((entry) => entry.name === name && (type == null || entry.entryType === type));
  }

  [kInspect](depth, options) {
    return inspectWithName(this, this.#entries, depth, options);
  }
}

class PerformanceObserver {
  #buffer = [];
  #types = new Set();
  /** 'single': observe({ type }), 'multiple': observe({ entryTypes }) */
  #mode = undefined;
  #callback;

  /** @param {(list: PerformanceObserverEntryList, observer: PerformanceObserver) => void} callback */
  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  /**
   * @param {{entryTypes?: string[], type?: string, buffered?: boolean}} options
   * @throws {ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE|DOMException}
   */
  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined) {
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes != null && type != null) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.entryTypes',
        entryTypes,
        'options.entryTypes can not set with options.type together',
      );
    }
    const mode = entryTypes !== undefined ? 'multiple' : 'single';
    this.#mode ??= mode;
    if (this.#mode !== mode) {
      throw invalidModification(
        `PerformanceObserver can not change to ${mode === 'multiple' ? 'multiple observations' : 'single observation'}`,
      );
    }

    if (mode === 'multiple') {
      if (!Array.isArray(entryTypes)) {
        throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
      }
      this.#types.clear();
      for (const each of entryTypes) if (supportedEntryTypes.includes(each)) this.#types.add(each);
    } else {
      if (!supportedEntryTypes.includes(type)) return;
      this.#types.add(type);
      if (buffered) this.#takeBuffered(type);
    }
    if (this.#types.size === 0) {
      this.disconnect();
    } else {
      observers.add(this);
      PerformanceObserver.#count();
    }
  }

  /** Lets the built-ins that make entries know for which there is an observer. */
  static #count() {
    for (const type of Object.keys(observed)) observed[type] = 0;
    for (const observer of observers)
      for (const type of observer.#types) if (type in observed) observed[type]++;
  }

  #takeBuffered(type) {
    this.#buffer.push(...entries(undefined, type));
    pending.add(this);
    schedule();
  }

  /** Observes no more. */
  disconnect() {
    this.#buffer = [];
    pending.delete(this);
    observers.delete(this);
    this.#types.clear();
    this.#mode = undefined;
    PerformanceObserver.#count();
  }

  /** @returns {PerformanceEntry[]} what it has not been told of yet */
  takeRecords() {
    const records = this.#buffer;
    this.#buffer = [];
    return records;
  }

  static get supportedEntryTypes() {
    return supportedEntryTypes;
  }

  static offer(observer, entry) {
    if (!observer.#types.has(entry.entryType)) return;
    observer.#buffer.push(entry);
    pending.add(observer);
    schedule();
  }

  static dispatch(observer) {
    const list = new PerformanceObserverEntryList(kConstruct, observer.takeRecords());
    Reflect.apply(observer.#callback, observer, [list, observer]);
  }

  [kInspect](depth, options) {
    return inspectWithName(
      this,
      {
        connected: observers.has(this),
        pending: pending.has(this),
        entryTypes: [...this.#types],
        buffer: this.#buffer,
      },
      depth,
      options,
    );
  }
}
const { offer, dispatch } = PerformanceObserver;
delete PerformanceObserver.offer;
delete PerformanceObserver.dispatch;

function schedule() {
  if (dispatchScheduled) return;
  dispatchScheduled = true;
  timers().setImmediate(() => {
    dispatchScheduled = false;
    const round = [...pending];
    pending.clear();
    for (const observer of round) dispatch(observer);
  });
}

/** Tells the observers of an entry. */
function enqueue(entry) {
  if (!(entry instanceof PerformanceEntry)) {
    throw new ERR_INVALID_ARG_TYPE('entry', 'PerformanceEntry', entry);
  }
  for (const observer of observers) offer(observer, entry);
}

/* ---------------------------------------------------------------- buffers */

function warnOfSize(buffer, type) {
  if (buffer.length <= WARN_AT || warned.has(type)) return;
  warned.add(type);
  const warning = new Error(
    'Possible perf_hooks memory leak detected. ' +
      `${buffer.length} ${type} entries added to the global performance entry buffer. Use ` +
      `performance.clear${type === 'mark' ? 'Marks' : 'Measures'} to clear the buffer.`,
  );
  warning.name = 'MaxPerformanceEntryBufferExceededWarning';
  warning.entryType = type;
  warning.count = buffer.length;
  process().emitWarning(warning);
}

/** Keeps a mark or a measure for getEntries(). */
function keep(entry) {
  const buffer = entry.entryType === 'mark' ? marks : measures;
  buffer.push(entry);
  warnOfSize(buffer, entry.entryType);
}

/** Keeps a resource timing; when there is no room, the program is asked to make some. */
function keepResource(entry) {
  if (resources.length < resourceLimit && !overflowPending) {
    resources.push(entry);
    return;
  }
  // From now on they are made only where somebody observes them.
  stored.wanted = false;
  if (!overflowPending) {
    overflowPending = true;
    timers().setImmediate(() => {
      while (resourceOverflow.length > 0) {
        const before = resourceOverflow.length;
        if (resources.length >= resourceLimit) onResourceBufferFull();
        while (resources.length < resourceLimit && resourceOverflow.length > 0) {
          resources.push(resourceOverflow.shift());
        }
        if (before <= resourceOverflow.length) {
          resourceOverflow = [];
          break;
        }
      }
      overflowPending = false;
    });
  }
  resourceOverflow.push(entry);
}

/** The kept entries of a name and a type; undefined stands for any. */
function entries(name, type) {
  let found;
  if (type === 'mark') found = marks;
  else if (type === 'measure') found = measures;
  else if (type === 'resource') found = resources;
  else if (type !== undefined) return [];
  else found = [...marks, ...measures, ...resources];
  found = name === undefined ? found.slice() : found.filter((entry) => entry.name === name);
  return found.sort(byStartTime);
}

/** Forgets the entries of a type, or those of one name. */
function clear(type, name) {
  const rest = (buffer) => (name === undefined ? [] : buffer.filter((entry) => entry.name !== name));
  if (type === 'mark') marks = rest(marks);
  else if (type === 'measure') measures = rest(measures);
  else {
    resources = rest(resources);
    stored.wanted = true;
  }
}

module.exports = {
  PerformanceObserver,
  PerformanceObserverEntryList,
  clear,
  enqueue,
  entries,
  keep,
  keepResource,
  /** @returns {PerformanceEntry|undefined} the latest mark of a name */
  lastMark: (name) => marks.findLast((mark) => mark.name === name),
  setResourceLimit(limit) {
    resourceLimit = limit;
    stored.wanted = true;
  },
  onBufferFull(callback) {
    onResourceBufferFull = callback;
  },
};

// What fetch() had to tell before.
stored.take = (...args) => performance().performance.markResourceTiming(...args);
for (const args of stored.pending.splice(0)) stored.take(...args);
