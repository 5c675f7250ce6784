'use strict';

/** Evaluating a line of an interactive session: scripts that share one global scope, `await` anywhere. */

const { runScript } = binding('modules');
const { runAny } = require('modules/top_level_await');

// What V8 says of code that is not finished yet.
const UNFINISHED = [
  'Unexpected end of input',
  'Unterminated template literal',
  'missing ) after argument list',
  'Unterminated regular expression',
];

let count = 0;

/** Whether a syntax error may go away when more is typed. */
function isRecoverable(error, code) {
  if (error?.name !== 'SyntaxError') return false;
  const { message } = error;
  // An argument list, or a regular expression, can only be unfinished if nothing follows it.
  if (message === UNFINISHED[2]) return (code.match(/\(/g) ?? []).length > (code.match(/\)/g) ?? []).length;
  if (message.startsWith(UNFINISHED[3])) return false;
  return UNFINISHED.some((text) => message.startsWith(text)) || /\\$/.test(code.trimEnd());
}

const nextName = () => `REPL${++count}`;

/**
 * Evaluates one input.
 * @param {string} code
 * @param {symbol} host the referrer of dynamic imports
 * @param {boolean} [mayReturn] it may be the body of an async function
 * @returns {{value: unknown, isAsync: boolean}} with `isAsync`, the value is a promise to wait for
 * @throws what the code throws
 */
function evaluate(code, host, mayReturn) {
  // `{ a: 1 }` is meant as an object.
  if (/^\s*\{/.test(code) && !/;\s*$/.test(code)) {
    try {
      return { value: runScript(`(${code.trim()}\n)`, nextName(), 0, 0, host), isAsync: false };
    } catch (error) {
      if (error?.name !== 'SyntaxError') throw error;
    }
  }
  return runAny(code, nextName(), host, mayReturn);
}

module.exports = { evaluate, isRecoverable };
