'use strict';

// Calls C: numbers, text, structs, unions, arrays, callbacks (also from other threads), out parameters, memory.

const koffi = require('koffi');

const lib = koffi.load(process.env.CALLS_LIBRARY);

function failure(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message.split('\n')[0]}`;
  }
}

function values() {
  console.log(lib.func('int32_t add_i32(int32_t a, int32_t b)')(2147483647, 1));
  const addI64 = lib.func('add_i64', 'int64', ['int64', 'int64']);
  console.log(addI64(2 ** 40, 5), addI64(2n ** 62n, 1n), lib.func('uint64_t max_u64()')());
  console.log(
    lib.func('double add_double(double, double)')(0.1, 0.2),
    lib.func('float add_float(float, float)')(0.1, 0.2),
  );
  console.log(lib.func('bool negate(bool)')(true), lib.func('uint8_t next_u8(uint8_t)')(255));
  console.log(lib.func('int16_t next_i16(int16_t)')(32767), lib.func('void nothing()')());
  const many = lib.func(
    'int many(int8 a, uint16 b, int32 c, int64 d, float e, double f, bool g, str h, int i, int j, double k)',
  );
  console.log(many(1, 2, 3, 4, 5, 6, true, 'eight', 9, 10, 11.9));
  const free = koffi.load(null).func('void free(void *)');
  const text = koffi.disposable('HeapText', 'str', free);
  const greet = lib.func('greet', text, ['str']);
  console.log(greet('ёлка 🎄'), greet(''));
  console.log(lib.func('int sum_all(int count, ...)')(3, 'int', 1, 'int', 2, 'int', 39));
  console.log(many.info.name, many.info.arguments.length, many.info.result.name);
}

function structs() {
  koffi.struct('Point', { x: 'int32', y: 'int32' });
  koffi.struct('Line', {
    from: 'Point',
    to: 'Point',
    weight: 'double',
    label: 'str',
    color: koffi.array('uint8', 4),
  });
  const move = lib.func('Point move(Point point, int32_t dx, int32_t dy)');
  console.log(move({ x: 1, y: 2 }, 10, -10));
  const turn = lib.func('Line turn(Line line)');
  console.log(
    turn({ from: { x: 1, y: 2 }, to: { x: 3, y: 4 }, weight: 1.5, label: 'a line', color: [1, 2, 3, 4] }),
  );
  const point = { x: 3, y: 4 };
  lib.func('void scale(_Inout_ Point *point, int32_t factor)')(point, 5);
  console.log(point);
  const middle = lib.func('int middle(const Point *points, int count, _Out_ Point *result)');
  const result = {};
  console.log(
    middle(
      [
        { x: 0, y: 0 },
        { x: 10, y: 20 },
      ],
      2,
      result,
    ),
    result,
  );
  koffi.errno(0);
  console.log(middle([], 0, result), koffi.errno() === koffi.os.errno.EINVAL);
  koffi.union('Number', { whole: 'int64', real: 'double' });
  console.log(lib.func('Number make_number(bool real, double value)')(true, 2.5).real);
  console.log(lib.func('int64_t twice_whole(Number number)')({ whole: 21 }));
  console.log(
    koffi.sizeof('Line'),
    koffi.alignof('Line'),
    koffi.offsetof('Line', 'label'),
    koffi.type('Line').members.to.offset,
  );
  console.log(koffi.sizeof(koffi.pack({ a: 'int8', b: 'int64' })), koffi.enumeration({ A: 1, B: 5 }).values);
}

function arrays() {
  const sum = lib.func('int64_t sum_i32(const int32_t *values, int count)');
  console.log(sum([1, 2, 3], 3), sum(new Int32Array([4, 5, 6]), 3));
  const doubled = lib.func('void *doubled_i32(const int32_t *values, int count)')([1, 2, 3], 3);
  console.log(
    koffi.decode(doubled, 'int32', 3),
    koffi.decode(doubled, koffi.array('int32', 3, 'Array')),
    typeof doubled,
  );
  koffi.free(doubled);
  console.log(lib.func('int total_length(const char **texts, int count)')(['one', 'three'], 2));
  const bytes = Buffer.alloc(6);
  lib.func('void fill(uint8_t *bytes, int count, uint8_t value)')(bytes, 4, 7);
  console.log(bytes);
  const out = ['\0'.repeat(32)];
  lib.func('void write_text(_Out_ char *out, int size)')(out, 32);
  console.log(out);
}

function pointers() {
  koffi.struct('List', { value: 'int', next: 'void *' });
  const listNew = lib.func('List *list_new(int count)');
  const listSum = lib.func('int list_sum(List *list)');
  const listFree = lib.func('void list_free(List *list)');
  const list = listNew(4);
  console.log(typeof list, listSum(list), listSum(null), koffi.decode(list, 'List').value);
  listFree(list);
  const handle = [null];
  lib.func('void open_list(_Out_ List **out)')(handle);
  console.log(listSum(handle[0]), listFree(handle[0]));
  const number = lib.symbol('my_int');
  koffi.encode(number, 'int', 43);
  console.log(koffi.decode(number, 'int'), koffi.decode(lib.symbol('my_string'), 'char *'));
  const memory = koffi.alloc('int32', 4);
  koffi.encode(memory, koffi.array('int32', 4), [1, 2, 3, 4]);
  console.log(
    koffi.decode(memory, 'int32', 4),
    koffi.decode(memory, 8, 'int32'),
    koffi.address(memory) === memory,
  );
  koffi.free(memory);
}

function views() {
  const map = koffi.load(null).func('void *mmap(void *, size_t, int, int, int, long)');
  const memory = map(null, 4096, 3, 0x22, -1, 0);
  const view = new Uint8Array(koffi.view(memory, 4096));
  koffi.encode(memory, 5, 'uint8', 77);
  view[6] = 9;
  console.log(view.length, view[5], koffi.decode(memory, 6, 'uint8'));
  lib.func('void fill(uint8_t *bytes, int count, uint8_t value)')(memory, 3, 200);
  console.log(view.subarray(0, 8));
  const moved = view.buffer.transfer();
  console.log(moved.byteLength, view.length, new Uint8Array(moved)[5]);
}

function callbacks() {
  const apply = lib.func('apply', 'int', [
    koffi.pointer(koffi.proto('int Binary(int a, int b)')),
    'int',
    'int',
  ]);
  console.log(
    apply((a, b) => a * b, 6, 7),
    apply(Math.max, 1, 2),
  );
  koffi.proto('void Visit(const char *text, int index)');
  const seen = [];
  lib.func('void each(const char **texts, int count, Visit *visit)')(['a', 'ü'], 2, (...args) =>
    seen.push(args),
  );
  koffi.proto('double Step(double sum, double next)');
  const fold = lib.func('double fold(const double *values, int count, Step *step, double start)');
  console.log(
    seen,
    fold([1, 2, 3.5], 3, (sum, next) => sum + next, 0.5),
  );
  koffi.proto('int OfPoint(Point point)');
  console.log(
    lib.func('int point_callback(OfPoint *function, int x, int y)')(({ x, y }) => x * 100 + y, 3, 4),
  );
  console.log(
    failure(() =>
      apply(
        () => {
          throw new RangeError('from the callback');
        },
        1,
        2,
      ),
    ),
  );
  console.log(apply((a, b) => apply((c, d) => c - d, a, b) * 2, 9, 4));

  koffi.proto('int Kept(int)');
  const kept = koffi.register((value) => value + 1000, 'Kept *');
  lib.func('void keep(Kept *function)')(kept);
  const callKept = lib.func('int call_kept(int value)');
  console.log(callKept(1), callKept(2));
  lib.func('void keep(Kept *function)')(null);
  koffi.unregister(kept);
  console.log(callKept(1));
}

function threads() {
  const fromThread = lib.func('int call_from_thread(Kept *function, int calls)');
  return new Promise((resolve) => {
    const seen = [];
    const callback = koffi.register((value) => {
      seen.push(value);
      if (seen.length < 200) return 0;
      console.log(
        seen.every((each, i) => each === i),
        seen.length,
      );
      // Not yet: the other thread waits for this very call to return.
      setTimeout(() => {
        koffi.unregister(callback);
        clearInterval(alive);
        resolve();
      }, 5);
      return 0;
    }, 'Kept *');
    const alive = setInterval(() => {}, 1000);
    console.log(fromThread(callback, 200));
  });
}

async function asynchronous() {
  const slow = lib.func('double slow(int turns)');
  const later = (fn, ...args) =>
    new Promise((resolve, reject) => {
      fn.async(...args, (error, result) => (error ? reject(error) : resolve(result)));
    });
  const results = await Promise.all(Array.from({ length: 20 }, (_, i) => later(slow, 10000 * (i + 1))));
  console.log(results.every((each, i) => each === slow(10000 * (i + 1))));
  const each = lib.func('void each(const char **texts, int count, Visit *visit)');
  const seen = [];
  await later(each, ['x', 'y', 'z'], 3, (text, index) => seen.push(text + index));
  console.log(
    seen,
    await later(lib.func('Point move(Point point, int32_t dx, int32_t dy)'), { x: 1, y: 1 }, 1, 1),
  );
}

function polling() {
  const net = koffi.load(null);
  const pipe = net.func('int pipe(_Out_ int *ends)');
  const write = net.func('long write(int fd, const void *bytes, size_t count)');
  const close = net.func('int close(int fd)');
  const ends = new Int32Array(2);
  pipe(ends);
  return new Promise((resolve) => {
    const handle = koffi.node.poll(ends[0], { readable: true }, (...events) => {
      console.log(events);
      handle.close();
      close(ends[0]);
      close(ends[1]);
      resolve();
    });
    setTimeout(() => write(ends[1], Buffer.from('x'), 1), 5);
  });
}

function errors() {
  console.log(failure(() => koffi.load('/nowhere/lib.so')));
  console.log(failure(() => lib.func('int not_there(int)')));
  console.log(failure(() => lib.func('int add_i32(Unknown a)')));
  console.log(failure(() => lib.func('int32_t add_i32(int32_t a, int32_t b)')(1)));
  console.log(failure(() => lib.func('int32_t add_i32(int32_t a, int32_t b)')('x', 1)));
  console.log(failure(() => lib.func('Point move(Point point, int32_t dx, int32_t dy)')({ x: 1 }, 1, 1)));
  console.log(failure(() => koffi.struct('Point', { x: 'int' })));
  console.log(failure(() => koffi.unregister(1n)));
}

async function main() {
  for (const part of [
    values,
    structs,
    arrays,
    pointers,
    views,
    callbacks,
    threads,
    asynchronous,
    polling,
    errors,
  ]) {
    console.log(`--- ${part.name}`);
    await part();
  }
  lib.unload();
}

main();
