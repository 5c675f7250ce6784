'use strict';

/** How many columns a text takes in a terminal, and a text without its escape sequences. */

const { validateString } = require('ext/base/validators');

/* Unicode's East Asian Width W and F, without what \p{Emoji_Presentation} covers. */
const wideRanges =
  '1100-115f 2329-232a 2630-2637 268a-268f 2e80-2e99 2e9b-2ef3 2f00-2fd5 2ff0-303e 3041-3096 3099-30ff 3105-312f ' +
  '3131-318e 3190-31e5 31ef-321e 3220-3247 3250-a48c a490-a4c6 a960-a97c ac00-d7a3 f900-faff fe10-fe19 fe30-fe52 ' +
  'fe54-fe66 fe68-fe6b ff01-ff60 ffe0-ffe6 16fe0-16fe4 16ff0-16ff6 17000-18cd5 18cff-18d1e 18d80-18df2 ' +
  '1aff0-1aff3 1aff5-1affb 1affd-1affe 1b000-1b122 1b132-1b132 1b150-1b152 1b155-1b155 1b164-1b167 1b170-1b2fb ' +
  '1d300-1d356 1d360-1d376 1f200-1f200 1f202-1f202 1f210-1f219 1f21b-1f22e 1f230-1f231 1f237-1f237 1f23b-1f23b ' +
  '1f240-1f248 1f260-1f265 20000-2fffd 30000-3fffd';

let wide;
const zero = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const softHyphen = '\u00ad';

function isWide(char) {
  if (wide === undefined) {
    const classes = wideRanges.split(' ').map((range) => {
      const [from, to] = range.split('-');
      return `\\u{${from}}-\\u{${to}}`;
    });
    wide = new RegExp(`^[${classes.join('')}\\p{Emoji_Presentation}]$`, 'u');
  }
  return wide.test(char);
}

/**
 * @param {string} text
 * @param {boolean} [removeControlChars] leave escape sequences out first
 * @returns {number} columns
 */
function getStringWidth(text, removeControlChars = true) {
  if (removeControlChars && text.includes('\u001b')) text = stripVTControlCharacters(text);
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 127) return unicodeWidth(text.normalize('NFC'));
    if (code >= 32) width++;
  }
  return width;
}

function unicodeWidth(text) {
  let width = 0;
  for (const char of text) {
    if (isWide(char)) width += 2;
    else if (char === softHyphen || !zero.test(char)) width++;
  }
  return width;
}

/* ECMA-48: operating system commands, which end with BEL or ST, and control sequences. */
const commandEnd = '(?:\\u0007|\\u001b\\\\|\\u009c)';
const command = `\\u001b\\][\\s\\S]*?${commandEnd}`;
const parameters = '(?:\\d{1,4}(?:[;:]\\d{0,4})*)?';
const sequence = `[\\u001b\\u009b][[\\]()#;?]*${parameters}[\\dA-PR-TZcf-nq-uy=><~]`;
let sequences;

/** @param {string} text */
function stripVTControlCharacters(text) {
  validateString(text, 'str');
  if (!/[\u001b\u009b]/.test(text)) return text;
  sequences ??= new RegExp(`${command}|${sequence}`, 'g');
  return text.replace(sequences, '');
}

module.exports = { getStringWidth, isWide, stripVTControlCharacters };
