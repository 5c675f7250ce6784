'use strict';

/** Colours for regular expressions: brackets by how deep they lie, their contents one colour further, and so on. */

const defaults = ['green', 'red', 'yellow', 'cyan', 'magenta'];

/**
 * @param {string} text `/source/flags`
 * @param {string[]} names of colours, taken in turn by depth
 * @param {Record<string, [number, number]>} colors
 * @returns {string}
 */
function highlightRegExp(text, names, colors) {
  const known = names?.map((name) => colors[name]).filter((color) => color !== undefined);
  const palette = known?.length > 0 ? known : defaults.map((name) => colors[name]);
  let output = '';
  let depth = 0;
  let at = 0;

  /** Shows the next `length` characters, `shift` colours after that of the depth. */
  function write(length, shift) {
    const [open, close] = palette[Math.max(depth + shift, 0) % palette.length];
    output += `\u001b[${open}m${text.slice(at, at + length)}\u001b[${close}m`;
    at += length;
  }

  /** `\p{...}`, `\u{...}`, `\k<...>`, `\x41`, `\d`; `plain` is 1 within a class, else 2 */
  function writeEscape(plain) {
    const letter = text[at + 1];
    if ((letter === 'p' || letter === 'P' || letter === 'u') && text[at + 2] === '{') {
      const close = text.indexOf('}', at + 3);
      if (close === -1) return write(3, 2);
      write(3, 1);
      write(close - at, 2);
      return write(1, 1);
    }
    if (letter === 'k' && text[at + 2] === '<' && plain === 2) {
      const close = text.indexOf('>', at + 3);
      if (close === -1) return write(3, 2);
      write(3, 0);
      write(close - at, 1);
      return write(1, 0);
    }
    return write(letter === 'x' ? 4 : 2, plain);
  }

  function writeClass() {
    write(1, 1);
    depth++;
    const first = at;
    while (at < text.length && text[at] !== ']') {
      if (text[at] === '\\') writeEscape(1);
      else if (text[at] === '-' && at > first && text[at + 1] !== ']') write(1, 2);
      else write(1, 1);
    }
    if (at >= text.length) return;
    depth--;
    write(1, 1);
  }

  function writeGroup() {
    write(1, 1);
    if (text[at] === '?') {
      const next = text[at + 1];
      if (next === ':' || next === '=' || next === '!') {
        write(2, 1);
      } else if (next === '<' && (text[at + 2] === '=' || text[at + 2] === '!')) {
        write(3, 1);
      } else if (next === '<') {
        const close = text.indexOf('>', at + 2);
        write(2, 1);
        if (close > at) write(close - at, 2);
        write(1, 1);
      } else {
        depth++;
        write(1, 1);
        return;
      }
    }
    depth++;
  }

  function writeDigits() {
    let length = 0;
    while (/\d/.test(text[at + length] ?? '')) length++;
    if (length > 0) write(length, 2);
  }

  function writeCount() {
    if (!/[\d,]/.test(text[at + 1])) return write(1, 2);
    write(1, 1);
    depth++;
    writeDigits();
    if (text[at] === ',') {
      write(1, 1);
      writeDigits();
    }
    if (text[at] !== '}') return undefined;
    depth--;
    return write(1, 1);
  }

  /** The slash, whatever stands there. */
  function writeSlash() {
    const [open, close] = palette[Math.max(depth, 0) % palette.length];
    output += `\u001b[${open}m/\u001b[${close}m`;
    at++;
  }

  writeSlash();
  while (at < text.length && text[at] !== '/') {
    switch (text[at]) {
      case '\\':
        writeEscape(2);
        break;
      case '[':
        writeClass();
        break;
      case '(':
        writeGroup();
        break;
      case ')':
        depth--;
        write(1, 1);
        break;
      case '{':
        writeCount();
        break;
      case '.':
        write(1, 3);
        break;
      case '^':
      case '$':
      case '|':
      case '*':
      case '+':
      case '?':
      case ',':
        write(1, 4);
        break;
      default:
        write(1, 2);
    }
  }
  writeSlash();
  if (at < text.length) write(text.length - at, 1);
  return output;
}

module.exports = { highlightRegExp };
