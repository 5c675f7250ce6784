'use strict';

/** Python objects as text: for console.log, the REPL and `.help`. */

const native = binding('python');
const { symbols } = require('python/js/kinds');
const { live } = require('python/js/helpers');

/** What util.inspect shows: repr(); of a function at the top level its signature and documentation. */
function inspectProxy(proxy, depth, options) {
  if (native.index(proxy) < 0) return '[Python object]';
  if (depth === options.depth && typeof proxy === 'function') {
    const text = live.describe_callable(proxy);
    if (text !== undefined) return text;
  }
  return live.short_repr(proxy);
}

/** The same for a method that was asked of an object. */
function inspectMethod(bound, options) {
  const method = native.getValue(native.index(bound.proxy), bound.name);
  return inspectProxy(method, options.depth, options);
}

/**
 * The signature and the whole documentation of anything, as Python's help() has them.
 * @param {unknown} value a proxy, or a method of one
 * @returns {string}
 */
function describe(value) {
  const bound = typeof value === 'function' ? value[symbols.kBound] : undefined;
  if (bound !== undefined) return live.describe(native.getValue(native.index(bound.proxy), bound.name));
  if (native.index(value) < 0) throw new TypeError('this is not a Python object');
  return live.describe(value);
}

module.exports = { describe, inspectMethod, inspectProxy };
