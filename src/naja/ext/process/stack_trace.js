'use strict';

// How an error's stack is written: by Error.prepareStackTrace where the program sets it, by a source map where a file
// has one, else as V8 does.

let mapper;

function header(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

/**
 * What the engine calls when a stack is first looked at.
 * @param {object} error
 * @param {object[]} sites V8's call sites
 */
function prepare(error, sites) {
  const { prepareStackTrace } = globalThis.Error;
  if (typeof prepareStackTrace === 'function' && prepareStackTrace !== defaultPrepare) {
    return prepareStackTrace(error, sites);
  }
  return write(error, sites);
}

function write(error, sites) {
  if (mapper !== undefined) {
    const mapped = mapper(error, sites);
    if (mapped !== undefined) return mapped;
  }
  const first = header(error);
  return sites.length === 0 ? first : `${first}\n    at ${sites.join('\n    at ')}`;
}

/** The default that programs can get and put back. */
function defaultPrepare(error, sites) {
  return write(error, sites);
}

/**
 * Installs a function (error, sites) that may give a stack of its own: source maps.
 * @param {Function | undefined} fn
 */
function setMapper(fn) {
  mapper = fn;
}

module.exports = { prepare, defaultPrepare, setMapper, header };
