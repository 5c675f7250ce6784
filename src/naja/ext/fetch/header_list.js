'use strict';

// The fields of a message's head, as Headers, Request and Response hold them: names in lower case, names as they were
// written, values. A list that came from the parser (ext/http/header_block.js) is read when somebody looks at it.

const { recordKind } = binding('util');
const { byteString } = require('ext/fetch/webidl');
const { fieldOf } = require('ext/http/fields');
const { onlyField, rawFields } = require('ext/http/header_block');

// Values that are good as they are: no line breaks, no NUL, no space at either end.
// eslint-disable-next-line no-control-regex
const goodValue = /^[^\0\r\n\t ](?:[^\0\r\n]*[^\0\r\n\t ])?$/;
// eslint-disable-next-line no-control-regex
const badCharacter = /[\0\r\n]/;
const blanksAround = /^[\t\n\r ]+|[\t\n\r ]+$/g;

// After so many looks at single fields of a block it is worth reading all of it.
const LOOKS = 8;

// Above so many fields there is an index by name.
const INDEX_FROM = 32;

/** @returns {string} without the white space at its ends */
function normalize(value) {
  return value.replace(blanksAround, '');
}

function invalidName(where, name) {
  return new TypeError(`${where}: "${name}" is an invalid header name.`);
}

/** The field that a program names, with its name in lower case. @throws {TypeError} */
function knownField(name, where) {
  if (typeof name !== 'string') name = byteString(name, where, 'name');
  const field = fieldOf(name);
  if (field !== undefined) return field;
  throw invalidName(where, byteString(name, where, 'name'));
}

/** A value that may be sent. @throws {TypeError} */
function checkedValue(value, where, what) {
  value = byteString(value, where, what);
  if (goodValue.test(value)) return value;
  value = normalize(value);
  if (badCharacter.test(value)) throw new TypeError(`${where}: "${value}" is an invalid header value.`);
  return value;
}

class HeaderList {
  #block;
  #looks = 0;
  #fields = []; // name in lower case, name, value, and so on
  #index = null; // Map: name in lower case -> where it is; none for few fields
  #sorted = null;

  /** @param {string} [block] what the parser found */
  constructor(block = '') {
    this.#block = block;
  }

  /** @returns {string[]} */
  #read() {
    if (this.#block !== '') {
      const raw = rawFields(this.#block);
      this.#block = '';
      for (let i = 0; i < raw.length; i += 2) this.append(raw[i].toLowerCase(), raw[i], raw[i + 1]);
    }
    return this.#fields;
  }

  #find(fields, lower) {
    if (fields.length > INDEX_FROM * 3) {
      this.#index ??= HeaderList.#makeIndex(fields);
      return this.#index.get(lower) ?? -1;
    }
    for (let i = 0; i < fields.length; i += 3) if (fields[i] === lower) return i;
    return -1;
  }

  static #makeIndex(fields) {
    const index = new Map();
    for (let i = fields.length - 3; i >= 0; i -= 3) index.set(fields[i], i);
    return index;
  }

  /** @returns {number} how many fields */
  get size() {
    return this.#read().length / 3;
  }

  /**
   * The fields in order: name in lower case, name, value, and so on. Not to be changed.
   * @returns {string[]}
   */
  get fields() {
    return this.#read();
  }

  /** @returns {HeaderList} */
  copy() {
    const list = new HeaderList(this.#block);
    list.#fields = this.#fields.slice();
    return list;
  }

  /** Adds a value: to the one that is there, but for Set-Cookie. */
  append(lower, name, value) {
    const fields = this.#read();
    this.#sorted = null;
    if (lower !== 'set-cookie') {
      const at = this.#find(fields, lower);
      if (at !== -1) {
        fields[at + 2] += (lower === 'cookie' ? '; ' : ', ') + value;
        return;
      }
    }
    if (this.#index !== null && !this.#index.has(lower)) this.#index.set(lower, fields.length);
    fields.push(lower, name, value);
  }

  set(lower, name, value) {
    const fields = this.#read();
    const at = this.#find(fields, lower);
    if (at === -1) {
      this.append(lower, name, value);
      return;
    }
    this.#sorted = null;
    fields[at + 1] = name;
    fields[at + 2] = value;
    if (lower === 'set-cookie') this.#remove(fields, lower, at + 3);
  }

  delete(lower) {
    const fields = this.#read();
    const at = this.#find(fields, lower);
    if (at !== -1) this.#remove(fields, lower, at);
  }

  #remove(fields, lower, from) {
    let kept = from;
    for (let i = from; i < fields.length; i += 3) {
      if (fields[i] === lower) continue;
      fields[kept] = fields[i];
      fields[kept + 1] = fields[i + 1];
      fields[kept + 2] = fields[i + 2];
      kept += 3;
    }
    fields.length = kept;
    this.#index = null;
    this.#sorted = null;
  }

  /** Of a field that stands in the block once, or not at all, its value or null; undefined where all must be read. */
  #peek(lower) {
    return this.#block === '' || ++this.#looks > LOOKS ? undefined : onlyField(this.#block, lower);
  }

  has(lower) {
    const value = this.#peek(lower);
    if (value !== undefined) return value !== null;
    return this.#find(this.#read(), lower) !== -1;
  }

  /** @returns {string|null} */
  get(lower) {
    const value = this.#peek(lower);
    if (value !== undefined) return value;
    const fields = this.#read();
    const at = this.#find(fields, lower);
    if (at === -1) return null;
    return lower === 'set-cookie' ? this.cookies().join(', ') : fields[at + 2];
  }

  /** @returns {string[]} the values of Set-Cookie */
  cookies() {
    const fields = this.#read();
    const values = [];
    for (let i = 0; i < fields.length; i += 3) if (fields[i] === 'set-cookie') values.push(fields[i + 2]);
    return values;
  }

  /** Names in lower case and values, sorted by name. Not to be changed. @returns {SortedPairs} */
  sorted() {
    return (this.#sorted ??= new SortedPairs(this.#read()));
  }

  /** Name -> value, as programs are shown it. */
  toObject() {
    const object = { __proto__: null };
    const fields = this.#read();
    for (let i = 0; i < fields.length; i += 3) {
      const name = fields[i + 1];
      object[name] = fields[i] === 'set-cookie' ? this.get('set-cookie') : fields[i + 2];
    }
    return object;
  }
}

/** What iterating over Headers gives. */
class SortedPairs {
  #pairs = [];

  constructor(fields) {
    for (let i = 0; i < fields.length; i += 3) this.#pairs.push([fields[i], fields[i + 2]]);
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)); // stable: cookies stay in order
  }

  get length() {
    return this.#pairs.length;
  }

  key(i) {
    return this.#pairs[i][0];
  }

  value(i) {
    return this.#pairs[i][1];
  }
}

/* ---------------------------------------------------------------- what programs give for headers */

const CONSTRUCTOR = 'Headers constructor';
const CONTENT_TYPE = 'content-type';

function appendChecked(list, name, value) {
  const field = fieldOf(name);
  if (field === undefined) throw invalidName('Headers.append', name);
  list.append(field.lower, name, normalized(field, value));
}

/** A value as it may be sent. @throws {TypeError} */
function normalized(field, value) {
  // Most programs send the same values again and again.
  if (value === field.normal) return value;
  if (!goodValue.test(value)) {
    value = normalize(value);
    if (badCharacter.test(value))
      throw new TypeError(`Headers.append: "${value}" is an invalid header value.`);
  }
  field.normal = value;
  return value;
}

/**
 * The names of all own properties of a record. Most records are literals, whose names V8 has at hand where there are
 * only those that Object.keys() gives.
 */
function keysOf(record) {
  const kind = recordKind(record, Object.prototype);
  if (kind === 0) return Reflect.ownKeys(record);
  const keys = Object.keys(record);
  return kind === 2 || recordKind(record, Object.prototype) === 2 ? keys : Reflect.ownKeys(record);
}

/** What soleType() was given: Content-Type as it was spelled. */
let typeName = CONTENT_TYPE;

/** @returns {string} */
function nameOfSoleType() {
  return typeName;
}

/**
 * What most responses have: a record with Content-Type alone.
 * @param {*} init HeadersInit
 * @returns {string|undefined} its value; undefined for anything else, of which nothing was read then
 * @throws {TypeError}
 */
function soleType(init) {
  if (recordKind(init, Object.prototype) === 0) return undefined;
  const keys = Object.keys(init);
  if (keys.length !== 1 || recordKind(init, Object.prototype) !== 2) return undefined;
  const key = keys[0];
  if (key !== CONTENT_TYPE && key !== 'Content-Type') return undefined;
  if (Object.prototype[Symbol.iterator] !== undefined) return undefined; // some program's idea
  let value = init[key];
  const field = fieldOf(CONTENT_TYPE);
  if (value !== field.normal) value = normalized(field, byteString(value, CONSTRUCTOR, `init["${key}"]`));
  typeName = key;
  return value;
}

function fillFromSequence(list, pairs) {
  const found = [];
  let index = 0;
  for (const pair of pairs) {
    if (pair === null || typeof pair !== 'object' || typeof pair[Symbol.iterator] !== 'function') {
      throw notIterable(pair, index);
    }
    const parts = [];
    for (const part of pair) {
      parts.push(byteString(part, CONSTRUCTOR, `init[${index}][${parts.length}]`));
    }
    found.push(parts);
    index++;
  }
  for (const parts of found) {
    if (parts.length !== 2) {
      throw new TypeError(`${CONSTRUCTOR}: expected name/value pair to be length 2, found ${parts.length}.`);
    }
    appendChecked(list, parts[0], parts[1]);
  }
}

function notIterable(value, index) {
  const object = value !== null && (typeof value === 'object' || typeof value === 'function');
  const shown = object ? '' : ` (${typeof value === 'string' ? `"${value}"` : String(value)})`;
  return new TypeError(`${CONSTRUCTOR}: init[${index}]${shown} is not iterable.`);
}

function fillFromRecord(list, record) {
  const keys = keysOf(record);
  const found = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol') {
      throw new TypeError(
        `${CONSTRUCTOR}: Key ${String(key)} in init is a symbol, which cannot be converted to a ByteString.`,
      );
    }
    const name = byteString(key, CONSTRUCTOR, `Key ${key} in init`);
    found.push(name, byteString(record[key], CONSTRUCTOR, `init["${key}"]`));
  }
  for (let i = 0; i < found.length; i += 2) appendChecked(list, found[i], found[i + 1]);
}

/**
 * Fills a list from what a program gave as HeadersInit (but for Headers objects, see headers.js).
 * @param {HeaderList} list
 * @param {Iterable|object} init
 * @throws {TypeError}
 */
function fill(list, init) {
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
    throw new TypeError(
      `${CONSTRUCTOR}: Argument 1 could not be converted to one of: sequence<sequence<ByteString>>, ` +
        'record<ByteString, ByteString>.',
    );
  }
  const method = init[Symbol.iterator];
  if (typeof method === 'function' && typeof init === 'object') fillFromSequence(list, init);
  else fillFromRecord(list, init);
}

module.exports = { HeaderList, checkedValue, fill, knownField, nameOfSoleType, soleType };
