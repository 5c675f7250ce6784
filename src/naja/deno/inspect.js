'use strict';

/** `Deno.inspect`: Node's layout, with Deno's quotes and options. */

const layout = require.lazy('ext/console/inspect');
const text = require.lazy('ext/console/inspect_text');

/**
 * @param {unknown} value
 * @param {{colors?: boolean, compact?: boolean, depth?: number, breakLength?: number, iterableLimit?: number,
 *   showProxy?: boolean, sorted?: boolean, trailingComma?: boolean, getters?: boolean, showHidden?: boolean,
 *   strAbbreviateSize?: number, escapeSequences?: boolean}} [options]
 * @returns {string}
 */
function inspect(value, options = {}) {
  const { depth = 4, iterableLimit = 100, strAbbreviateSize = 10000 } = options;
  const settings = {
    colors: options.colors ?? false,
    compact: options.compact === false ? false : 3,
    depth,
    breakLength: options.breakLength ?? 80,
    maxArrayLength: iterableLimit,
    maxStringLength: strAbbreviateSize,
    showProxy: options.showProxy ?? false,
    sorted: options.sorted ?? false,
    getters: options.getters ?? false,
    showHidden: options.showHidden ?? false,
  };
  return text().quotingDoubly(() => layout().inspect(value, settings));
}

module.exports = { inspect };
