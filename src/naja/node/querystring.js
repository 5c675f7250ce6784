'use strict';

// node:querystring.

const { makeEncoder } = require('ext/url/percent');
const buffer = require.lazy('node/buffer');
const errors = require.lazy('ext/base/errors');

const PERCENT = 37;
const PLUS = 43;
/** A character code as the value of its hexadecimal digit; -1 if it is none. */
function hexValue(code) {
  if (code >= 48 && code <= 57) return code - 48;
  code |= 32;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/**
 * The bytes that a percent-encoded string stands for; what is not encoded right is left as it is.
 * @param {string} s
 * @param {boolean} [decodeSpaces] whether '+' is a space
 * @returns {Buffer}
 */
function unescapeBuffer(s, decodeSpaces) {
  const bytes = buffer().Buffer.allocUnsafe(s.length);
  let size = 0;
  for (let i = 0; i < s.length; i++) {
    let code = s.charCodeAt(i);
    if (code === PLUS && decodeSpaces) {
      code = 32;
    } else if (code === PERCENT && i < s.length - 2) {
      const high = hexValue(s.charCodeAt(i + 1));
      const low = hexValue(s.charCodeAt(i + 2));
      if (high !== -1 && low !== -1) {
        code = high * 16 + low;
        i += 2;
      }
    }
    bytes[size++] = code;
  }
  return size === bytes.length ? bytes : bytes.slice(0, size);
}

function unescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    return querystring.unescapeBuffer(s, decodeSpaces).toString();
  }
}

// What encodeURIComponent() refuses: like Node, any code unit behind a surrogate is taken for the other half.
function escapeSurrogates(string) {
  let text = '';
  for (let i = 0; i < string.length; i++) {
    const code = string.charCodeAt(i);
    if (code < 0xd800 || code > 0xdfff) {
      text += encodeURIComponent(string[i]);
      continue;
    }
    if (++i === string.length) throw new (errors().codes.ERR_INVALID_URI)();
    const point = 0x10000 + (((code & 0x3ff) << 10) | (string.charCodeAt(i) & 0x3ff));
    text += encodeURIComponent(String.fromCodePoint(point));
  }
  return text;
}

const escapeText = makeEncoder(/[A-Za-z0-9\-._~!'()*]/, '%20', encodeURIComponent);

/**
 * @param {unknown} str made a string
 * @returns {string} percent-encoded
 * @throws ERR_INVALID_URI where it ends within a surrogate pair
 */
function escape(str) {
  if (typeof str !== 'string') str = typeof str === 'object' ? String(str) : str + '';
  try {
    return escapeText(str);
  } catch {
    return escapeSurrogates(str);
  }
}

function primitive(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : '';
  return typeof value === 'bigint' || typeof value === 'boolean' ? `${value}` : '';
}

// Only text can hold what needs escaping, and numbers so great that they are written with an exponent
// ('1e+21').
function encodeValue(value, encode) {
  if (typeof value === 'string') return value.length === 0 ? '' : encode(value);
  const text = primitive(value);
  return typeof value === 'number' && Math.abs(value) >= 1e21 && text !== '' ? encode(text) : text;
}

function encodeCustom(value, encode) {
  return encode(primitive(value));
}

/**
 * @param {Record<string, unknown>} obj values that are arrays give a pair for each element
 * @param {string} [sep] '&' otherwise
 * @param {string} [eq] '=' otherwise
 * @param {{encodeURIComponent?: (text: string) => string}} [options]
 * @returns {string}
 */
function stringify(obj, sep, eq, options) {
  if (obj === null || typeof obj !== 'object') return '';
  sep ||= '&';
  eq ||= '=';
  let encode = querystring.escape;
  if (options && typeof options.encodeURIComponent === 'function') encode = options.encodeURIComponent;
  const convert = encode === escape ? encodeValue : encodeCustom;
  let text = '';
  for (const key of Object.keys(obj)) {
    const value = obj[key];
    const name = convert(key, encode) + eq;
    if (!Array.isArray(value)) {
      text += (text === '' ? '' : sep) + name + convert(value, encode);
      continue;
    }
    for (let i = 0; i < value.length; i++)
      text += (text === '' ? '' : sep) + name + convert(value[i], encode);
  }
  return text;
}

function decodeWith(decode, text) {
  try {
    return decode(text);
  } catch {
    return querystring.unescape(text, true);
  }
}

/** Adds a pair; `decode` is undefined where there is nothing to decode. */
function add(result, key, value, decodeKey, decodeValue) {
  if (decodeKey !== undefined && key.length > 0) key = decodeWith(decodeKey, key);
  if (decodeValue !== undefined && value.length > 0) value = decodeWith(decodeValue, value);
  const known = result[key];
  if (known === undefined) result[key] = value;
  else if (typeof known === 'string') result[key] = [known, value];
  else known.push(value);
}

/**
 * parse() for separators of one character each, which mean nothing else. `check` counts how much of a %XX
 * has been seen; as in Node, once a key has one, another one there counts for the value, and '+' within it
 * is overlooked.
 */
function parseSimple(text, separator, equals, limit, decode) {
  const result = { __proto__: null };
  const custom = decode !== unescape;
  const { length } = text;
  const plain = custom ? '%20' : ' ';
  for (let start = 0; start < length;) {
    let key = '';
    let piece = ''; // of the key or value, up to `from`
    let from = start;
    let inValue = false;
    let decodeKey = custom;
    let decodeValue = custom;
    let check = 0;
    let i = start;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code === separator) break;
      if (code === equals && !inValue) {
        key = piece + text.slice(from, i);
        piece = '';
        from = i + 1;
        inValue = true;
        check = 0;
      } else if (code === PLUS) {
        piece += text.slice(from, i) + plain;
        from = i + 1;
        if (!inValue && !decodeKey) check = 0;
      } else if (code === PERCENT) {
        check = 1;
      } else if (check > 0) {
        if (hexValue(code) === -1) check = 0;
        else if (++check === 3) {
          if (inValue || decodeKey) decodeValue = true;
          else decodeKey = true;
        }
      }
    }
    if (i > start) {
      const rest = piece + text.slice(from, i);
      const value = inValue ? rest : '';
      if (!inValue) key = rest;
      add(result, key, value, decodeKey ? decode : undefined, decodeValue ? decode : undefined);
    }
    start = i + 1;
    if (--limit === 0) break;
  }
  return result;
}

/**
 * The same for any separators. One that begins and breaks off is text, in which nothing is looked for.
 */
function parseAny(text, sep, eq, limit, decode) {
  const result = { __proto__: null };
  const custom = decode !== unescape;
  const plain = custom ? '%20' : ' ';
  const { length } = text;
  const parts = ['', ''];
  const encoded = [custom, custom];
  let from = 0;
  let inSep = 0;
  let inEq = 0;
  let check = 0;

  const pair = () => {
    const decoders = encoded.map((is) => (is ? decode : undefined));
    add(result, parts[0], parts[1], decoders[0], decoders[1]);
  };
  const keep = (which, end) => {
    if (from < end) parts[which] += text.slice(from, end);
  };

  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === sep.charCodeAt(inSep)) {
      if (++inSep < sep.length) continue;
      const end = i - inSep + 1;
      const half = inEq < eq.length;
      const empty = half && from >= end && parts[0].length === 0;
      keep(half ? 0 : 1, end);
      if (!empty) pair();
      if (--limit === 0) return result;
      if (!empty) {
        encoded.fill(custom);
        parts.fill('');
        check = 0;
      }
      from = i + 1;
      inSep = inEq = 0;
      continue;
    }
    inSep = 0;
    const which = inEq < eq.length ? 0 : 1;
    if (which === 0) {
      if (code === eq.charCodeAt(inEq)) {
        if (++inEq === eq.length) {
          keep(0, i - inEq + 1);
          check = 0;
          from = i + 1;
        }
        continue;
      }
      inEq = 0;
    }
    if (code === PLUS) {
      if (which === 0 && !encoded[0]) check = 0;
      keep(which, i);
      parts[which] += plain;
      from = i + 1;
      continue;
    }
    const checked = encoded[0] ? 1 : which;
    if (encoded[checked]) continue;
    if (code === PERCENT) check = 1;
    else if (check > 0 && hexValue(code) === -1) check = 0;
    else if (check > 0 && ++check === 3) encoded[checked] = true;
  }

  if (from < length) {
    if (inEq < eq.length) parts[0] += text.slice(from);
    else if (inSep < sep.length) parts[1] += text.slice(from);
  } else if (inEq === 0 && parts[0].length === 0) {
    return result;
  }
  pair();
  return result;
}

/**
 * @param {string} qs
 * @param {string} [sep] '&' otherwise
 * @param {string} [eq] '=' otherwise
 * @param {{maxKeys?: number, decodeURIComponent?: (text: string) => string}} [options] 1000 keys otherwise;
 * 0 means all
 * @returns {Record<string, string | string[]>} without a prototype
 */
function parse(qs, sep, eq, options) {
  if (typeof qs !== 'string' || qs.length === 0) return { __proto__: null };
  sep = sep ? String(sep) : '&';
  eq = eq ? String(eq) : '=';
  let limit = 1000;
  let decode = querystring.unescape;
  if (options) {
    if (typeof options.maxKeys === 'number') limit = options.maxKeys > 0 ? options.maxKeys : -1;
    if (typeof options.decodeURIComponent === 'function') decode = options.decodeURIComponent;
  }
  let simple = sep === '&' && eq === '=';
  if (!simple) simple = sep.length === 1 && eq.length === 1 && sep !== eq && !/[%+0-9A-Fa-f]/.test(sep + eq);
  if (!simple) return parseAny(qs, sep, eq, limit, decode);
  return parseSimple(qs, sep.charCodeAt(0), eq.charCodeAt(0), limit, decode);
}

const querystring = {
  unescapeBuffer,
  unescape,
  escape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};

module.exports = querystring;
