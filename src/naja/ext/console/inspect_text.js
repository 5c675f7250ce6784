'use strict';

/** Strings, numbers and other primitives as `util.inspect` shows them. */

const kMinLineWidth = 16;

/* Every code unit that is not shown as itself. */
const unsafe =
  /[\x00-\x1f\x27\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const unsafeAll = new RegExp(unsafe.source, 'g');
const unsafeButQuote = new RegExp(unsafe.source.replace('\\x27', ''), 'g');

const shortEscapes = {
  __proto__: null,
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

function escapeUnit(unit) {
  const short = shortEscapes[unit];
  if (short !== undefined) return short;
  const code = unit.charCodeAt(0);
  const hex = code.toString(16);
  return code < 256 ? `\\x${hex.toUpperCase().padStart(2, '0')}` : `\\u${hex}`;
}

let doubly = false;

/**
 * Lets strings have double quotes first, as Deno has them, while a function runs.
 * @param {() => T} act
 * @returns {T}
 * @template T
 */
function quotingDoubly(act) {
  const before = doubly;
  doubly = true;
  try {
    return act();
  } finally {
    doubly = before;
  }
}

/** A string in quotes: single ones, or double ones or backticks where that saves escaping. */
function quote(text) {
  if (doubly && !text.includes('"')) {
    return `"${unsafe.test(text) ? text.replace(unsafeButQuote, escapeUnit) : text}"`;
  }
  if (!unsafe.test(text)) return `'${text}'`;
  let mark = "'";
  let pattern = unsafeAll;
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes('`') && !text.includes('${')) mark = '`';
    if (mark !== "'") pattern = unsafeButQuote;
  }
  return `${mark}${text.replace(pattern, escapeUnit)}${mark}`;
}

/** A symbol's or a hidden key's text with its control characters escaped. */
function escapeControls(text) {
  return unsafe.test(text) ? text.replace(unsafeButQuote, escapeUnit) : text;
}

/** Underscores between groups of three digits, from the right. */
function groupDigits(digits) {
  let end = digits.length;
  const start = digits[0] === '-' ? 1 : 0;
  let text = '';
  for (; end >= start + 4; end -= 3) text = `_${digits.slice(end - 3, end)}${text}`;
  return `${digits.slice(0, end)}${text}`;
}

/** Underscores between groups of three digits, from the left. */
function groupFraction(digits) {
  let text = '';
  let at = 0;
  for (; at < digits.length - 3; at += 3) text += `${digits.slice(at, at + 3)}_`;
  return text + digits.slice(at);
}

function numberText(number, separators) {
  if (Object.is(number, -0)) return '-0';
  const text = `${number}`;
  if (!separators || !Number.isFinite(number) || text.includes('e')) return text;
  const dot = text.indexOf('.');
  if (dot === -1) return groupDigits(text);
  return `${groupDigits(text.slice(0, dot))}.${groupFraction(text.slice(dot + 1))}`;
}

function formatNumber(stylize, number, separators) {
  return stylize(numberText(number, separators), 'number');
}

function formatBigInt(stylize, bigint, separators) {
  const text = String(bigint);
  return stylize(`${separators ? groupDigits(text) : text}n`, 'bigint');
}

/** `... 3 more items` */
function remainingText(count, what = 'item') {
  return `... ${count} more ${what}${count > 1 ? 's' : ''}`;
}

function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    trailer = remainingText(value.length - ctx.maxStringLength, 'character');
    value = value.slice(0, ctx.maxStringLength);
  }
  if (
    ctx.compact !== true &&
    value.length > kMinLineWidth &&
    value.length > ctx.breakLength - ctx.indentationLvl - 4 &&
    value.includes('\n')
  ) {
    const lines = value.split(/(?<=\n)/).map((line) => stylize(quote(line), 'string'));
    return lines.join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
  }
  return stylize(quote(value), 'string') + trailer;
}

/** A primitive value (null is not asked for). */
function formatPrimitive(stylize, value, ctx) {
  switch (typeof value) {
    case 'string':
      return formatString(stylize, value, ctx);
    case 'number':
      return formatNumber(stylize, value, ctx.numericSeparator);
    case 'bigint':
      return formatBigInt(stylize, value, ctx.numericSeparator);
    case 'boolean':
      return stylize(`${value}`, 'boolean');
    case 'undefined':
      return stylize('undefined', 'undefined');
    default:
      return stylize(Symbol.prototype.toString.call(value), 'symbol');
  }
}

module.exports = {
  escapeControls,
  formatBigInt,
  formatNumber,
  formatPrimitive,
  groupDigits,
  quote,
  quotingDoubly,
  remainingText,
};
