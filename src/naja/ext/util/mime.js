'use strict';

/** `util.MIMEType`: media types as the WHATWG's MIME Sniffing standard parses and writes them. */

const {
  codes: { ERR_INVALID_MIME_SYNTAX },
} = require('ext/base/errors');

const notToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notQuotedText = /[^\t\u0020-~\u0080-\u00FF]/;
const blank = /[\r\n\t ]/;

const lower = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

function trimEnd(text) {
  let { length } = text;
  while (length > 0 && blank.test(text[length - 1])) length--;
  return text.slice(0, length);
}

function skipBlanks(text, at) {
  while (at < text.length && blank.test(text[at])) at++;
  return at;
}

/** `[type, subtype, where the parameters begin]` */
function parseEssence(text) {
  let at = skipBlanks(text, 0);
  const slash = text.indexOf('/', at);
  const type = slash === -1 ? text.slice(at) : text.slice(at, slash);
  const badType = type.search(notToken);
  if (type === '' || badType !== -1 || slash === -1) throw new ERR_INVALID_MIME_SYNTAX('type', text, badType);
  at = slash + 1;
  const semicolon = text.indexOf(';', at);
  const subtype = trimEnd(semicolon === -1 ? text.slice(at) : text.slice(at, semicolon));
  const badSubtype = subtype.search(notToken);
  if (subtype === '' || badSubtype !== -1) throw new ERR_INVALID_MIME_SYNTAX('subtype', text, badSubtype);
  return [lower(type), lower(subtype), semicolon === -1 ? text.length : semicolon + 1];
}

/** The text between quotes that begins at `at` (after the first), and where it ends. */
function parseQuoted(text, at) {
  let value = '';
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === '"') return [value, at + 1];
    if (char === '\\' && at + 1 < text.length) at++;
    value += text[at];
  }
  return [value, at];
}

function parseParameters(text, at, map) {
  while (at < text.length) {
    at = skipBlanks(text, at);
    let end = at;
    while (end < text.length && text[end] !== ';' && text[end] !== '=') end++;
    const name = lower(text.slice(at, end));
    at = end;
    if (at >= text.length) return;
    if (text[at] === ';') {
      at++;
      continue;
    }
    at++;
    let value;
    if (text[at] === '"') {
      [value, at] = parseQuoted(text, at + 1);
      const next = text.indexOf(';', at);
      at = next === -1 ? text.length : next + 1;
    } else {
      const next = text.indexOf(';', at);
      value = trimEnd(next === -1 ? text.slice(at) : text.slice(at, next));
      at = next === -1 ? text.length : next + 1;
      if (value === '') continue;
    }
    if (name !== '' && !notToken.test(name) && !notQuotedText.test(value) && !map.has(name))
      map.set(name, value);
  }
}

function writeValue(value) {
  if (value.length > 0 && !notToken.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** The parameters of a media type, in order. */
class MIMEParams {
  #map = new Map();

  delete(name) {
    this.#map.delete(lower(`${name}`));
  }

  get(name) {
    return this.#map.get(lower(`${name}`)) ?? null;
  }

  has(name) {
    return this.#map.has(lower(`${name}`));
  }

  set(name, value) {
    name = `${name}`;
    value = `${value}`;
    const badName = name.search(notToken);
    if (name === '' || badName !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter name', name, badName);
    const badValue = value.search(notQuotedText);
    if (badValue !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, badValue);
    this.#map.set(lower(name), value);
  }

  *entries() {
    yield* this.#map.entries();
  }

  *keys() {
    yield* this.#map.keys();
  }

  *values() {
    yield* this.#map.values();
  }

  toString() {
    return Array.from(this.#map, ([name, value]) => `${name}=${writeValue(value)}`).join(';');
  }

  static parse(text, at, params) {
    parseParameters(text, at, params.#map);
    return params;
  }
}
const { parse } = MIMEParams;
delete MIMEParams.parse;
Object.defineProperty(MIMEParams.prototype, Symbol.iterator, {
  __proto__: null,
  value: MIMEParams.prototype.entries,
  writable: true,
  enumerable: false,
  configurable: true,
});
Object.defineProperty(MIMEParams.prototype, 'toJSON', {
  __proto__: null,
  value: MIMEParams.prototype.toString,
  writable: true,
  enumerable: false,
  configurable: true,
});

/** A media type: `new MIMEType('text/html; charset=utf-8')`. */
class MIMEType {
  #type;
  #subtype;
  #parameters;

  constructor(input) {
    const text = `${input}`;
    const [type, subtype, at] = parseEssence(text);
    this.#type = type;
    this.#subtype = subtype;
    this.#parameters = parse(text, at, new MIMEParams());
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    value = `${value}`;
    const bad = value.search(notToken);
    if (value === '' || bad !== -1) throw new ERR_INVALID_MIME_SYNTAX('type', value, bad);
    this.#type = lower(value);
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    value = `${value}`;
    const bad = value.search(notToken);
    if (value === '' || bad !== -1) throw new ERR_INVALID_MIME_SYNTAX('subtype', value, bad);
    this.#subtype = lower(value);
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#parameters;
  }

  toString() {
    const parameters = this.#parameters.toString();
    return parameters.length > 0 ? `${this.essence};${parameters}` : this.essence;
  }
}
Object.defineProperty(MIMEType.prototype, 'toJSON', {
  __proto__: null,
  value: MIMEType.prototype.toString,
  writable: true,
  enumerable: false,
  configurable: true,
});

module.exports = { MIMEParams, MIMEType };
