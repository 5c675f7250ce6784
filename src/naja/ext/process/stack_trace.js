'use strict';

// How an error's stack is written: by Error.prepareStackTrace where the program sets it, by a source map where a file
// has one, else as V8 does.

const {
  ErrorPrepareStackTrace: defaultPrepare,
  defaultPrepareStackTrace,
  prepareStackTraceCallback: prepare,
  setInternalPrepareStackTrace,
  stackHeader: header,
} = require('ext/base/errors');

/**
 * Installs a function (error, sites) that may give a stack of its own: source maps.
 * @param {Function | undefined} fn
 */
function setMapper(fn) {
  setInternalPrepareStackTrace(
    fn === undefined
      ? undefined
      : (error, sites) => fn(error, sites) ?? defaultPrepareStackTrace(error, sites),
  );
}

let arrowMapper;
/** Installs a function that maps the text before an uncaught error (`file:line`, source line, caret): source maps. */
function setArrowMapper(fn) {
  arrowMapper = fn;
}

/** That text, as the mapper has it. */
function mapArrow(text) {
  return arrowMapper === undefined ? text : arrowMapper(text);
}

module.exports = { prepare, defaultPrepare, setMapper, setArrowMapper, mapArrow, header };
