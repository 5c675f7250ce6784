'use strict';

/** The end of a program whose main module still waits at a top-level await. */

const { getOption } = require('modules/options');
const process = require('node/process');

const UNSETTLED = 13;

function printWarning() {
  if (getOption('--warnings') === false) return;
  const { stalledAwaits } = binding('modules');
  const { entryModule } = require('modules/esm/loader');
  const places = stalledAwaits(entryModule());
  const { writeError } = require('ext/process/raw');
  for (const [url, line, column, text] of places) {
    writeError(
      `Warning: Detected unsettled top-level await at ${url}:${line}\n${text}\n${' '.repeat(column)}^\n\n\n\n`,
    );
  }
  if (places.length === 0) writeError('Warning: Detected unsettled top-level await\n');
}

/**
 * Ends the program: its 'exit' event has the code 13, unless it set one.
 * @param {() => number} emitExit
 * @returns {number} the exit code
 */
function exit(emitExit) {
  const own = process.exitCode;
  if (own !== undefined && own !== null) return emitExit();
  process.exitCode = UNSETTLED;
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', UNSETTLED);
  }
  const after = process.exitCode ?? UNSETTLED;
  if (Number(after) === UNSETTLED) printWarning();
  return Number(after);
}

module.exports = { exit };
