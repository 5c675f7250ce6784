'use strict';

// Measures of the text in a line.

/** The length, in code units, of the character that ends at i. */
function charLengthLeft(text, i) {
  if (i <= 0) return 0;
  if ((i > 1 && text.codePointAt(i - 2) >= 0x10000) || text.codePointAt(i - 1) >= 0x10000) return 2;
  return 1;
}

/** The length, in code units, of the character at i. */
function charLengthAt(text, i) {
  // Past the end there may yet come one.
  if (text.length <= i) return 1;
  return text.codePointAt(i) >= 0x10000 ? 2 : 1;
}

/** The beginning that all strings have in common. */
function commonPrefix(strings) {
  if (strings.length === 0) return '';
  if (strings.length === 1) return strings[0];
  const sorted = strings.toSorted();
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  let i = 0;
  while (i < first.length && first[i] === last[i]) i++;
  return first.slice(0, i);
}

module.exports = { charLengthAt, charLengthLeft, commonPrefix };
