'use strict';

// What both readline.Interface and readline/promises.Interface are: lines from a stream, or, in a terminal, from an
// editor (editing.js).

const EventEmitter = require('node/events');
const { StringDecoder } = require('node/string_decoder');
const { kFirstEventParam } = require('ext/events/symbols');
const { nextTick } = require('ext/timers/ticks');
const process = require.lazy('node/process');
const editing = require.lazy('node/internal/readline/editing');
const keypress = require.lazy('node/internal/readline/keypress');
const abort = require.lazy('ext/events/abort');
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_USE_AFTER_CLOSE },
} = require('ext/base/errors');
const { validateAbortSignal, validateArray, validateString, validateUint32 } = require('ext/base/validators');

const DEFAULT_HISTORY_SIZE = 30;
/** \r and \n closer together than this are one line ending, in milliseconds. */
const LEAST_CRLF_DELAY = 100;
const LINE_ENDING = /\r?\n|\r(?!\n)|\u2028|\u2029/g;
const ODD_ENDING = /[\r\u2028\u2029]/;

const kDecoder = Symbol('_decoder');
const kLineBuffer = Symbol('_line_buffer');
const kLineStream = Symbol('line object stream');
const kPrompt = Symbol('_prompt');
const kOldPrompt = Symbol('_oldPrompt');
const kQuestionCallback = Symbol('_questionCallback');
const kQuestionReject = Symbol('kQuestionReject');
const kSawReturnAt = Symbol('_sawReturnAt');
const kEditor = Symbol('editor');

/** The options, from an object or from the arguments of old. */
function readOptions(input, output, completer, terminal) {
  if (!input?.input) return { input, output, completer, terminal };
  const { signal, history, historySize, removeHistoryDuplicates, tabSize, prompt, crlfDelay } = input;
  const { escapeCodeTimeout } = input;
  if (tabSize !== undefined) validateUint32(tabSize, 'tabSize', true);
  if (escapeCodeTimeout !== undefined && !Number.isFinite(escapeCodeTimeout)) {
    throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', keypress().ESCAPE_CODE_TIMEOUT);
  }
  if (signal) validateAbortSignal(signal, 'options.signal');
  return {
    input: input.input,
    output: input.output,
    completer: input.completer,
    terminal: input.terminal,
    signal,
    history,
    historySize,
    removeHistoryDuplicates,
    tabSize,
    prompt,
    crlfDelay,
    escapeCodeTimeout,
  };
}

/**
 * @param {object|Readable} input options, or the stream
 * @param {Writable} [output]
 * @param {Function} [completer]
 * @param {boolean} [terminal]
 */
function InterfaceConstructor(input, output, completer, terminal) {
  this[kSawReturnAt] = 0;
  this.isCompletionEnabled = true;
  this.escapeCodeTimeout = 500;
  this.tabSize = 8;
  Reflect.apply(EventEmitter, this, []);

  if (input === undefined) throw new TypeError("Cannot read properties of undefined (reading 'history')");
  const options = readOptions(input, output, completer, terminal);
  ({ input, output, completer, terminal } = options);
  if (options.tabSize !== undefined) this.tabSize = options.tabSize;
  if (options.escapeCodeTimeout !== undefined) this.escapeCodeTimeout = options.escapeCodeTimeout;
  if (completer !== undefined && typeof completer !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('completer', completer);
  }
  const { history = [], historySize = DEFAULT_HISTORY_SIZE, signal } = options;
  validateArray(history, 'history');
  if (typeof historySize !== 'number' || Number.isNaN(historySize) || historySize < 0) {
    if (typeof historySize !== 'number')
      require('ext/base/validators').validateNumber(historySize, 'size', 0);
    throw new ERR_OUT_OF_RANGE('size', '>= 0', historySize);
  }
  // Output that is a terminal is edited in, unless the caller knows better.
  if (terminal === undefined && output != null) terminal = Boolean(output.isTTY);

  this.line = '';
  this.history = history;
  this.historyIndex = -1;
  this.historySize = historySize;
  this.removeHistoryDuplicates = Boolean(options.removeHistoryDuplicates);
  this.output = output;
  this.input = input;
  this.crlfDelay = options.crlfDelay ? Math.max(LEAST_CRLF_DELAY, options.crlfDelay) : LEAST_CRLF_DELAY;
  this.completer = completer;
  this.setPrompt(options.prompt === undefined ? '> ' : options.prompt);
  this.terminal = Boolean(terminal);
  this[kLineStream] = undefined;

  const onerror = (err) => {
    this.emit('error', err);
  };
  input.on('error', onerror);
  if (this.terminal) openTerminal(this, input, output, onerror);
  else openStream(this, input, onerror);

  if (signal) {
    const onAborted = () => this.close();
    if (signal.aborted) {
      nextTick(onAborted);
    } else {
      const disposable = abort().addAbortListener(signal, onAborted);
      this.once('close', disposable[Symbol.dispose]);
    }
  }
  this.line = '';
  input.resume();
}
Object.setPrototypeOf(InterfaceConstructor.prototype, EventEmitter.prototype);
Object.setPrototypeOf(InterfaceConstructor, EventEmitter);

function openStream(self, input, onerror) {
  self[kDecoder] = new StringDecoder('utf8');
  const ondata = (data) => {
    self._normalWrite(data);
  };
  const onend = () => {
    const rest = self[kLineBuffer];
    if (typeof rest === 'string' && rest.length > 0) self.emit('line', rest);
    self.close();
  };
  input.on('data', ondata);
  input.on('end', onend);
  self.once('close', () => {
    input.removeListener('data', ondata);
    input.removeListener('error', onerror);
    input.removeListener('end', onend);
  });
}

function openTerminal(self, input, output, onerror) {
  self[kEditor] = editing().install(self);
  const onkeypress = (s, key) => {
    self._ttyWrite(s, key);
    if (key?.sequence) {
      // Half of a surrogate pair: show the whole character once it is there.
      const code = key.sequence.codePointAt(0);
      if (code >= 0xd800 && code <= 0xdfff) self._refreshLine();
    }
  };
  const onend = () => {
    if (typeof self.line === 'string' && self.line.length > 0) self.emit('line', self.line);
    self.close();
  };
  const onresize = () => {
    self._refreshLine();
  };
  keypress().emitKeypressEvents(input, self);
  input.on('keypress', onkeypress);
  input.on('end', onend);
  self._setRawMode(true);
  self.cursor = 0;
  self.historyIndex = -1;
  if (output != null) output.on('resize', onresize);
  self.once('close', () => {
    input.removeListener('keypress', onkeypress);
    input.removeListener('error', onerror);
    input.removeListener('end', onend);
    if (output != null) output.removeListener('resize', onresize);
  });
}

class Interface extends InterfaceConstructor {
  // The constructor is never run as a class: see makeInterface().

  /** @type {number} columns of the terminal; Infinity where there is none */
  get columns() {
    return this.output?.columns ? this.output.columns : Infinity;
  }

  /** @param {string} prompt */
  setPrompt(prompt) {
    this[kPrompt] = prompt;
  }

  /** @returns {string} */
  getPrompt() {
    return this[kPrompt];
  }

  _setRawMode(mode) {
    const wasRaw = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return wasRaw;
  }

  /** Shows the prompt, and waits for a line. @param {boolean} [preserveCursor] */
  prompt(preserveCursor) {
    if (this.paused) this.resume();
    if (this.terminal && require('ext/process/env').ownVariables().TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      this._refreshLine();
    } else {
      this._writeToOutput(this[kPrompt]);
    }
  }

  _ask(query, callback) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this[kQuestionCallback]) {
      this.prompt();
    } else {
      this[kOldPrompt] = this[kPrompt];
      this.setPrompt(query);
      this[kQuestionCallback] = callback;
      this.prompt();
    }
  }

  _onLine(line) {
    const callback = this[kQuestionCallback];
    if (callback) {
      this[kQuestionCallback] = null;
      this.setPrompt(this[kOldPrompt]);
      callback(line);
    } else {
      this.emit('line', line);
    }
  }

  _cancelQuestion() {
    if (!this[kQuestionCallback]) return;
    this[kQuestionCallback] = null;
    this.setPrompt(this[kOldPrompt]);
    this.clearLine();
  }

  _writeToOutput(text) {
    validateString(text, 'stringToWrite');
    if (this.output != null) this.output.write(text);
  }

  /** Lets go of input and output. */
  close() {
    if (this.closed) return;
    this.pause();
    if (this.terminal) this._setRawMode(false);
    this.closed = true;
    this.emit('close');
  }

  [Symbol.dispose]() {
    this.close();
  }

  /** @returns {Interface} this */
  pause() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) return;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  }

  /** @returns {Interface} this */
  resume() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this.paused) return;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  }

  /**
   * As if it had been typed.
   * @param {string|Buffer} d
   * @param {{name?: string, ctrl?: boolean, meta?: boolean, shift?: boolean}} [key]
   */
  write(d, key) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) this.resume();
    if (this.terminal) this._ttyWrite(d, key);
    else this._normalWrite(d);
  }

  /** What a stream that is no terminal has read. */
  _normalWrite(data) {
    if (data === undefined) return;
    let string = this[kDecoder].write(data);
    if (this[kSawReturnAt] && Date.now() - this[kSawReturnAt] <= this.crlfDelay) {
      // The other half of a \r\n
      if (string.charCodeAt(0) === 10) string = string.slice(1);
      this[kSawReturnAt] = 0;
    }
    if (string === '') return;

    if (!ODD_ENDING.test(string)) {
      // Nearly always: lines that end in \n. Only what has just come need be searched.
      let end = string.indexOf('\n');
      if (end === -1) {
        this[kLineBuffer] = this[kLineBuffer] ? this[kLineBuffer] + string : string;
        return;
      }
      const rest = this[kLineBuffer];
      const last = string.lastIndexOf('\n');
      // Before the first line is told: a listener may write more.
      this[kLineBuffer] = string.slice(last + 1);
      const lines = [];
      let start = 0;
      for (; end !== -1; end = string.indexOf('\n', start)) {
        lines.push(string.slice(start, end));
        start = end + 1;
      }
      if (rest) {
        // A \r\n that was cut in two
        lines[0] = rest + lines[0];
      }
      for (let i = 0; i < lines.length; i++) this._onLine(lines[i]);
      return;
    }

    LINE_ENDING.lastIndex = 0;
    if (LINE_ENDING.exec(string) === null) {
      this[kLineBuffer] = this[kLineBuffer] ? this[kLineBuffer] + string : string;
      return;
    }
    if (this[kLineBuffer]) string = this[kLineBuffer] + string;
    this[kSawReturnAt] = string.endsWith('\r') ? Date.now() : 0;
    const lines = string.split(/\r?\n|\r(?!\n)|\u2028|\u2029/);
    this[kLineBuffer] = lines.pop();
    for (let i = 0; i < lines.length; i++) this._onLine(lines[i]);
  }

  /** Goes on to a new line, and forgets what was typed. */
  clearLine() {
    this._moveCursor(Infinity);
    this._writeToOutput('\r\n');
    this.line = '';
    this.cursor = 0;
    this.prevRows = 0;
  }

  // What has no meaning without a terminal

  _refreshLine() {
    editing().methods._refreshLine.call(this);
  }

  _moveCursor(dx) {
    editing().methods._moveCursor.call(this, dx);
  }

  _ttyWrite(s, key) {
    editing().methods._ttyWrite.call(this, s, key);
  }

  /** @returns {{rows: number, cols: number}} where the cursor is, from the beginning of the prompt */
  getCursorPos() {
    return editing().cursorPosition(this);
  }

  _getDisplayPos(text) {
    return editing().displayPosition(this, text);
  }

  /** The lines, as they come. */
  [Symbol.asyncIterator]() {
    this[kLineStream] ??= EventEmitter.on(this, 'line', {
      close: ['close'],
      highWaterMark: 1024,
      [kFirstEventParam]: true,
    });
    return this[kLineStream];
  }
}
Object.defineProperty(Interface.prototype, Symbol.dispose, { __proto__: null, enumerable: true });

module.exports = {
  Interface,
  InterfaceConstructor,
  LINE_ENDING,
  kQuestionCallback,
  kQuestionReject,
  kSawReturnAt,
};
