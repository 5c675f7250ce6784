'use strict';

/**
 * The header fields of an OutgoingMessage, kept as [Field, value, Field, value ...] (a message has few: looking
 * through them is faster than a map), and how they become the head of the message.
 */

const {
  fieldOf,
  fieldLine,
  hasInvalidChar,
  kConnection,
  kTransferEncoding,
  kContentLength,
  kDate,
  kExpect,
  kTrailer,
  kKeepAlive,
  kCookie,
  kContentDisposition,
} = require('ext/http/fields');
const { dateLine } = require('ext/http/date');
const { kOutHeaders, kUniqueHeaders, kSeen } = require('node/internal/http/symbols');
const {
  codes: {
    ERR_HTTP_INVALID_HEADER_VALUE,
    ERR_HTTP_TRAILER_INVALID,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_CHAR,
    ERR_INVALID_HTTP_TOKEN,
  },
  hideFrames,
} = require('ext/base/errors');
const buffer = require.lazy('node/buffer');

const chunkedPattern = /(?:^|\W)chunked(?:$|\W)/i;
const closePattern = /(?:^|\W)close(?:$|\W)/i;

// Fields that _storeHeader() has come across
const SEEN_CONNECTION = 1;
const SEEN_LENGTH = 2;
const SEEN_TRANSFER_ENCODING = 4;
const SEEN_DATE = 8;
const SEEN_EXPECT = 16;
const SEEN_TRAILER = 32;

/** Where a name, given in lower case, stands in a list; -1 if it does not. */
function indexOfField(list, lower) {
  for (let i = 0; i < list.length; i += 2) {
    if (list[i].lower === lower) return i;
  }
  return -1;
}

/**
 * @param {string} name
 * @param {string} [label] what the error calls it
 * @returns {Field}
 * @throws {ERR_INVALID_HTTP_TOKEN}
 */
function checkedField(name, label = 'Header name', from = checkedField) {
  const field = fieldOf(name);
  if (field === undefined) throw hideFrames(new ERR_INVALID_HTTP_TOKEN(label, name), from);
  return field;
}

/** @throws {ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_CHAR} */
function checkValue(field, value, lenient, from = checkValue) {
  if (typeof value === 'string' && value === field.value) return;
  if (value === undefined) throw hideFrames(new ERR_HTTP_INVALID_HEADER_VALUE(value, field.name), from);
  const bad =
    typeof value === 'string'
      ? fieldLine(field, value, lenient) === undefined
      : hasInvalidChar(value, lenient);
  if (bad) throw hideFrames(new ERR_INVALID_CHAR('header content', field.name), from);
}

/** Notes what a field means to the message. */
function take(message, meaning, value) {
  switch (meaning) {
    case kConnection:
      message[kSeen] |= SEEN_CONNECTION;
      message._removedConnection = false;
      if (closePattern.test(value)) message._last = true;
      else message.shouldKeepAlive = true;
      break;
    case kTransferEncoding:
      message[kSeen] |= SEEN_TRANSFER_ENCODING;
      message._removedTE = false;
      if (chunkedPattern.test(value)) message.chunkedEncoding = true;
      break;
    case kContentLength:
      message[kSeen] |= SEEN_LENGTH;
      message._contentLength = +value;
      message._removedContLen = false;
      break;
    case kDate:
      message[kSeen] |= SEEN_DATE;
      break;
    case kExpect:
      message[kSeen] |= SEEN_EXPECT;
      break;
    case kTrailer:
      message[kSeen] |= SEEN_TRAILER;
      break;
    case kKeepAlive:
      message._defaultKeepAlive = false;
  }
}

function oneLine(message, field, value, check, lenient) {
  if (check) checkValue(field, value, lenient, oneLine);
  if (field.meaning !== 0) take(message, field.meaning, value);
  return typeof value === 'string' && value === field.value ? field.line : `${field.name}: ${value}\r\n`;
}

/** The lines of one field, of which an array gives several. */
function lines(message, field, value, check, lenient) {
  if (field.meaning === kContentDisposition && message._contentLength) {
    // RFC 6266, 4.3: not to be taken for UTF-8.
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) value[i] = buffer().Buffer.from(value[i], 'latin1');
    } else {
      value = buffer().Buffer.from(value, 'latin1');
    }
  }
  if (!Array.isArray(value)) return oneLine(message, field, value, check, lenient);
  const joined =
    (value.length > 1 && field.meaning === kCookie) || message[kUniqueHeaders]?.has(field.lower) === true;
  if (joined) return oneLine(message, field, value.join('; '), check, lenient);
  let text = '';
  for (let i = 0; i < value.length; i++) text += oneLine(message, field, value[i], check, lenient);
  return text;
}

function pairs(message, headers, lenient) {
  let text = '';
  if (headers.length > 0 && Array.isArray(headers[0])) {
    for (let i = 0; i < headers.length; i++) {
      text += lines(message, checkedField(headers[i][0]), headers[i][1], true, lenient);
    }
    return text;
  }
  if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
  for (let i = 0; i < headers.length; i += 2) {
    text += lines(message, checkedField(headers[i]), headers[i + 1], true, lenient);
  }
  return text;
}

function fieldLines(message, headers) {
  const lenient = message._isLenientHeaderValidation();
  let text = '';
  if (headers === message[kOutHeaders]) {
    // setHeader() has checked them.
    for (let i = 0; i < headers.length; i += 2)
      text += lines(message, headers[i], headers[i + 1], false, lenient);
  } else if (Array.isArray(headers)) {
    text = pairs(message, headers, lenient);
  } else {
    const names = Object.keys(headers);
    for (let i = 0; i < names.length; i++) {
      text += lines(message, checkedField(names[i]), headers[names[i]], true, lenient);
    }
  }
  return text;
}

// Content-Length lines of short bodies, made when first needed
const lengthLines = [];
const MAX_LENGTH_LINE = 2048;

function lengthLine(length) {
  if (!(length >= 0 && length < MAX_LENGTH_LINE)) return `Content-Length: ${length}\r\n`;
  return (lengthLines[length] ??= `Content-Length: ${length}\r\n`);
}

let keepAliveTimeout = -1;
let keepAliveText = '';
/** The usual connection fields; timeouts rarely differ. */
function keepAliveLines(timeout) {
  if (timeout !== keepAliveTimeout) {
    keepAliveTimeout = timeout;
    keepAliveText = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(timeout / 1000)}\r\n`;
  }
  return keepAliveText;
}

/** Connection and Keep-Alive, unless the program has set or removed them. */
function connectionLines(message) {
  if (message._removedConnection) {
    // HTTP/1.1 keeps the connection without a word.
    message._last = !message.shouldKeepAlive;
    return '';
  }
  const seen = message[kSeen];
  if ((seen & SEEN_CONNECTION) !== 0) return '';
  const keep =
    message.shouldKeepAlive &&
    ((seen & SEEN_LENGTH) !== 0 || message.useChunkedEncodingByDefault || message.agent);
  if (!keep) {
    message._last = true;
    return 'Connection: close\r\n';
  }
  if (message.maxRequestsOnConnectionReached) return 'Connection: close\r\n';
  if (!message._keepAliveTimeout || !message._defaultKeepAlive) return 'Connection: keep-alive\r\n';
  if (~~message._maxRequestsPerSocket <= 0) return keepAliveLines(message._keepAliveTimeout);
  const seconds = Math.floor(message._keepAliveTimeout / 1000);
  return `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}, max=${message._maxRequestsPerSocket}\r\n`;
}

/** Content-Length or Transfer-Encoding, unless the program has set or removed them. */
function bodyLines(message) {
  const seen = message[kSeen];
  if ((seen & (SEEN_LENGTH | SEEN_TRANSFER_ENCODING)) !== 0) return '';
  if (!message._hasBody) {
    message.chunkedEncoding = false;
  } else if (!message.useChunkedEncodingByDefault) {
    message._last = true;
  } else if (
    (seen & SEEN_TRAILER) === 0 &&
    !message._removedContLen &&
    typeof message._contentLength === 'number'
  ) {
    return lengthLine(message._contentLength);
  } else if (!message._removedTE) {
    message.chunkedEncoding = true;
    return 'Transfer-Encoding: chunked\r\n';
  } else {
    // Nothing says where the body ends but the end of the connection.
    message._last = true;
  }
  return '';
}

/**
 * Puts the head of a message together: `this._storeHeader(firstLine, headers)`.
 * @this {OutgoingMessage}
 * @param {string} firstLine with its line end
 * @param {object|Array} [headers] what writeHead() or a request was given, or this[kOutHeaders]
 * @throws {ERR_INVALID_HTTP_TOKEN|ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_CHAR|ERR_HTTP_TRAILER_INVALID}
 */
function storeHeader(firstLine, headers) {
  this[kSeen] = 0;
  let head = firstLine;
  if (headers) head += fieldLines(this, headers);
  if (this.sendDate && (this[kSeen] & SEEN_DATE) === 0) head += dateLine();
  if (this.chunkedEncoding && (this.statusCode === 204 || this.statusCode === 304)) {
    // These have no body. A chunk that says so could confuse a proxy: better to end the connection.
    this.chunkedEncoding = false;
    this.shouldKeepAlive = false;
  }
  head += connectionLines(this);
  head += bodyLines(this);
  // What is not chunked ends without trailers.
  if (this.chunkedEncoding !== true && (this[kSeen] & SEEN_TRAILER) !== 0)
    throw new ERR_HTTP_TRAILER_INVALID();
  this._header = head + '\r\n';
  this._headerSent = false;
  // The head waits for the first piece of the body, unless the other side must answer it first.
  if ((this[kSeen] & SEEN_EXPECT) !== 0) this._send('');
}

module.exports = { indexOfField, checkedField, checkValue, storeHeader };
