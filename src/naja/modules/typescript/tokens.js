'use strict';

/** The tokens of a JavaScript source that is known to be right, with their places. */

const WORD = /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:\d|\.\d)[\w.]*/y;
const STRING = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y;
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const PUNCTUATOR = /=>|\.\.\.|\+\+|--|[^]/y;

const BEFORE_REGEXP = new Set(
  'void yield case else delete instanceof typeof in of return do await new throw'.split(' '),
);
const PAREN_KEYWORDS = new Set(['if', 'while', 'for', 'with']);
const BEFORE_BLOCK = new Set([')', '=>', ';', '{', '}', 'else', 'do', 'try', 'finally']);

class Tokenizer {
  tokens = [];
  #source;
  #at = 0;
  /** For each open bracket, the index of its token. */
  #open = [];

  constructor(source) {
    this.#source = source;
  }

  #match(pattern) {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0];
  }

  #push(kind, text, end = this.#at + text.length) {
    this.tokens.push({ kind, text, start: this.#at, end, pair: -1 });
    this.#at = end;
  }

  /** Whether a slash begins a regular expression here. */
  #regexpMayBegin() {
    const last = this.tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === 'word') return BEFORE_REGEXP.has(last.text);
    if (last.kind !== 'punctuator') return false;
    if (last.text === ')') return PAREN_KEYWORDS.has(this.tokens[last.pair - 1]?.text);
    if (last.text === '}') {
      const before = this.tokens[last.pair - 1];
      return before === undefined || BEFORE_BLOCK.has(before.text);
    }
    return last.text !== ']' && last.text !== '++' && last.text !== '--';
  }

  /** The end of a template literal that begins at `start`; expressions in it are not looked at. */
  #templateEnd(start) {
    const source = this.#source;
    let at = start + 1;
    while (source[at] !== '`') {
      if (source[at] === '\\') {
        at += 2;
      } else if (source.startsWith('${', at)) {
        const inner = new Tokenizer(source);
        at = inner.run(at + 2, true);
      } else {
        at++;
      }
      if (at >= source.length) return at;
    }
    return at + 1;
  }

  /** Reads to the end, or to the `}` that ends an expression in a template; gives the place behind. */
  run(from, inTemplate) {
    this.#at = from;
    while (this.#at < this.#source.length) {
      const space = this.#match(SPACE);
      if (space !== undefined) {
        this.#at += space.length;
        continue;
      }
      const char = this.#source[this.#at];
      let text;
      if ((text = this.#match(WORD)) !== undefined) this.#push('word', text);
      else if (char === '`') this.#push('template', '`', this.#templateEnd(this.#at));
      else if ((text = this.#match(STRING)) !== undefined) this.#push('string', text);
      else if ((text = this.#match(NUMBER)) !== undefined) this.#push('number', text);
      else if (char === '/' && this.#regexpMayBegin() && (text = this.#match(REGEXP)) !== undefined) {
        this.#push('regexp', text);
      } else if (inTemplate && char === '}' && this.#open.length === 0) {
        return this.#at + 1;
      } else {
        this.#bracket(this.#match(PUNCTUATOR));
      }
    }
    return this.#at;
  }

  #bracket(text) {
    const index = this.tokens.length;
    this.#push('punctuator', text);
    if ('([{'.includes(text)) {
      this.#open.push(index);
    } else if (')]}'.includes(text) && this.#open.length > 0) {
      const pair = this.#open.pop();
      this.tokens[index].pair = pair;
      this.tokens[pair].pair = index;
    }
  }
}

/**
 * @param {string} source
 * @returns {{kind: string, text: string, start: number, end: number, pair: number}[]} `pair` is the index of the
 *   bracket that belongs to a bracket
 */
function tokenize(source) {
  const tokenizer = new Tokenizer(source);
  tokenizer.run(0, false);
  return tokenizer.tokens;
}

module.exports = { tokenize };
