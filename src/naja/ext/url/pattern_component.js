'use strict';

// One component of a URL pattern, from its string to a regular expression and back:
// https://urlpattern.spec.whatwg.org/#parsing-pattern-strings

const { isNameCharacter, tokenize } = require('ext/url/pattern_tokens');

const MODIFIERS = { __proto__: null, none: '', optional: '?', zeroOrMore: '*', oneOrMore: '+' };
const MODIFIER_NAMES = { __proto__: null, '?': 'optional', '*': 'zeroOrMore', '+': 'oneOrMore' };
const FULL_WILDCARD = '.*';

/** What separates the segments of a component, and what may stand in front of a group as part of it. */
const DEFAULT = { delimiter: '', prefix: '' };
const HOSTNAME = { delimiter: '.', prefix: '' };
const PATHNAME = { delimiter: '/', prefix: '/' };

const escapeRegExp = (text) => text.replace(/[.+*?^${}()[\]|/\\]/g, '\\$&');
const escapePattern = (text) => text.replace(/[+*?:{}()\\]/g, '\\$&');
const segmentWildcard = ({ delimiter }) => `[^${escapeRegExp(delimiter)}]+?`;

class Parser {
  #tokens;
  #at = 0;
  #options;
  #encode;
  #parts = [];
  #pending = ''; // fixed text that is not encoded yet
  #number = 0; // of the next group without a name

  constructor(input, options, encode) {
    this.#tokens = tokenize(input, false);
    this.#options = options;
    this.#encode = encode;
  }

  #take(...types) {
    const token = this.#tokens[this.#at];
    if (token === undefined || !types.includes(token.type)) return undefined;
    this.#at++;
    return token;
  }

  #require(type) {
    if (this.#take(type) === undefined) throw new TypeError('Invalid URL pattern');
  }

  #takeGroup(name) {
    return this.#take('regexp') ?? (name === undefined ? this.#take('asterisk') : undefined);
  }

  #takeText() {
    let text = '';
    for (let token; (token = this.#take('char', 'escaped')) !== undefined;) text += token.value;
    return text;
  }

  #flush() {
    if (this.#pending === '') return;
    this.#addFixed(this.#pending, 'none');
    this.#pending = '';
  }

  #addFixed(text, modifier) {
    this.#parts.push({
      type: 'fixed',
      value: this.#encode(text),
      modifier,
      name: '',
      prefix: '',
      suffix: '',
    });
  }

  #add(prefix, name, group, suffix) {
    const token = this.#take('modifier', 'asterisk');
    const modifier = token === undefined ? 'none' : MODIFIER_NAMES[token.value];
    if (name === undefined && group === undefined) {
      if (modifier === 'none') {
        this.#pending += prefix;
        return;
      }
      this.#flush();
      if (prefix !== '') this.#addFixed(prefix, modifier);
      return;
    }
    this.#flush();
    let type = 'regexp';
    let value = group === undefined ? segmentWildcard(this.#options) : group.value;
    if (group?.type === 'asterisk') value = FULL_WILDCARD;
    if (value === segmentWildcard(this.#options)) type = 'segment';
    else if (value === FULL_WILDCARD) type = 'full';
    if (type !== 'regexp') value = '';
    const key = name === undefined ? `${this.#number++}` : name.value;
    if (this.#parts.some((part) => part.name === key)) throw new TypeError('Invalid URL pattern');
    const encoded = { prefix: this.#encode(prefix), suffix: this.#encode(suffix) };
    this.#parts.push({ type, value, modifier, name: key, ...encoded });
  }

  /** @returns {object[]} parts: {type, value, modifier, name, prefix, suffix} */
  parse() {
    while (this.#at < this.#tokens.length) {
      const character = this.#take('char');
      const name = this.#take('name');
      const group = this.#takeGroup(name);
      if (name !== undefined || group !== undefined) {
        let prefix = character === undefined ? '' : character.value;
        if (prefix !== '' && prefix !== this.#options.prefix) {
          this.#pending += prefix;
          prefix = '';
        }
        this.#flush();
        this.#add(prefix, name, group, '');
        continue;
      }
      const fixed = character ?? this.#take('escaped');
      if (fixed !== undefined) {
        this.#pending += fixed.value;
      } else if (this.#take('open') !== undefined) {
        const prefix = this.#takeText();
        const inner = this.#take('name');
        const innerGroup = this.#takeGroup(inner);
        const suffix = this.#takeText();
        this.#require('close');
        this.#add(prefix, inner, innerGroup, suffix);
      } else {
        this.#flush();
        this.#require('end');
      }
    }
    return this.#parts;
  }
}

/** The regular expression of one part. */
function partSource(part, options) {
  const modifier = MODIFIERS[part.modifier];
  const repeated = part.modifier === 'zeroOrMore' || part.modifier === 'oneOrMore';
  if (part.type === 'fixed') {
    return modifier === '' ? escapeRegExp(part.value) : `(?:${escapeRegExp(part.value)})${modifier}`;
  }
  let { value } = part;
  if (part.type === 'segment') value = segmentWildcard(options);
  else if (part.type === 'full') value = FULL_WILDCARD;
  const prefix = escapeRegExp(part.prefix);
  const suffix = escapeRegExp(part.suffix);
  if (prefix === '' && suffix === '') return repeated ? `((?:${value})${modifier})` : `(${value})${modifier}`;
  if (!repeated) return `(?:${prefix}(${value})${suffix})${modifier}`;
  const more = `(?:${suffix}${prefix}(?:${value}))*`;
  return `(?:${prefix}((?:${value})${more})${suffix})${part.modifier === 'zeroOrMore' ? '?' : ''}`;
}

/** Whether a part must be written within braces, lest it be read together with its neighbours. */
function needsBraces(part, before, after, options) {
  if (part.suffix !== '' || (part.prefix !== '' && part.prefix !== options.prefix)) return true;
  const custom = !/^\d/.test(part.name);
  const alone = after !== undefined && after.prefix === '' && after.suffix === '';
  if (custom && part.type === 'segment' && part.modifier === 'none' && alone) {
    if (
      after.type === 'fixed' ? isNameCharacter(Array.from(after.value)[0], false) : /^\d/.test(after.name)
    ) {
      return true;
    }
  }
  if (part.prefix !== '' || before?.type !== 'fixed') return false;
  return options.prefix !== '' && before.value.endsWith(options.prefix);
}

/** The pattern string of a list of parts, in its one usual form. */
function partsToString(parts, options) {
  let text = '';
  parts.forEach((part, i) => {
    const modifier = MODIFIERS[part.modifier];
    if (part.type === 'fixed') {
      text += modifier === '' ? escapePattern(part.value) : `{${escapePattern(part.value)}}${modifier}`;
      return;
    }
    const before = parts[i - 1];
    const custom = !/^\d/.test(part.name);
    const braces = needsBraces(part, before, parts[i + 1], options);
    if (braces) text += '{';
    text += escapePattern(part.prefix);
    if (custom) text += `:${part.name}`;
    if (part.type === 'regexp') {
      text += `(${part.value})`;
    } else if (part.type === 'segment') {
      if (!custom) text += `(${segmentWildcard(options)})`;
    } else {
      const free = before === undefined || before.type === 'fixed' || before.modifier !== 'none';
      text += !custom && (free || braces || part.prefix !== '') ? '*' : `(${FULL_WILDCARD})`;
    }
    const joins = part.type === 'segment' && custom && part.suffix !== '';
    if (joins && isNameCharacter(Array.from(part.suffix)[0], false)) text += '\\';
    text += escapePattern(part.suffix) + (braces ? '}' : '') + modifier;
  });
  return text;
}

/**
 * @param {string} input
 * @param {(text: string) => string} encode brings fixed text into the form that URLs have it in
 * @param {{delimiter: string, prefix: string}} options
 * @param {boolean} [ignoreCase]
 * @returns {{pattern: string, regexp: RegExp, names: string[], hasRegExpGroups: boolean}}
 * @throws {TypeError}
 */
function compileComponent(input, encode, options, ignoreCase = false) {
  const parts = new Parser(input, options, encode).parse();
  const source = parts.map((part) => partSource(part, options)).join('');
  return {
    pattern: partsToString(parts, options),
    regexp: new RegExp(`^${source}$`, ignoreCase ? 'vi' : 'v'),
    names: parts.filter((part) => part.type !== 'fixed').map((part) => part.name),
    hasRegExpGroups: parts.some((part) => part.type === 'regexp'),
  };
}

module.exports = { DEFAULT, HOSTNAME, PATHNAME, compileComponent, escapePattern };
