'use strict';

/** `util.inspect`: any value as text for a human. */

const { validateObject } = require('ext/base/validators');
const { formatValue } = require('ext/console/inspect_value');
const { colors, styles, stylizeNoColor, stylizeWithColor } = require('ext/console/inspect_styles');
const lazyFormat = require.lazy('ext/console/format');
const lazyWidth = require.lazy('ext/console/width');
const lazyText = require.lazy('ext/console/inspect_text');

/** The defaults, which `util.inspect.defaultOptions` changes. */
const defaults = Object.seal({
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
});

/**
 * @param {unknown} value
 * @param {object | boolean} [opts] options, or `showHidden`
 * @returns {string}
 */
function inspect(value, opts) {
  const ctx = {
    budget: {},
    indentationLvl: 0,
    seen: [],
    currentDepth: 0,
    stylize: stylizeNoColor,
    circular: undefined,
    userOptions: undefined,
    showHidden: defaults.showHidden,
    depth: defaults.depth,
    colors: defaults.colors,
    customInspect: defaults.customInspect,
    showProxy: defaults.showProxy,
    maxArrayLength: defaults.maxArrayLength,
    maxStringLength: defaults.maxStringLength,
    breakLength: defaults.breakLength,
    compact: defaults.compact,
    sorted: defaults.sorted,
    getters: defaults.getters,
    numericSeparator: defaults.numericSeparator,
  };
  if (arguments.length > 1) {
    // The old signature: inspect(value, showHidden, depth, colors).
    if (arguments.length > 2) {
      if (arguments[2] !== undefined) ctx.depth = arguments[2];
      if (arguments.length > 3 && arguments[3] !== undefined) ctx.colors = arguments[3];
    }
    if (typeof opts === 'boolean') {
      ctx.showHidden = opts;
    } else if (opts) {
      for (const key of Object.keys(opts)) {
        if (Object.hasOwn(defaults, key) || key === 'stylize') ctx[key] = opts[key];
        else ctx.userOptions ??= opts; // kept for custom inspect functions
      }
    }
  }
  if (ctx.colors) ctx.stylize = stylizeWithColor;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
}

inspect.custom = Symbol.for('nodejs.util.inspect.custom');

Object.defineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() {
    return defaults;
  },
  set(options) {
    validateObject(options, 'options');
    return Object.assign(defaults, options);
  },
});

inspect.colors = colors;
inspect.styles = styles;

module.exports = {
  format: (...args) => lazyFormat().format(...args),
  formatNumber: (...args) => lazyText().formatNumber(...args),
  formatWithOptions: (...args) => lazyFormat().formatWithOptions(...args),
  getStringWidth: (text, removeControls) => lazyWidth().getStringWidth(text, removeControls),
  inspect,
  stripVTControlCharacters: (text) => lazyWidth().stripVTControlCharacters(text),
};
