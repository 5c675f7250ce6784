'use strict';

/**
 * Finds what a CommonJS source exports without running it, for `import { name } from './module.cjs'`.
 *
 * What is found, and what is not, is a contract between runtimes and bundlers, documented by the cjs-module-lexer
 * project; the results here are the same. The source is searched for the few tokens that matter (brackets, strings,
 * comments, and the words that begin an export), and at such a word a pattern says whether it is one.
 */

// Building blocks: space and comments, identifiers, strings, `exports` in both spellings. Each text matches them in
// one way only, so that a pattern that fails does so at once.
const S = String.raw`(?:[\t-\r \xa0]|//[^\n\r]*(?=[\n\r]|$)|/\*(?:[^*]|\*(?!/))*\*/)*`;
const ID = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*`;
const STRING = String.raw`'(?:[^'\\\n\r]|\\(?:\r\n|[^]))*'|"(?:[^"\\\n\r]|\\(?:\r\n|[^]))*"`;
const EXPORTS = `(?:module${S}\\.${S})?exports`;
const REQUIRE = `require${S}\\(${S}(?<request>${STRING})${S}\\)`;

/** A sticky pattern of tokens with space between them. */
const pattern = (...tokens) => new RegExp(tokens.join(S), 'uy');

const EXPORTS_MEMBER = new RegExp(
  `exports${S}(?:\\.${S}(?<name>${ID})|\\[${S}(?<key>${STRING})${S}\\])${S}=`,
  'uy',
);
const MODULE_EXPORTS = pattern('module', '\\.', 'exports');
const ASSIGN = pattern('', '=', '');
const REQUIRE_CALL = new RegExp(REQUIRE, 'uy');
const LITERAL_ITEM = new RegExp(
  `${S}(?:\\.\\.\\.(?:${REQUIRE}|${ID})|(?<name>${ID})(?:${S}:${S}(?<value>${ID})|(?<alone>)${S})|` +
    `(?<key>${STRING})${S}(?:(?<pair>:${S})${ID}|))`,
  'uy',
);
const REQUIRED_ITEM = new RegExp(`${S}(?:${ID}|${STRING})${S}:${S}${REQUIRE}`, 'uy');
const IDENTIFIER = new RegExp(ID, 'uy');
const STAR_BINDING = new RegExp(`(?:var|let|const) +(${ID}) *= *$`, 'u');

const GETTER_HEAD = `get(?:${S}:${S}function(?:${S}(?=\\()|${S}${ID}))?${S}\\(${S}\\)${S}\\{${S}return`;
const GETTER_TAIL = `${S}(?:;${S})?\\}${S}(?:,${S})?\\}${S}\\)`;
const DEFINE_HEAD = new RegExp(
  `Object${S}\\.${S}defineProperty(?<call>${S}\\(${S}${EXPORTS}${S},${S}(?<key>${STRING}))?`,
  'uy',
);
const DEFINE_REST = new RegExp(
  `${S},${S}\\{${S}(?:enumerable${S}:${S}true${S},${S})?` +
    `(?:(?<value>value${S}:)|${GETTER_HEAD}${S}${ID}(?:${S}\\.${S}${ID}|${S}\\[${S}(?:${STRING})${S}\\])?${GETTER_TAIL})`,
  'uy',
);

const HAS_OWN = `Object${S}\\.${S}(?:prototype${S}\\.${S})?hasOwnProperty${S}\\.${S}call${S}\\(${S}${ID}${S},${S}\\k<it>${S}\\)`;
const quoted = (word) => `(?:'${word}'|"${word}")`;
const RETURN = `return${S}(?:;${S})?`;
const FROM = `\\k<from>${S}\\[${S}\\k<it>${S}\\]`;
// The loop that compilers write for `export * from`.
const EXPORT_STAR_LOOP = new RegExp(
  `Object${S}\\.${S}keys${S}\\(${S}(?<from>${ID})${S}\\)${S}\\.${S}forEach${S}\\(${S}function${S}\\(${S}(?<it>${ID})${S}\\)` +
    `${S}\\{${S}if${S}\\(${S}\\k<it>${S}(?:` +
    `===${S}${quoted('default')}${S}\\|\\|${S}\\k<it>${S}===${S}${quoted('__esModule')}${S}\\)${S}${RETURN}` +
    `(?:if${S}\\(${S}${HAS_OWN}${S}\\)${S}${RETURN})?` +
    `(?:if${S}\\(${S}\\k<it>${S}in ${S}${EXPORTS}${S}&&${S}${EXPORTS}${S}\\[${S}\\k<it>${S}\\]${S}===${S}${FROM}${S}\\)${S}${RETURN})?` +
    `|!==${S}${quoted('default')}${S}` +
    `(?:&&${S}!${S}(?:${HAS_OWN}|${ID}${S}\\.${S}hasOwnProperty${S}\\(${S}\\k<it>${S}\\))${S})?\\)${S})` +
    `(?:${EXPORTS}${S}\\[${S}\\k<it>${S}\\]${S}=${S}${FROM}${S}(?:;${S})?` +
    `|Object${S}\\.${S}defineProperty${S}\\(${S}${EXPORTS}${S},${S}\\k<it>${S},${S}\\{${S}enumerable${S}:${S}true${S},${S}` +
    `${GETTER_HEAD}${S}${FROM}${GETTER_TAIL}${S}(?:;${S})?)` +
    `\\}${S}\\)`,
  'uy',
);

const INTERESTING =
  /["'`(){}/]|import|require|_interopRequireWildcard|__export|export|class(?=[\t-\r \xa0])|module|Object/g;
const TEMPLATE = /[`\\]|\$\{/g;
const STRING_LITERAL = new RegExp(STRING, 'y');
const REGEXP_LITERAL = /\/(?:[^/\\[\n\r]|\\[^]|\[(?:[^\]\\\n\r]|\\[^])*\])+\//y;
const SPACE = new RegExp(S, 'y');

// A regular expression may begin after these, where a division may not.
const BEFORE_REGEXP = /[!%&(*+,\-.:;<=>?[^{|~]/;
const KEYWORD_BEFORE_REGEXP =
  /(?:^|[\t-\r \xa0!%&(-\-:-?[\]^{-~])(?:void|yield|case|else|delete|continue|instanceof|typeof|break|in|return|do|debugger|await|new|throw)$/;
const PAREN_KEYWORD = /(?:while|for|if)$/;
const BEFORE_BLOCK = /(?:^|=>|[;)]|catch|finally|else)$/;
const KEYWORD_START = /[\t-\r \xa0!%&(-\-:-?[\]^{-~]/;
const WORD_CHARACTER = /[\w$\x80-\uffff]/;

class NotCommonJS extends Error {}

class Lexer {
  exports = new Set();
  reexports = new Set();
  /** Names that hold what a require() gave, for `export * from`. */
  #bindings = new Map();
  #lastRequest;
  #source;
  /** Open brackets: {at, isClass, template} */
  #open = [];
  #commentStarts = new Map();
  #afterClassWord = false;
  #lastWasDivision = -1;
  /** The bracket that was closed last. */
  #closed;

  /** Whether import and export are no reason to give up. */
  #mayBeModule;

  constructor(source, mayBeModule = false) {
    this.#source = source;
    this.#mayBeModule = mayBeModule;
  }

  /** The texts of all comments, in order. */
  comments() {
    return Array.from(this.#commentStarts, ([end, start]) => this.#source.slice(start, end + 1));
  }

  /** A sticky pattern at a place. */
  #match(regexp, at) {
    regexp.lastIndex = at;
    return regexp.exec(this.#source);
  }

  /** The place of the last character before `at` that is neither space nor in a comment. */
  #before(at) {
    let i = at - 1;
    for (;;) {
      const code = this.#source.charCodeAt(i);
      if (code === 32 || (code > 8 && code < 14)) i--;
      else if (this.#commentStarts.has(i)) i = this.#commentStarts.get(i) - 1;
      else return i;
    }
  }

  /** Some characters up to and including the last token before `at`. */
  #textBefore(at) {
    const end = this.#before(at) + 1;
    return this.#source.slice(Math.max(0, end - 12), end);
  }

  #startsKeyword(at) {
    return at === 0 || KEYWORD_START.test(this.#source[at - 1]);
  }

  run() {
    const source = this.#source;
    let at = source.startsWith('#!') ? source.search(/[\n\r]|$/) : 0;
    for (;;) {
      INTERESTING.lastIndex = at;
      const found = INTERESTING.exec(source);
      if (found === null) break;
      at = found[0].length === 1 ? this.#bracket(found[0], found.index) : this.#word(found[0], found.index);
    }
    if (this.#open.length > 0) throw new NotCommonJS();
  }

  /** Deals with one character; the place to go on at. */
  #bracket(char, at) {
    switch (char) {
      case '(':
      case '{':
        this.#open.push({ at, isClass: char === '{' && this.#afterClassWord, template: false });
        if (char === '{') this.#afterClassWord = false;
        return at + 1;
      case ')':
      case '}': {
        const open = this.#open.pop();
        if (open === undefined || (open.template && char === ')')) throw new NotCommonJS();
        this.#closed = open;
        return open.template ? this.#template(at + 1) : at + 1;
      }
      case '`':
        return this.#template(at + 1);
      case '/':
        return this.#slash(at);
      default: {
        if (this.#match(STRING_LITERAL, at) === null) throw new NotCommonJS();
        return STRING_LITERAL.lastIndex;
      }
    }
  }

  #template(from) {
    const source = this.#source;
    TEMPLATE.lastIndex = from;
    for (;;) {
      const found = TEMPLATE.exec(source);
      if (found === null) throw new NotCommonJS();
      const end = TEMPLATE.lastIndex;
      if (found[0] === '`') return end;
      if (found[0] === '${') {
        this.#open.push({ at: found.index, isClass: false, template: true });
        return end;
      }
      TEMPLATE.lastIndex = end + 1;
    }
  }

  #slash(at) {
    const source = this.#source;
    const next = source[at + 1];
    if (next === '/' || next === '*') {
      let end;
      if (next === '/') {
        const rest = /[\n\r]/g;
        rest.lastIndex = at;
        end = rest.exec(source)?.index ?? source.length;
      } else {
        end = source.indexOf('*/', at + 2);
        if (end === -1) throw new NotCommonJS();
        end += 2;
      }
      this.#commentStarts.set(end - 1, at);
      return end;
    }
    if (!this.#isRegExp(at)) {
      this.#lastWasDivision = at;
      return at + 1;
    }
    if (this.#match(REGEXP_LITERAL, at) === null) throw new NotCommonJS();
    return REGEXP_LITERAL.lastIndex;
  }

  /** Whether a slash begins a regular expression: as after an operator, an opening bracket or some keywords. */
  #isRegExp(at) {
    const source = this.#source;
    const last = this.#before(at);
    if (last < 0) return true;
    const char = source[last];
    if (char === ')') return PAREN_KEYWORD.test(this.#textBefore(this.#closed.at));
    if (char === '}') return this.#closed.isClass || BEFORE_BLOCK.test(this.#textBefore(this.#closed.at));
    if (char === '/') return this.#lastWasDivision === last;
    const previous = source[last - 1];
    if (char === '.' && previous >= '0' && previous <= '9') return false;
    if ((char === '+' || char === '-') && previous === char) return false;
    return BEFORE_REGEXP.test(char) || KEYWORD_BEFORE_REGEXP.test(this.#textBefore(at));
  }

  /** Deals with a word; the place to go on at. */
  #word(word, at) {
    const source = this.#source;
    const end = at + word.length;
    const outermost = this.#open.length === 0;
    if (at > 0 && WORD_CHARACTER.test(source[at - 1])) return end;
    switch (word) {
      case 'import':
        return outermost && !this.#mayBeModule && this.#startsKeyword(at) ? this.#import(end) : end;
      case 'require':
        return outermost ? this.#require(at, at) : end;
      case '_interopRequireWildcard':
      case '__export':
        return outermost && (this.#startsKeyword(at) || source[at - 1] === '.')
          ? this.#helper(word, at)
          : end;
      case 'export':
        if (!this.#startsKeyword(at)) return end;
        if (source[end] === 's') return this.#exports(at);
        return outermost && !this.#mayBeModule ? this.#export(end) : end;
      case 'class':
        if (this.#startsKeyword(at)) this.#afterClassWord = true;
        return end;
      case 'module':
        return this.#startsKeyword(at) ? this.#moduleExports(at) : end;
      default:
        return this.#startsKeyword(at) ? this.#object(at, outermost) : end;
    }
  }

  #import(end) {
    this.#match(SPACE, end);
    const after = SPACE.lastIndex;
    const next = this.#source[after];
    if (next === '(') return after;
    if (next === '.' || after > end || (next !== undefined && `"'{*`.includes(next))) throw new NotCommonJS();
    return end;
  }

  #export(end) {
    this.#match(SPACE, end);
    const next = this.#source[SPACE.lastIndex];
    if (SPACE.lastIndex > end || (next !== undefined && next !== '/' && /[!-/:-?[\]^{-~]/.test(next)))
      throw new NotCommonJS();
    return end;
  }

  /** `var x = require('y')`, which a loop may re-export. `from` is where the expression begins. */
  #require(at, from) {
    const found = this.#match(REQUIRE_CALL, at);
    if (found === null) return at + 7;
    const { lastIndex } = REQUIRE_CALL;
    this.#lastRequest = decode(found.groups.request);
    if (this.#startsKeyword(from)) {
      const line = this.#source.slice(Math.max(0, from - 200), from);
      const name = STAR_BINDING.exec(line)?.[1];
      if (name !== undefined) this.#bindings.set(name, this.#lastRequest);
    }
    return lastIndex;
  }

  /** What TypeScript and Babel call: `__exportStar(require('x'), exports)`, `_interopRequireWildcard(require('x'))`. */
  #helper(word, at) {
    const source = this.#source;
    let end = at + word.length;
    if (word === '__export' && source.startsWith('Star', end)) end += 4;
    if (source[end] !== '(') return end;
    this.#open.push({ at: end, isClass: false, template: false });
    end++;
    if (word !== '__export') return source.startsWith('require', end) ? this.#require(end, at) : end;
    const found = this.#match(REQUIRE_CALL, end);
    if (found === null) return end;
    this.#addReexport(found.groups.request);
    return REQUIRE_CALL.lastIndex;
  }

  /** `exports.name =`, `exports['name'] =` */
  #exports(at) {
    const found = this.#match(EXPORTS_MEMBER, at);
    if (found === null) return at + 7;
    const { name, key } = found.groups;
    this.#addExport(name ?? key);
    return name === undefined ? at + 7 : EXPORTS_MEMBER.lastIndex;
  }

  /** The same after `module.`, and `module.exports = { ... }`, `module.exports = require('x')`. */
  #moduleExports(at) {
    if (this.#match(MODULE_EXPORTS, at) === null) return at + 6;
    const end = MODULE_EXPORTS.lastIndex;
    if (this.#match(ASSIGN, end) === null) return this.#exports(end - 7);
    let { lastIndex } = ASSIGN;
    this.reexports.clear();
    if (this.#source[lastIndex] === '{') {
      this.#literal(lastIndex + 1);
      return lastIndex;
    }
    const found = this.#match(REQUIRE_CALL, lastIndex);
    if (found !== null) this.#addReexport(found.groups.request);
    return end;
  }

  /** The members of an object literal, up to the first whose value is no plain name. */
  #literal(from) {
    let at = from;
    for (;;) {
      const found = this.#match(LITERAL_ITEM, at);
      if (found === null) return;
      const { name, key, pair, request, alone, value } = found.groups;
      let end = LITERAL_ITEM.lastIndex;
      if (request !== undefined) {
        this.#addReexport(request);
      } else if (name !== undefined || key !== undefined) {
        // `name: 1` has no plain name for a value; it is not an export, and the rest is not looked at.
        const isPair = value !== undefined || pair !== undefined;
        if (!isPair && this.#source[end] === ':') return;
        if (name === 'get' && alone !== undefined && this.#match(IDENTIFIER, end) !== null) return;
        if (name !== undefined || isPair) this.#addExport(name ?? key);
        const required = isPair ? this.#match(REQUIRED_ITEM, at) : null;
        if (required !== null) this.#addReexport(required.groups.request);
      }
      if (name === undefined && key === undefined) {
        this.#match(SPACE, end);
        end = SPACE.lastIndex;
      }
      if (this.#source[end] !== ',') return;
      at = end + 1;
    }
  }

  /** `Object.defineProperty(exports, 'name', { ... })` and `Object.keys(x).forEach(...)` */
  #object(at, outermost) {
    const define = this.#match(DEFINE_HEAD, at);
    if (define === null) {
      const loop = outermost ? this.#match(EXPORT_STAR_LOOP, at) : null;
      if (loop === null) return at + 6;
      const request = this.#bindings.get(loop.groups.from);
      if (request !== undefined) this.reexports.add(request);
      return EXPORT_STAR_LOOP.lastIndex;
    }
    const { call, key } = define.groups;
    const { lastIndex } = DEFINE_HEAD;
    if (call === undefined) return lastIndex;
    const rest = this.#match(DEFINE_REST, lastIndex);
    // A getter that does more than to return something may have effects.
    if (rest === null) return lastIndex - call.length;
    this.#addExport(key);
    return rest.groups.value === undefined ? DEFINE_REST.lastIndex : lastIndex - call.length;
  }

  #addExport(text) {
    const name = decode(text);
    if (name !== undefined) this.exports.add(name);
  }

  #addReexport(text) {
    const request = decode(text);
    if (request !== undefined) this.reexports.add(request);
  }
}

const ESCAPE = /\\(?:(\r\n|[\n\r\u2028\u2029])|x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]+)\}|([xu])|([^]))/giu;
const CONTROL = { __proto__: null, 0: '\0', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** What a name or a string literal stands for; undefined if it is no well-formed text. */
function decode(text) {
  if (text[0] !== '"' && text[0] !== "'") return text;
  const inner = text.slice(1, -1);
  if (!inner.includes('\\')) return inner.isWellFormed() ? inner : undefined;
  let valid = true;
  const value = inner.replace(ESCAPE, (_, line, x, u, point, bad, other) => {
    if (line !== undefined) return '';
    const hex = x ?? u ?? point;
    if (bad !== undefined || (hex !== undefined && parseInt(hex, 16) > 0x10ffff)) {
      valid = false;
      return '';
    }
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return CONTROL[other] ?? other;
  });
  return valid && value.isWellFormed() ? value : undefined;
}

/**
 * The names that a CommonJS source exports, and the modules whose exports it exports as well.
 * A source that is not CommonJS has none.
 * @param {string} source
 * @returns {{exports: Set<string>, reexports: Set<string>}}
 */
function lexExports(source) {
  if (source.includes('xport')) {
    const lexer = new Lexer(source);
    try {
      lexer.run();
      return { exports: lexer.exports, reexports: lexer.reexports };
    } catch (error) {
      if (!(error instanceof NotCommonJS)) throw error;
    }
  }
  return { exports: new Set(), reexports: new Set() };
}

/**
 * The comments of a source, CommonJS or not.
 * @param {string} source
 * @returns {string[]}
 */
function lexComments(source) {
  const lexer = new Lexer(source, true);
  try {
    lexer.run();
  } catch (error) {
    if (!(error instanceof NotCommonJS)) throw error;
  }
  return lexer.comments();
}

module.exports = { lexComments, lexExports };
