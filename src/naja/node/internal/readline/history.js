'use strict';

// The lines that were entered before, latest first: self.history.

/** Adds the line. @returns {string} the line, as a 'history' listener may have left it */
function add(self) {
  const { line, history } = self;
  if (line.length === 0) return '';
  if (history === undefined || self.historySize === 0) return line;
  if (line.trim().length === 0) return line;
  if (history.length === 0 || history[0] !== line) {
    if (self.removeHistoryDuplicates) {
      const index = history.indexOf(line);
      if (index !== -1) history.splice(index, 1);
    }
    history.unshift(line);
    if (history.length > self.historySize) history.pop();
  }
  self.historyIndex = -1;
  const entered = history[0];
  // The listener may take a line away that is secret.
  self.emit('history', history);
  return entered;
}

function show(self, index, text) {
  self.line = text;
  self.historyIndex = index;
  self.cursor = text.length;
  self._refreshLine();
}

/** Shows the next later line that begins with `search`. */
function next(self, search) {
  search ||= '';
  const { history } = self;
  let index = self.historyIndex - 1;
  while (index >= 0 && (!history[index].startsWith(search) || self.line === history[index])) index--;
  show(self, index, index === -1 ? search : history[index]);
}

/** Shows the next earlier line that begins with `search`. */
function previous(self, search) {
  search ||= '';
  const { history } = self;
  let index = self.historyIndex + 1;
  while (index < history.length && (!history[index].startsWith(search) || self.line === history[index]))
    index++;
  show(self, index, index === history.length ? search : history[index]);
}

module.exports = { add, next, previous };
