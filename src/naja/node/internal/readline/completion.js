'use strict';

// Tab completion.

const { commonPrefix } = require('node/internal/readline/text');
const { getStringWidth, inspect } = require('ext/console/inspect');

/** Asks the completer, which answers with a promise or through a callback. */
function complete(self, lastKeypressWasTab, beforeEdit) {
  self.pause();
  const text = self.line.slice(0, self.cursor);
  const finish = (err, answer) => {
    self.resume();
    if (err) self._writeToOutput(`Tab completion error: ${inspect(err)}`);
    else show(self, lastKeypressWasTab, answer, beforeEdit);
  };
  if (self._promisesCompleter) {
    (async () => {
      let answer;
      try {
        answer = await self.completer(text);
      } catch (err) {
        finish(err);
        return;
      }
      finish(null, answer);
    })();
  } else {
    self.completer(text, finish);
  }
}

function show(self, lastKeypressWasTab, answer, beforeEdit) {
  const [completions, completeOn] = answer;
  if (!completions || completions.length === 0) return;

  // What all have in common is inserted.
  const prefix = commonPrefix(completions.filter((entry) => entry !== ''));
  if (prefix.startsWith(completeOn) && prefix.length > completeOn.length) {
    self._insertString(prefix.slice(completeOn.length));
    return;
  }
  if (!completeOn.startsWith(prefix)) {
    const start = self.cursor - completeOn.length;
    self.line = self.line.slice(0, start) + prefix + self.line.slice(self.cursor);
    self.cursor = start + prefix.length;
    self._refreshLine();
    return;
  }
  if (!lastKeypressWasTab) return;
  beforeEdit();
  self._writeToOutput(list(completions, self.columns));
  self._refreshLine();
}

/** The completions in columns; an empty one begins a new group. */
function list(completions, columns) {
  const widths = completions.map((entry) => getStringWidth(entry));
  const width = Math.max(...widths) + 2;
  let perLine = Math.floor(columns / width) || 1;
  if (perLine === Infinity) perLine = 1;
  let output = '\r\n';
  let inLine = 0;
  let gap = 0;
  for (let i = 0; i < completions.length; i++) {
    if (completions[i] === '' || inLine === perLine) {
      output += '\r\n';
      inLine = 0;
      gap = 0;
    } else {
      output += ' '.repeat(gap);
    }
    if (completions[i] !== '') {
      output += completions[i];
      gap = width - widths[i];
      inLine++;
    } else {
      output += '\r\n';
    }
  }
  if (inLine !== 0) output += '\r\n\r\n';
  return output;
}

module.exports = { complete };
