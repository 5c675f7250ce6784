'use strict';

/**
 * Values on the channel: structured ones as bytes, what cannot be copied as handles. naja/sandbox/codec.py is the other
 * side, and says what the tags mean.
 */

const { Buffer } = require('node/buffer');
const {
  isDate,
  isMap,
  isNativeError,
  isPromise,
  isRegExp,
  isSet,
  isAnyArrayBuffer,
  isModuleNamespaceObject,
} = require('ext/base/types');

const MAX_DEPTH = 200;
const tag = (letter) => letter.charCodeAt(0);
const VIEWS = [
  Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView,
]; // prettier-ignore
const KIND = { object: 0, function: 1, promise: 2, symbol: 3 };

/** Objects that the host holds, by number; each with how often it was sent. */
const held = new Map();
const numbers = new Map();
let last = 0;

/** The object of a number that the host has sent back. */
function heldObject(number) {
  const entry = held.get(number);
  if (entry === undefined) throw new TypeError('The object has been released');
  return entry.object;
}

/** The host has let go of an object that it got `times` times. */
function release(number, times) {
  const entry = held.get(number);
  if (entry === undefined || (entry.times -= times) > 0) return;
  held.delete(number);
  numbers.delete(entry.object);
}

function hold(object) {
  let number = numbers.get(object);
  if (number === undefined) {
    number = ++last;
    numbers.set(object, number);
    held.set(number, { object, times: 0 });
  }
  held.get(number).times++;
  return number;
}

/** Functions of the host, by their numbers; and the numbers. */
const hostFunctions = new Map();
const hostNumbers = new WeakMap();

class Writer {
  bytes = Buffer.allocUnsafeSlow(1024);
  length = 0;
  seen = new Map();

  room(size) {
    const wanted = this.length + size;
    if (wanted <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(wanted, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value) {
    this.room(1);
    this.bytes[this.length++] = value;
  }

  count(letter, number) {
    this.room(5);
    this.bytes[this.length] = tag(letter);
    this.bytes.writeUInt32LE(number, this.length + 1);
    this.length += 5;
  }

  double(letter, number) {
    this.room(9);
    this.bytes[this.length] = tag(letter);
    this.bytes.writeDoubleLE(number, this.length + 1);
    this.length += 9;
  }

  string(text) {
    const wellFormed = text.isWellFormed();
    const size = wellFormed ? Buffer.byteLength(text) : text.length * 2;
    this.count(wellFormed ? 's' : 'w', size);
    this.room(size);
    this.length += this.bytes.write(text, this.length, size, wellFormed ? 'utf8' : 'utf16le');
  }

  raw(bytes) {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  number(value) {
    if ((value | 0) === value && !Object.is(value, -0)) {
      this.room(5);
      this.bytes[this.length] = tag('i');
      this.bytes.writeInt32LE(value, this.length + 1);
      this.length += 5;
    } else {
      this.double('d', value);
    }
  }

  bigint(value) {
    let hex = (value < 0n ? -value : value).toString(16);
    if (hex.length % 2) hex = `0${hex}`;
    const bytes = Buffer.from(hex, 'hex');
    this.count('b', bytes.length);
    this.byte(value < 0n ? 1 : 0);
    this.raw(bytes);
  }

  handle(object, kind, name) {
    this.count('h', hold(object));
    this.byte(KIND[kind]);
    this.string(name);
  }

  value(value, depth) {
    switch (typeof value) {
      case 'undefined':
        return this.byte(tag('N'));
      case 'boolean':
        return this.byte(tag(value ? 'T' : 'F'));
      case 'number':
        return this.number(value);
      case 'string':
        return this.string(value);
      case 'bigint':
        return this.bigint(value);
      case 'symbol':
        return this.handle(value, 'symbol', value.toString());
      case 'function':
        return this.fn(value);
    }
    if (value === null) return this.byte(tag('n'));
    return this.object(value, depth + 1);
  }

  fn(value) {
    const number = hostNumbers.get(value);
    if (number !== undefined) return this.count('c', number);
    const { name } = value;
    return this.handle(value, 'function', typeof name === 'string' ? name : '');
  }

  object(value, depth) {
    const before = this.seen.get(value);
    if (before !== undefined) return this.count('r', before);
    if (depth > MAX_DEPTH) throw new TypeError(`A value is more than ${MAX_DEPTH} deep`);
    if (Array.isArray(value)) return this.array(value, depth);
    if (isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return this.view(value);
    if (isDate(value)) return this.double('D', Date.prototype.getTime.call(value));
    if (isMap(value) || isSet(value)) return this.collection(value, depth);
    if (isRegExp(value)) {
      this.byte(tag('R'));
      this.string(value.source);
      return this.string(value.flags);
    }
    if (isNativeError(value)) return this.error(value, depth);
    const prototype = Object.getPrototypeOf(value);
    if (isModuleNamespaceObject(value)) return this.handle(value, 'object', 'Module');
    if (prototype === Object.prototype || prototype === null) return this.plain(value, depth);
    const { constructor } = value;
    const name = typeof constructor === 'function' ? `${constructor.name}` : 'Object';
    if (!isPromise(value)) return this.handle(value, 'object', name);
    // The host may await it later: a rejection is its business from now on.
    Promise.prototype.then.call(value, undefined, () => {});
    return this.handle(value, 'promise', name);
  }

  array(value, depth) {
    this.seen.set(value, this.seen.size);
    const { length } = value;
    this.count('a', length);
    for (let i = 0; i < length; i++) this.value(value[i], depth);
  }

  plain(value, depth) {
    this.seen.set(value, this.seen.size);
    const keys = Object.keys(value);
    this.count('o', keys.length);
    for (const key of keys) {
      this.string(key);
      this.value(value[key], depth);
    }
  }

  collection(value, depth) {
    this.seen.set(value, this.seen.size);
    const map = isMap(value);
    const entries = map
      ? [...Map.prototype.entries.call(value)].flat(1)
      : [...Set.prototype.values.call(value)];
    this.count(map ? 'm' : 'e', map ? entries.length / 2 : entries.length);
    for (const item of entries) this.value(item, depth);
  }

  view(value) {
    const whole = isAnyArrayBuffer(value);
    const kind = whole ? 0 : VIEWS.findIndex((type) => value instanceof type);
    const bytes = whole
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    this.count('v', bytes.length);
    this.byte(Math.max(kind, 0));
    this.raw(bytes);
  }

  error(value, depth) {
    this.byte(tag('E'));
    for (const name of ['name', 'message', 'stack', 'code']) {
      let text;
      try {
        text = value[name];
      } catch {
        // An accessor of the program's own.
      }
      this.value(typeof text === 'string' || typeof text === 'number' ? text : undefined, depth);
    }
  }
}

let spare = new Writer();

/**
 * A message as bytes: a buffer, of which so many count.
 * @param {unknown[]} message
 * @param {(bytes: Uint8Array, length: number) => void} use
 */
function encode(message, use) {
  // A getter may run, and send a message of its own meanwhile.
  const writer = spare ?? new Writer();
  spare = undefined;
  writer.length = 0;
  writer.seen.clear();
  try {
    writer.value(message, 0);
    use(writer.bytes, writer.length);
  } finally {
    writer.seen.clear();
    if (writer.bytes.length <= 1 << 20) spare = writer;
    else spare = new Writer();
  }
}

class Reader {
  at = 0;
  seen = [];

  constructor(bytes, makeFunction) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.makeFunction = makeFunction;
  }

  uint32() {
    const value = this.bytes.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  take(size) {
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  list() {
    const count = this.uint32();
    const list = [];
    this.seen.push(list);
    for (let i = 0; i < count; i++) list.push(this.value());
    return list;
  }

  plain() {
    const count = this.uint32();
    const object = {};
    this.seen.push(object);
    for (let i = 0; i < count; i++) {
      const key = this.value();
      Object.defineProperty(object, key, {
        __proto__: null,
        value: this.value(),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return object;
  }

  map() {
    const count = this.uint32();
    const map = new Map();
    this.seen.push(map);
    for (let i = 0; i < count; i++) map.set(this.value(), this.value());
    return map;
  }

  set() {
    const count = this.uint32();
    const set = new Set();
    this.seen.push(set);
    for (let i = 0; i < count; i++) set.add(this.value());
    return set;
  }

  bigint() {
    const size = this.uint32();
    const negative = this.take(1)[0] === 1;
    const value = BigInt(`0x${this.take(size).toString('hex') || '0'}`);
    return negative ? -value : value;
  }

  hostFunction() {
    const number = this.uint32();
    const isAsync = this.take(1)[0] === 1;
    const name = this.value();
    let made = hostFunctions.get(number);
    if (made === undefined) {
      made = this.makeFunction(number, isAsync);
      Object.defineProperty(made, 'name', { __proto__: null, value: name, configurable: true });
      hostFunctions.set(number, made);
      hostNumbers.set(made, number);
    }
    return made;
  }

  value() {
    switch (String.fromCharCode(this.bytes[this.at++])) {
      case 'N':
        return undefined;
      case 'n':
        return null;
      case 'T':
        return true;
      case 'F':
        return false;
      case 'i':
        this.at += 4;
        return this.bytes.readInt32LE(this.at - 4);
      case 'd':
        this.at += 8;
        return this.bytes.readDoubleLE(this.at - 8);
      case 's':
        return this.take(this.uint32()).toString('utf8');
      case 'w':
        return this.take(this.uint32()).toString('utf16le');
      case 'b':
        return this.bigint();
      case 'y':
        return new Uint8Array(this.take(this.uint32()));
      case 'a':
        return this.list();
      case 'o':
        return this.plain();
      case 'm':
        return this.map();
      case 'e':
        return this.set();
      case 'D':
        this.at += 8;
        return new Date(this.bytes.readDoubleLE(this.at - 8));
      case 'c':
        return this.hostFunction();
      case 'k':
        return heldObject(this.uint32());
      case 'r':
        return this.seen[this.uint32()];
      case 'E':
        return this.error();
    }
    throw new Error('The channel to the host is out of step');
  }

  /** An exception of the host's: what it is called, and what it says. */
  error() {
    const name = this.value();
    const error = new Error(this.value());
    error.name = name;
    return error;
  }
}

/**
 * What the host has sent.
 * @param {Uint8Array} bytes
 * @param {(number: number, isAsync: boolean) => Function} makeFunction for functions of the host
 */
const decode = (bytes, makeFunction) => new Reader(bytes, makeFunction).value();

module.exports = { decode, encode, heldObject, release };
