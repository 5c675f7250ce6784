'use strict';

/** Evaluating a line of an interactive session: scripts that share one global scope, `await` anywhere. */

const { runScript } = binding('modules');

// What V8 says of code that is not finished yet.
const UNFINISHED = [
  'Unexpected end of input',
  'Unterminated template literal',
  'missing ) after argument list',
  'Unterminated regular expression',
];
const DECLARATION = /^\s*(?:const|let|var)\s+/;

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

const run = (code, host) => runScript(code, `REPL${++count}`, 0, 0, host);

/** Names that a declaration introduces: `a`, `{ b, c: d }`, `[e]`. */
function namesOf(pattern) {
  const text = pattern.replace(/[\w$]+\s*:/g, '').replace(/=[^,}\]]*/g, '');
  return text.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** Where the pattern of a declaration ends: at the first `=` outside brackets. */
function splitDeclaration(code) {
  const rest = code.replace(DECLARATION, '');
  let depth = 0;
  for (let i = 0; i < rest.length; i++) {
    if ('{[('.includes(rest[i])) depth++;
    else if ('}])'.includes(rest[i])) depth--;
    else if (rest[i] === '=' && depth === 0 && rest[i + 1] !== '=')
      return [rest.slice(0, i), rest.slice(i + 1)];
  }
  return undefined;
}

/**
 * Runs code that has a top-level await.
 * @returns {Promise<unknown>}
 */
function runAsync(code, host) {
  if (DECLARATION.test(code)) {
    const parts = splitDeclaration(code);
    if (parts !== undefined) {
      const [pattern, value] = parts;
      // The variables outlive the function that waits for their values.
      run(`var ${namesOf(pattern).join(', ')};`, host);
      return run(`(async () => { (${pattern.trim()} = ${value.replace(/;\s*$/, '')}\n); })()`, host);
    }
  }
  const expression = code.replace(/;\s*$/, '');
  let start;
  try {
    start = run(`(async () => { return (\n${expression}\n); })`, host);
  } catch {
    start = run(`(async () => {\n${code}\n})`, host);
  }
  return start();
}

/**
 * Evaluates one input.
 * @param {string} code
 * @param {symbol} host the referrer of dynamic imports
 * @returns {{value: unknown, isAsync: boolean}} with `isAsync`, the value is a promise to wait for
 * @throws what the code throws
 */
function evaluate(code, host) {
  // `{ a: 1 }` is meant as an object.
  if (/^\s*\{/.test(code) && !/;\s*$/.test(code)) {
    try {
      return { value: run(`(${code.trim()}\n)`, host), isAsync: false };
    } catch (error) {
      if (error?.name !== 'SyntaxError') throw error;
    }
  }
  try {
    return { value: run(code, host), isAsync: false };
  } catch (error) {
    if (error?.name !== 'SyntaxError' || !/\bawait\b/.test(code) || isRecoverable(error, code)) throw error;
    let value;
    try {
      value = runAsync(code, host);
    } catch (inner) {
      throw inner?.name === 'SyntaxError' ? error : inner;
    }
    return { value, isAsync: true };
  }
}

module.exports = { evaluate, isRecoverable };
