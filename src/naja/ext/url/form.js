'use strict';

// application/x-www-form-urlencoded: https://url.spec.whatwg.org/#application/x-www-form-urlencoded

const { decodeLossy, makeEncoder } = require('ext/url/percent');

const ENCODED_BYTE = /%[0-9A-Fa-f]{2}/;

function decode(text) {
  if (text.indexOf('+') !== -1) text = text.replaceAll('+', ' ');
  if (text.indexOf('%') === -1 || !ENCODED_BYTE.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return decodeLossy(text);
  }
}

/**
 * @param {string} query with or without its '?'
 * @returns {string[]} names and values by turns
 */
function parse(query) {
  const list = [];
  const { length } = query;
  let start = query.charCodeAt(0) === 63 ? 1 : 0;
  const encoded = query.indexOf('%', start) !== -1 || query.indexOf('+', start) !== -1;
  while (start < length) {
    let end = query.indexOf('&', start);
    if (end === -1) end = length;
    if (end > start) {
      let middle = query.indexOf('=', start);
      if (middle === -1 || middle > end) middle = end;
      const name = query.slice(start, middle);
      const value = middle < end ? query.slice(middle + 1, end) : '';
      if (encoded) list.push(decode(name), decode(value));
      else list.push(name, value);
    }
    start = end + 1;
  }
  return list;
}

const encode = makeEncoder(/[A-Za-z0-9*\-._]/, '+', encodeURIComponent);

/**
 * @param {string[]} list names and values by turns, well-formed
 * @returns {string}
 */
function serialize(list) {
  let text = '';
  for (let i = 0; i < list.length; i += 2) {
    if (i > 0) text += '&';
    text += `${encode(list[i])}=${encode(list[i + 1])}`;
  }
  return text;
}

module.exports = { parse, serialize };
