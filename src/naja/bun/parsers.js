'use strict';

/** Bun.TOML, Bun.JSONC, Bun.JSONL. */

const { parseToml } = binding('toml');

/** A text, from a string or bytes. @throws {TypeError} */
function textOf(input) {
  if (typeof input === 'string') return input;
  if (ArrayBuffer.isView(input) || input instanceof ArrayBuffer) return new TextDecoder().decode(input);
  throw new TypeError('Expected a string to parse');
}

const TOML = {
  /** @param {string} text @returns {object} @throws {SyntaxError} */
  parse(text) {
    let json;
    try {
      json = parseToml(textOf(text));
    } catch (error) {
      throw new SyntaxError(error.message);
    }
    return JSON.parse(json);
  },
};

/** JSON of a text with comments and commas before closing brackets. */
function plainJSON(text) {
  let result = '';
  let i = 0;
  while (i < text.length) {
    const char = text[i];
    if (char === '"') {
      const end = /"(?:[^"\\]|\\[\s\S])*"?/y;
      end.lastIndex = i;
      const [string] = end.exec(text);
      result += string;
      i += string.length;
    } else if (char === '/' && text[i + 1] === '/') {
      const end = text.indexOf('\n', i);
      i = end === -1 ? text.length : end;
    } else if (char === '/' && text[i + 1] === '*') {
      const end = text.indexOf('*/', i + 2);
      if (end === -1) throw new SyntaxError('JSONC Parse error: Unterminated comment');
      i = end + 2;
    } else if (char === ']' || char === '}') {
      result = `${result.replace(/,\s*$/, '')}${char}`;
      i++;
    } else {
      result += char;
      i++;
    }
  }
  return result;
}

const JSONC = {
  /** @param {string} text @returns {unknown} @throws {SyntaxError} */
  parse(text) {
    return JSON.parse(plainJSON(textOf(text)));
  },
};

const JSONL = {
  /** @param {string} text a value a line @returns {unknown[]} up to the first that is none */
  parse(text) {
    return JSONL.parseChunk(textOf(text)).values;
  },

  /**
   * As much of a text as there is.
   * @returns {{values: unknown[], read: number, done: boolean, error: SyntaxError | null}} `read`: how many characters;
   *   the rest is to be given again, with what follows
   */
  parseChunk(text) {
    text = textOf(text);
    const values = [];
    let read = 0;
    let at = 0;
    let error = null;
    while (at < text.length) {
      const newLine = text.indexOf('\n', at);
      const end = newLine === -1 ? text.length : newLine;
      const line = text.slice(at, end).trim();
      if (line !== '') {
        try {
          values.push(JSON.parse(line));
          read = end;
        } catch (failure) {
          // The last line may not be all there.
          if (newLine !== -1) error = failure;
          break;
        }
      }
      at = end + 1;
    }
    const done = error === null && text.slice(read).trim() === '';
    return { values, read: done ? text.length : read, done, error };
  },
};

module.exports = { JSONC, JSONL, TOML };
