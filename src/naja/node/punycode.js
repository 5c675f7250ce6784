'use strict';

// node:punycode, deprecated: RFC 3492, in the shape of the package punycode 2.1.0.

const { calledByPackage } = require('node/internal/callers');

if (!calledByPackage()) {
  const message = 'The `punycode` module is deprecated. Please use a userland alternative instead.';
  require('node/process').emitWarning(message, 'DeprecationWarning', 'DEP0040');
}

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const MAX_INT = 2 ** 31 - 1;

const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const SEPARATORS = /[.\u3002\uff0e\uff61]/g;

function overflow() {
  return new RangeError('Overflow: input needs wider integers to process');
}

/** The bias after a delta was coded: RFC 3492, section 6.1. */
function adapt(delta, count, first) {
  delta = first ? Math.floor(delta / DAMP) : delta >> 1;
  delta += Math.floor(delta / count);
  let k = 0;
  while (delta > ((BASE - T_MIN) * T_MAX) >> 1) {
    delta = Math.floor(delta / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}

function threshold(k, bias) {
  return Math.min(Math.max(k - bias, T_MIN), T_MAX);
}

function digitOf(code) {
  if (code >= 48 && code < 58) return code - 22;
  code |= 32;
  return code >= 97 && code < 123 ? code - 97 : BASE;
}

/**
 * @param {string} input Punycode, without 'xn--'
 * @returns {string}
 * @throws {RangeError} where it is none
 */
function decode(input) {
  const points = [];
  const delimiter = input.lastIndexOf('-');
  for (let i = 0; i < delimiter; i++) {
    const code = input.charCodeAt(i);
    if (code >= 0x80) throw new RangeError('Illegal input >= 0x80 (not a basic code point)');
    points.push(code);
  }
  let n = INITIAL_N;
  let bias = INITIAL_BIAS;
  let position = 0;
  let at = delimiter > 0 ? delimiter + 1 : 0;
  while (at < input.length) {
    const before = position;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = at < input.length ? digitOf(input.charCodeAt(at++)) : BASE;
      if (digit === BASE) throw new RangeError('Invalid input');
      if (digit > Math.floor((MAX_INT - position) / weight)) throw overflow();
      position += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > Math.floor(MAX_INT / (BASE - t))) throw overflow();
      weight *= BASE - t;
    }
    const count = points.length + 1;
    bias = adapt(position - before, count, before === 0);
    const steps = Math.floor(position / count);
    if (steps > MAX_INT - n) throw overflow();
    n += steps;
    position %= count;
    points.splice(position++, 0, n);
  }
  return String.fromCodePoint(...points);
}

/** The digits of a delta. */
function encodeDelta(delta, bias) {
  let text = '';
  for (let k = BASE; ; k += BASE) {
    const t = threshold(k, bias);
    if (delta < t) return text + DIGITS[delta];
    const rest = delta - t;
    text += DIGITS[t + (rest % (BASE - t))];
    delta = Math.floor(rest / (BASE - t));
  }
}

/**
 * @param {string} input
 * @returns {string} Punycode, without 'xn--'
 * @throws {RangeError} where it is too long
 */
function encode(input) {
  const points = toPoints(input);
  let output = '';
  for (const point of points) if (point < 0x80) output += String.fromCharCode(point);
  const basic = output.length;
  if (basic > 0) output += '-';
  let n = INITIAL_N;
  let delta = 0;
  let bias = INITIAL_BIAS;
  for (let handled = basic; handled < points.length; delta++, n++) {
    let next = MAX_INT;
    for (const point of points) if (point >= n && point < next) next = point;
    if (next - n > Math.floor((MAX_INT - delta) / (handled + 1))) throw overflow();
    delta += (next - n) * (handled + 1);
    n = next;
    const size = handled + 1;
    let first = handled === basic;
    let count = size;
    for (const point of points) {
      if (point < n && ++delta > MAX_INT) throw overflow();
      if (point !== n) continue;
      output += encodeDelta(delta, bias);
      bias = adapt(delta, count, first);
      first = false;
      count++;
      delta = 0;
      handled++;
    }
  }
  return output;
}

/** The code points of a string; a lone surrogate is one. */
function toPoints(string) {
  return Array.from(string, (character) => character.codePointAt(0));
}

function fromPoints(points) {
  return String.fromCodePoint(...points);
}

/** Applies `convert` to each label of a domain or of the domain of a mail address. */
function mapLabels(input, convert) {
  const [first, domain] = input.split('@');
  const labels = (domain ?? first).replace(SEPARATORS, '.').split('.');
  for (let i = labels.length - 1; i >= 0; i--) labels[i] = convert(labels[i]);
  return (domain === undefined ? '' : `${first}@`) + labels.join('.');
}

/**
 * @param {string} input a domain or a mail address
 * @returns {string}
 */
function toUnicode(input) {
  return mapLabels(input, (label) =>
    label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label,
  );
}

/**
 * @param {string} input a domain or a mail address
 * @returns {string}
 */
function toASCII(input) {
  return mapLabels(input, (label) => (/[^\0-\x7f]/.test(label) ? `xn--${encode(label)}` : label));
}

module.exports = {
  version: '2.1.0',
  ucs2: { decode: toPoints, encode: fromPoints },
  decode,
  encode,
  toASCII,
  toUnicode,
};
