'use strict';

// node:readline.

const {
  Interface: BaseInterface,
  InterfaceConstructor,
  kQuestionCallback,
  kSawReturnAt,
} = require('node/internal/readline/interface');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('node/internal/readline/cursor');
const { validateAbortSignal } = require('ext/base/validators');
const keypress = require.lazy('node/internal/readline/keypress');
const editing = require.lazy('node/internal/readline/editing');
const promises = require.lazy('node/readline/promises');
const abort = require.lazy('ext/events/abort');
const errors = require.lazy('ext/base/errors');

const kCustomPromisify = Symbol.for('nodejs.util.promisify.custom');

/**
 * Lines from a stream.
 * @param {object|Readable} input options, or the stream
 * @param {Writable} [output]
 * @param {Function} [completer] (line) => [completions, what they complete], or with a callback
 * @param {boolean} [terminal] whether lines are edited
 */
function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  if (input?.input && typeof input.completer === 'function' && input.completer.length !== 2) {
    const { completer: sync } = input;
    input.completer = (line, callback) => callback(null, sync(line));
  } else if (typeof completer === 'function' && completer.length !== 2) {
    const sync = completer;
    completer = (line, callback) => callback(null, sync(line));
  }
  Reflect.apply(InterfaceConstructor, this, [input, output, completer, terminal]);
}
Object.setPrototypeOf(Interface.prototype, BaseInterface.prototype);
Object.setPrototypeOf(Interface, BaseInterface);

/**
 * Shows a question, and calls back with the line that answers it.
 * @param {string} query
 * @param {{signal?: AbortSignal}} [options]
 * @param {(answer: string) => void} cb
 */
Interface.prototype.question = function question(query, options, cb) {
  cb = typeof options === 'function' ? options : cb;
  if (options === null || typeof options !== 'object') options = {};
  if (options.signal) {
    validateAbortSignal(options.signal, 'options.signal');
    if (options.signal.aborted) return;
    const onAbort = () => {
      this._cancelQuestion();
    };
    const disposable = abort().addAbortListener(options.signal, onAbort);
    const original = cb;
    cb = (answer) => {
      disposable[Symbol.dispose]();
      return original(answer);
    };
  }
  if (typeof cb === 'function') this._ask(query, cb);
};

Interface.prototype.question[kCustomPromisify] = function question(query, options) {
  if (options === null || typeof options !== 'object') options = {};
  const { signal } = options;
  const abortError = () => new (errors().AbortError)(undefined, { cause: signal.reason });
  if (signal?.aborted) return Promise.reject(abortError());
  return new Promise((resolve, reject) => {
    let callback = resolve;
    if (signal) {
      const onAbort = () => {
        reject(abortError());
      };
      const disposable = abort().addAbortListener(signal, onAbort);
      callback = (answer) => {
        disposable[Symbol.dispose]();
        resolve(answer);
      };
    }
    this.question(query, options, callback);
  });
};

/** Names of before that packages still use. */
for (const [name, key] of [
  ['_questionCallback', kQuestionCallback],
  ['_sawReturnAt', kSawReturnAt],
]) {
  Object.defineProperty(Interface.prototype, name, {
    __proto__: null,
    get() {
      return this[key];
    },
    set(value) {
      this[key] = value;
    },
  });
}
Object.defineProperty(Interface.prototype, '_prompt', {
  __proto__: null,
  get() {
    return this.getPrompt();
  },
  set(value) {
    this.setPrompt(value);
  },
});
Interface.prototype._getCursorPos = BaseInterface.prototype.getCursorPos;

for (const name of [
  '_insertString',
  '_wordLeft',
  '_wordRight',
  '_deleteLeft',
  '_deleteRight',
  '_deleteWordLeft',
  '_deleteWordRight',
  '_deleteLineLeft',
  '_deleteLineRight',
  '_line',
  '_historyNext',
  '_historyPrev',
  '_addHistory',
  '_tabComplete',
]) {
  Interface.prototype[name] = {
    [name](...args) {
      return Reflect.apply(editing().methods[name], this, args);
    },
  }[name];
}

/** @returns {Interface} @see Interface */
function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

function emitKeypressEvents(stream, iface = {}) {
  keypress().emitKeypressEvents(stream, iface);
}

module.exports = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  get promises() {
    return promises();
  },
};
