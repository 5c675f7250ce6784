'use strict';

// util.styleText, stripVTControlCharacters, toUSVString, parseEnv, debuglog, diff.

const util = require('util');
const { Writable } = require('stream');
const { attempt, digest, pick, random, seed } = require('./_print');

const bare = { validateStream: false };
const show = (format, text) =>
  attempt(JSON.stringify([format, text]), () => JSON.stringify(util.styleText(format, text, bare)));
for (const format of [
  'red',
  ['red', 'bold'],
  'none',
  ['none'],
  [],
  '#ff0000',
  '#FFF',
  ['#123456', 'underline'],
  'blackBright',
  'nope',
  null,
  5,
  ['red', 'x'],
  '#ggg',
  '#',
]) {
  show(format, 'text');
}
for (const [format, text] of [
  ['bold', 'a\x1b[22mb'],
  ['red', 'a\x1b[39m'],
  ['red', '\x1b[39m\x1b[39mx'],
  [['bold', 'dim'], 'a\x1b[22mb'],
  ['#f00', 'a\x1b[39mb'],
  [['red', 'green'], 'a\x1b[39mb'],
  ['red', `x${util.styleText('blue', 'y', bare)}z`],
  ['dim', `x${util.styleText('bold', 'y', bare)}z`],
]) {
  show(format, text);
}
for (const options of [{ stream: 5 }, { stream: null }, { validateStream: 5 }, { stream: {} }])
  attempt('options', () => util.styleText('red', 'x', options));
attempt('text', () => util.styleText('red', 5));
for (const depth of [1, 4, 8, 24]) {
  const stream = Object.assign(new Writable(), { isTTY: true, getColorDepth: () => depth });
  console.log(depth, JSON.stringify(util.styleText(['red', '#ff8800'], 'x', { stream })));
}

const strip = util.stripVTControlCharacters;
for (const text of [
  '\x1b[31mred\x1b[39m',
  '\x1b]8;;http://x/\x07link\x1b]8;;\x07',
  '\x1b]0;title\x1b\\rest',
  'plain',
  '\x9b1mx',
  '\x1b[2J\x1b[H',
  '\x1b[',
  5,
]) {
  attempt(JSON.stringify(text), () => JSON.stringify(strip(text)));
}
seed(3);
let text = '';
const parts = [
  '\x1b',
  '\x9b',
  '[',
  ']',
  '(',
  '#',
  ';',
  '?',
  '1',
  '23',
  'm',
  'A',
  'r',
  'u',
  '\x07',
  '\x1b\\',
  '\x9c',
  'a',
  ':',
  '\n',
  '\x1b]',
  '漢',
];
for (let i = 0; i < 20000; i++)
  text += `${strip(Array.from({ length: random(14) }, () => pick(parts)).join(''))}|`;
console.log('stripped', text.length, digest(text));

for (const value of ['\ud800a', 'ok', 5, {}, null]) console.log(JSON.stringify(util.toUSVString(value)));

console.log(
  util.parseEnv(`
# comment
PLAIN=value
  SPACES  =  some value   # comment
DOUBLE="two\\nlines" # after
SINGLE='one\\nline'
BACK=\`tick " ' tick\`
MULTI="first
second"
EMPTY=
export EXPORTED=yes
HASH=a#b
QUOTED_HASH="a#b"
UNCLOSED="open
no equals sign
=no name
LAST='end'`),
);
attempt('parseEnv', () => util.parseEnv(5));
text = '';
const env = [
  'A',
  'B',
  'export ',
  '=',
  '\n',
  '\r\n',
  ' ',
  '"',
  "'",
  '`',
  '#',
  '\\n',
  'x y',
  '\t',
  '\n\n',
  "E='g#h' # c\n",
  'F=`i\nj`\n',
];
for (let i = 0; i < 20000; i++)
  text += JSON.stringify(util.parseEnv(Array.from({ length: random(12) }, () => pick(env)).join('')));
console.log('parsed', text.length, digest(text));

for (const [a, b] of [
  ['abc', 'abd'],
  ['', 'x'],
  ['same', 'same'],
  [
    ['a', 'b'],
    ['b', 'c'],
  ],
  [[], ['x']],
  [5, 'x'],
  ['x', 5],
  [['a'], [1]],
]) {
  attempt('diff', () => JSON.stringify(util.diff(a, b)));
}
text = '';
for (let i = 0; i < 3000; i++) {
  const list = () => Array.from({ length: 1 + random(9) }, () => pick(['a', 'b', 'c', 'd']));
  text += JSON.stringify(util.diff(list(), list()));
}
console.log('diffs', text.length, digest(text));

const log = util.debuglog('not asked for', (fn) => console.log('called back', typeof fn));
console.log(log.enabled, util.debug === util.debuglog, Object.keys(log), log.length);
log('never seen');
