'use strict';

/** Python's exceptions in JavaScript. */

const { kException, kInspect } = require('python/js/kinds').symbols;

const HIDDEN = { writable: true, enumerable: false, configurable: true };

/**
 * A Python exception. `name` is its type, `exception` the object itself, `cause` an Error with Python's traceback; `stack`
 * has both sides. Where Python gets it back, it gets `exception`.
 */
class PythonError extends Error {
  #cause;

  /**
   * @param {object} exception the proxy
   * @param {string} name
   * @param {string} message
   * @param {string} traceback
   * @param {string} [code] of an OSError: ENOENT and the like
   */
  constructor(exception, name, message, traceback, code) {
    super(message);
    const cause = new Error(message);
    this.#cause = cause;
    Object.defineProperties(cause, {
      name: { value: name, ...HIDDEN },
      stack: { value: traceback, ...HIDDEN },
    });
    Object.defineProperties(this, {
      name: { value: name, ...HIDDEN },
      exception: { value: exception, ...HIDDEN },
      [kException]: { value: exception },
    });
    const lines = String(this.stack).split('\n');
    const frames = lines.filter(
      (line) => line.startsWith('    at ') && !line.includes('node:internal/python/js/'),
    );
    const head = message === '' ? name : `${name}: ${message}`;
    const python = /^(Traceback|  File )/.test(traceback) ? ['', traceback] : [];
    Object.defineProperty(this, 'stack', { value: [head, ...frames, ...python].join('\n'), ...HIDDEN });
    if (code !== undefined) {
      this.code = code;
      this.errno = -exception.errno;
      if (exception.filename !== undefined) this.path = exception.filename;
    }
  }

  /** No property of its own: who shows an error would show the traceback twice. */
  get cause() {
    return #cause in this ? this.#cause : undefined;
  }
}

Object.defineProperty(PythonError.prototype, kInspect, {
  value(depth, options, inspect) {
    const own = Object.keys(this);
    if (own.length === 0) return this.stack;
    return `${this.stack} ${inspect(Object.fromEntries(own.map((key) => [key, this[key]])), options)}`;
  },
  configurable: true,
  writable: true,
});

/**
 * The exit code that an uncaught error asks for.
 * @returns {number | undefined} undefined: none, it is an error like any other
 */
function exitCodeOf(error) {
  if (!(error instanceof PythonError) || error.name !== 'SystemExit') return undefined;
  const { code } = error.exception;
  if (code === undefined) return 0;
  if (typeof code === 'number') return code;
  require('ext/process/raw').writeError(`${code}\n`);
  return 1;
}
require('ext/process/uncaught').setExitCodeOf(exitCodeOf);

const made = new WeakMap();

/** The error of an exception; the same one for the same exception. Called by the bridge. */
function makeError(exception, name, message, traceback, code) {
  let error = made.get(exception);
  if (error === undefined) {
    error = new PythonError(exception, name, message, traceback, code);
    made.set(exception, error);
  }
  return error;
}

module.exports = { PythonError, makeError };
