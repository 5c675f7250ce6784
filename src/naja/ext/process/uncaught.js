'use strict';

// An exception that nobody caught: the program's handlers first, else it is printed and the process ends.

const { decorate } = binding('errors');
const { exit } = binding('bootstrap');

const UNCAUGHT = 1;
const HANDLER_THREW = 7;

/** The source line and caret of where it was thrown, with a blank line behind. */
function arrow(err) {
  if (typeof err !== 'object' || err === null) return '';
  const text = decorate(err);
  // The stack may begin with it already.
  if (typeof text !== 'string' || `${err.stack}`.startsWith(text.trimEnd())) return '';
  return `${require('ext/process/stack_trace').mapArrow(text)}\n`;
}

function print(process, err, fromPromise) {
  let text;
  try {
    const { inspect } = require('ext/console/inspect');
    const { isNativeError } = require('ext/base/types');
    if (isNativeError(err) || (typeof err === 'object' && err !== null && typeof err.stack === 'string')) {
      const colors = Boolean(process.stderr?.hasColors?.());
      text = arrow(err) + inspect(err, { colors });
    } else if (fromPromise) {
      text = `${inspect(err)}`;
    } else {
      const shown = typeof err === 'string' || typeof err !== 'object' ? inspect(err) : inspect(err);
      text = `Uncaught:\n${shown}\n(Use \`naja --trace-uncaught ...\` to show where the exception was thrown)`;
    }
  } catch (failure) {
    text = `${err?.stack ?? String(err)}\n(while printing this: ${failure?.message})`;
  }
  require('ext/process/raw').writeError(
    `${text}\n\nNaja v${process.versions.naja}, Node.js ${process.version}\n`,
  );
}

/**
 * What the engine calls.
 * @param {object} process
 * @param {*} err
 * @param {boolean} fromPromise it was a promise that nobody handled
 */
function handle(process, err, fromPromise) {
  const origin = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  const capture = process._uncaughtCapture;
  if (capture) {
    capture(err);
    return;
  }
  for (const callback of process._uncaughtCaptures ?? []) {
    if (callback(err)) return;
  }
  process.emit('uncaughtExceptionMonitor', err, origin);
  if (process.emit('uncaughtException', err, origin)) return;
  print(process, err, fromPromise);
  try {
    if (!process._exiting) {
      process._exiting = true;
      process.exitCode = UNCAUGHT;
      process.emit('exit', UNCAUGHT);
    }
  } catch {
    exit(HANDLER_THREW);
  }
  const code = process.exitCode;
  exit(typeof code === 'number' && code !== 0 ? code : UNCAUGHT);
}

module.exports = { handle, print };
