'use strict';

// Headers: https://fetch.spec.whatwg.org/#headers-class

const {
  HeaderList,
  checkedValue,
  fill,
  knownField,
  nameOfSoleType,
  soleType,
} = require('ext/fetch/header_list');
const { finishClass, illegalInvocation, makeIterable, missing } = require('ext/fetch/webidl');
const inspecting = require.lazy('ext/console/inspect');

const customInspect = Symbol.for('nodejs.util.inspect.custom');
// The first argument of a constructor call from within: the list is there already.
const kList = Symbol('list');

let isHeaders;
let listOf;
let freeze;

class Headers {
  #list;
  #immutable = false;

  static {
    isHeaders = (value) => typeof value === 'object' && value !== null && #list in value;
    listOf = (headers) => headers.#list;
    freeze = (headers) => {
      headers.#immutable = true;
      return headers;
    };
  }

  /**
   * @param {Headers | Iterable<[string, string]> | Record<string, string>} [init]
   * @throws {TypeError}
   */
  constructor(init = undefined) {
    if (init === kList) {
      this.#list = arguments[1];
      return;
    }
    this.#list = new HeaderList();
    if (init !== undefined) fillList(this.#list, init);
  }

  #check(changes) {
    if (changes && this.#immutable) throw new TypeError('immutable');
  }

  /** Adds a value to those of a name. @throws {TypeError} */
  append(name, value) {
    if (!isHeaders(this)) throw illegalInvocation();
    if (arguments.length < 2) throw missing('Headers.append', 2, arguments.length);
    const field = knownNameAndValue(name, value, 'Headers.append');
    this.#check(true);
    this.#list.append(field.lower, field.name, checked);
  }

  delete(name) {
    if (!isHeaders(this)) throw illegalInvocation();
    if (arguments.length < 1) throw missing('Headers.delete', 1, 0);
    const { lower } = knownField(name, 'Headers.delete');
    this.#check(true);
    this.#list.delete(lower);
  }

  /** @returns {string|null} the values of a name, joined by ', ' */
  get(name) {
    if (!isHeaders(this)) throw illegalInvocation();
    if (arguments.length < 1) throw missing('Headers.get', 1, 0);
    return this.#list.get(knownField(name, 'Headers.get').lower);
  }

  /** @returns {boolean} */
  has(name) {
    if (!isHeaders(this)) throw illegalInvocation();
    if (arguments.length < 1) throw missing('Headers.has', 1, 0);
    return this.#list.has(knownField(name, 'Headers.has').lower);
  }

  /** Replaces the values of a name. @throws {TypeError} */
  set(name, value) {
    if (!isHeaders(this)) throw illegalInvocation();
    if (arguments.length < 2) throw missing('Headers.set', 2, arguments.length);
    const field = knownNameAndValue(name, value, 'Headers.set');
    this.#check(true);
    this.#list.set(field.lower, field.name, checked);
  }

  /** @returns {string[]} the values of Set-Cookie */
  getSetCookie() {
    if (!isHeaders(this)) throw illegalInvocation();
    return this.#list.cookies();
  }

  [customInspect](depth, options) {
    options.depth ??= depth;
    return `Headers ${inspecting().inspect({ ...this.#list.toObject() }, options)}`;
  }
}

// What knownNameAndValue() found besides the field.
let checked;

/** Both are converted before either is looked at. */
function knownNameAndValue(name, value, where) {
  if (typeof name !== 'string' || typeof value !== 'string') {
    const { byteString } = require('ext/fetch/webidl');
    name = byteString(name, where, 'name');
    value = byteString(value, where, 'value');
  }
  const field = knownField(name, where);
  checked = checkedValue(value, where, 'value');
  return field;
}

/** A program's own iterator counts where it gave Headers another one. */
let originalEntries;

function fillList(list, init) {
  if (isHeaders(init) && init[Symbol.iterator] === originalEntries) {
    const { fields } = listOf(init);
    for (let i = 0; i < fields.length; i += 3) list.append(fields[i], fields[i + 1], fields[i + 2]);
  } else {
    fill(list, init);
  }
}

finishClass(Headers, 'Headers', 'append delete get has set getSetCookie');
makeIterable(Headers, 'Headers', isHeaders, (headers) => listOf(headers).sorted());
originalEntries = Headers.prototype.entries;

/**
 * The list of what a program gave as HeadersInit.
 * @param {Headers | Iterable<[string, string]> | Record<string, string>} init
 * @returns {HeaderList}
 * @throws {TypeError}
 */
function listFrom(init) {
  const list = new HeaderList();
  fillList(list, init);
  return list;
}

/** A Headers object of a list, which it shares. */
function headersOf(list, immutable = false) {
  const headers = new Headers(kList, list);
  return immutable ? freeze(headers) : headers;
}

module.exports = { Headers, HeaderList, headersOf, isHeaders, listFrom, listOf, nameOfSoleType, soleType };
