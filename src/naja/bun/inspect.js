'use strict';

/** Bun.inspect: values as Bun's console shows them. Errors have V8's stacks. */

const types = require('ext/base/types');
const { getPromiseDetails, getOwnNonIndexProperties } = binding('util');
const tables = require.lazy('bun/inspect_table');

const custom = Symbol.for('nodejs.util.inspect.custom');
const DEFAULT_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_IN_LINE = 10;
const LINE = 80;
const ENUMERABLE = 2;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

const COLORS = { dim: 2, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, red: 31 };

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Writes values; knows where in the line it is. */
class Printer {
  constructor({ colors = false, compact = false, depth = DEFAULT_DEPTH, sorted = false } = {}) {
    Object.assign(this, { colors, compact, sorted });
    this.depth = depth === null ? Infinity : depth;
    this.seen = [];
    this.column = 0;
  }

  paint(text, color) {
    return this.colors ? `\x1b[0m\x1b[${COLORS[color]}m${text}\x1b[0m` : text;
  }

  indent(level) {
    return this.compact ? ' ' : `\n${'  '.repeat(level)}`;
  }

  /** @returns {string} */
  show(value, level) {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number':
        return this.paint(Object.is(value, -0) ? '-0' : String(value), 'yellow');
      case 'bigint':
        return this.paint(`${value}n`, 'yellow');
      case 'boolean':
        return this.paint(String(value), 'yellow');
      case 'undefined':
        return this.paint('undefined', 'dim');
      case 'symbol':
        return this.paint(String(value), 'blue');
      default:
        return value === null ? this.paint('null', 'yellow') : this.object(value, level);
    }
  }

  text(value) {
    const quoted = JSON.stringify(value).replace(/\\u([\da-f]{4})/g, (_, hex) => `\\u${hex.toUpperCase()}`);
    return this.paint(quoted, 'green');
  }

  object(value, level) {
    if (this.seen.includes(value)) return this.paint('[Circular]', 'cyan');
    this.seen.push(value);
    try {
      const known = this.web(value, level);
      if (known !== undefined) return known;
      const own = typeof value[custom] === 'function' ? this.customized(value, level) : undefined;
      return own ?? this.special(value, level) ?? this.plain(value, level);
    } finally {
      this.seen.pop();
    }
  }

  /** Objects of the web that Bun shows in its own way. */
  web(value, level) {
    const tag = Object.getPrototypeOf(value)?.[Symbol.toStringTag];
    if ((tag !== 'Headers' && tag !== 'URLSearchParams') || typeof value.entries !== 'function') {
      return tag === 'Blob' && value.name === undefined ? `Blob (${value.size} bytes)` : undefined;
    }
    const entries = [...value.entries()];
    if (entries.length === 0) return `${tag} {}`;
    const newLine = this.indent(level + 1);
    const items = entries.map(([key, item]) => `${newLine}${this.text(key)}: ${this.text(item)},`);
    return `${tag} {${items.join('')}${this.indent(level)}}`;
  }

  /** What the value's own method says. */
  customized(value, level) {
    if (types.isProxy(value) || Buffer.isBuffer(value)) return undefined;
    const options = { colors: this.colors, depth: this.depth - level, stylize: (text) => String(text) };
    const result = value[custom](this.depth - level, options, inspect);
    if (typeof result === 'string') return result.replaceAll('\n', `\n${'  '.repeat(level)}`);
    return result === value ? undefined : this.show(result, level);
  }

  /** Values that are no plain objects; undefined for all others. */
  special(value, level) {
    if (typeof value === 'function') return this.paint(functionText(value), 'cyan');
    if (Array.isArray(value)) return this.array(value, level);
    if (types.isDate(value)) {
      return this.paint(Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString(), 'magenta');
    }
    if (types.isRegExp(value)) return this.paint(String(value), 'red');
    if (types.isNativeError(value)) return errorText(value);
    if (Buffer.isBuffer(value)) return value[custom](0, { stylize: String });
    if (types.isTypedArray(value)) return this.bytes(value.constructor.name, value);
    if (types.isAnyArrayBuffer(value)) return this.bytes(value.constructor.name, new Uint8Array(value));
    if (types.isDataView(value)) {
      return this.bytes('DataView', new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
    if (types.isMap(value)) return this.collection('Map', [...value], level);
    if (types.isSet(value)) return this.collection('Set', [...value], level);
    if (types.isWeakMap(value)) return 'WeakMap {}';
    if (types.isWeakSet(value)) return 'WeakSet {}';
    if (types.isPromise(value)) {
      return `Promise { <${['pending', 'resolved', 'rejected'][getPromiseDetails(value)[0]]}> }`;
    }
    if (types.isStringObject(value)) return this.text(value.valueOf());
    if (types.isNumberObject(value)) return `[Number: ${value}]`;
    if (types.isBooleanObject(value)) return `[Boolean: ${value}]`;
    if (types.isArgumentsObject(value)) return this.array([...value], level);
    return undefined;
  }

  bytes(name, values) {
    if (values.length === 0) return `${name}(0) []`;
    const items = Array.from(values.subarray(0, 512), (item) => this.show(Object.is(item, -0) ? 0 : item, 0));
    if (values.length > items.length) items.push(`... ${values.length - items.length} more`);
    return `${name}(${values.length}) [ ${items.join(', ')} ]`;
  }

  /** Elements, with a run of holes as one. */
  *elements(array) {
    const count = Math.min(array.length, MAX_ITEMS);
    for (let i = 0; i < count;) {
      if (i in array) {
        yield [array[i], undefined];
        i++;
        continue;
      }
      const start = i;
      while (i < array.length && !(i in array)) i++;
      yield [undefined, i - start === 1 ? 'empty item' : `${i - start} x empty items`];
    }
  }

  array(array, level) {
    const more = getOwnNonIndexProperties(array, ENUMERABLE);
    if (array.length === 0 && more.length === 0) return '[]';
    if (level > this.depth) return this.paint('[Array ...]', 'cyan');
    const tall = array.length > MAX_IN_LINE || (isObject(array[0]) && !types.isRegExp(array[0]));
    const newLine = this.indent(level + 1);
    let text = tall ? `[${newLine}` : '[ ';
    let broken = tall && !this.compact;
    let column = 2 * (level + 1);
    let first = true;
    for (const [value, hole] of this.elements(array)) {
      if (!first) {
        text += ', ';
        column += 2;
        if (column > LINE && !this.compact) {
          text = text.trimEnd() + newLine;
          column = 2 * (level + 1);
          broken = true;
        }
      }
      first = false;
      const shown = hole ?? this.show(value, level + 1);
      text += shown;
      column += typeof value === 'string' ? value.length : shown.length - shown.lastIndexOf('\n') - 1;
    }
    if (array.length > MAX_ITEMS) text += `,${newLine}... ${array.length - MAX_ITEMS} more items`;
    for (const key of more) {
      text += `${first ? '' : ', '}${this.key(key)}: ${this.show(array[key], level + 1)}`;
      first = false;
    }
    return `${text}${broken ? this.indent(level) : ' '}]`;
  }

  collection(name, entries, level) {
    if (entries.length === 0) return `${name} {}`;
    if (level > this.depth) return this.paint(`[${name} ...]`, 'cyan');
    const newLine = this.indent(level + 1);
    const items = entries.map((entry) => {
      if (name === 'Set') return this.show(entry, level + 1);
      return `${this.show(entry[0], level + 1)}: ${this.show(entry[1], level + 1)}`;
    });
    const body = items.map((item) => `${newLine}${item}`).join(',');
    return `${name}(${entries.length}) {${body}${this.compact ? '' : ','}${this.indent(level)}}`;
  }

  key(key) {
    if (typeof key === 'symbol') return `[${this.paint(String(key), 'blue')}]`;
    return IDENTIFIER.test(key) ? key : this.text(key);
  }

  plain(value, level) {
    const name = nameOf(value);
    const prefix = name === undefined ? '' : `${name} `;
    const keys = propertiesOf(value);
    if (keys.length === 0) return `${prefix}{}`;
    if (level > this.depth) return this.paint(`[${name ?? 'Object'} ...]`, 'cyan');
    if (this.sorted) keys.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    const newLine = this.indent(level + 1);
    const dim = (text) => (this.colors ? `\x1b[2m${text}\x1b[0m` : text);
    const items = keys.map(([key, descriptor]) => {
      const shown = this.property(descriptor, key, value, level + 1);
      if (!this.colors) return `${newLine}${this.key(key)}: ${shown}`;
      return `${newLine}\x1b[0m${this.key(key)}${dim(':')} ${shown}\x1b[0m`;
    });
    const body = items.join(dim(','));
    return `${prefix}{${body}${this.compact ? '' : dim(',')}${this.indent(level)}}`;
  }

  property({ get, set }, key, object, level) {
    if (get === undefined && set === undefined) return this.show(object[key], level);
    const what = get === undefined ? '[Setter]' : set === undefined ? '[Getter]' : '[Getter/Setter]';
    return this.paint(what, 'cyan');
  }
}

/** `[Function: name]`, `[class Name extends Base]` */
function functionText(value) {
  if (/^class\b/.test(Function.prototype.toString.call(value))) {
    const base = Object.getPrototypeOf(value);
    const end = base?.name ? ` extends ${base.name}` : '';
    return `[class ${value.name || '(anonymous)'}${end}]`;
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return value.name ? `[${kind}: ${value.name}]` : `[${kind}]`;
}

function errorText(error) {
  const { stack } = error;
  return typeof stack === 'string' && stack !== '' ? stack : `${error.name}: ${error.message}`;
}

/** What stands before the braces of an object; undefined for plain ones. */
function nameOf(value) {
  const tag = value[Symbol.toStringTag];
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return '[Object: null prototype]';
  if (Object.hasOwn(value, Symbol.toStringTag) && typeof tag === 'string' && tag !== '') return tag;
  const name = prototype.constructor?.name;
  return name === 'Object' || !name ? undefined : name;
}

/** [key, descriptor] of what is shown: enumerable ones of its own, then those of its classes. */
function propertiesOf(value) {
  const found = new Map();
  const isProxy = types.isProxy(value);
  for (let at = value; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      if (key === 'constructor' || found.has(key)) continue;
      const descriptor = Reflect.getOwnPropertyDescriptor(at, key);
      const isMember = at !== value && typeof key === 'string' && !key.startsWith('__');
      if (descriptor.enumerable || isMember) found.set(key, descriptor);
    }
    if (isProxy) break;
  }
  return [...found];
}

/**
 * A value as Bun's console shows it.
 * @param {unknown} value
 * @param {{colors?: boolean, compact?: boolean, depth?: number, sorted?: boolean}} [options]
 * @returns {string}
 */
function inspect(value, options) {
  return new Printer(options).show(value, 0);
}

inspect.custom = custom;
/** Rows of values in a table. @returns {string} */
inspect.table = function table(data, columns, options) {
  return tables().table(data, columns, options);
};

module.exports = { inspect };
