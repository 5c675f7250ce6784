'use strict';

/** `mock.timers`: timers and dates that stand still until the program turns them. */

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE },
} = require('ext/base/errors');
const { validateAbortSignal, validateNumber, validateStringArray } = require('ext/base/validators');
const nodeTimers = require('node/timers');
const promises = require('node/timers/promises');

const APIS = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'];
const kMock = Symbol('MockTimers');

/** Timers by time, then by the order of their making. */
class Queue {
  #items = [];
  #order = 0;

  add(timer) {
    timer.order = this.#order++;
    let at = this.#items.length;
    while (at > 0 && this.#items[at - 1].runAt > timer.runAt) at--;
    this.#items.splice(at, 0, timer);
  }

  remove(timer) {
    const at = this.#items.indexOf(timer);
    if (at !== -1) this.#items.splice(at, 1);
  }

  get first() {
    return this.#items[0];
  }

  get last() {
    return this.#items.at(-1);
  }

  clear() {
    this.#items = [];
  }
}

/** What setTimeout() gives while it is mocked. */
class MockTimer {
  constructor(mock, callback, runAt, interval, args) {
    Object.defineProperty(this, kMock, { __proto__: null, value: mock });
    this.id = mock.nextId++;
    this.callback = callback;
    this.runAt = runAt;
    this.interval = interval;
    this.args = args;
    this.refed = true;
  }

  hasRef() {
    return this.refed;
  }

  ref() {
    this.refed = true;
    return this;
  }

  unref() {
    this.refed = false;
    return this;
  }

  refresh() {
    return this;
  }

  close() {
    this[kMock].clear(this);
    return this;
  }

  [Symbol.toPrimitive]() {
    return this.id;
  }

  [Symbol.dispose]() {
    this[kMock].clear(this);
  }
}

/** The words are Node's, whose arguments are the other way round here. */
function checkTime(time) {
  if (time < 0) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', `${time}`);
}

class MockTimers {
  #enabled = false;
  #apis = [];
  #now = 0;
  #queue = new Queue();
  #restore = [];
  nextId = 1;

  #check() {
    if (!this.#enabled)
      throw new ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
  }

  #replace(object, name, value) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    this.#restore.push(() => {
      if (descriptor === undefined) delete object[name];
      else Object.defineProperty(object, name, descriptor);
    });
    Object.defineProperty(object, name, {
      __proto__: null,
      configurable: true,
      enumerable: descriptor?.enumerable ?? true,
      writable: true,
      value,
    });
  }

  #schedule(callback, delay, interval, args) {
    const wait = delay === undefined || !(delay >= 1) ? (interval === undefined ? delay || 0 : 1) : delay;
    const timer = new MockTimer(this, callback, this.#now + Number(wait), interval && Number(wait), args);
    this.#queue.add(timer);
    return timer;
  }

  clear(timer) {
    if (timer !== null && typeof timer === 'object') this.#queue.remove(timer);
  }

  #promise(start, value, options) {
    const { promise, resolve, reject } = Promise.withResolvers();
    if (options?.signal !== undefined) {
      try {
        validateAbortSignal(options.signal, 'options.signal');
      } catch (error) {
        return Promise.reject(error);
      }
      if (options.signal.aborted) return Promise.reject(abortError(options.signal));
    }
    const timer = start(() => resolve(value));
    options?.signal?.addEventListener(
      'abort',
      () => {
        this.#queue.remove(timer);
        reject(abortError(options.signal));
      },
      { once: true },
    );
    return promise;
  }

  async *#intervals(delay, startTime, options) {
    validateAbortSignal(options?.signal, 'options.signal');
    const waiting = [];
    let wake;
    const timer = this.#schedule(
      () => {
        waiting.push((startTime += delay));
        wake?.();
      },
      delay,
      true,
      [],
    );
    const { signal } = options ?? {};
    signal?.addEventListener('abort', () => wake?.(), { once: true });
    try {
      for (;;) {
        if (signal?.aborted) throw abortError(signal);
        if (waiting.length > 0) yield waiting.shift();
        else await new Promise((resolve) => (wake = resolve));
      }
    } finally {
      this.#queue.remove(timer);
    }
  }

  #mockTimers(name, clearName, start) {
    const clear = (timer) => this.clear(timer);
    this.#replace(globalThis, name, start);
    this.#replace(nodeTimers, name, start);
    this.#replace(globalThis, clearName, clear);
    this.#replace(nodeTimers, clearName, clear);
  }

  #install(api) {
    switch (api) {
      case 'setTimeout':
        this.#mockTimers('setTimeout', 'clearTimeout', (callback, delay, ...args) =>
          this.#schedule(callback, delay, undefined, args),
        );
        this.#replace(promises, 'setTimeout', (delay, value, options) =>
          this.#promise((done) => this.#schedule(done, delay, undefined, []), value, options),
        );
        break;
      case 'setInterval':
        this.#mockTimers('setInterval', 'clearInterval', (callback, delay, ...args) =>
          this.#schedule(callback, delay, true, args),
        );
        this.#replace(promises, 'setInterval', (delay, value = this.#now, options) =>
          this.#intervals(delay, value, options),
        );
        break;
      case 'setImmediate':
        // Before every timer, one after the other.
        this.#mockTimers('setImmediate', 'clearImmediate', (callback, ...args) =>
          this.#schedule(callback, -1, undefined, args),
        );
        this.#replace(promises, 'setImmediate', (value, options) =>
          this.#promise((done) => this.#schedule(done, -1, undefined, []), value, options),
        );
        break;
      case 'scheduler.wait':
        this.#replace(promises.scheduler, 'wait', (delay, options) =>
          this.#promise((done) => this.#schedule(done, delay, undefined, []), undefined, options),
        );
        break;
      case 'AbortSignal.timeout':
        this.#replace(AbortSignal, 'timeout', (delay) => {
          validateNumber(delay, 'delay', 0);
          const controller = new AbortController();
          this.#schedule(() => controller.abort(), delay, undefined, []);
          return controller.signal;
        });
        break;
      case 'Date':
        this.#replace(globalThis, 'Date', this.#mockDate());
        break;
    }
  }

  #mockDate() {
    const Original = globalThis.Date;
    const now = () => this.#now;
    function MockDate(...args) {
      if (new.target === undefined) return new Original(now()).toString();
      return Reflect.construct(
        Original,
        args.length === 0 ? [now()] : args,
        new.target === MockDate ? Original : new.target,
      );
    }
    Object.defineProperties(MockDate, {
      ...Object.getOwnPropertyDescriptors(Original),
      now: { value: now, configurable: true, writable: true },
      isMock: { value: true },
    });
    MockDate.toString = () => Function.prototype.toString.call(Original);
    return MockDate;
  }

  /** Has time stand still. @param {object} [options] `apis`, `now` */
  enable(options = { __proto__: null, apis: APIS, now: 0 }) {
    const chosen = { __proto__: null, ...options };
    if (this.#enabled) throw new ERR_INVALID_STATE('MockTimers is already enabled!');
    chosen.now ??= 0;
    chosen.apis ??= APIS;
    validateStringArray(chosen.apis, 'options.apis');
    for (const api of chosen.apis) {
      if (!APIS.includes(api))
        throw new ERR_INVALID_ARG_VALUE('options.apis', api, `option ${api} is not supported`);
    }
    if (chosen.apis.includes('Date') && globalThis.Date.isMock)
      throw new ERR_INVALID_STATE('Date is already being mocked!');
    this.#apis = chosen.apis;
    this.#now = this.#asTime(chosen.now);
    this.#enabled = true;
    for (const api of chosen.apis) this.#install(api);
  }

  #asTime(now) {
    if (now instanceof Date) now = now.getTime();
    validateNumber(now, 'initialTime');
    checkTime(now);
    return now;
  }

  /** Lets time pass. @param {number} [time] milliseconds */
  tick(time = 1) {
    this.#check();
    checkTime(time);
    const end = this.#now + time;
    this.#now = end;
    for (
      let timer = this.#queue.first;
      timer !== undefined && timer.runAt <= end;
      timer = this.#queue.first
    ) {
      this.#queue.remove(timer);
      if (timer.interval !== undefined) {
        timer.runAt += timer.interval;
        this.#queue.add(timer);
      }
      Reflect.apply(timer.callback, undefined, timer.args);
      if (!this.#enabled) return;
    }
  }

  /** Sets the clock, without anything running. @param {number} time milliseconds since 1970 */
  setTime(time = 0) {
    validateNumber(time, 'time');
    this.#check();
    this.#now = time;
  }

  /** Runs all that waits now. */
  runAll() {
    this.#check();
    const { last } = this.#queue;
    if (last === undefined) return;
    this.tick(Math.max(last.runAt - this.#now, 0));
  }

  /** Lets time go on by itself. */
  reset() {
    if (!this.#enabled) return;
    while (this.#restore.length > 0) this.#restore.pop()();
    this.#apis = [];
    this.#now = 0;
    this.#enabled = false;
    this.#queue.clear();
  }

  [Symbol.dispose]() {
    this.reset();
  }
}

function abortError(signal) {
  const { AbortError } = require('ext/base/errors');
  return new AbortError(undefined, { cause: signal.reason });
}

module.exports = { MockTimers };
