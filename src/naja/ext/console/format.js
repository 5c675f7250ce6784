'use strict';

/** `util.format`: printf-like text. */

const { formatBigInt, formatNumber } = require('ext/console/inspect_text');
const { stylizeNoColor } = require('ext/console/inspect_styles');
const { inspect } = require('ext/console/inspect');
const { isBuiltInName } = require('ext/console/inspect_value');
const { kValidateObjectAllowArray, validateObject } = require('ext/base/validators');
const errors = require.lazy('ext/base/errors');
const native = binding('util');

const separatorsOf = (options) => options?.numericSeparator ?? inspect.defaultOptions.numericSeparator;
const numberText = (number, options) => formatNumber(stylizeNoColor, number, separatorsOf(options));
const bigintText = (bigint, options) => formatBigInt(stylizeNoColor, bigint, separatorsOf(options));

let circularMessage;
/** `%j` */
function tryStringify(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (circularMessage === undefined) {
      try {
        const a = {};
        a.a = a;
        JSON.stringify(a);
      } catch (circular) {
        circularMessage = circular.message.split('\n', 1)[0];
      }
    }
    if (error.name === 'TypeError' && error.message.split('\n', 1)[0] === circularMessage)
      return '[Circular]';
    throw error;
  }
}

/** Whether `String(value)` would say nothing of its own. */
function hasBuiltInToString(value) {
  const proxy = native.getProxyDetails(value);
  if (proxy !== undefined) {
    if (proxy[0] === null) return true;
    value = proxy[0];
  }
  if (typeof value[Symbol.toPrimitive] === 'function' && !isDateLike(value)) return false;
  if (typeof value.toString !== 'function') return true;
  if (Object.hasOwn(value, 'toString')) return false;
  let pointer = value;
  do {
    pointer = Object.getPrototypeOf(pointer);
  } while (!Object.hasOwn(pointer, 'toString'));
  const descriptor = Object.getOwnPropertyDescriptor(pointer, 'constructor');
  return typeof descriptor?.value === 'function' && isBuiltInName(descriptor.value.name);
}

function isDateLike(value) {
  return value[Symbol.toPrimitive] === Date.prototype[Symbol.toPrimitive];
}

/* One function for each letter after `%`. */
const specifiers = {
  __proto__: null,
  s(value, options) {
    switch (typeof value) {
      case 'string':
        return value;
      case 'number':
        return numberText(value, options);
      case 'bigint':
        return bigintText(value, options);
      case 'object':
      case 'function':
        if (value === null || typeof value === 'function' || !hasBuiltInToString(value)) return String(value);
        return inspect(value, { ...options, depth: 0, colors: false, compact: 3 });
      default:
        return String(value);
    }
  },
  j: (value) => tryStringify(value),
  d(value, options) {
    if (typeof value === 'bigint') return bigintText(value, options);
    return numberText(typeof value === 'symbol' ? NaN : Number(value), options);
  },
  O: (value, options) => inspect(value, options),
  o: (value, options) => inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 }),
  i(value, options) {
    if (typeof value === 'bigint') return bigintText(value, options);
    return numberText(typeof value === 'symbol' ? NaN : Number.parseInt(value), options);
  },
  f: (value, options) => numberText(typeof value === 'symbol' ? NaN : Number.parseFloat(value), options),
  c: () => '',
};

function formatInternal(options, args) {
  const first = args[0];
  let next = 0;
  let text = '';
  let separator = '';
  if (typeof first === 'string') {
    if (args.length === 1) return first;
    let last = 0;
    for (let i = 0; i < first.length - 1; i++) {
      if (first.charCodeAt(i) !== 37 /* % */) continue;
      const letter = first[++i];
      if (letter === '%') {
        text += first.slice(last, i);
        last = i + 1;
        continue;
      }
      const specifier = specifiers[letter];
      if (specifier === undefined || next + 1 === args.length) continue;
      const shown = specifier(args[++next], options);
      text += first.slice(last, i - 1) + shown;
      last = i + 1;
    }
    if (last !== 0) {
      next++;
      separator = ' ';
      if (last < first.length) text += first.slice(last);
    }
  }
  for (; next < args.length; next++) {
    const value = args[next];
    text += separator;
    text += typeof value === 'string' ? value : inspect(value, options);
    separator = ' ';
  }
  return text;
}

/**
 * @param {unknown} [template] text with %s %d %i %f %j %o %O %c %%
 * @param {...unknown} args
 */
function format(...args) {
  return formatInternal(undefined, args);
}

/** As `format`, with options for `inspect`. */
function formatWithOptions(inspectOptions, ...args) {
  validateObject(inspectOptions, 'inspectOptions', kValidateObjectAllowArray);
  return formatInternal(inspectOptions, args);
}

module.exports = { format, formatInternal, formatWithOptions };
