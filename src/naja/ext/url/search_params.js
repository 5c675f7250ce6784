'use strict';

// URLSearchParams: https://url.spec.whatwg.org/#interface-urlsearchparams

const { setTransferMode } = require('ext/events/symbols');
const form = require('ext/url/form');
const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const inspecting = require.lazy('ext/console/inspect');

const customInspect = Symbol.for('nodejs.util.inspect.custom');

/** A Web IDL USVString. */
function toUSVString(value) {
  return (typeof value === 'string' ? value : `${value}`).toWellFormed();
}

function missing(...names) {
  return new (errors().codes.ERR_MISSING_ARGS)(...names);
}

function notPair() {
  return new (errors().codes.ERR_INVALID_TUPLE)('Each query pair', '[name, value]');
}

// Set by the classes below: the list of a URLSearchParams, its URL, and its reading of a new query.
let listOf;
let attach;
let reload;
let isURLSearchParams;
// Set by url.js: what a URL does when its searchParams change.
let notify;

function setNotifier(callback) {
  notify = callback;
}

function listFromSequence(pairs) {
  const list = [];
  for (const pair of pairs) {
    if (pair === null || (typeof pair !== 'object' && typeof pair !== 'function')) throw notPair();
    if (typeof pair[Symbol.iterator] !== 'function') throw notPair();
    if (Array.isArray(pair) && pair.length !== 2) throw notPair();
    const before = list.length;
    for (const part of pair) list.push(toUSVString(part));
    if (list.length - before !== 2) throw notPair();
  }
  return list;
}

function listFromRecord(record) {
  const values = new Map(); // two keys may become one
  for (const key of Reflect.ownKeys(record)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(record, key);
    if (descriptor?.enumerable) values.set(toUSVString(key), toUSVString(record[key]));
  }
  const list = [];
  for (const [name, value] of values) list.push(name, value);
  return list;
}

class URLSearchParamsIterator {
  #params;
  #kind;
  #index = 0;

  constructor(params, kind) {
    this.#params = params;
    this.#kind = kind;
  }

  next() {
    if (typeof this !== 'object' || this === null || !(#params in this)) {
      throw new (errors().codes.ERR_INVALID_THIS)('URLSearchParamsIterator');
    }
    const list = listOf(this.#params);
    const index = this.#index;
    if (index >= list.length) return { done: true, value: undefined };
    this.#index = index + 2;
    if (this.#kind === 'key') return { done: false, value: list[index] };
    if (this.#kind === 'value') return { done: false, value: list[index + 1] };
    return { done: false, value: [list[index], list[index + 1]] };
  }

  [customInspect](depth, context) {
    if (!this || typeof this !== 'object' || !(#params in this)) {
      throw new (errors().codes.ERR_INVALID_THIS)('URLSearchParamsIterator');
    }
    if (typeof depth === 'number' && depth < 0) return context.stylize('[Object]', 'special');
    const options = depth === null ? { ...context } : { ...context, depth: depth - 1 };
    const { inspect } = inspecting();
    const list = listOf(this.#params);
    const left = [];
    for (let i = this.#index; i < list.length; i += 2) {
      if (this.#kind === 'key') left.push(list[i]);
      else left.push(this.#kind === 'value' ? list[i + 1] : [list[i], list[i + 1]]);
    }
    const wrap = inspect(left, options).includes('\n');
    const shown = left.map((entry) => inspect(entry, options));
    return `${this[Symbol.toStringTag]} {${wrap ? '\n  ' : ' '}${shown.join(wrap ? ',\n  ' : ', ')} }`;
  }
}

const iteratorPrototype = URLSearchParamsIterator.prototype;
delete iteratorPrototype.constructor;
Object.setPrototypeOf(iteratorPrototype, Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())));
Object.defineProperties(iteratorPrototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams Iterator' },
  next: { __proto__: null, enumerable: true },
});

class URLSearchParams {
  #list = []; // names and values by turns
  #url; // the URL whose query this is
  #text; // what toString() gave, until something changes

  static {
    listOf = (params) => params.#list;
    isURLSearchParams = (value) => typeof value === 'object' && value !== null && #list in value;
    attach = (params, url) => {
      params.#url = url;
    };
    reload = (params, query) => {
      params.#text = undefined;
      params.#list = form.parse(query);
    };
  }

  /**
   * @param {string | Iterable<[string, string]> | Record<string, string>} [init]
   * @throws ERR_ARG_NOT_ITERABLE, ERR_INVALID_TUPLE
   */
  constructor(init = undefined) {
    if (init === undefined) return;
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
      const query = toUSVString(init);
      if (query !== '') this.#list = form.parse(query);
      return;
    }
    const method = init[Symbol.iterator];
    if (method === this[Symbol.iterator] && #list in init) {
      this.#list = init.#list.slice();
      this.#text = init.#text;
    } else if (method === undefined || method === null) {
      this.#list = listFromRecord(init);
    } else {
      if (typeof method !== 'function') throw new (errors().codes.ERR_ARG_NOT_ITERABLE)('Query pairs');
      this.#list = listFromSequence(init);
    }
  }

  static #check(params) {
    if (typeof params !== 'object' || params === null || !(#list in params)) {
      throw new (errors().codes.ERR_INVALID_THIS)('URLSearchParams');
    }
  }

  #changed() {
    this.#text = undefined;
    if (this.#url !== undefined) notify(this.#url);
  }

  [customInspect](depth, context) {
    URLSearchParams.#check(this);
    if (typeof depth === 'number' && depth < 0) return context.stylize('[Object]', 'special');
    const options = depth === null ? { ...context } : { ...context, depth: depth - 1 };
    const { inspect } = inspecting();
    const shown = [];
    const list = this.#list;
    let width = -2;
    for (let i = 0; i < list.length; i += 2) {
      const pair = `${inspect(list[i], options)} => ${inspect(list[i + 1], options)}`;
      shown.push(pair);
      // eslint-disable-next-line no-control-regex
      width += pair.replace(/\x1b\[\d\d?m/g, '').length + 2;
    }
    const { name } = this.constructor;
    if (shown.length === 0) return `${name} {}`;
    return width > context.breakLength
      ? `${name} {\n  ${shown.join(',\n  ')} }`
      : `${name} { ${shown.join(', ')} }`;
  }

  get size() {
    URLSearchParams.#check(this);
    return this.#list.length / 2;
  }

  append(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw missing('name', 'value');
    name = toUSVString(name);
    this.#list.push(name, toUSVString(value));
    this.#changed();
  }

  delete(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw missing('name');
    const list = this.#list;
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) continue;
      list[kept] = list[i];
      list[kept + 1] = list[i + 1];
      kept += 2;
    }
    list.length = kept;
    this.#changed();
  }

  get(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw missing('name');
    const list = this.#list;
    name = toUSVString(name);
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) return list[i + 1];
    return null;
  }

  getAll(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw missing('name');
    const list = this.#list;
    const values = [];
    name = toUSVString(name);
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) values.push(list[i + 1]);
    return values;
  }

  has(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw missing('name');
    const list = this.#list;
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) return true;
    }
    return false;
  }

  set(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw missing('name', 'value');
    const list = this.#list;
    name = toUSVString(name);
    value = toUSVString(value);
    let kept = 0;
    let found = false;
    for (let i = 0; i < list.length; i += 2) {
      const same = list[i] === name;
      if (same && found) continue;
      list[kept] = list[i];
      list[kept + 1] = same ? value : list[i + 1];
      kept += 2;
      if (same) found = true;
    }
    list.length = kept;
    if (!found) list.push(name, value);
    this.#changed();
  }

  sort() {
    URLSearchParams.#check(this);
    const list = this.#list;
    if (list.length > 2) {
      const pairs = [];
      for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
      pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)); // by code units
      for (let i = 0; i < pairs.length; i++) [list[i * 2], list[i * 2 + 1]] = pairs[i];
    }
    this.#changed();
  }

  entries() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this, 'key+value');
  }

  forEach(callback, thisArg = undefined) {
    URLSearchParams.#check(this);
    validators().validateFunction(callback, 'callback');
    // The list may change meanwhile.
    for (let i = 0; i < this.#list.length; i += 2) {
      callback.call(thisArg, this.#list[i + 1], this.#list[i], this);
    }
  }

  keys() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this, 'key');
  }

  values() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this, 'value');
  }

  toString() {
    URLSearchParams.#check(this);
    return (this.#text ??= form.serialize(this.#list));
  }
}

const enumerable = { __proto__: null, enumerable: true };
setTransferMode(URLSearchParams.prototype, 0);
Object.defineProperties(URLSearchParams.prototype, {
  append: enumerable,
  delete: enumerable,
  get: enumerable,
  getAll: enumerable,
  has: enumerable,
  set: enumerable,
  size: enumerable,
  sort: enumerable,
  entries: enumerable,
  forEach: enumerable,
  keys: enumerable,
  values: enumerable,
  toString: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
  [Symbol.iterator]: {
    __proto__: null,
    configurable: true,
    writable: true,
    value: URLSearchParams.prototype.entries,
  },
});

module.exports = { URLSearchParams, attach, isURLSearchParams, reload, setNotifier };
