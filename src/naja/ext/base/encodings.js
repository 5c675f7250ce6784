'use strict';

/** The names of Buffer's encodings. */

/**
 * The usual name of an encoding: `UTF-8`, `Utf8`, '' and undefined are `utf8`; undefined for what is none.
 * @param {string | null | undefined} encoding
 * @returns {'utf8' | 'utf16le' | 'latin1' | 'base64' | 'base64url' | 'ascii' | 'hex' | undefined}
 */
function normalizeEncoding(encoding) {
  if (encoding === 'utf8' || encoding === undefined || encoding === null) return 'utf8';
  switch (encoding) {
    case 'utf-8':
    case '':
      return 'utf8';
    case 'hex':
    case 'base64':
    case 'base64url':
    case 'ascii':
    case 'latin1':
    case 'utf16le':
      return encoding;
    case 'binary':
      return 'latin1';
    default:
      return getEncodingSlow(encoding);
  }
}

/** As `normalizeEncoding`, for names in any case; text only. */
function getEncodingSlow(encoding) {
  if (typeof encoding !== 'string' && !encoding?.length) return undefined;
  switch (`${encoding}`.toLowerCase()) {
    case 'utf8':
    case 'utf-8':
    case '':
      return 'utf8';
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return 'utf16le';
    case 'latin1':
    case 'binary':
      return 'latin1';
    case 'base64':
      return 'base64';
    case 'base64url':
      return 'base64url';
    case 'ascii':
      return 'ascii';
    case 'hex':
      return 'hex';
    default:
      return undefined;
  }
}

/** Numbers of the encodings, in the order of Node's `enum encoding`. */
const encodings = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'];
const encodingsMap = Object.fromEntries(encodings.map((name, i) => [name, i]));

module.exports = { encodings, encodingsMap, getEncodingSlow, normalizeEncoding };
