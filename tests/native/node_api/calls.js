'use strict';

// Every function of Node-API with every kind of value in every place. Prints what each call answers.

const { inspect } = require('node:util');
const addon = require(process.argv[2]);
const { nothing, external } = addon;

class Named {
  constructor(...args) {
    this.args = args;
  }
  get accessor() {
    return 'accessed';
  }
}

/** Kinds of values; made anew for each call, since calls may change them. */
const VALUES = {
  NULL: () => nothing,
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  0: () => 0,
  '-0': () => -0,
  1: () => 1,
  1.5: () => 1.5,
  '-1': () => -1,
  '2^30-1': () => 2 ** 30 - 1,
  '2^30': () => 2 ** 30,
  '-2^30': () => -(2 ** 30),
  '-2^30-1': () => -(2 ** 30) - 1,
  '2^31': () => 2 ** 31,
  '2^32+1': () => 2 ** 32 + 1,
  '2^53': () => 2 ** 53,
  '2^63': () => 2 ** 63,
  '-2^63': () => -(2 ** 63),
  '1e300': () => 1e300,
  NaN: () => NaN,
  Infinity: () => Infinity,
  '-Infinity': () => -Infinity,
  '1n': () => 1n,
  '-2n**70n': () => -(2n ** 70n),
  "''": () => '',
  abc: () => 'abc',
  é: () => 'é',
  '😀': () => '😀',
  'lone surrogate': () => '\ud83dx',
  'nul in it': () => 'a\0b',
  symbol: () => Symbol('s'),
  '{}': () => ({ a: 1, [Symbol('k')]: 2, 3: 4 }),
  frozen: () => Object.freeze({ a: 1 }),
  'null prototype': () => ({ __proto__: null, a: 1 }),
  '[]': () => [1, , 'x', { y: 1 }],
  doubles: () => [0.5, , 2.5],
  function: () =>
    function named(a) {
      return [this === globalThis ? 'global' : this, a];
    },
  arrow: () => () => {
    throw new RangeError('from the arrow');
  },
  class: () => Named,
  instance: () => new Named(1),
  date: () => new Date(86400000),
  regexp: () => /x/g,
  error: () => new TypeError('an error'),
  Uint8Array: () => new Uint8Array([1, 2, 3]),
  'Float64Array, offset': () => new Float64Array(new ArrayBuffer(32), 8, 2),
  BigInt64Array: () => new BigInt64Array(2),
  Float16Array: () => new Float16Array(2),
  Buffer: () => Buffer.alloc(6, 'buffer'),
  DataView: () => new DataView(new ArrayBuffer(16), 4, 8),
  ArrayBuffer: () => new ArrayBuffer(16),
  detached: () => {
    const memory = new ArrayBuffer(8);
    structuredClone(memory, { transfer: [memory] });
    return memory;
  },
  SharedArrayBuffer: () => new SharedArrayBuffer(16),
  'over shared': () => new Uint16Array(new SharedArrayBuffer(16), 2, 3),
  promise: () => Promise.resolve(1),
  map: () => new Map([[1, 2]]),
  proxy: () => new Proxy({}, { get: () => 'trapped', has: () => true }),
  'throwing proxy': () => {
    const fail = () => {
      throw new Error('trap');
    };
    return new Proxy(function () {}, {
      get: fail,
      set: fail,
      has: fail,
      ownKeys: fail,
      deleteProperty: fail,
      apply: fail,
      construct: fail,
      getPrototypeOf: fail,
      defineProperty: fail,
      getOwnPropertyDescriptor: fail,
      preventExtensions: fail,
      setPrototypeOf: fail,
    });
  },
  getter: () => ({
    get a() {
      throw new Error('getter');
    },
    set a(value) {
      throw new Error('setter');
    },
  }),
  external: () => external,
  boxed: () => Object('text'),
};

function show(value) {
  let text;
  try {
    text = inspect(value, { depth: 3, breakLength: Infinity, showHidden: false });
  } catch (error) {
    return `cannot be shown: ${error}`; // a proxy
  }
  return text
    .replaceAll(/\n\s+at .*/g, '')
    .replaceAll(/\n/g, '|')
    .replaceAll(/External: \w+/g, 'External');
}

function call(name, label, ...args) {
  let outcome;
  try {
    outcome = addon[name](...args);
  } catch (error) {
    outcome = `throws ${error}`;
  }
  console.log(`${name}(${label}) ${show(outcome)}`);
}

// One value, and a second and third place that are NULL in turn.
const ONE =
  `napi_coerce_to_bool napi_coerce_to_number napi_coerce_to_object napi_coerce_to_string napi_get_prototype
  napi_get_property_names napi_run_script napi_is_array napi_is_arraybuffer node_api_is_sharedarraybuffer napi_is_buffer
  napi_is_typedarray napi_is_dataview napi_is_promise napi_is_date napi_is_error napi_is_detached_arraybuffer
  napi_get_value_double napi_get_value_int32 napi_get_value_uint32 napi_get_value_int64 napi_get_value_bool
  napi_get_date_value napi_get_array_length napi_typeof napi_get_value_bigint_int64 napi_get_value_bigint_words
  napi_create_symbol napi_detach_arraybuffer napi_get_typedarray_info napi_get_dataview_info napi_get_buffer_info
  napi_get_arraybuffer_info napi_object_freeze napi_object_seal napi_throw tag check_tag`.split(/\s+/);
for (const name of ONE) {
  for (const [label, make] of Object.entries(VALUES)) {
    // What Buffer.prototype has is no matter of Node-API's.
    if (label === 'Buffer' && /prototype|names/.test(name)) continue;
    call(name, label, make());
  }
  call(name, '{}, NULL', {}, nothing);
  call(name, '1, NULL', 1, nothing);
  call(name, '{}, 1, NULL', {}, 1, nothing);
  call(name, '1n, 1, NULL', 1n, 1, nothing);
  call(name, '1n, 1, 1, NULL', 1n, 1, 1, nothing);
}

// A value, a key, and what is stored.
for (const name of [
  'napi_has_property',
  'napi_has_own_property',
  'napi_delete_property',
  'napi_get_property',
  'napi_set_property',
]) {
  for (const [label, make] of Object.entries(VALUES)) {
    call(name, `${label}, a`, make(), 'a', 5);
    call(name, `{}, ${label}`, { a: 1, 3: 4 }, make(), 5);
    call(name, `{}, a, ${label}`, { a: 1, 3: 4 }, 'a', make());
  }
  call(name, '{}, 3', { 3: 4 }, 3, 5);
}
for (const name of ['napi_has_named_property', 'napi_get_named_property', 'napi_set_named_property']) {
  for (const [label, make] of Object.entries(VALUES)) call(name, `${label}, a`, make(), 'a', 5);
  for (const key of ['', 'é', '3', '__proto__', 'length']) call(name, `{}, ${key}`, { 3: 1, é: 2 }, key, 5);
  call(name, '{}, NULL', {}, nothing, 5);
  call(name, '{}, a, NULL', {}, 'a', nothing);
}
for (const name of ['napi_has_element', 'napi_get_element', 'napi_set_element', 'napi_delete_element']) {
  for (const [label, make] of Object.entries(VALUES)) {
    for (const index of [0, 1, 2, 3, 4, 4294967294, 4294967295])
      call(name, `${label}, ${index}`, make(), index, 5);
    call(name, `[], 1, ${label}`, [1, , 3], 1, make());
    call(name, `doubles, 1, ${label}`, [0.5, , 3], 1, make());
  }
  call(name, 'array with length', new Array(3), 1, 7);
  call(name, 'copied on write', [1, 2, 3], 0, 9);
}
// What an array inherits counts for its holes.
Object.defineProperty(Array.prototype, 1, {
  configurable: true,
  get: () => 'inherited',
  set(value) {
    console.log('set through the prototype', value);
  },
});
call('napi_get_element', 'hole, inherited', [1, , 3], 1);
call('napi_set_element', 'hole, inherited', [1, , 3], 1, 8);
call('napi_set_element', 'double hole, inherited', [1.5, , 3], 1, 8);
delete Array.prototype[1];
call(
  'napi_set_element',
  'hole, of another prototype',
  Object.setPrototypeOf([1, , 3], {
    set 1(v) {
      console.log('set', v);
    },
  }),
  1,
  8,
);
for (const mode of [0, 1, 2]) {
  for (const filter of [0, 1, 2, 4, 8, 16, 3, 63]) {
    for (const conversion of [0, 1, 2]) {
      call(
        'napi_get_all_property_names',
        `${mode}, ${filter}, ${conversion}`,
        Object.create(
          { inherited: 1 },
          {
            own: { value: 1 },
            7: { value: 2, enumerable: true },
            [Symbol.iterator]: { value: 3, enumerable: true, writable: true },
          },
        ),
        mode,
        filter,
        conversion,
      );
    }
  }
}
for (const [label, make] of Object.entries(VALUES)) {
  call('napi_strict_equals', `${label}, ${label}`, make(), make());
  call('napi_strict_equals', `${label}, 1`, make(), 1);
  call('napi_instanceof', `${label}, class`, make(), Named);
  call('napi_instanceof', `instance, ${label}`, new Named(), make());
  call('napi_call_function', `{}, ${label}`, { self: 1 }, make(), undefined, 'argument');
  call('napi_call_function', `${label}, function`, make(), VALUES.function(), undefined, 1);
  call('napi_new_instance', label, make(), undefined, 'argument');
  // How the result is printed is not Node-API's.
  if (!['Buffer', 'external'].includes(label)) call('node_api_set_prototype', `{}, ${label}`, {}, make());
  if (!['error', 'external'].includes(label))
    call('node_api_set_prototype', `${label}, {}`, make(), { p: 1 });
  if (label === 'throwing proxy') continue; // what follows would be the trap's own exception
  for (const name of [
    'napi_create_error',
    'napi_create_type_error',
    'napi_create_range_error',
    'node_api_create_syntax_error',
  ]) {
    call(name, `${label}, text`, make(), 'text');
    call(name, `CODE, ${label}`, 'CODE', make());
  }
  for (const name of [
    'napi_throw_error',
    'napi_throw_type_error',
    'napi_throw_range_error',
    'node_api_throw_syntax_error',
  ]) {
    if (typeof make() === 'string' || make() === nothing) {
      call(name, `${label}, text`, make(), 'text');
      call(name, `CODE, ${label}`, 'CODE', make());
    }
  }
  for (const name of [
    'napi_get_value_string_latin1',
    'napi_get_value_string_utf8',
    'napi_get_value_string_utf16',
  ]) {
    for (const size of [0, 1, 2, 3, 4, 64]) call(name, `${label}, ${size}`, make(), size);
    call(name, `${label}, no buffer`, make(), 0, nothing);
    call(name, `${label}, no buffer, no count`, make(), 0, nothing, nothing);
    call(name, `${label}, no count`, make(), 3, undefined, nothing);
  }
  call('promise', `resolve, ${label}`, 1, make());
  if (label !== 'NULL') addon.promise(0, make())[1]?.catch(() => {});
  call('napi_define_properties', label, make(), Symbol('named'));
  for (let type = 0; type < 13; type++) {
    call('napi_create_typedarray', `${type}, ${label}, 0`, type, 1, make(), 0);
  }
  call('napi_create_dataview', label, 4, make(), 4);
  call('node_api_create_buffer_from_arraybuffer', label, make(), 4, 4);
  // Node.js ends the process where a prototype is none or an external, or a key NULL.
  if (make() === null || (make() !== external && Object(make()) === make())) {
    call('node_api_create_object_with_properties', label, make(), 'a', 'b', 1, 2);
  }
  if (label !== 'NULL') {
    call('node_api_create_object_with_properties', `key ${label}`, null, 'a', make(), 1, 2);
  }
}
call('napi_call_function', 'NULL result', {}, () => 1, nothing);
for (const name of [
  'napi_create_double',
  'napi_create_int32',
  'napi_create_uint32',
  'napi_create_int64',
  'napi_create_date',
  'napi_create_bigint_int64',
]) {
  for (const [label, make] of Object.entries(VALUES)) {
    const value = make();
    if (typeof value !== 'number') continue;
    const fits =
      name === 'napi_create_double' ||
      name === 'napi_create_date' ||
      (Math.abs(value) <= 2 ** 30 + 1 && (value >= 0 || name !== 'napi_create_uint32'));
    if (fits) call(name, label, value);
  }
  call(name, 'NULL result', 1, nothing);
}
for (const name of ['napi_get_undefined', 'napi_get_null', 'napi_create_object', 'napi_create_array']) {
  call(name, '');
  call(name, 'NULL', nothing);
}
for (const length of [0, 1, 5]) call('napi_create_array_with_length', length, length);
for (const count of [0, 1, 2, 2 ** 31]) {
  for (const sign of [0, 1]) call('napi_create_bigint_words', `${sign}, ${count}`, sign, count);
}
call('napi_create_bigint_words', 'NULL words', 0, 1, nothing);
call('napi_create_bigint_words', 'NULL result', 0, 1, undefined, nothing);

const bytes = (text) => new Uint8Array(Buffer.from(`${text}\0`));
const TEXTS = {
  plain: bytes('plain'),
  empty: bytes(''),
  'two bytes': bytes('é'),
  'three bytes': bytes('€uro'),
  'four bytes': bytes('😀'),
  'not UTF-8': new Uint8Array([0x61, 0xff, 0xc3, 0x28, 0]),
  long: bytes('x'.repeat(200)),
  'long, not ASCII': bytes(`${'x'.repeat(90)}ü${'y'.repeat(90)}`),
};
for (const name of [
  'napi_create_string_latin1',
  'napi_create_string_utf8',
  'node_api_create_property_key_latin1',
  'node_api_create_property_key_utf8',
  'node_api_symbol_for',
]) {
  for (const [label, text] of Object.entries(TEXTS)) {
    call(name, label, text, -1);
    call(name, `${label}, 2`, text, Math.min(2, text.length - 1));
    call(name, `${label}, again`, text, -1);
  }
  call(name, 'NULL, 0', nothing, 0);
  call(name, 'NULL, 1', nothing, 1);
  call(name, 'NULL, auto', nothing, -1);
  call(name, 'too long', TEXTS.plain, 2 ** 31);
  call(name, 'NULL result', TEXTS.plain, 1, nothing);
}
for (const name of ['napi_create_string_utf16', 'node_api_create_property_key_utf16']) {
  const units = new Uint8Array(new Uint16Array([0x61, 0xd83d, 0xde00, 0xd800, 0]).buffer);
  for (const length of [-1, 0, 1, 2, 3, 4, 2 ** 31]) call(name, length, units, length);
  call(name, 'NULL', nothing, 0);
  call(name, 'NULL, 1', nothing, 1);
}
for (const text of ['', 'latin1 é', 'x'.repeat(40)]) {
  call('node_api_create_external_string_latin1', text, text);
  call('node_api_create_external_string_utf16', text, text);
}
call('node_api_create_external_string_latin1', 'NULL result', 'text', nothing);
call('while_pending', '');
for (const length of [0, 1, 8, 5000]) {
  for (const name of ['napi_create_arraybuffer', 'node_api_create_sharedarraybuffer']) {
    call(name, length, length);
    call(name, `${length}, NULL`, length, nothing);
  }
  call('napi_create_buffer', length, length);
}
for (const length of [0, 3, 8]) call('napi_create_buffer_copy', length, length);
call('napi_create_buffer', 'NULL result', 1, nothing);
for (let type = 0; type < 13; type++) {
  for (const [length, offset] of [
    [0, 0],
    [2, 8],
    [1, 1],
    [2, 2],
    [100, 0],
    [1, 16],
    [0, 16],
    [0, 17],
  ]) {
    call(
      'napi_create_typedarray',
      `${type}, ${length}, ${offset}`,
      type,
      length,
      new ArrayBuffer(16),
      offset,
    );
  }
}
for (const [length, offset] of [
  [0, 0],
  [16, 0],
  [17, 0],
  [8, 9],
  [0, 16],
  [0, 17],
  [4294967295, 1],
]) {
  call('napi_create_dataview', `${length}, ${offset}`, length, new ArrayBuffer(16), offset);
  call(
    'node_api_create_buffer_from_arraybuffer',
    `${offset}, ${length}`,
    new ArrayBuffer(16),
    offset,
    length,
  );
}

// --- classes

const symbol = Symbol('static');
for (const args of [
  ['Class', symbol],
  [nothing, symbol],
  ['Class', symbol, nothing],
  ['Class', 'text'],
  ['Class', 1],
  ['Class', symbol, undefined, nothing],
]) {
  call(
    'napi_define_class',
    args.map((arg) => (arg === nothing ? 'NULL' : String(arg))),
    ...args,
  );
}
const [, Class] = addon.napi_define_class('Class', symbol);
console.log(
  show(Object.getOwnPropertyDescriptors(Class)),
  show(Object.getOwnPropertyDescriptors(Class.prototype)),
);
const instance = new Class('given');
instance.access = 'set';
class Derived extends Class {}
console.log(
  instance,
  instance.access,
  instance.readonly,
  instance.method(),
  Class[symbol](),
  new Derived(2),
  Derived.name,
);
for (const attempt of [
  () => Class(),
  () => instance.method.call({}),
  () => Class.prototype.access,
  () => Reflect.get(Class.prototype, 'access', {}),
  () => {
    instance.readonly = 1;
  },
  () => new instance.method(),
  () => Class.prototype.method.call(new Derived()),
]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(`${error}`);
  }
}
const [, defined] = addon.napi_define_properties({}, symbol);
console.log(show(Object.getOwnPropertyDescriptors(defined)), defined.method.name, defined.method.length);
for (const args of [['name'], [nothing], ['name', nothing], ['name', undefined, nothing], ['']])
  call(
    'napi_create_function',
    args.map((arg) => (arg === nothing ? 'NULL' : String(arg))),
    ...args,
  );
const [, made] = addon.napi_create_function('made');
console.log(made.name, made.length, made(), show(new made()), Object.hasOwn(made, 'prototype'));

// --- tags, scopes, versions, texts

const tagged = { x: 1 };
for (const object of [tagged, Object.freeze({}), external, function () {}, new Proxy({}, {})]) {
  console.log(
    addon.check_tag(object, 1),
    addon.tag(object, 1),
    addon.tag(object, 2),
    addon.check_tag(object, 1),
    addon.check_tag(object, 2),
    Reflect.ownKeys(object),
  );
}
console.log(addon.scopes(), addon.versions(), addon.same_texts());
console.log(
  addon.napi_throw_error('CODE', 'message')[2].code,
  addon.napi_create_error('CODE', 'message')[1].code,
);
