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

/** Whether V8 takes it for the body of something. Runs none of it. */
function parses(code, host, before = '(async () => {', after = '})') {
  try {
    run(`${before}\n${code}\n${after}`, host);
    return true;
  } catch {
    return false;
  }
}

/** Whether `await` stands at the top of code. */
function awaits(code, host) {
  if (!/\bawait\b/.test(code) || !parses(code, host)) return false;
  // The one place outside of modules where it cannot be a name.
  return !parses(code, host, '() => class { static {', '} }');
}

// What goes on with the statement before it, and with one that ends with its block.
const CONTINUES = /^(?:[([`+\-*/%,.?:=<>&|^!;)}\]]|(?:else|catch|finally|in|instanceof|while)\b)/;
const BLOCK = /^\s*(?:class|(?:async\s+)?function|if|for|while|try|switch)\b[^]*\}\s*$/;
const CONTINUES_BLOCK = /^(?:else|catch|finally)\b/;
const CONTINUES_ENDED = /^(?:else|while)\b/;

/** The statements of code that parses as a whole: each ends at a `;` or a line's end. */
function statementsOf(code, host) {
  const found = [];
  let start = 0;
  for (const { index } of code.matchAll(/[;\n]/g)) {
    const end = code[index] === ';' ? index + 1 : index;
    const statement = code.slice(start, end);
    if (end <= start || statement.trim() === '') continue;
    const rest = code.slice(end).replace(/^(?:\s|\/\/.*|\/\*[^]*?\*\/)*/, '');
    const ended = code[index] === ';' ? CONTINUES_ENDED : CONTINUES;
    const continues = BLOCK.test(statement) ? CONTINUES_BLOCK : ended;
    if (continues.test(rest) || !parses(statement, host)) continue;
    if (code[index] === ';' && parses(`${statement} @`, host)) continue; // within a comment
    found.push(statement);
    start = end;
  }
  const last = code.slice(start);
  if (last.trim() !== '') found.push(last);
  return found;
}

const FUNCTION = /^\s*(?:async\s+)?function\b/;

/**
 * Runs code that has a top-level await, one statement after another, so that what they declare outlives them.
 * @returns {Promise<unknown>} the value of the last one
 */
async function runAsync(code, host) {
  const statements = statementsOf(code, host);
  for (const each of statements) if (FUNCTION.test(each)) run(each, host);
  let value;
  for (const each of statements) {
    if (FUNCTION.test(each)) continue;
    value = /\bawait\b/.test(each) ? await runWaiting(each, host) : run(each, host);
  }
  return value;
}

/** Runs one statement that may wait. */
function runWaiting(code, host) {
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
  if (awaits(code, host)) return { value: runAsync(code, host), isAsync: true };
  return { value: run(code, host), isAsync: false };
}

module.exports = { evaluate, isRecoverable, statementsOf };
