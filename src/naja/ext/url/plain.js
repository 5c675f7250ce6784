'use strict';

// URLs that are already what the parser would make of them, as most are: http(s) with a lower-case ASCII
// host, and nothing that needs encoding, decoding or leaving out. Whatever is not plainly so is left to the
// parser.

const OMITTED = 0xffffffff;
const HTTP = 0;
const HTTPS = 2;

const HOST = 1; // may stand in a host
const PATH = 2; // stays as it is in a path
const QUERY = 4;
const FRAGMENT = 8;

const KINDS = new Uint8Array(128);
for (let code = 33; code < 127; code++) {
  const character = String.fromCharCode(code);
  let kind = 0;
  if (/[a-z0-9.-]/.test(character)) kind |= HOST;
  if (!/["#<>?^`{}\\]/.test(character)) kind |= PATH;
  if (!/["#<>']/.test(character)) kind |= QUERY;
  if (!/["<>`]/.test(character)) kind |= FRAGMENT;
  KINDS[code] = kind;
}

const MAX_HOST = 64;

/** Where the run of characters of a kind ends. */
function runEnd(input, from, kind) {
  const { length } = input;
  let i = from;
  for (; i < length; i++) {
    const code = input.charCodeAt(i);
    if (code > 127 || (KINDS[code] & kind) === 0) break;
  }
  return i;
}

/** Where a host ends that is in its final form: no number, no punycode, no empty label. -1 if it is not. */
function hostEndFrom(input, start) {
  const { length } = input;
  let label = start;
  let i = start;
  for (; i < length; i++) {
    const code = input.charCodeAt(i);
    if (code > 127 || (KINDS[code] & HOST) === 0) break;
    if (code === 46) {
      if (i === label) return -1;
      label = i + 1;
    } else if (code === 45 && input.charCodeAt(i + 1) === 45) {
      return -1; // perhaps 'xn--'
    }
  }
  // A last label that begins with a digit may make it an IPv4 address.
  const first = input.charCodeAt(label);
  return first >= 97 && first <= 122 && i - start <= MAX_HOST ? i : -1;
}

/** Where a path ends that has no '.' or '..' segments, encoded or not. -1 if it may have. */
function pathEndFrom(input, start) {
  const { length } = input;
  let before = 0;
  let i = start;
  for (; i < length; i++) {
    const code = input.charCodeAt(i);
    if (code > 127 || (KINDS[code] & PATH) === 0) break;
    if (code === 46 && before === 47) return -1;
    if (code === 37 && input.charCodeAt(i + 1) === 50 && (input.charCodeAt(i + 2) | 32) === 101) return -1;
    before = code;
  }
  return i;
}

/**
 * Where the components of a plain URL lie.
 * @param {string} input
 * @param {Uint32Array} components filled in as the parser does
 * @returns {boolean} false where the parser is needed
 */
function parsePlain(input, components) {
  const { length } = input;
  if (length < 9 || input.charCodeAt(0) !== 104 || input.charCodeAt(1) !== 116) return false;
  if (input.charCodeAt(2) !== 116 || input.charCodeAt(3) !== 112) return false;
  const colon = input.charCodeAt(4) === 115 ? 5 : 4; // http: or https:
  if (input.charCodeAt(colon) !== 58 || input.charCodeAt(colon + 1) !== 47) return false;
  if (input.charCodeAt(colon + 2) !== 47) return false;
  const start = colon + 3;
  const hostEnd = hostEndFrom(input, start);
  if (hostEnd === -1) return false;

  let port = OMITTED;
  let path = hostEnd;
  if (input.charCodeAt(path) === 58) {
    const first = path + 1;
    port = 0;
    for (path = first; path < length && path < first + 5; path++) {
      const digit = input.charCodeAt(path) - 48;
      if (digit < 0 || digit > 9) break;
      port = port * 10 + digit;
    }
    const isDefault = port === (colon === 5 ? 443 : 80);
    if (path === first || input.charCodeAt(first) === 48 || port > 65535 || isDefault) return false;
  }
  if (input.charCodeAt(path) !== 47) return false;
  let at = pathEndFrom(input, path);
  if (at === -1) return false;

  let search = OMITTED;
  let hash = OMITTED;
  if (at < length && input.charCodeAt(at) === 63) {
    search = at;
    at = runEnd(input, at + 1, QUERY);
  }
  if (at < length && input.charCodeAt(at) === 35) {
    hash = at;
    at = runEnd(input, at + 1, FRAGMENT);
  }
  if (at !== length) return false;

  components[0] = colon + 1;
  components[1] = components[2] = start;
  components[3] = hostEnd;
  components[4] = port;
  components[5] = path;
  components[6] = search;
  components[7] = hash;
  components[8] = colon === 5 ? HTTPS : HTTP;
  return true;
}

module.exports = { parsePlain };
