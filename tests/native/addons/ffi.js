// ffi-napi at work: numbers, strings, structs, pointers, callbacks, and calls on another thread.
const ffi = require('@makeomatic/ffi-napi');
const ref = require('@makeomatic/ref-napi');
const Struct = require('ref-struct-di')(ref);

const libm = ffi.Library('libm.so.6', {
  ceil: ['double', ['double']],
  pow: ['double', ['double', 'double']],
  sqrtf: ['float', ['float']],
});
console.log(libm.ceil(1.5), libm.pow(2, 10), libm.sqrtf(2));

const Division = Struct({ quot: 'int', rem: 'int' });
const Time = Struct({
  sec: 'int',
  min: 'int',
  hour: 'int',
  mday: 'int',
  mon: 'int',
  year: 'int',
  wday: 'int',
  yday: 'int',
  isdst: 'int',
  gmtoff: 'long',
  zone: 'string',
});
const libc = ffi.Library('libc.so.6', {
  atoi: ['int', ['string']],
  calloc: [ref.refType('int'), ['size_t', 'size_t']],
  div: [Division, ['int', 'int']],
  free: ['void', ['pointer']],
  getenv: ['string', ['string']],
  gmtime_r: ['pointer', ['pointer', ref.refType(Time)]],
  memcpy: ['pointer', ['pointer', 'pointer', 'size_t']],
  memset: ['pointer', ['pointer', 'int', 'size_t']],
  qsort: ['void', ['pointer', 'size_t', 'size_t', 'pointer']],
  snprintf: ['int', ['pointer', 'size_t', 'string', 'int']],
  strdup: ['pointer', ['string']],
  strlen: ['size_t', ['string']],
  strtoll: ['int64', ['string', 'pointer', 'int']],
  timegm: ['int64', [ref.refType(Time)]],
  toupper: ['int', ['int']],
});
console.log(libc.atoi('1234'), libc.strlen('héllo'), String.fromCharCode(libc.toupper(97)));
console.log(libc.getenv('HOME') === process.env.HOME, libc.getenv('NO_SUCH_VARIABLE'));
const { quot, rem } = libc.div(17, 5);
console.log(quot, rem);

const time = new Time();
libc.gmtime_r(ref.alloc('int64', 86400 * 365), time.ref());
console.log(time.year, time.mon, time.mday, time.yday, time.zone, Time.size, Time.alignment);
time.mday = 11;
console.log(libc.timegm(time.ref()));

const copy = libc.strdup('a copy in C');
console.log(ref.readCString(copy, 0), ref.isNull(copy));
libc.free(copy);
const text = Buffer.alloc(40);
console.log(libc.snprintf(text, text.length, 'number %d', 42), ref.readCString(text, 0));
const end = ref.alloc('pointer');
console.log(libc.strtoll('99 bottles', end, 10), ref.readCString(end.deref(), 0));

// Memory that C owns, seen by both sides.
const cell = libc.calloc(1, 4);
console.log(cell.length, cell.deref());
libc.memset(cell, 1, 4);
console.log(cell.deref(), cell.readInt32LE());
cell.writeInt32LE(-77);
const taken = Buffer.alloc(4);
libc.memcpy(taken, cell, 4);
console.log(taken.readInt32LE(), cell.hexAddress() === libc.memset(cell, 0, 4).hexAddress(), cell.deref());
libc.free(cell);

console.log(
  ref.NULL.length,
  ref.isNull(ref.NULL),
  ref.address(Buffer.alloc(0)),
  ref.address(Buffer.alloc(1)) > 0,
);
for (const wrong of [
  () => ffi.Library('libnope', {}),
  () => ffi.Library('libm.so.6', { no_such_function: ['void', []] }),
  () => libc.atoi(5),
  () => ref.coerceType('no such type'),
]) {
  try {
    wrong();
  } catch (error) {
    console.log(error.name, error.message.replace(/^\/.*\//, ''));
  }
}

const values = [5, 3, 9, 1, 7];
const numbers = Buffer.alloc(4 * values.length);
const fill = () => values.forEach((value, i) => numbers.writeInt32LE(value, 4 * i));
const read = () => values.map((_, i) => numbers.readInt32LE(4 * i));
let compared = 0;
const compare = ffi.Callback('int', [ref.refType('int'), ref.refType('int')], (a, b) => {
  compared++;
  return a.deref() - b.deref();
});
fill();
libc.qsort(numbers, values.length, 4, compare);
console.log(read(), compared >= values.length - 1);

// The calls run on a thread of the pool; C's calls back come to this one.
const results = [];
libm.pow.async(3, 4, (error, value) => {
  results.push(error, value);
  fill();
  libc.qsort.async(numbers, values.length, 4, compare, (failed) => console.log(...results, failed, read()));
});
