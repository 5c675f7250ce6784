'use strict';

// An exception that nobody caught: the program's handlers first, else it is printed and the process ends.

const { decorate } = binding('errors');
const { exit: leave, options } = binding('bootstrap');

const UNCAUGHT = 1;
const NO_HANDLER = 6;
const HANDLER_THREW = 7;
const LEAST_DEPTH = 5;

/** Of those who want to know of the exception, and to do something before it ends the process. */
let told;
const last = [];

function exit(code) {
  for (const call of last) call();
  leave(code);
}

/**
 * Before an Error stands where it was thrown (`file:line`, source line, caret), unless its stack begins with that.
 * @param {Error} err
 */
function arrow(err) {
  const text = decorate(err);
  if (typeof text !== 'string' || `${err.stack}`.startsWith(text.trimEnd())) return '';
  return `${require('ext/process/stack_trace').mapArrow(text)}\n`;
}

/** The stack, as the thrower wants it extended, where it can be read and set; undefined where it cannot. */
function stackOf(err) {
  const { kEnhanceStackBeforeInspector } = require('ext/events/symbols');
  try {
    const enhance = err[kEnhanceStackBeforeInspector];
    if (typeof enhance === 'function') err.stack = enhance();
  } catch {
    // A stack that cannot be set stays what it is.
  }
  return err.stack;
}

/** An object that was thrown: as inspected; undefined where not even its stack can be read. */
function shown(process, err) {
  let stack;
  try {
    stack = stackOf(err);
    const { inspect } = require('ext/console/inspect');
    const colors = Boolean(process.stderr?.hasColors?.());
    const depth = Math.max(inspect.defaultOptions.depth, LEAST_DEPTH);
    return inspect(err, { colors, customInspect: false, depth });
  } catch {
    return stack === undefined ? undefined : `${stack}`;
  }
}

/** What has no stack and cannot be inspected: `name: message`, or as a string. */
function plain(err) {
  try {
    if (typeof err === 'object' && err !== null && err.message !== undefined && err.name !== undefined) {
      return `${err.name}: ${err.message}`;
    }
  } catch {
    // Told as a string.
  }
  if (typeof err === 'symbol') return '';
  try {
    return `${err}`;
  } catch {
    return '<toString() threw exception>';
  }
}

/**
 * Prints it on standard error.
 * @param {object} process
 * @param {*} err
 * @param {string} [place] where it was thrown: `file:line`, the source line, a caret
 */
function print(process, err, place) {
  const isObject = (typeof err === 'object' && err !== null) || typeof err === 'function';
  let text = '';
  if (!isObject || !require('ext/base/types').isNativeError(err)) {
    if (place) text = `\n${require('ext/process/stack_trace').mapArrow(place)}`;
  } else {
    try {
      text = arrow(err);
    } catch {
      // A stack that throws when it is read.
    }
  }
  const body = isObject ? shown(process, err) : undefined;
  if (body === undefined) {
    const name = require('node/path').basename(process.argv0 || 'naja');
    text += `${plain(err)}\n(Use \`${name} --trace-uncaught ...\` to show where the exception was thrown)`;
  } else {
    text += body;
  }
  require('ext/process/raw').writeError(
    `${text}\n\nNaja v${process.versions.naja}, Node.js ${process.version}\n`,
  );
}

/** Whether the program deals with it. */
function offer(process, err, fromPromise) {
  const origin = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  process.emit('uncaughtExceptionMonitor', err, origin);
  const capture = process._uncaughtCapture;
  if (capture) {
    capture(err);
    return true;
  }
  for (const callback of process._uncaughtCaptures ?? []) {
    if (callback(err)) return true;
  }
  return process.emit('uncaughtException', err, origin);
}

/** Whether a part of process that is loaded at first use has been. */
function isLoaded(process, name) {
  return Object.getOwnPropertyDescriptor(process, name)?.value !== undefined;
}

/** What Python's SystemExit asks for, once Python may raise one. */
let exitCodeOf;

function setExitCodeOf(ask) {
  exitCodeOf = ask;
}

/**
 * What the engine calls.
 * @param {object} process
 * @param {*} err
 * @param {boolean} fromPromise it was a promise that nobody handled
 * @param {string} [place] where it was thrown: `file:line`, the source line, a caret
 * @param {boolean} [last] a handler of uncaught exceptions threw it
 */
function handle(process, err, fromPromise, place, last) {
  const isWorker = options.worker !== undefined;
  if (options.embedded !== undefined) {
    if (last || !offer(process, err, fromPromise)) require('bootstrap/embedded').uncaught(err, fromPromise);
    return true;
  }
  const asked = exitCodeOf?.(err);
  if (asked !== undefined) {
    process.exit(asked);
    return true;
  }
  if (last && isWorker) {
    require('ext/worker/child').fatal(process, err, UNCAUGHT);
    return false;
  }
  if (last) {
    print(process, err, place);
    exit(HANDLER_THREW);
  }
  if (typeof process._fatalException !== 'function') {
    print(process, err, place);
    exit(NO_HANDLER);
  }
  if (offer(process, err, fromPromise)) return true;
  try {
    if (!process._exiting) {
      process._exiting = true;
      process.exitCode = UNCAUGHT;
      process.emit('exit', UNCAUGHT);
    }
  } catch {
    // The first exception is the one that is told of.
  }
  if (isWorker) {
    require('ext/worker/child').fatal(process, err);
    return false;
  }
  told?.(err);
  print(process, err, place);
  if (require('modules/options').getOption('--report-uncaught-exception') || isLoaded(process, 'report')) {
    require('ext/report/settings').onUncaughtException(process, err);
  }
  const code = process.exitCode;
  exit(typeof code === 'number' ? code : UNCAUGHT);
}

module.exports = {
  handle,
  print,
  setExitCodeOf,
  onLast(call) {
    last.push(call);
  },
  onTold(call) {
    told = call;
  },
};
