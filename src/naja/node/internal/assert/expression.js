'use strict';

/** The source of the call that failed: `assert.ok(a === b)`. */

const { isErrorStackTraceLimitWritable } = require('ext/base/errors');

const isWord = (char) => char !== undefined && /[\p{ID_Continue}$#\u200c\u200d]/u.test(char);

/** Where the expression that ends before `at` begins, as far as it is made of names, dots and brackets. */
function memberStart(line, at) {
  for (;;) {
    let before = at;
    if (line[before - 1] === '.') before -= line[before - 2] === '?' ? 2 : 1;
    else if (line[at] !== '[' && !(line[at] === '(' && line[at - 1] === ']')) return at;
    let start = before;
    if (line[start - 1] === ']') {
      let depth = 0;
      do {
        start--;
        if (line[start] === ']') depth++;
        else if (line[start] === '[') depth--;
      } while (depth > 0 && start > 0);
    } else {
      while (isWord(line[start - 1])) start--;
    }
    if (start === before) return at;
    at = start;
  }
}

/** The end of a string or template that begins at `at`. */
function stringEnd(line, at) {
  const quote = line[at];
  for (let i = at + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === quote) return i + 1;
    else if (quote === '`' && line[i] === '$' && line[i + 1] === '{') i = closing(line, i + 1) - 1;
  }
  return line.length;
}

function regexpEnd(line, at) {
  let inClass = false;
  for (let i = at + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '[') inClass = true;
    else if (line[i] === ']') inClass = false;
    else if (line[i] === '/' && !inClass) return i + 1;
  }
  return line.length;
}

/** A slash begins a regular expression where an operand is expected. */
function isRegexpStart(line, at) {
  const before = line.slice(0, at).trimEnd();
  if (before === '') return true;
  if (
    /(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|instanceof|new|do|else|yield|await)$/.test(before)
  )
    return true;
  return !isWord(before.at(-1)) && !')]}"\'`'.includes(before.at(-1));
}

/** The position after the bracket that closes the one at `open`; the end of the line if none does. */
function closing(line, open) {
  let depth = 0;
  for (let i = open; i < line.length;) {
    const char = line[i];
    if (char === '"' || char === "'" || char === '`') {
      i = stringEnd(line, i);
      continue;
    }
    if (char === '/') {
      if (line[i + 1] === '/') return line.length;
      if (line[i + 1] === '*') {
        const end = line.indexOf('*/', i + 2);
        i = end === -1 ? line.length : end + 2;
        continue;
      }
      if (isRegexpStart(line, i)) {
        i = regexpEnd(line, i);
        continue;
      }
    }
    i++;
    if (char === '(' || char === '[' || char === '{') depth++;
    else if (char === ')' || char === ']' || char === '}') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return line.length;
}

const control = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g;

function escapeControl(char) {
  if (char === '\b') return '\\b';
  if (char === '\f') return '\\f';
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `[line, column]` of the call of `fn` that runs, or undefined. */
function callPosition(fn) {
  const holder = new Error();
  if (!isErrorStackTraceLimitWritable()) return undefined;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(holder, fn);
  Error.stackTraceLimit = limit;
  const arrow = binding('errors').decorate(holder);
  if (typeof arrow !== 'string') return undefined;
  const [, line, carets] = arrow.split('\n');
  const column = carets === undefined ? -1 : carets.indexOf('^');
  return column === -1 ? undefined : [line, column];
}

/**
 * The first line of the call of `fn` that is on the stack.
 * @param {Function} fn
 * @returns {string | undefined}
 */
function callExpression(fn) {
  const position = callPosition(fn);
  if (position === undefined) return undefined;
  const [line, column] = position;
  const open = line.indexOf('(', column);
  if (open === -1) return undefined;
  return line.slice(memberStart(line, column), closing(line, open)).trimEnd().replace(control, escapeControl);
}

module.exports = { callExpression };
