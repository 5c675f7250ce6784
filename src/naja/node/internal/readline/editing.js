'use strict';

// Editing a line in a terminal. The methods are put on an Interface when it turns out to have one.

const { clearScreenDown, cursorTo, moveCursor } = require('node/internal/readline/cursor');
const { charLengthAt, charLengthLeft } = require('node/internal/readline/text');
const { LINE_ENDING, kQuestionReject, kSawReturnAt } = require('node/internal/readline/interface');
const { getStringWidth, stripVTControlCharacters } = require('ext/console/inspect');
const history = require.lazy('node/internal/readline/history');
const completion = require.lazy('node/internal/readline/completion');
const errors = require.lazy('ext/base/errors');
const process = require.lazy('node/process');

const KILL_RING_SIZE = 32;
const UNDO_SIZE = 2048;

/** What an editor remembers, by its Interface. */
const memories = new WeakMap();

function memoryOf(self) {
  let memory = memories.get(self);
  if (memory === undefined) {
    memory = {
      undo: [],
      redo: [],
      killed: [],
      killedIndex: 0,
      yanking: false,
      search: null,
      previousKey: null,
    };
    memories.set(self, memory);
  }
  return memory;
}

/** Where the end of a text is, when the text begins in the first column. */
function displayPosition(self, text) {
  let offset = 0;
  let rows = 0;
  const { columns } = self;
  for (const char of stripVTControlCharacters(text)) {
    if (char === '\n') {
      rows += Math.ceil(offset / columns) || 1;
      offset = 0;
      continue;
    }
    if (char === '\t') {
      offset += self.tabSize - (offset % self.tabSize);
      continue;
    }
    const width = getStringWidth(char, false);
    if (width === 0 || width === 1) {
      offset += width;
    } else {
      // A wide character does not fit into the last column.
      if ((offset + 1) % columns === 0) offset++;
      offset += 2;
    }
  }
  const cols = offset % columns;
  rows += (offset - cols) / columns;
  return { cols, rows };
}

function cursorPosition(self) {
  return displayPosition(self, self.getPrompt() + self.line.slice(0, self.cursor));
}

/** Remembers the line for undo, before it is changed. */
function beforeEdit(self) {
  const { undo } = memoryOf(self);
  if (undo.push({ text: self.line, cursor: self.cursor }) > UNDO_SIZE) undo.shift();
}

function kill(self, text) {
  const memory = memoryOf(self);
  if (!text || text === memory.killed[0]) return;
  memory.killed.unshift(text);
  memory.killedIndex = 0;
  while (memory.killed.length > KILL_RING_SIZE) memory.killed.pop();
}

/** Replaces the characters from `start` to `end`. */
function replace(self, start, end, text = '') {
  self.line = self.line.slice(0, start) + text + self.line.slice(end);
  self.cursor = start + text.length;
  self._refreshLine();
}

/** The length of the word (with the blanks about it) before the cursor. */
function wordBefore(self) {
  const reversed = [...self.line.slice(0, self.cursor)].reverse().join('');
  return /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed)[0].length;
}

function restore(self, from, to) {
  if (from.length === 0) return;
  to.push({ text: self.line, cursor: self.cursor });
  const entry = from.pop();
  self.line = entry.text;
  self.cursor = entry.cursor;
  self._refreshLine();
}

function suspend(self) {
  if (self.listenerCount('SIGTSTP') > 0) {
    self.emit('SIGTSTP');
    return;
  }
  process().once('SIGCONT', () => {
    if (!self.paused) {
      self.pause();
      self.emit('SIGCONT');
    }
    self._setRawMode(true);
    self._refreshLine();
  });
  self._setRawMode(false);
  process().kill(process().pid, 'SIGTSTP');
}

/** Ctrl+C or Ctrl+D ends the session: so does whoever waits for an answer. */
function endSession(self, key) {
  const reject = self[kQuestionReject];
  if (reject) {
    self[kQuestionReject] = undefined;
    reject(new (errors().AbortError)(`Aborted with Ctrl+${key}`));
  }
  self.close();
}

const methods = {
  _refreshLine() {
    const line = this.getPrompt() + this.line;
    const end = displayPosition(this, line);
    const position = cursorPosition(this);
    const previousRows = this.prevRows || 0;
    if (previousRows > 0) moveCursor(this.output, 0, -previousRows);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);
    this._writeToOutput(line);
    // So that the terminal goes on to a new line
    if (end.cols === 0) this._writeToOutput(' ');
    cursorTo(this.output, position.cols);
    const below = end.rows - position.rows;
    if (below > 0) moveCursor(this.output, 0, -below);
    this.prevRows = position.rows;
  },

  _insertString(text) {
    beforeEdit(this);
    if (!this.isCompletionEnabled) {
      // Much text at once: it is shown as it comes.
      this.line = this.line.slice(0, this.cursor) + text + this.line.slice(this.cursor);
      this.cursor += text.length;
      this._writeToOutput(text);
      return;
    }
    if (this.cursor < this.line.length) {
      replace(this, this.cursor, this.cursor, text);
      return;
    }
    const before = cursorPosition(this);
    this.line += text;
    this.cursor += text.length;
    const after = cursorPosition(this);
    // At the end of a line nothing else has moved.
    if (before.rows < after.rows) this._refreshLine();
    else this._writeToOutput(text);
  },

  _moveCursor(dx) {
    if (dx === 0) return;
    const before = cursorPosition(this);
    this.cursor = Math.min(Math.max(this.cursor + dx, 0), this.line.length);
    const after = cursorPosition(this);
    if (before.rows === after.rows) moveCursor(this.output, after.cols - before.cols, 0);
    else this._refreshLine();
  },

  _wordLeft() {
    if (this.cursor > 0) this._moveCursor(-wordBefore(this));
  },

  _wordRight() {
    if (this.cursor >= this.line.length) return;
    const match = /^(?:\s+|[^\w\s]+|\w+)\s*/.exec(this.line.slice(this.cursor));
    this._moveCursor(match[0].length);
  },

  _deleteLeft() {
    if (this.cursor === 0 || this.line.length === 0) return;
    beforeEdit(this);
    replace(this, this.cursor - charLengthLeft(this.line, this.cursor), this.cursor);
  },

  _deleteRight() {
    if (this.cursor >= this.line.length) return;
    beforeEdit(this);
    replace(this, this.cursor, this.cursor + charLengthAt(this.line, this.cursor));
  },

  _deleteWordLeft() {
    if (this.cursor === 0) return;
    beforeEdit(this);
    replace(this, this.cursor - wordBefore(this), this.cursor);
  },

  _deleteWordRight() {
    if (this.cursor >= this.line.length) return;
    beforeEdit(this);
    const match = /^(?:\s+|\W+|\w+)\s*/.exec(this.line.slice(this.cursor));
    replace(this, this.cursor, this.cursor + match[0].length);
  },

  _deleteLineLeft() {
    beforeEdit(this);
    kill(this, this.line.slice(0, this.cursor));
    replace(this, 0, this.cursor);
  },

  _deleteLineRight() {
    beforeEdit(this);
    kill(this, this.line.slice(this.cursor));
    replace(this, this.cursor, this.line.length);
  },

  _yank() {
    const memory = memoryOf(this);
    if (memory.killed.length === 0) return;
    memory.yanking = true;
    this._insertString(memory.killed[memory.killedIndex]);
  },

  _yankPop() {
    const memory = memoryOf(this);
    if (!memory.yanking || memory.killed.length <= 1) return;
    const last = memory.killed[memory.killedIndex];
    memory.killedIndex = (memory.killedIndex + 1) % memory.killed.length;
    replace(this, this.cursor - last.length, this.cursor, memory.killed[memory.killedIndex]);
  },

  _undo() {
    const { undo, redo } = memoryOf(this);
    restore(this, undo, redo);
  },

  _redo() {
    const { undo, redo } = memoryOf(this);
    restore(this, redo, undo);
  },

  _addHistory() {
    return history().add(this);
  },

  _historyNext() {
    if (this.historyIndex < 0) return;
    beforeEdit(this);
    history().next(this, memoryOf(this).search);
  },

  _historyPrev() {
    if (this.historyIndex >= this.history.length || this.history.length === 0) return;
    beforeEdit(this);
    history().previous(this, memoryOf(this).search);
  },

  _line() {
    const line = this._addHistory();
    const memory = memoryOf(this);
    memory.undo = [];
    memory.redo = [];
    this.clearLine();
    this._onLine(line);
  },

  _tabComplete(lastKeypressWasTab) {
    completion().complete(this, lastKeypressWasTab, () => beforeEdit(this));
  },

  /** One key. */
  _ttyWrite(s, key) {
    const memory = memoryOf(this);
    const { previousKey } = memory;
    key ||= {};
    memory.previousKey = key;
    if (!key.meta || key.name !== 'y') memory.yanking = false;

    if ((key.name === 'up' || key.name === 'down') && !key.ctrl && !key.meta && !key.shift) {
      // What was typed is what is searched for in the history.
      memory.search ??= this.line.slice(0, this.cursor);
    } else if (memory.search !== null) {
      memory.search = null;
      // Nothing was found: begin anew.
      if (this.history.length === this.historyIndex) this.historyIndex = -1;
    }

    if (typeof key.sequence === 'string') {
      switch (key.sequence.codePointAt(0)) {
        case 0x1f: // Ctrl+_
          this._undo();
          return;
        case 0x1e: // Ctrl+^
          this._redo();
          return;
      }
    }
    if (key.name === 'escape') return;

    if (key.ctrl && key.shift) {
      if (key.name === 'backspace') this._deleteLineLeft();
      else if (key.name === 'delete') this._deleteLineRight();
    } else if (key.ctrl) {
      this._ctrlKey(key);
    } else if (key.meta) {
      this._metaKey(key);
    } else {
      this._plainKey(s, key, previousKey);
    }
  },

  _ctrlKey(key) {
    switch (key.name) {
      case 'c':
        if (this.listenerCount('SIGINT') > 0) this.emit('SIGINT');
        else endSession(this, 'C');
        break;
      case 'h':
        this._deleteLeft();
        break;
      case 'd':
        if (this.cursor === 0 && this.line.length === 0) endSession(this, 'D');
        else if (this.cursor < this.line.length) this._deleteRight();
        break;
      case 'u':
        this._deleteLineLeft();
        break;
      case 'k':
        this._deleteLineRight();
        break;
      case 'a':
        this._moveCursor(-Infinity);
        break;
      case 'e':
        this._moveCursor(Infinity);
        break;
      case 'b':
        this._moveCursor(-charLengthLeft(this.line, this.cursor));
        break;
      case 'f':
        this._moveCursor(charLengthAt(this.line, this.cursor));
        break;
      case 'l':
        cursorTo(this.output, 0, 0);
        clearScreenDown(this.output);
        this._refreshLine();
        break;
      case 'n':
        this._historyNext();
        break;
      case 'p':
        this._historyPrev();
        break;
      case 'y':
        this._yank();
        break;
      case 'z':
        if (process().platform !== 'win32') suspend(this);
        break;
      case 'w':
      case 'backspace':
        this._deleteWordLeft();
        break;
      case 'delete':
        this._deleteWordRight();
        break;
      case 'left':
        this._wordLeft();
        break;
      case 'right':
        this._wordRight();
        break;
    }
  },

  _metaKey(key) {
    switch (key.name) {
      case 'b':
        this._wordLeft();
        break;
      case 'f':
        this._wordRight();
        break;
      case 'd':
      case 'delete':
        this._deleteWordRight();
        break;
      case 'backspace':
        this._deleteWordLeft();
        break;
      case 'y':
        this._yankPop();
        break;
    }
  },

  _plainKey(s, key, previousKey) {
    // Only a \n right after a \r belongs to it.
    if (this[kSawReturnAt] && key.name !== 'enter') this[kSawReturnAt] = 0;
    switch (key.name) {
      case 'return':
        this[kSawReturnAt] = Date.now();
        this._line();
        break;
      case 'enter':
        if (this[kSawReturnAt] === 0 || Date.now() - this[kSawReturnAt] > this.crlfDelay) this._line();
        this[kSawReturnAt] = 0;
        break;
      case 'backspace':
        this._deleteLeft();
        break;
      case 'delete':
        this._deleteRight();
        break;
      case 'left':
        this._moveCursor(-charLengthLeft(this.line, this.cursor));
        break;
      case 'right':
        this._moveCursor(charLengthAt(this.line, this.cursor));
        break;
      case 'home':
        this._moveCursor(-Infinity);
        break;
      case 'end':
        this._moveCursor(Infinity);
        break;
      case 'up':
        this._historyPrev();
        break;
      case 'down':
        this._historyNext();
        break;
      case 'tab':
        if (typeof this.completer === 'function' && this.isCompletionEnabled) {
          this._tabComplete(previousKey !== null && previousKey.name === 'tab');
          break;
        }
      // falls through
      default:
        if (typeof s === 'string' && s) this._insertText(s);
    }
  },

  /** Text that may hold several lines: pasted, or written by the program. */
  _insertText(text) {
    LINE_ENDING.lastIndex = 0;
    let match = LINE_ENDING.exec(text);
    if (match === null) {
      this._insertString(text);
      return;
    }
    let lastIndex = 0;
    while (match !== null) {
      this._insertString(text.slice(lastIndex, match.index));
      ({ lastIndex } = LINE_ENDING);
      this._line();
      // A listener may have used the expression.
      LINE_ENDING.lastIndex = lastIndex;
      match = LINE_ENDING.exec(text);
    }
    this._insertString(text.slice(lastIndex));
  },
};

/** Gives an Interface the methods that it lacks. */
function install(self) {
  const prototype = Object.getPrototypeOf(self);
  for (const name of Object.keys(methods)) {
    if (!(name in prototype)) {
      Object.defineProperty(require('node/internal/readline/interface').Interface.prototype, name, {
        __proto__: null,
        configurable: true,
        enumerable: false,
        writable: true,
        value: methods[name],
      });
    }
  }
  return memoryOf(self);
}

module.exports = { cursorPosition, displayPosition, install, methods };
