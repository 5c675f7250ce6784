'use strict';

/** Brace expansion as in bash: `a{b,c}`, `{1..9..2}`, `{a..e}`. */

/** Where the brace that opens at `at` closes, and where its commas and dots are, at its own depth. */
function scan(text, at) {
  let depth = 0;
  const commas = [];
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') {
      i++;
    } else if (c === '{') {
      depth++;
    } else if (c === '}') {
      if (--depth === 0) return { end: i, commas };
    } else if (c === ',' && depth === 1) {
      commas.push(i);
    }
  }
  return null;
}

const kNumbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/;
const kLetters = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d+))?$/;
const isPadded = (text) => /^-?0\d/.test(text);
/** More than anybody means; a pattern must not take all memory. */
const kMostItems = 100000;

/** `1..3` as ['1', '2', '3']; null for what is no sequence. */
function sequence(inside) {
  let match = kNumbers.exec(inside);
  const letters = match === null;
  if (letters) match = kLetters.exec(inside);
  if (match === null) return null;
  const [, from, to, by] = match;
  const start = letters ? from.charCodeAt(0) : Number(from);
  const end = letters ? to.charCodeAt(0) : Number(to);
  const step = Math.max(Math.abs(Number(by ?? 1)), 1);
  const width = !letters && (isPadded(from) || isPadded(to)) ? Math.max(from.length, to.length) : 0;
  const items = [];
  const down = end < start;
  for (let i = start; down ? i >= end : i <= end; i += down ? -step : step) {
    if (items.length >= kMostItems) break;
    if (letters) {
      const letter = String.fromCharCode(i);
      items.push(letter === '\\' ? '' : letter);
    } else if (width > 0) {
      items.push(i < 0 ? `-${String(-i).padStart(width - 1, '0')}` : String(i).padStart(width, '0'));
    } else {
      items.push(String(i));
    }
  }
  return items;
}

/** The parts of a brace's inside between its commas. */
function partsOf(text, at, { end, commas }) {
  const parts = [];
  let start = at + 1;
  for (const comma of commas) {
    parts.push(text.slice(start, comma));
    start = comma + 1;
  }
  parts.push(text.slice(start, end));
  return parts;
}

/** Every text that `text` stands for, given that what stands before `from` has been looked at. */
function expand(text, from) {
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') {
      at++;
      continue;
    }
    if (c !== '{') continue;
    const found = scan(text, at);
    if (found === null) continue;
    const before = text.slice(0, at);
    const after = text.slice(found.end + 1);
    const dollar = at > 0 && text[at - 1] === '$';
    const inside = text.slice(at + 1, found.end);
    let items = null;
    if (!dollar) {
      items = found.commas.length > 0 ? null : sequence(inside);
      if (items === null && found.commas.length > 0) {
        items = partsOf(text, at, found).flatMap((part) => expand(part, 0));
      }
    }
    if (items === null) {
      // No braces to expand, but there may be some within.
      const inner = dollar ? [inside] : expand(inside, 0);
      const rest = expand(after, 0);
      return inner.flatMap((one) => rest.map((end) => `${before}{${one}}${end}`));
    }
    const rest = expand(after, 0);
    return items.flatMap((item) => rest.map((end) => `${before}${item}${end}`));
  }
  return [text];
}

/**
 * @param {string} text
 * @returns {string[]} in the order of the pattern, without empty ones
 */
function expandBraces(text) {
  if (!text.includes('{')) return [text];
  // `{}` at the very beginning is meant as it stands.
  if (text.startsWith('{}')) return expandBraces(text.slice(2)).map((rest) => `{}${rest}`);
  const expanded = expand(text, 0);
  return expanded.length > 1 ? expanded.filter((one) => one !== '') : expanded;
}

module.exports = { expandBraces };
