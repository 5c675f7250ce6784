'use strict';

/** Scripts with `await` at their top, as interactive sessions and embedding programs have them. */

const { checkScript, runScript, runWaiting } = binding('modules');
const { then } = Promise.prototype;

/** What V8 says against a text as a script; undefined: nothing. Runs none of it. */
function problemOf(source, filename, column) {
  try {
    checkScript(source, filename, 0, column);
  } catch (error) {
    return error;
  }
  return undefined;
}

const PREFIX = '(async () => {';
const inFunction = (source) => `${PREFIX}${source}\n})`;

/**
 * Whether `await` stands outside of functions in what is a script as well (`await (x)` may call something of that name):
 * static blocks are the one place outside of modules where it cannot be a name. What else they do not allow says nothing.
 */
const awaits = (source) =>
  problemOf(`() => class { static {${source}\n} }`)?.message === 'Unexpected reserved word';

/**
 * Has V8 run it in its own mode for that: what the script declares is global, and may have been declared before.
 * @param {string} source
 * @param {string} filename
 * @param {symbol} host the referrer of its imports
 * @returns {Promise<unknown>} the completion value
 * @throws {SyntaxError} where that is not possible; nothing of it has run then
 */
function start(source, filename, host) {
  // The name goes where V8 looks for one, which ends at the first blank.
  const promise = runWaiting(`${source}\n//# sourceURL=${filename.replace(/\s/g, encodeURIComponent)}`, host);
  return Reflect.apply(then, promise, [(result) => result['.repl_result']]);
}

/**
 * Runs a script in the global scope; where `await` stands at its top, one that can wait, if it can be that.
 * @param {string} source
 * @param {string} filename
 * @param {symbol} host the referrer of its imports
 * @param {boolean} [mayReturn] it may also be the body of an async function, with `return`
 * @returns {{value: unknown, isAsync: boolean}} with `isAsync`, the value is a Promise
 * @throws what the script throws, and SyntaxErrors
 */
function runAny(source, filename, host, mayReturn) {
  const script = () => ({ value: runScript(source, filename, 0, 0, host), isAsync: false });
  if (!/\bawait\b/.test(source)) return script();
  const isScript = problemOf(source, filename) === undefined;
  if (isScript && !awaits(source)) return script();
  try {
    return { value: start(source, filename, host), isAsync: true };
  } catch (error) {
    if (error?.name !== 'SyntaxError') throw error;
    if (isScript) return script();
    if (/already been declared/.test(error.message)) throw error;
    const problem = problemOf(inFunction(source), filename, -PREFIX.length);
    if (!mayReturn || problem !== undefined) throw placed(error, problem);
  }
  return { value: runScript(inFunction(source), filename, 0, -PREFIX.length, host)(), isAsync: true };
}

/** The error that names the file, where both say the same. */
const placed = (error, problem) => (problem?.message === error.message ? problem : error);

module.exports = { runAny };
