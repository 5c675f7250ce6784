'use strict';

/**
 * Globs: braces, `*`, `?`, `[classes]`, extended globs `!(a|b)` and `**`, with the meaning they have in the minimatch
 * package, which Node's fs.glob and path.matchesGlob are documented by.
 *
 * A pattern is a list of alternatives, each a list of segments: GLOBSTAR, a literal string, or a RegExp.
 */

const { expandBraces } = require('ext/fs/glob_braces');

/** The segment `**`. */
const GLOBSTAR = Symbol('globstar **');

const kNoDot = '(?!\\.)';
const kNoTraversal = '(?!\\.{1,2}$)';
const kStar = '[^/]*?';
const kStarSome = '[^/]+?';
const EXTENDED = '!?+*@';

const kClasses = {
  __proto__: null,
  alnum: '\\p{L}\\p{Nl}\\p{Nd}',
  alpha: '\\p{L}\\p{Nl}',
  ascii: '\\x00-\\x7f',
  blank: '\\p{Zs}\\t',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: null,
  lower: '\\p{Ll}',
  print: '\\p{C}',
  punct: '\\p{P}',
  space: '\\p{Z}\\t\\r\\n\\v\\f',
  upper: '\\p{Lu}',
  word: '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  xdigit: 'A-Fa-f0-9',
};

const quote = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const quoteInClass = (text) => text.replace(/[[\]\\-]/g, '\\$&');

/**
 * A bracket expression as a regular expression.
 * @param {string} glob
 * @param {number} at where its `[` is
 * @returns {{source: string, end: number, letter?: string} | null} null where it is not closed: a plain `[`; `letter`:
 *   it stands for one letter only
 */
function parseClass(glob, at) {
  let i = at + 1;
  let negate = false;
  if (glob[i] === '!' || glob[i] === '^') {
    negate = true;
    i++;
  }
  let ranges = '';
  let inverted = '';
  let pending = '';
  let first = true;
  for (; i < glob.length; first = false) {
    let c = glob[i];
    if (c === ']' && !first) {
      if (pending) ranges += quoteInClass(pending);
      if (ranges === '' && inverted === '') return { source: '$.', end: i + 1 };
      if (!negate && inverted === '' && /^\\?.$/su.test(ranges)) {
        const letter = ranges.at(-1);
        return { source: quote(letter), letter, end: i + 1 };
      }
      const parts = [];
      if (ranges) parts.push(`[${negate ? '^' : ''}${ranges}]`);
      if (inverted) parts.push(`[${negate ? '' : '^'}${inverted}]`);
      const source = parts.length === 1 ? parts[0] : `(?:${parts.join('|')})`;
      return { source, end: i + 1 };
    }
    if (c === '[' && glob[i + 1] === ':') {
      const close = glob.indexOf(':]', i + 2);
      const name = close === -1 ? '' : glob.slice(i + 2, close);
      if (name in kClasses) {
        if (pending) ranges += quoteInClass(pending);
        pending = '';
        if (name === 'graph') inverted += '\\p{Z}\\p{C}';
        else if (name === 'print') inverted += kClasses.print;
        else ranges += kClasses[name];
        i = close + 2;
        continue;
      }
    }
    if (c === '\\' && i + 1 < glob.length) {
      i++;
      c = glob[i];
    }
    i++;
    if (pending && pending.endsWith('-') && pending.length > 1) {
      const low = pending.slice(0, -1);
      if (c > low) ranges += `${quoteInClass(low)}-${quoteInClass(c)}`;
      else if (c === low) ranges += quoteInClass(c);
      pending = '';
      continue;
    }
    if (glob[i] === '-' && glob[i + 1] !== undefined && glob[i + 1] !== ']') {
      if (pending) ranges += quoteInClass(pending);
      pending = `${c}-`;
      i++;
      continue;
    }
    if (pending) ranges += quoteInClass(pending);
    pending = c;
  }
  return null;
}

/** Where the parenthesis that opens at `at` closes, or -1. */
function closing(glob, at) {
  let depth = 0;
  for (let i = at; i < glob.length; i++) {
    const c = glob[i];
    if (c === '\\') {
      i++;
    } else if (c === '[') {
      const parsed = parseClass(glob, i);
      if (parsed !== null) i = parsed.end - 1;
    } else if (c === '(' && i === at) {
      depth++;
    } else if (c === '(' && EXTENDED.includes(glob[i - 1])) {
      depth++;
    } else if (c === ')') {
      if (--depth === 0) return i;
    }
  }
  return -1;
}

/** The alternatives between `|` of an extended glob's inside. */
function alternatives(inside) {
  const parts = [];
  let start = 0;
  for (let i = 0; i < inside.length; i++) {
    const c = inside[i];
    if (c === '\\') {
      i++;
    } else if (c === '[') {
      const parsed = parseClass(inside, i);
      if (parsed !== null) i = parsed.end - 1;
    } else if (EXTENDED.includes(c) && inside[i + 1] === '(') {
      const end = closing(inside, i + 1);
      if (end !== -1) i = end;
    } else if (c === '|') {
      parts.push(inside.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(inside.slice(start));
  return parts;
}

/** One segment's translation into a regular expression. */
class Translation {
  constructor(options) {
    this.dot = Boolean(options.dot);
    this.magic = false;
    this.unicode = false;
  }

  /** The regular expression of a whole segment. */
  whole(glob) {
    return this.sequence(this.tokens(glob), true, true, []);
  }

  /**
   * @param {object[]} tokens
   * @param {boolean} start whether this is where the segment begins: there, only a dot matches a dot
   * @param {boolean} end whether this is where it ends
   * @param {object[]} following the tokens up to the segment's end: what `!(x)` means depends on them
   * @returns {string}
   */
  sequence(tokens, start, end, following) {
    // A segment of nothing but stars does not match nothing.
    const some = start && end && !tokens.some((token) => token.type === 'extended');
    const pieces = tokens.map((token, i) => {
      const first = start && i === 0;
      if (token.type === 'extended') {
        const last = end && i === tokens.length - 1;
        return this.extended(token, first, last, tokens.slice(i + 1).concat(following));
      }
      const source = token.lone && some ? kStarSome : token.source;
      return first ? this.guard(tokens) + source : source;
    });
    return pieces.join('');
  }

  /** What keeps the beginning of a segment from matching a dot that is not written, or `.` and `..`. */
  guard(tokens) {
    if (tokens[0].type !== 'literal') return this.dot ? kNoTraversal : kNoDot;
    let dots = 0;
    while (tokens[dots]?.source === '\\.') dots++;
    const next = tokens[dots];
    const open = next !== undefined && next.type !== 'literal' && next.type !== 'extended';
    return dots > 0 && dots < 3 && open ? kNoTraversal : '';
  }

  tokens(glob) {
    const tokens = [];
    // Stars that are all there is between extended globs.
    let run = [];
    const endRun = () => {
      if (run.length === 1 && run[0].type === 'star') run[0].lone = true;
      run = [];
    };
    const add = (type, source) => {
      const token = { type, source, lone: false };
      tokens.push(token);
      run.push(token);
    };
    for (let i = 0; i < glob.length; i++) {
      const c = glob[i];
      if (EXTENDED.includes(c) && glob[i + 1] === '(') {
        const end = closing(glob, i + 1);
        if (end !== -1) {
          this.magic = true;
          endRun();
          tokens.push({ type: 'extended', kind: c, inside: glob.slice(i + 2, end) });
          i = end;
          continue;
        }
      }
      if (c === '*') {
        this.magic = true;
        if (tokens.at(-1)?.type !== 'star') add('star', kStar);
      } else if (c === '?') {
        this.magic = true;
        add('any', '[^/]');
      } else if (c === '[') {
        const parsed = parseClass(glob, i);
        if (parsed === null) {
          add('literal', quote(c));
        } else {
          if (parsed.letter === undefined) this.magic = true;
          if (parsed.source.includes('\\p{')) this.unicode = true;
          add(parsed.letter === undefined ? 'class' : 'literal', parsed.source);
          i = parsed.end - 1;
        }
      } else {
        add('literal', quote(c));
      }
    }
    endRun();
    return tokens;
  }

  extended({ kind, inside }, first, last, following) {
    const parts = alternatives(inside).map((part) => this.tokens(part));
    if (kind === '!') {
      const guard = first && !this.dot ? kNoDot : '';
      if (inside === '') return `${guard}${kStarSome}`;
      const not = parts.map((tokens) => this.sequence(tokens.concat(following), first, true, []));
      return `(?:(?!(?:${not.join('|')})$)${guard}${kStar})`;
    }
    if (inside === '') return kind === '@' || kind === '+' ? quote(`${kind}()`) : '';
    const alternativesOf = (start) =>
      parts.map((tokens) => this.sequence(tokens, start, last, following)).join('|');
    const body = alternativesOf(first);
    if (kind === '@') return `(?:${body})`;
    if (kind === '?') return `(?:${body})?`;
    if (!first || this.dot) return `(?:${body})${kind}`;
    // After the first one, a dot is a letter like any other.
    const more = alternativesOf(false);
    return kind === '+' ? `(?:${body})(?:${more})*?` : `(?:(?:${body})(?:${more})*?)?`;
  }
}

/** A segment without magic: `[x]` is no more than `x`. */
function plain(text) {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const parsed = text[i] === '[' ? parseClass(text, i) : null;
    if (parsed?.letter === undefined) {
      result += text[i];
    } else {
      result += parsed.letter;
      i = parsed.end - 1;
    }
  }
  return result;
}

/**
 * One segment, compiled.
 * @param {string} text
 * @param {{dot?: boolean, nocase?: boolean}} options
 * @returns {symbol | string | RegExp}
 */
function compileSegment(text, options) {
  if (text === '**') return GLOBSTAR;
  if (text === '') return '';
  const translation = new Translation(options);
  const source = translation.whole(text);
  if (!translation.magic) return plain(text);
  return new RegExp(`^${source}$`, `${translation.unicode ? 'u' : ''}${options.nocase ? 'i' : ''}`);
}

const isPlain = (part) => part !== '' && part !== '.' && part !== '..' && part !== '**';

/** Segments without `.`, without empty ones but the last, without `x/..` and without `**` in a row. */
function simplify(parts) {
  parts = parts.slice();
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 1; i < parts.length - 1; i++) {
      if (i === 1 && parts[i] === '' && parts[0] === '') continue;
      if (parts[i] === '.' || parts[i] === '') {
        parts.splice(i--, 1);
        changed = true;
      }
    }
    if (parts.length === 2 && parts[0] === '.' && (parts[1] === '.' || parts[1] === '')) parts.pop();
    for (let i = 1; i < parts.length; i++) {
      if (parts[i] !== '..' || !isPlain(parts[i - 1])) continue;
      parts.splice(i - 1, 2);
      changed = true;
      i -= 2;
      if (i < 0) i = 0;
    }
    for (let i = parts.length - 1; i > 0; i--) {
      if (parts[i] === '**' && parts[i - 1] === '**') {
        parts.splice(i, 1);
        changed = true;
      }
    }
  }
  return parts.length === 0 ? [''] : parts;
}

/**
 * A pattern's alternatives.
 * @param {string} pattern
 * @param {{nocase?: boolean, dot?: boolean}} [options] nocase: of what is no plain text
 * @returns {Array<Array<symbol | string | RegExp>>}
 */
function compile(pattern, options = {}) {
  // A backslash is a slash, never an escape.
  pattern = pattern.replaceAll('\\', '/');
  return [...new Set(expandBraces(pattern))].map((text) =>
    simplify(splitSegments(text)).map((part) => compileSegment(part, options)),
  );
}

/** A pattern at its slashes; several in a row are one. */
function splitSegments(text) {
  return text.split(/\/+/);
}

function testSegment(segment, part) {
  return typeof segment === 'string' ? segment === part : segment.test(part);
}

/** Whether `**` may stand for a part of a path. */
function passable(part, options) {
  if (part === '.' || part === '..') return false;
  return options.dot || part[0] !== '.';
}

/** Whether the segments from `s` match the parts from `p`. */
function matchFrom(segments, s, parts, p, options) {
  while (s < segments.length && p < parts.length) {
    const segment = segments[s];
    if (segment !== GLOBSTAR) {
      if (!testSegment(segment, parts[p])) return false;
      s++;
      p++;
      continue;
    }
    if (s === segments.length - 1) {
      for (; p < parts.length; p++) if (!passable(parts[p], options)) return false;
      return true;
    }
    for (; p < parts.length; p++) {
      if (matchFrom(segments, s + 1, parts, p, options)) return true;
      if (!passable(parts[p], options)) return false;
    }
    return false;
  }
  if (s === segments.length && p === parts.length) return true;
  // A slash at a path's end needs none in the pattern.
  return s === segments.length && p === parts.length - 1 && parts[p] === '';
}

/**
 * A function that tells whether a path matches.
 * @param {string} pattern
 * @param {{windows?: boolean, nocase?: boolean, dot?: boolean, matchBase?: boolean}} [options] matchBase: a pattern
 *   without slash is for the last part of a path
 * @returns {(path: string) => boolean}
 */
function matcherOf(pattern, options = {}) {
  if (pattern === '') return (path) => path === '';
  const alternativesOf = compile(pattern, options);
  return (path) => {
    if (options.windows) path = path.replaceAll('\\', '/');
    const parts = simplify(path.split(/\/+/));
    return alternativesOf.some((segments) => {
      if (options.matchBase && segments.length === 1) {
        const last = parts.findLast((part) => part !== '') ?? '';
        return matchFrom(segments, 0, [last], 0, options);
      }
      return matchFrom(segments, 0, parts, 0, options);
    });
  };
}

/** `path.matchesGlob(path, pattern)` */
function matchesGlob(path, pattern, windows) {
  return matcherOf(pattern, { windows })(path);
}

module.exports = { compile, GLOBSTAR, matcherOf, matchesGlob };
