'use strict';

// node:readline/promises.

const { Interface: BaseInterface, kQuestionReject } = require('node/internal/readline/interface');
const { CLEAR_SCREEN_DOWN, byDistance, lineClearing, toPosition } = require('node/internal/readline/cursor');
const { isWritable } = require('node/internal/streams/utils');
const { nextTick } = require('ext/timers/ticks');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE },
} = require('ext/base/errors');
const { validateAbortSignal, validateBoolean, validateInteger } = require('ext/base/validators');
const abort = require.lazy('ext/events/abort');

/** Cursor movements that are collected, and written at once. */
class Readline {
  #autoCommit = false;
  #stream;
  #todo = [];

  /**
   * @param {Writable} stream
   * @param {{autoCommit?: boolean}} [options] autoCommit: whether to write at the end of each tick
   * @throws {ERR_INVALID_ARG_TYPE}
   */
  constructor(stream, options = undefined) {
    if (!isWritable(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    this.#stream = stream;
    if (options?.autoCommit != null) {
      validateBoolean(options.autoCommit, 'options.autoCommit');
      this.#autoCommit = options.autoCommit;
    }
  }

  #add(data) {
    if (this.#autoCommit) nextTick(() => this.#stream.write(data));
    else this.#todo.push(data);
    return this;
  }

  /** @param {number} x column @param {number} [y] row @returns {Readline} this */
  cursorTo(x, y = undefined) {
    validateInteger(x, 'x');
    if (y != null) validateInteger(y, 'y');
    return this.#add(toPosition(x, y ?? undefined));
  }

  /** @returns {Readline} this */
  moveCursor(dx, dy) {
    if (dx || dy) {
      validateInteger(dx, 'dx');
      validateInteger(dy, 'dy');
      return this.#add(byDistance(dx, dy));
    }
    return this;
  }

  /** @param {-1|0|1} dir before the cursor, all, after it @returns {Readline} this */
  clearLine(dir) {
    validateInteger(dir, 'dir', -1, 1);
    return this.#add(lineClearing(dir));
  }

  /** @returns {Readline} this */
  clearScreenDown() {
    return this.#add(CLEAR_SCREEN_DOWN);
  }

  /** Writes what was collected. @returns {Promise<void>} */
  commit() {
    return new Promise((resolve) => {
      this.#stream.write(this.#todo.join(''), resolve);
      this.#todo = [];
    });
  }

  /** Forgets what was collected. @returns {Readline} this */
  rollback() {
    this.#todo = [];
    return this;
  }
}

/** As readline.Interface; question() gives a promise, and the completer may. */
class Interface extends BaseInterface {
  constructor(input, output, completer, terminal) {
    super(input, output, completer, terminal);
    this._promisesCompleter = true;
  }

  /**
   * @param {string} query
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<string>}
   */
  question(query, options = {}) {
    return new Promise((resolve, reject) => {
      let callback = resolve;
      if (options?.signal) {
        validateAbortSignal(options.signal, 'options.signal');
        const { signal } = options;
        const abortError = () => new AbortError(undefined, { cause: signal.reason });
        if (signal.aborted) {
          reject(abortError());
          return;
        }
        const onAbort = () => {
          this._cancelQuestion();
          reject(abortError());
        };
        const disposable = abort().addAbortListener(signal, onAbort);
        callback = (answer) => {
          disposable[Symbol.dispose]();
          resolve(answer);
        };
      }
      this[kQuestionReject] = reject;
      this._ask(query, callback);
    });
  }
}
Object.defineProperty(Interface, 'length', { __proto__: null, value: 0, configurable: true });

/** @returns {Interface} */
function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, Readline, createInterface };
