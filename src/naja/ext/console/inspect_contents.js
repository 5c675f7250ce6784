'use strict';

/** What is inside the built-in containers, one text for each entry. */

const native = binding('util');
const { formatProperty, formatValue } = require('ext/console/inspect_value');
const { formatBigInt, formatNumber, remainingText } = require('ext/console/inspect_text');
const {
  kArrayExtrasType,
  kArrayType,
  kObjectType,
  reduceToSingleString,
} = require('ext/console/inspect_layout');

const getterOf = (Class, key) => Object.getOwnPropertyDescriptor(Class.prototype, key).get;
const setSize = getterOf(Set, 'size');
const mapSize = getterOf(Map, 'size');
const kMaxIndex = 2 ** 32 - 2;
const TypedArray = Object.getPrototypeOf(Uint8Array);
const typedArrayTag = getterOf(TypedArray, Symbol.toStringTag);
const typedArrayLength = getterOf(TypedArray, 'length');

/** How many of `length` entries are shown. */
function shownCount(ctx, length) {
  return Math.min(Math.max(0, ctx.maxArrayLength), length);
}

/* ---------------------------------------------------------------- arrays */

function formatArray(ctx, value, recurseTimes) {
  const { length } = value;
  const count = shownCount(ctx, length);
  const output = [];
  for (let i = 0; i < count; i++) {
    if (!Object.hasOwn(value, i)) return formatSparseArray(ctx, value, recurseTimes, count, output, i);
    output.push(formatProperty(ctx, value, recurseTimes, i, kArrayType));
  }
  if (length > count) output.push(remainingText(length - count));
  return output;
}

function emptyItems(ctx, count) {
  return ctx.stylize(`<${count} empty item${count > 1 ? 's' : ''}>`, 'undefined');
}

/** An array with holes: goes by its keys, and counts each run of holes as one entry. */
function formatSparseArray(ctx, value, recurseTimes, maxLength, output, from) {
  const keys = Object.keys(value);
  let index = from;
  for (let i = from; i < keys.length && output.length < maxLength; i++) {
    const key = keys[i];
    if (`${index}` !== key || index > kMaxIndex) {
      const next = Number(key);
      if (!Number.isInteger(next) || next < 0 || next > kMaxIndex || `${next}` !== key) break;
      output.push(emptyItems(ctx, next - index));
      index = next;
      if (output.length === maxLength) break;
    }
    output.push(formatProperty(ctx, value, recurseTimes, key, kArrayType));
    index++;
  }
  const remaining = value.length - index;
  if (output.length !== maxLength) {
    if (remaining > 0) output.push(emptyItems(ctx, remaining));
  } else if (remaining > 0) {
    output.push(remainingText(remaining));
  }
  return output;
}

/** The name, the values and the length of a typed array, whatever its prototype. */
function typedArrayParts(value, constructor) {
  const length = typedArrayLength.call(value);
  const name = typedArrayTag.call(value);
  return {
    length,
    name: constructor === null ? name : '',
    array: constructor === null ? new globalThis[name](value) : value,
  };
}

function formatTypedArray(ctx, value, recurseTimes, array, length) {
  const count = shownCount(ctx, length);
  const output = new Array(count);
  const format = array.length > 0 && typeof array[0] === 'number' ? formatNumber : formatBigInt;
  for (let i = 0; i < count; i++) output[i] = format(ctx.stylize, array[i], ctx.numericSeparator);
  if (array.length > count) output.push(remainingText(array.length - count));
  if (ctx.showHidden) {
    ctx.indentationLvl += 2;
    for (const key of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer']) {
      output.push(
        `${ctx.stylize(`[${key}]`, 'string')}: ${formatValue(ctx, value[key], recurseTimes, true)}`,
      );
    }
    ctx.indentationLvl -= 2;
  }
  return output;
}

/**
 * `[byteLength]: 8`: what an accessor of the object's class says. One that throws (the buffer is gone) says nothing; as in
 * Node, the lines that follow are then indented further.
 */
function formatClassProperty(ctx, value, recurseTimes, key) {
  let text;
  try {
    ctx.indentationLvl += 2;
    text = formatValue(ctx, value[key], recurseTimes);
    ctx.indentationLvl -= 2;
  } catch {
    text = formatValue(ctx, key === 'byteLength' ? value.buffer.byteLength : undefined, recurseTimes);
  }
  return `${ctx.stylize(`[${key}]`, 'string')}: ${text}`;
}

function formatArrayBuffer(ctx, value) {
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [ctx.stylize('(detached)', 'special')];
  }
  const count = shownCount(ctx, bytes.length);
  let text = '';
  for (let i = 0; i < count; i++) text += `${i === 0 ? '' : ' '}${bytes[i].toString(16).padStart(2, '0')}`;
  const remaining = bytes.length - ctx.maxArrayLength;
  if (remaining > 0) text += ` ... ${remaining} more byte${remaining > 1 ? 's' : ''}`;
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`];
}

/* ---------------------------------------------------------------- collections */

/** What to iterate over, and its size; an object without prototype cannot be asked itself. */
function setParts(value, constructor) {
  return {
    size: setSize.call(value),
    values: constructor === null ? Set.prototype.values.call(value) : value,
  };
}

function mapParts(value, constructor) {
  return {
    size: mapSize.call(value),
    entries: constructor === null ? Map.prototype.entries.call(value) : value,
  };
}

function formatSet(ctx, values, recurseTimes) {
  const { size } = values;
  const count = shownCount(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  for (const value of values) {
    if (output.length >= count) break;
    output.push(formatValue(ctx, value, recurseTimes));
  }
  if (size > count) output.push(remainingText(size - count));
  ctx.indentationLvl -= 2;
  return output;
}

function formatMap(ctx, entries, recurseTimes) {
  const { size } = entries;
  const count = shownCount(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  for (const [key, value] of entries) {
    if (output.length >= count) break;
    output.push(`${formatValue(ctx, key, recurseTimes)} => ${formatValue(ctx, value, recurseTimes)}`);
  }
  if (size > count) output.push(remainingText(size - count));
  ctx.indentationLvl -= 2;
  return output;
}

const kWeak = 0;
const kIterator = 1;

function formatSetEntries(ctx, recurseTimes, entries, state) {
  const count = shownCount(ctx, entries.length);
  const output = new Array(count);
  ctx.indentationLvl += 2;
  for (let i = 0; i < count; i++) output[i] = formatValue(ctx, entries[i], recurseTimes);
  ctx.indentationLvl -= 2;
  // Weak collections have no order of their own.
  if (state === kWeak && !ctx.sorted) output.sort();
  if (entries.length > count) output.push(remainingText(entries.length - count));
  return output;
}

function formatMapEntries(ctx, recurseTimes, entries, state) {
  const length = entries.length / 2;
  const count = shownCount(ctx, length);
  const output = new Array(count);
  ctx.indentationLvl += 2;
  for (let i = 0; i < count; i++) {
    const pair = [
      formatValue(ctx, entries[i * 2], recurseTimes),
      formatValue(ctx, entries[i * 2 + 1], recurseTimes),
    ];
    output[i] =
      state === kWeak
        ? pair.join(' => ')
        : reduceToSingleString(ctx, pair, '', ['[', ']'], kArrayExtrasType, recurseTimes);
  }
  if (state === kWeak && !ctx.sorted) output.sort();
  ctx.indentationLvl -= 2;
  if (length > count) output.push(remainingText(length - count));
  return output;
}

function formatIterator(ctx, value, recurseTimes, braces) {
  const [entries, isKeyValue] = native.previewEntries(value);
  if (isKeyValue) {
    braces[0] = braces[0].replace(/ Iterator] {$/, ' Entries] {');
    return formatMapEntries(ctx, recurseTimes, entries, kIterator);
  }
  return formatSetEntries(ctx, recurseTimes, entries, kIterator);
}

function formatWeakCollection(ctx) {
  return [ctx.stylize('<items unknown>', 'special')];
}

function formatWeakSet(ctx, value, recurseTimes) {
  return formatSetEntries(ctx, recurseTimes, native.previewEntries(value)[0], kWeak);
}

function formatWeakMap(ctx, value, recurseTimes) {
  return formatMapEntries(ctx, recurseTimes, native.previewEntries(value)[0], kWeak);
}

/* ---------------------------------------------------------------- others */

const kPending = 0;
const kRejected = 2;

function formatPromise(ctx, value, recurseTimes) {
  const [state, result] = native.getPromiseDetails(value);
  if (state === kPending) return [ctx.stylize('<pending>', 'special')];
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, result, recurseTimes);
  ctx.indentationLvl -= 2;
  return [state === kRejected ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
}

/** The exports of a module; those whose code has not run yet are `<uninitialized>`. */
function formatNamespaceObject(ctx, value, recurseTimes, keys) {
  const output = [];
  for (const key of keys) {
    try {
      output.push(formatProperty(ctx, value, recurseTimes, key, kObjectType));
    } catch (error) {
      if (error?.name !== 'ReferenceError') throw error;
      const text = formatProperty(ctx, { [key]: '' }, recurseTimes, key, kObjectType);
      output.push(text.slice(0, text.lastIndexOf(' ') + 1) + ctx.stylize('<uninitialized>', 'special'));
    }
  }
  keys.length = 0;
  return output;
}

module.exports = {
  formatArray,
  formatArrayBuffer,
  formatClassProperty,
  formatIterator,
  formatMap,
  formatNamespaceObject,
  formatPromise,
  formatSet,
  formatTypedArray,
  formatWeakCollection,
  formatWeakMap,
  formatWeakSet,
  mapParts,
  setParts,
  typedArrayParts,
};
