'use strict';

/**
 * The heart of `util.inspect`: one value to text. What kind of object it is decides its prefix, its braces and how its
 * contents are listed; its own properties follow; `inspect_layout` puts the parts on lines.
 */

module.exports = { formatProperty, formatRaw, formatValue, getCtxName: getPrefix, getPrefix, isBuiltInName };

const native = binding('util');
const types = require('ext/base/types');
const { escapeControls, formatNumber, formatPrimitive, quote } = require('ext/console/inspect_text');
const { stylizeNoColor } = require('ext/console/inspect_styles');
const {
  kArrayExtrasType,
  kArrayType,
  kObjectType,
  reduceToSingleString,
} = require('ext/console/inspect_layout');
const contents = require('ext/console/inspect_contents');
const errorFormats = require.lazy('ext/console/inspect_error');
const functions = require.lazy('ext/console/inspect_function');
const prototypes = require.lazy('ext/console/inspect_prototype');
const publicInspect = require.lazy('ext/console/inspect');
const widths = require.lazy('ext/console/width');
const errors = require.lazy('ext/base/errors');
const urls = require.lazy('ext/url/url');

const kOpaque = Symbol.for('naja.opaque');
const kCustom = Symbol.for('nodejs.util.inspect.custom');
const kAllProperties = 0;
const kOnlyEnumerable = 2;
const kMaxBudget = 2 ** 27;
const identifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/;

/* The classes and namespaces that the language itself defines. */
const languageNames =
  'Object Function Array Number Infinity NaN Boolean String Symbol Date Promise RegExp Error AggregateError ' +
  'EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer Atomics ' +
  'Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array ' +
  'Uint8ClampedArray Float32Array Float64Array Float16Array DataView Map BigInt Set Iterator WeakMap WeakSet ' +
  'Proxy Reflect FinalizationRegistry WeakRef Temporal SuppressedError DisposableStack AsyncDisposableStack ' +
  'WebAssembly';
let builtIns;
/** Whether the language itself defines a global of this name. */
function isBuiltInName(name) {
  builtIns ??= new Set(languageNames.split(' '));
  return builtIns.has(name);
}

/* ---------------------------------------------------------------- options for custom functions */

/** What `[util.inspect.custom](depth, options, inspect)` gets as its options. */
function getUserOptions(ctx, isCrossContext) {
  const options = {
    stylize: ctx.stylize,
    showHidden: ctx.showHidden,
    depth: ctx.depth,
    colors: ctx.colors,
    customInspect: ctx.customInspect,
    showProxy: ctx.showProxy,
    maxArrayLength: ctx.maxArrayLength,
    maxStringLength: ctx.maxStringLength,
    breakLength: ctx.breakLength,
    compact: ctx.compact,
    sorted: ctx.sorted,
    getters: ctx.getters,
    numericSeparator: ctx.numericSeparator,
    ...ctx.userOptions,
  };
  // Objects of another realm, or behind a proxy, get no function or object of this one.
  if (isCrossContext) {
    Object.setPrototypeOf(options, null);
    for (const key of Object.keys(options)) {
      const value = options[key];
      if (value !== null && (typeof value === 'object' || typeof value === 'function')) delete options[key];
    }
    options.stylize = Object.setPrototypeOf((value, flavour) => {
      let styled;
      try {
        styled = `${ctx.stylize(value, flavour)}`;
      } catch {
        // What cannot be shown stays as it is.
      }
      return typeof styled === 'string' ? styled : value;
    }, null);
  }
  return options;
}

/* ---------------------------------------------------------------- any value */

function formatProxy(ctx, [target, handler], recurseTimes) {
  if (recurseTimes > ctx.depth && ctx.depth !== null) return ctx.stylize('Proxy [Array]', 'special');
  recurseTimes += 1;
  ctx.indentationLvl += 2;
  const parts = [formatValue(ctx, target, recurseTimes), formatValue(ctx, handler, recurseTimes)];
  ctx.indentationLvl -= 2;
  return reduceToSingleString(ctx, parts, '', ['Proxy [', ']'], kArrayExtrasType, recurseTimes);
}

/** Whether a proxy's target and handler are nobody's business: those of Python objects. */
function isOpaque(handler) {
  return native.getProxyDetails(handler) === undefined && kOpaque in handler;
}

/**
 * @param {object} ctx the options and the state of one `inspect` call
 * @param {unknown} value
 * @param {number} recurseTimes how deep `value` lies
 * @param {boolean} [typedArray] the buffer of a typed array: show its length only
 * @returns {string}
 */
function formatValue(ctx, value, recurseTimes, typedArray) {
  if (typeof value !== 'object' && typeof value !== 'function' && !isUndetectable(value)) {
    return formatPrimitive(ctx.stylize, value, ctx);
  }
  if (value === null) return ctx.stylize('null', 'null');

  const original = value;
  let proxies = 0;
  let opaque = false;
  for (let details; (details = native.getProxyDetails(value)) !== undefined; proxies++) {
    if (details[0] === null) return ctx.stylize('<Revoked Proxy>', 'special');
    opaque = isOpaque(details[1]);
    if (ctx.showProxy && !opaque) return formatProxy(ctx, details, recurseTimes);
    [value] = details;
  }

  if (ctx.customInspect || opaque) {
    const custom = value[kCustom];
    if (typeof custom === 'function' && custom !== publicInspect().inspect) {
      // The prototype of a class is no instance of it: its method would fail.
      const { constructor } = value;
      if (typeof constructor !== 'function' || constructor.prototype !== value) {
        const depth = ctx.depth === null ? null : ctx.depth - recurseTimes;
        const isCrossContext = proxies !== 0 || !(original instanceof Object);
        const result = custom.call(
          original,
          depth,
          getUserOptions(ctx, isCrossContext),
          publicInspect().inspect,
        );
        if (result !== original) {
          const text = typeof result === 'string' ? result : formatValue(ctx, result, recurseTimes);
          return text.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
        }
      }
    }
  }

  if (ctx.seen.includes(value)) {
    ctx.circular ??= new Map();
    let index = ctx.circular.get(value);
    if (index === undefined) {
      index = ctx.circular.size + 1;
      ctx.circular.set(value, index);
    }
    return ctx.stylize(`[Circular *${index}]`, 'special');
  }
  const text = formatRaw(ctx, value, recurseTimes, typedArray);
  if (proxies === 0) return text;
  const open = ctx.stylize('Proxy(', 'special').repeat(proxies);
  return `${open}${text}${ctx.stylize(')', 'special').repeat(proxies)}`;
}

/** `document.all` and its like: typeof says undefined, yet it is an object. */
function isUndetectable(value) {
  return typeof value === 'undefined' && value !== undefined;
}

/* ---------------------------------------------------------------- names */

/** `Foo(2) [Tag] ` */
function getPrefix(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    if (tag !== '' && fallback !== tag) return `[${fallback}${size}: null prototype] [${tag}] `;
    return `[${fallback}${size}: null prototype] `;
  }
  if (tag === '' || constructor === tag) return `${constructor}${size} `;
  // `Intl.NumberFormat` says all that `NumberFormat [Intl.NumberFormat]` would.
  if (tag.length > constructor.length + 1 && tag.endsWith(`.${constructor}`)) return `${tag}${size} `;
  return `${constructor}${size} [${tag}] `;
}

function isInstanceOf(object, Class) {
  try {
    return object instanceof Class;
  } catch {
    return false;
  }
}

let wellKnown;
/** The name of the class whose prototype this is, for those of the language that nobody can rename. */
function wellKnownName(prototype) {
  if (wellKnown === undefined) {
    wellKnown = new Map([[Object.getPrototypeOf(Uint8Array).prototype, 'TypedArray']]);
    for (const Class of [
      Object,
      Array,
      Function,
      Map,
      Set,
      Promise,
      Date,
      RegExp,
      Error,
      TypeError,
      RangeError,
      SyntaxError,
      ReferenceError,
      EvalError,
      URIError,
      AggregateError,
      ArrayBuffer,
      DataView,
      Boolean,
      Number,
      String,
      WeakMap,
      WeakSet,
    ]) {
      wellKnown.set(Class.prototype, Class.name);
    }
  }
  return wellKnown.get(prototype);
}

/** The name of the class an object belongs to; null without prototype. Collects the prototypes' properties if asked. */
function getConstructorName(object, ctx, recurseTimes, protoProps) {
  let first;
  for (let at = object; at || isUndetectable(at);) {
    const known = wellKnownName(at);
    if (known !== undefined && at !== object) {
      if (protoProps !== undefined && first !== at) {
        prototypes().addPrototypeProperties(ctx, object, first || object, recurseTimes, protoProps);
      }
      return known;
    }
    const constructor = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof constructor === 'function' && constructor.name !== '' && isInstanceOf(object, constructor)) {
      if (protoProps !== undefined && (first !== at || !isBuiltInName(constructor.name))) {
        prototypes().addPrototypeProperties(ctx, object, first || object, recurseTimes, protoProps);
      }
      return String(constructor.name);
    }
    at = Object.getPrototypeOf(at);
    if (first === undefined) first = at;
  }
  if (first === null) return null;

  const name = native.getConstructorName(object);
  if (recurseTimes > ctx.depth && ctx.depth !== null) return `${name} <Complex prototype>`;
  const inner = getConstructorName(first, ctx, recurseTimes + 1, protoProps);
  if (inner === null) {
    const shown = publicInspect().inspect(first, { ...ctx, customInspect: false, depth: -1 });
    return `${name} <${shown}>`;
  }
  return `${name} <${inner}>`;
}

/** Own keys to show, symbols last. */
function getKeys(value, showHidden) {
  const symbols = Object.getOwnPropertySymbols(value);
  let keys;
  if (showHidden) {
    keys = Object.getOwnPropertyNames(value);
    if (symbols.length !== 0) keys.push(...symbols);
    return keys;
  }
  try {
    keys = Object.keys(value);
  } catch {
    // A module namespace with a binding that has no value yet.
    keys = Object.getOwnPropertyNames(value);
  }
  for (const symbol of symbols) {
    if (Object.prototype.propertyIsEnumerable.call(value, symbol)) keys.push(symbol);
  }
  return keys;
}

/** `Symbol.toStringTag`, unless it will be shown as a property anyway. */
function getTag(value, ctx) {
  let tag;
  try {
    tag = value[Symbol.toStringTag];
  } catch {
    return '';
  }
  if (typeof tag !== 'string' || tag === '') return '';
  const shown = ctx.showHidden
    ? Object.hasOwn(value, Symbol.toStringTag)
    : Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag);
  return shown ? '' : tag;
}

/* ---------------------------------------------------------------- objects */

const nothing = () => [];
const hasInstance = Function.prototype.call.bind(Function.prototype[Symbol.hasInstance]);

/** How an iterable built-in is shown; undefined for other objects. */
function describeIterable(ctx, value, constructor, tag, bare) {
  if (Array.isArray(value)) {
    const prefix =
      constructor !== 'Array' || tag !== '' ? getPrefix(constructor, tag, 'Array', `(${value.length})`) : '';
    const keys = native.getOwnNonIndexProperties(value, ctx.showHidden ? kAllProperties : kOnlyEnumerable);
    const braces = [`${prefix}[`, ']'];
    if (value.length === 0 && keys.length === 0 && bare) return `${braces[0]}]`;
    return { keys, braces, format: contents.formatArray, extrasType: kArrayExtrasType };
  }
  if (types.isSet(value)) {
    const { size, values } = contents.setParts(value, constructor);
    const prefix = getPrefix(constructor, tag, 'Set', `(${size})`);
    const keys = getKeys(value, ctx.showHidden);
    if (size === 0 && keys.length === 0 && bare) return `${prefix}{}`;
    return { keys, braces: [`${prefix}{`, '}'], format: (c, v, r) => contents.formatSet(c, values, r) };
  }
  if (types.isMap(value)) {
    const { size, entries } = contents.mapParts(value, constructor);
    const prefix = getPrefix(constructor, tag, 'Map', `(${size})`);
    const keys = getKeys(value, ctx.showHidden);
    if (size === 0 && keys.length === 0 && bare) return `${prefix}{}`;
    return { keys, braces: [`${prefix}{`, '}'], format: (c, v, r) => contents.formatMap(c, entries, r) };
  }
  if (types.isTypedArray(value)) {
    const keys = native.getOwnNonIndexProperties(value, ctx.showHidden ? kAllProperties : kOnlyEnumerable);
    const { name, array, length } = contents.typedArrayParts(value, constructor);
    const prefix = getPrefix(constructor, tag, name, `(${length})`);
    const braces = [`${prefix}[`, ']'];
    if (array.length === 0 && keys.length === 0 && !ctx.showHidden) return `${braces[0]}]`;
    const format = (c, v, r) => contents.formatTypedArray(c, v, r, array, length);
    return { keys, braces, format, extrasType: kArrayExtrasType };
  }
  for (const [is, type] of [
    [types.isMapIterator, 'Map'],
    [types.isSetIterator, 'Set'],
  ]) {
    if (!is(value)) continue;
    const keys = getKeys(value, ctx.showHidden);
    const full = `${type} Iterator`;
    const braces = [`[${tag !== full && tag !== '' ? `${tag}] [${full}` : full}] {`, '}'];
    return { keys, braces, format: (c, v, r) => contents.formatIterator(c, v, r, braces) };
  }
  return undefined;
}

/** How any other object is shown. A string is the whole result. */
function describeObject(ctx, value, constructor, tag, bare, recurseTimes, typedArray) {
  const keys = getKeys(value, ctx.showHidden);
  const empty = keys.length === 0 && bare;
  const tooDeep = recurseTimes > ctx.depth && ctx.depth !== null;
  const object = (fallback, format = nothing) => ({
    keys,
    braces: [`${getPrefix(constructor, tag, fallback)}{`, '}'],
    format,
  });
  const based = (base) => ({ keys, base, braces: ['{', '}'], format: nothing });

  if (typeof value === 'function') {
    const base = functions().getFunctionBase(ctx, value, constructor, tag);
    return empty ? ctx.stylize(base, 'special') : based(base);
  }
  if (isErrorValue(value)) {
    const base = errorFormats().formatError(value, constructor, tag, ctx, keys);
    return keys.length === 0 && bare ? base : based(base);
  }
  if (constructor === 'Object') {
    let brace = '{';
    if (types.isArgumentsObject(value)) brace = '[Arguments] {';
    else if (tag !== '') brace = `${getPrefix(constructor, tag, 'Object')}{`;
    return empty ? `${brace}}` : { keys, braces: [brace, '}'], format: nothing };
  }
  if (types.isRegExp(value)) {
    const prefix = getPrefix(constructor, tag, 'RegExp');
    const text = RegExp.prototype.toString.call(constructor !== null ? value : new RegExp(value));
    const base = prefix !== 'RegExp ' ? `${prefix}${text}` : text;
    return empty || tooDeep ? ctx.stylize(base, 'regexp') : based(ctx.stylize(base, 'regexp'));
  }
  if (types.isDate(value)) {
    const prefix = getPrefix(constructor, tag, 'Date');
    const time = Date.prototype.getTime.call(value);
    const text = Number.isNaN(time)
      ? Date.prototype.toString.call(value)
      : Date.prototype.toISOString.call(value);
    const base = prefix !== 'Date ' ? `${prefix}${text}` : text;
    return empty ? ctx.stylize(base, 'date') : based(base);
  }
  if (types.isAnyArrayBuffer(value)) {
    const type = types.isArrayBuffer(value) ? 'ArrayBuffer' : 'SharedArrayBuffer';
    const prefix = getPrefix(constructor, tag, type);
    if (typedArray !== undefined && empty) {
      return `${prefix}{ [byteLength]: ${formatNumber(ctx.stylize, value.byteLength, false)} }`;
    }
    const format = typedArray === undefined ? contents.formatArrayBuffer : nothing;
    return { ...object(type, format), hidden: ['byteLength'] };
  }
  if (types.isDataView(value)) {
    return { ...object('DataView'), hidden: ['byteLength', 'byteOffset', 'buffer'] };
  }
  if (types.isPromise(value)) return object('Promise', contents.formatPromise);
  if (types.isWeakSet(value)) {
    return object('WeakSet', ctx.showHidden ? contents.formatWeakSet : contents.formatWeakCollection);
  }
  if (types.isWeakMap(value)) {
    return object('WeakMap', ctx.showHidden ? contents.formatWeakMap : contents.formatWeakCollection);
  }
  if (types.isModuleNamespaceObject(value)) {
    return object('Module', (c, v, r) => contents.formatNamespaceObject(c, v, r, keys));
  }
  if (types.isBoxedPrimitive(value)) {
    const base = functions().getBoxedBase(value, ctx, keys, constructor, tag);
    return keys.length === 0 && bare ? base : based(base);
  }
  if (tag === 'URL' && !tooDeep && urls().isURLInstance(value)) return empty ? value.href : based(value.href);
  if (empty) {
    if (types.isExternal(value)) {
      return ctx.stylize(`[External: ${native.getExternalValue(value).toString(16)}]`, 'special');
    }
    return `${getPrefix(constructor, tag, constructor === null ? fallbackName(value, tag) : '')}{}`;
  }
  return object(constructor === null ? fallbackName(value, tag) : '');
}

/** What an object without prototype is called; the engine may say no more than its tag does. */
function fallbackName(value, tag) {
  const name = native.getConstructorName(value);
  return name === tag ? 'Object' : name;
}

function isErrorValue(value) {
  return types.isNativeError(value) || hasInstance(Error, value);
}

/** An object that was not seen before on this path, with its contents. */
function formatRaw(ctx, value, recurseTimes, typedArray) {
  let protoProps;
  if (ctx.showHidden && (recurseTimes <= ctx.depth || ctx.depth === null)) protoProps = [];
  const constructor = getConstructorName(value, ctx, recurseTimes, protoProps);
  if (protoProps !== undefined && protoProps.length === 0) protoProps = undefined;
  const tag = getTag(value, ctx);
  const bare = protoProps === undefined;

  let shape;
  if (Symbol.iterator in value || constructor === null) {
    shape = describeIterable(ctx, value, constructor, tag, bare);
  }
  shape ??= describeObject(ctx, value, constructor, tag, bare, recurseTimes, typedArray);
  if (typeof shape === 'string') return shape;

  if (recurseTimes > ctx.depth && ctx.depth !== null) {
    const fallback = constructor === null ? fallbackName(value, tag) : '';
    const name = getPrefix(constructor, tag, fallback).slice(0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }
  return formatShape(ctx, value, recurseTimes + 1, shape, protoProps, constructor, tag);
}

function formatShape(ctx, value, recurseTimes, shape, protoProps, constructor, tag) {
  const { braces, keys, format, hidden, extrasType = kObjectType } = shape;
  let { base = '' } = shape;
  const indentation = ctx.indentationLvl;
  ctx.seen.push(value);
  ctx.currentDepth = recurseTimes;
  let output;
  try {
    output = format(ctx, value, recurseTimes);
    if (hidden !== undefined) {
      for (const key of hidden) output.push(contents.formatClassProperty(ctx, value, recurseTimes, key));
    }
    for (const key of keys) output.push(formatProperty(ctx, value, recurseTimes, key, extrasType));
    if (protoProps !== undefined) output.push(...protoProps);
  } catch (error) {
    if (!errors().isStackOverflowError(error)) throw error;
    ctx.seen.pop();
    ctx.indentationLvl = indentation;
    const name = getPrefix(constructor, tag, 'Object').slice(0, -1);
    return ctx.stylize(
      `[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`,
      'special',
    );
  }
  const index = ctx.circular?.get(value);
  if (index !== undefined) {
    const reference = ctx.stylize(`<ref *${index}>`, 'special');
    if (ctx.compact === true) braces[0] = `${reference} ${braces[0]}`;
    else base = base === '' ? reference : `${reference} ${base}`;
  }
  ctx.seen.pop();
  if (ctx.sorted) {
    const comparator = ctx.sorted === true ? undefined : ctx.sorted;
    if (extrasType === kObjectType) {
      output.sort(comparator);
    } else if (keys.length > 1) {
      const from = output.length - keys.length;
      output = [...output.slice(0, from), ...output.slice(from).sort(comparator)];
    }
  }
  const result = reduceToSingleString(ctx, output, base, braces, extrasType, recurseTimes, value);
  // Stop before the text grows beyond what a string can hold.
  const budget = ctx.budget[ctx.indentationLvl] || 0;
  const length = budget + result.length;
  ctx.budget[ctx.indentationLvl] = length;
  if (length > kMaxBudget) ctx.depth = -1;
  return result;
}

/* ---------------------------------------------------------------- properties */

function formatGetter(ctx, descriptor, original, recurseTimes) {
  const { stylize } = ctx;
  const label = descriptor.set !== undefined ? 'Getter/Setter' : 'Getter';
  const wanted =
    ctx.getters &&
    (ctx.getters === true ||
      (ctx.getters === 'get' && descriptor.set === undefined) ||
      (ctx.getters === 'set' && descriptor.set !== undefined));
  if (!wanted) return stylize(`[${label}]`, 'special');
  const open = stylize(`[${label}:`, 'special');
  const close = stylize(']', 'special');
  try {
    const value = descriptor.get.call(original);
    ctx.indentationLvl += 2;
    let text;
    if (value === null) text = `${open} ${stylize('null', 'null')}${close}`;
    else if (typeof value === 'object' || typeof value === 'function') {
      text = `${stylize(`[${label}]`, 'special')} ${formatValue(ctx, value, recurseTimes)}`;
    } else text = `${open} ${formatPrimitive(stylize, value, ctx)}${close}`;
    ctx.indentationLvl -= 2;
    return text;
  } catch (error) {
    ctx.indentationLvl += 2;
    const shown = formatValue(ctx, error, recurseTimes);
    ctx.indentationLvl -= 2;
    return `${open} <Inspection threw (${shown})>${close}`;
  }
}

function formatKey(ctx, key, enumerable) {
  let name;
  if (typeof key === 'symbol') {
    name = ctx.stylize(escapeControls(Symbol.prototype.toString.call(key)), 'symbol');
  } else if (key === '__proto__') {
    name = "['__proto__']";
  } else if (identifier.test(key)) {
    name = ctx.stylize(key, 'name');
  } else {
    name = ctx.stylize(quote(key), 'string');
  }
  return enumerable ? name : `[${name}]`;
}

/**
 * `key: value`, or the value alone for the elements of an array.
 * @param {PropertyDescriptor} [descriptor]
 * @param {object} [original] what getters are called on
 */
function formatProperty(ctx, value, recurseTimes, key, type, descriptor, original = value) {
  let text;
  let space = ' ';
  descriptor ||= Object.getOwnPropertyDescriptor(value, key) || {
    value: value[key],
    configurable: true,
    enumerable: true,
  };
  if (descriptor.value !== undefined) {
    const indent = ctx.compact !== true || type !== kObjectType ? 2 : 3;
    ctx.indentationLvl += indent;
    text = formatValue(ctx, descriptor.value, recurseTimes);
    if (indent === 3 && ctx.breakLength < widths().getStringWidth(text, ctx.colors)) {
      space = `\n${' '.repeat(ctx.indentationLvl)}`;
    }
    ctx.indentationLvl -= indent;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(ctx, descriptor, original, recurseTimes);
  } else if (descriptor.set !== undefined) {
    text = ctx.stylize('[Setter]', 'special');
  } else {
    text = ctx.stylize('undefined', 'undefined');
  }
  if (type === kArrayType) return text;
  return `${formatKey(ctx, key, descriptor.enumerable !== false)}:${space}${text}`;
}
