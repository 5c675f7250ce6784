'use strict';

/** `util.parseEnv`: the text of an .env file. */

const { validateString } = require('ext/base/validators');

/** The end of a quoted value that begins at `at`, or -1. */
const closing = (text, quote, at) => text.indexOf(quote, at + 1);

const isSpace = (char) => char === ' ' || char === '\t' || char === '\n' || char === '\v' || char === '\f';

function trim(text) {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text[from])) from++;
  while (to > from && isSpace(text[to - 1])) to--;
  return text.slice(from, to);
}

/**
 * @param {string} content
 * @returns {Record<string, string>}
 */
function parseEnv(content) {
  validateString(content, 'content');
  const found = new Map();
  let rest = trim(content.replaceAll('\r', ''));
  while (rest !== '') {
    if (rest[0] === '\n' || rest[0] === '#') {
      rest = afterLine(rest, 0);
      continue;
    }
    const equals = rest.indexOf('=');
    const newline = rest.indexOf('\n');
    if (equals === -1 || (newline !== -1 && newline < equals)) {
      if (newline === -1) break;
      rest = trim(rest.slice(newline + 1));
      continue;
    }
    let key = trim(rest.slice(0, equals));
    rest = rest.slice(equals + 1);
    if (rest === '' || rest[0] === '\n') {
      found.set(key, '');
      rest = rest.slice(1);
      continue;
    }
    rest = trim(rest);
    if (key === '') continue; // nothing before the sign: what follows may be a line of its own
    if (key.startsWith('export ')) key = trim(key.slice(7));
    if (rest === '') {
      found.set(key, '');
      break;
    }
    rest = readValue(found, key, rest);
  }
  const variables = { __proto__: null };
  for (const [key, value] of [...found].sort(byCodePoint)) variables[key] = value;
  return variables;
}

/** Order of UTF-8, which is that of code points. */
function byCodePoint([a], [b]) {
  const left = Array.from(a, (char) => char.codePointAt(0));
  const right = Array.from(b, (char) => char.codePointAt(0));
  for (let i = 0; i < left.length && i < right.length; i++)
    if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
}

/** What follows the line that `at` lies in. */
function afterLine(text, at) {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? '' : text.slice(newline + 1);
}

/** Reads the value at the beginning of `rest`; gives what follows its line. */
function readValue(found, key, rest) {
  const quote = rest[0];
  if (quote === '"' || quote === "'" || quote === '`') {
    const end = closing(rest, quote, 0);
    if (end !== -1) {
      const value = rest.slice(1, end);
      found.set(key, quote === '"' ? value.replaceAll('\\n', '\n') : value);
      const newline = rest.indexOf('\n', end + 1);
      return newline === -1 ? '' : rest.slice(newline + 1);
    }
    // Not closed: the line as it stands.
    const newline = rest.indexOf('\n');
    found.set(key, newline === -1 ? rest : rest.slice(0, newline));
    return newline === -1 ? '' : trim(rest.slice(newline + 1));
  }
  const newline = rest.indexOf('\n');
  let value = newline === -1 ? rest : rest.slice(0, newline);
  const comment = value.indexOf('#');
  if (comment !== -1) value = value.slice(0, comment);
  found.set(key, trim(value));
  return newline === -1 ? '' : trim(rest.slice(newline + 1));
}

module.exports = { parseEnv };
