'use strict';

/** Pieces of Node's error messages: how a received value is described, how lists and expected types are worded. */

const lazyInspect = require.lazy('ext/console/inspect');

/** `inspect` without looking it up before an error needs it. */
function inspect(value, options) {
  return lazyInspect().inspect(value, options);
}

/** Shows `value` on one line, with its own `inspect` methods ignored. */
function inspectWithNoCustomRetry(value, options) {
  const { inspect: show } = lazyInspect();
  try {
    return show(value, options);
  } catch {
    return show(value, { ...options, customInspect: false });
  }
}

/** `formatList(['a', 'b', 'c'], 'or')` is `a, b, or c`. */
function formatList(list, word = 'and') {
  switch (list.length) {
    case 0:
      return '';
    case 1:
      return `${list[0]}`;
    case 2:
      return `${list[0]} ${word} ${list[1]}`;
    default:
      return `${list.slice(0, -1).join(', ')}, ${word} ${list[list.length - 1]}`;
  }
}

/** `1234567` with an underscore between groups of three digits. */
function withSeparators(digits) {
  let text = '';
  let end = digits.length;
  const start = digits[0] === '-' ? 1 : 0;
  for (; end >= start + 4; end -= 3) text = `_${digits.slice(end - 3, end)}${text}`;
  return `${digits.slice(0, end)}${text}`;
}

/** What a value is, in the words that follow `Received` in Node's messages. */
function determineSpecificType(value) {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'bigint':
      return `type bigint (${value}n)`;
    case 'number':
      return `type number (${Object.is(value, -0) ? '-0' : value})`;
    case 'boolean':
      return `type boolean (${value})`;
    case 'symbol':
      return `type symbol (${String(value)})`;
    case 'function':
      return `function ${value.name}`;
    case 'string': {
      const shown = value.length > 28 ? `${value.slice(0, 25)}...` : value;
      return shown.includes("'") ? `type string (${JSON.stringify(shown)})` : `type string ('${shown}')`;
    }
    default:
      if (value === null) return 'null';
      if (value.constructor?.name) return `an instance of ${value.constructor.name}`;
      return inspect(value, { depth: -1 });
  }
}

const primitives = new Set([
  'string',
  'function',
  'number',
  'object',
  'Function',
  'Object',
  'boolean',
  'bigint',
  'symbol',
]);

/** The middle of ERR_INVALID_ARG_TYPE: `of type string or an instance of Buffer or ...`. */
function expectedTypes(expected) {
  const types = [];
  const instances = [];
  const other = [];
  for (const name of Array.isArray(expected) ? expected : [expected]) {
    if (primitives.has(name)) types.push(name.toLowerCase());
    else if (/^[A-Z][a-zA-Z0-9]*$/.test(name)) instances.push(name);
    else other.push(name);
  }
  if (instances.length > 0) {
    const at = types.indexOf('object');
    if (at !== -1) {
      types.splice(at, 1);
      instances.push('Object');
    }
  }
  const parts = [];
  if (types.length > 0)
    parts.push(`${types.length > 1 ? 'one of type' : 'of type'} ${formatList(types, 'or')}`);
  if (instances.length > 0) parts.push(`an instance of ${formatList(instances, 'or')}`);
  if (other.length > 1) parts.push(`one of ${formatList(other, 'or')}`);
  else if (other.length === 1) parts.push(other[0].toLowerCase() === other[0] ? other[0] : `an ${other[0]}`);
  return parts.join(' or ');
}

/** Fills `%s`, `%d` of a message with `args`, in order; `%%` stays as it is. */
function fill(template, args) {
  if (args.length === 0 || !template.includes('%')) return template;
  let next = 0;
  return template.replace(/%[sd]/g, (mark) => {
    if (next >= args.length) return mark;
    const value = args[next++];
    if (mark === '%d') return `${typeof value === 'symbol' ? NaN : Number(value)}`;
    switch (typeof value) {
      case 'string':
        return value;
      case 'bigint':
        return `${value}n`;
      case 'number':
        return Object.is(value, -0) ? '-0' : `${value}`;
      case 'object':
      case 'function':
        return value === null ? 'null' : lazyInspect().format('%s', value);
      default:
        return String(value);
    }
  });
}

module.exports = {
  determineSpecificType,
  expectedTypes,
  fill,
  formatList,
  inspect,
  inspectWithNoCustomRetry,
  withSeparators,
};
