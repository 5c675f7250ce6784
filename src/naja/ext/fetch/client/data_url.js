'use strict';

// data: URLs: https://fetch.spec.whatwg.org/#data-url-processor

const { MIMEType } = require('ext/util/mime');
const native = binding('buffer');

const PERCENT = 37;

function digit(code) {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Percent-decodes in place. */
function percentDecode(bytes) {
  let to = bytes.indexOf(PERCENT);
  if (to === -1) return bytes;
  for (let i = to; i < bytes.length; i++, to++) {
    bytes[to] = bytes[i];
    if (bytes[i] !== PERCENT) continue;
    const high = digit(bytes[i + 1]);
    const low = digit(bytes[i + 2]);
    if (high === -1 || low === -1) continue;
    bytes[to] = high * 16 + low;
    i += 2;
  }
  return bytes.slice(0, to);
}

/** https://infra.spec.whatwg.org/#forgiving-base64-decode; null where it is not that. */
function forgivingBase64(text) {
  text = text.replace(/[\t\n\f\r ]/g, '');
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '');
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) return null;
  const binary = native.atob(text);
  return typeof binary === 'string' ? Uint8Array.from(binary, (c) => c.charCodeAt(0)) : null;
}

function typeOf(text) {
  if (text.startsWith(';')) text = `text/plain${text}`;
  try {
    return new MIMEType(text).toString();
  } catch {
    return 'text/plain;charset=US-ASCII';
  }
}

/**
 * @param {string} href
 * @returns {{type: string, bytes: Uint8Array}|null} null where it is not valid
 */
function parse(href) {
  const hash = href.indexOf('#');
  const text = hash === -1 ? href.slice(5) : href.slice(5, hash);
  const comma = text.indexOf(',');
  if (comma === -1) return null;
  let type = text.slice(0, comma).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '');
  let bytes = percentDecode(new Uint8Array(native.utf8Encode(text.slice(comma + 1))));
  const base64 = /; *base64$/i.exec(type);
  if (base64 !== null) {
    bytes = forgivingBase64(native.latin1Slice(bytes, 0, bytes.length));
    if (bytes === null) return null;
    type = type.slice(0, base64.index);
  }
  return { type: typeOf(type), bytes };
}

module.exports = { parse };
