'use strict';

/** How wide text is in a terminal, and text without its escape sequences. */

const { isWide, stripVTControlCharacters } = require('ext/console/width');

const ASCII = /^[\x20-\x7e]*$/;
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const EMOJI = /^(?:\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[#*\d]\ufe0f?\u20e3)/u;
// East Asian Ambiguous, the usual ones: Latin-1 signs, Greek, Cyrillic, arrows, mathematics, boxes, shapes.
const AMBIGUOUS =
  /^[\u00a1\u00a4\u00a7\u00a8\u00aa\u00ad\u00ae\u00b0-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00d7\u00f7\u0391-\u03a9\u03b1-\u03c9\u0401\u0410-\u044f\u0451\u2010\u2013-\u2016\u2018\u2019\u201c\u201d\u2020-\u2022\u2024-\u2027\u2030\u2032\u2033\u2190-\u2199\u2200\u2202\u2203\u2207\u2208\u220b\u220f\u2211\u221a\u221e\u2227-\u222c\u2260\u2261\u2264-\u2267\u2460-\u24ff\u2500-\u254b\u2550-\u2573\u2580-\u258f\u25a0\u25a1\u25b2\u25b3\u25c6-\u25c8\u25cb\u25cf\u2605\u2606\u2640\u2642\u2660\u2661\u266a]$/u;

let segmenter;

/**
 * The columns that a text takes. What is shown as one sign counts as one.
 * @param {string} text
 * @param {{countAnsiEscapeCodes?: boolean, ambiguousIsNarrow?: boolean}} [options]
 * @returns {number}
 */
function stringWidth(text, { countAnsiEscapeCodes = false, ambiguousIsNarrow = true } = {}) {
  text = String(text);
  if (!countAnsiEscapeCodes) text = stripANSI(text);
  if (ASCII.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOf(segment, ambiguousIsNarrow);
  return width;
}

function widthOf(sign, ambiguousIsNarrow) {
  if (EMOJI.test(sign)) return 2;
  let width = 0;
  for (const char of sign) {
    if (isWide(char) || (!ambiguousIsNarrow && AMBIGUOUS.test(char))) width += 2;
    else if (!ZERO.test(char)) width += 1;
  }
  return width;
}

/** A text without its escape sequences. @param {string} text @returns {string} */
function stripANSI(text) {
  return stripVTControlCharacters(String(text));
}

module.exports = { stringWidth, stripANSI };
