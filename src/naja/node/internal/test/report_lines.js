'use strict';

/** What the reporters share: signs, colours, errors as text. */

const process = require('node/process');
const { inspect } = require('ext/console/inspect');

const SIGNS = {
  __proto__: null,
  'test:fail': '✖ ',
  'test:pass': '✔ ',
  'test:diagnostic': 'ℹ ',
  'test:log': 'ℹ ',
  'warning:alert': '⚠ ',
  'test:coverage': 'ℹ ',
  'arrow:right': '▶ ',
  'hyphen:minus': '﹣ ',
};

const ESCAPES = { __proto__: null, blue: 34, green: 32, red: 31, yellow: 33, gray: 90, white: 39 };

let colours;

/** Whether standard output takes colours. */
function hasColours() {
  colours ??=
    process.env.FORCE_COLOR !== undefined
      ? require('node/tty').WriteStream.prototype.getColorDepth.call({ isTTY: true }, process.env) > 2
      : process.stdout.isTTY === true && process.stdout.hasColors?.() === true;
  return colours;
}

const colour = (name) => (hasColours() ? `\u001b[${ESCAPES[name]}m` : '');
const plain = () => (hasColours() ? '\u001b[39m' : '');

/** An error as the summary shows it. */
function errorText(error, indent) {
  if (!error) return '';
  const shown = error.code === 'ERR_TEST_FAILURE' ? error.cause : error;
  const text = inspect(shown, { colors: hasColours(), breakLength: Infinity });
  return text.split(/\r?\n/).join(`\n${indent}  `);
}

const COLOURS = {
  __proto__: null,
  'test:fail': 'red',
  'test:pass': 'green',
  info: 'blue',
  warn: 'yellow',
  error: 'red',
};

function directiveText({ expectFailure, skip, todo }) {
  if (skip !== undefined) return ` # ${typeof skip === 'string' && skip.length > 0 ? skip : 'SKIP'}`;
  if (todo !== undefined) return ` # ${typeof todo === 'string' && todo.length > 0 ? todo : 'TODO'}`;
  return expectFailure !== undefined ? ' # EXPECTED FAILURE' : '';
}

/** A result: its sign, name and time; its error too where that is wanted. */
function resultLine(type, data, indent, showsError) {
  const { details, name } = data;
  let tone = colour(COLOURS[type]);
  let sign = SIGNS[type];
  if (data.skip !== undefined) {
    tone = colour('gray');
    sign = SIGNS['hyphen:minus'];
  } else if (type === 'test:fail' && data.todo !== undefined) {
    tone = colour('yellow');
    sign = SIGNS['warning:alert'];
  }
  const time = details?.duration_ms ? ` ${colour('gray')}(${details.duration_ms}ms)${plain()}` : '';
  const error = showsError && details?.error ? `\n${indent}  ${errorText(details.error, indent)}\n` : '\n';
  return `${indent}${tone}${sign}${name}${plain()}${time}${directiveText(data)}${error}`;
}

const indentation = (nesting) => '  '.repeat(nesting);

module.exports = { COLOURS, SIGNS, colour, errorText, hasColours, indentation, plain, resultLine };
