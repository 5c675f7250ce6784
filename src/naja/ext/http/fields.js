'use strict';

/** Header fields on their way out: which names and values are good, and what a name means to the sender. */

const tokenPattern = /^[!#$%&'*+\-.0-9A-Z^_`a-z|~]+$/;
// RFC 9110, 5.5: visible characters, spaces, tabs and obs-text.
const badValuePattern = /[^\t\x20-\x7e\x80-\xff]/;
// What Fetch lets through: everything but NUL, CR, LF and what is no byte.
const badLenientPattern = /[^\x01-\x09\x0b\x0c\x0e-\xff]/;

/** Whether a text is a token (RFC 9110, 5.6.2), as field names and methods are. */
function isToken(text) {
  return tokenPattern.test(text);
}

/** Whether a field value has a character that must not be in one. */
function hasInvalidChar(value, lenient = false) {
  return (lenient ? badLenientPattern : badValuePattern).test(value);
}

// What a name means to the sender
const kPlain = 0;
const kConnection = 1;
const kTransferEncoding = 2;
const kContentLength = 3;
const kDate = 4;
const kExpect = 5;
const kTrailer = 6;
const kKeepAlive = 7;
const kCookie = 8;
const kContentDisposition = 9;

const meanings = {
  __proto__: null,
  connection: kConnection,
  'transfer-encoding': kTransferEncoding,
  'content-length': kContentLength,
  date: kDate,
  expect: kExpect,
  trailer: kTrailer,
  'keep-alive': kKeepAlive,
  cookie: kCookie,
  'content-disposition': kContentDisposition,
};

/** What is known of a field name in one spelling, and the field as it was last sent. */
class Field {
  constructor(name) {
    this.name = name;
    this.lower = name.toLowerCase();
    this.meaning = meanings[this.lower] ?? kPlain;
    // A value that was found good under the strict rules, and `Name: value\r\n`
    this.value = undefined;
    this.line = undefined;
    // A value that Fetch's Headers need not normalize
    this.normal = undefined;
  }
}

const known = new Map();
// Programs send few names. What an attacker makes a program send must not fill the memory.
const maxKnown = 1024;
const maxRemembered = 256;

/** @returns {Field|undefined} undefined if `name` is no token */
function fieldOf(name) {
  let field = known.get(name);
  if (field !== undefined) return field;
  if (typeof name !== 'string' || !tokenPattern.test(name)) return undefined;
  field = new Field(name);
  if (known.size < maxKnown) known.set(name, field);
  return field;
}

/**
 * The line of a field, or undefined if the value must not be sent.
 * @param {Field} field
 * @param {*} value
 * @param {boolean} lenient
 */
function fieldLine(field, value, lenient) {
  if (typeof value === 'string') {
    if (value === field.value) return field.line;
    if (hasInvalidChar(value, lenient)) return undefined;
    const line = `${field.name}: ${value}\r\n`;
    if (!lenient && value.length <= maxRemembered) {
      field.value = value;
      field.line = line;
    }
    return line;
  }
  if (typeof value !== 'number' && hasInvalidChar(value, lenient)) return undefined;
  return `${field.name}: ${value}\r\n`;
}

module.exports = {
  isToken,
  hasInvalidChar,
  fieldOf,
  fieldLine,
  kPlain,
  kConnection,
  kTransferEncoding,
  kContentLength,
  kDate,
  kExpect,
  kTrailer,
  kKeepAlive,
  kCookie,
  kContentDisposition,
};
