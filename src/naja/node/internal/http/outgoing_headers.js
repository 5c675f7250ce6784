'use strict';

/** The methods of an OutgoingMessage that look at its header fields and change them. */

const { fieldOf, hasInvalidChar } = require('ext/http/fields');
const { indexOfField, checkedField, checkValue } = require('node/internal/http/head');
const {
  codes: { ERR_HTTP_HEADERS_SENT, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_ARG_TYPE, ERR_INVALID_CHAR },
  hideFrames,
} = require('ext/base/errors');
const { validateString } = require('ext/base/validators');
const { kOutHeaders, kUniqueHeaders } = require('node/internal/http/symbols');

const methods = {};

methods._renderHeaders = function _renderHeaders() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  const list = this[kOutHeaders];
  const headers = {};
  if (list !== null) for (let i = 0; i < list.length; i += 2) headers[list[i].name] = list[i + 1];
  return headers;
};

/**
 * Throws unless `name` can be a field's name.
 * @param {string} name
 * @param {string} [label] what the error calls it
 * @throws {ERR_INVALID_HTTP_TOKEN}
 */
function validateHeaderName(name, label) {
  checkedField(name, label || 'Header name', validateHeaderName);
}

/**
 * Throws unless `value` can be a field's value.
 * @param {string} name
 * @param {*} value
 * @param {boolean} [lenient] by Fetch's rules
 * @throws {ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_CHAR}
 */
function validateHeaderValue(name, value, lenient) {
  if (value === undefined) {
    throw hideFrames(new ERR_HTTP_INVALID_HEADER_VALUE(value, name), validateHeaderValue);
  }
  if (hasInvalidChar(value, lenient)) {
    throw hideFrames(new ERR_INVALID_CHAR('header content', name), validateHeaderValue);
  }
}

/** The option `uniqueHeaders`: names of fields whose values are joined into one. @returns {Set<string>|null} */
function parseUniqueHeadersOption(headers) {
  if (!Array.isArray(headers)) return null;
  return new Set(headers.map((name) => name.toLowerCase()));
}

/** Where a field stands in the message's list; -1 if it has none. */
function find(message, name) {
  const list = message[kOutHeaders];
  if (list === null) return -1;
  const field = fieldOf(name);
  return indexOfField(list, field === undefined ? name.toLowerCase() : field.lower);
}

function put(message, field, value) {
  const list = message[kOutHeaders];
  if (list === null) {
    message[kOutHeaders] = [field, value];
    return;
  }
  const at = indexOfField(list, field.lower);
  if (at < 0) {
    list.push(field, value);
  } else {
    list[at] = field;
    list[at + 1] = value;
  }
}

/**
 * Sets a field, in the place of one of the same name.
 * @param {string} name
 * @param {string|number|string[]} value an array gives several fields
 * @returns {OutgoingMessage} this
 * @throws {ERR_HTTP_HEADERS_SENT|ERR_INVALID_HTTP_TOKEN|ERR_HTTP_INVALID_HEADER_VALUE|ERR_INVALID_CHAR}
 */
methods.setHeader = function setHeader(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  const field = checkedField(name);
  checkValue(field, value, this._isLenientHeaderValidation());
  put(this, field, value);
  return this;
};

/**
 * Sets the fields of a Headers or Map.
 * @param {Headers|Map} headers
 * @returns {OutgoingMessage} this
 */
methods.setHeaders = function setHeaders(headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  const usable =
    headers &&
    !Array.isArray(headers) &&
    typeof headers.keys === 'function' &&
    typeof headers.get === 'function';
  if (!usable) throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  // Headers gives each cookie on its own: they must not replace each other.
  let cookies = null;
  for (const { 0: name, 1: value } of headers) {
    if (name !== 'set-cookie') {
      this.setHeader(name, value);
    } else {
      cookies ??= [];
      if (Array.isArray(value)) cookies.push(...value);
      else cookies.push(value);
    }
  }
  if (cookies !== null) this.setHeader('set-cookie', cookies);
  return this;
};

/**
 * Adds a value to a field.
 * @param {string} name
 * @param {string|string[]} value
 * @returns {OutgoingMessage} this
 */
methods.appendHeader = function appendHeader(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('append');
  const field = checkedField(name);
  checkValue(field, value, this._isLenientHeaderValidation());
  const at = find(this, name);
  const list = this[kOutHeaders];
  if (at < 0) return this.setHeader(name, value);
  if (!Array.isArray(list[at + 1])) list[at + 1] = [list[at + 1]];
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) list[at + 1].push(value[i]);
  else list[at + 1].push(value);
  return this;
};

/** @param {string} name @returns {*} the value as it was set */
methods.getHeader = function getHeader(name) {
  validateString(name, 'name');
  const at = find(this, name);
  return at < 0 ? undefined : this[kOutHeaders][at + 1];
};

/** @returns {string[]} in lower case */
methods.getHeaderNames = function getHeaderNames() {
  const list = this[kOutHeaders];
  const names = [];
  if (list !== null) for (let i = 0; i < list.length; i += 2) names.push(list[i].lower);
  return names;
};

/** @returns {string[]} as they were set */
methods.getRawHeaderNames = function getRawHeaderNames() {
  const list = this[kOutHeaders];
  const names = [];
  if (list !== null) for (let i = 0; i < list.length; i += 2) names.push(list[i].name);
  return names;
};

/** @returns {object} values by name in lower case; without a prototype */
methods.getHeaders = function getHeaders() {
  const list = this[kOutHeaders];
  const headers = { __proto__: null };
  if (list !== null) for (let i = 0; i < list.length; i += 2) headers[list[i].lower] = list[i + 1];
  return headers;
};

/** @param {string} name @returns {boolean} */
methods.hasHeader = function hasHeader(name) {
  validateString(name, 'name');
  return find(this, name) >= 0;
};

/** @param {string} name */
methods.removeHeader = function removeHeader(name) {
  validateString(name, 'name');
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('remove');
  switch (name.toLowerCase()) {
    case 'connection':
      this._removedConnection = true;
      break;
    case 'content-length':
      this._removedContLen = true;
      break;
    case 'transfer-encoding':
      this._removedTE = true;
      break;
    case 'date':
      this.sendDate = false;
  }
  const at = find(this, name);
  if (at >= 0) this[kOutHeaders].splice(at, 2);
};

/**
 * Fields after a chunked body.
 * @param {object|Array<[string, string]>} headers
 * @throws {ERR_INVALID_HTTP_TOKEN|ERR_INVALID_CHAR}
 */
methods.addTrailers = function addTrailers(headers) {
  this._trailer = '';
  const isArray = Array.isArray(headers);
  const lenient = this._isLenientHeaderValidation();
  for (const key of Object.keys(headers)) {
    const name = isArray ? headers[key][0] : key;
    let value = isArray ? headers[key][1] : headers[key];
    validateHeaderName(name, 'Trailer name');
    const several =
      Array.isArray(value) && value.length > 1 && !this[kUniqueHeaders]?.has(name.toLowerCase());
    if (Array.isArray(value) && !several) value = value.join('; ');
    for (const one of several ? value : [value]) {
      if (hasInvalidChar(one, lenient)) throw new ERR_INVALID_CHAR('trailer content', name);
      this._trailer += `${name}: ${one}\r\n`;
    }
  }
};

module.exports = { methods, validateHeaderName, validateHeaderValue, parseUniqueHeadersOption };
