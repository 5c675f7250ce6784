'use strict';

// application/x-www-form-urlencoded: https://url.spec.whatwg.org/#application/x-www-form-urlencoded

const decoding = require.lazy('ext/url/percent');

const ENCODED_BYTE = /%[0-9A-Fa-f]{2}/;

function decode(text) {
  if (text.indexOf('+') !== -1) text = text.replaceAll('+', ' ');
  if (text.indexOf('%') === -1 || !ENCODED_BYTE.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return decoding().decodeLossy(text);
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

// What encodeURIComponent() leaves alone though a form does not, and the space.
const REST = /[!'()~]|%20/g;
const REPLACEMENTS = {
  __proto__: null,
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '~': '%7E',
  '%20': '+',
};

function isPlain(text) {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 97 && code <= 122) continue;
    if (code >= 48 && code <= 57) continue;
    if (code >= 65 && code <= 90) continue;
    if (code !== 42 && code !== 45 && code !== 46 && code !== 95) return false;
  }
  return true;
}

function encode(text) {
  if (isPlain(text)) return text;
  return encodeURIComponent(text).replace(REST, (found) => REPLACEMENTS[found]);
}

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
