'use strict';
// What a library and its functions look like, and what is wrong with a call of each method.
const { inspect } = require('util');
const ffi = require('node:ffi');
const path = process.argv[2];
const print = (...values) =>
  console.log(
    ...values.map((v) =>
      typeof v === 'string'
        ? v
        : inspect(v)
            .replace(/\d{12,}n/g, 'PTR')
            .replaceAll(path, 'LIB'),
    ),
  );
function t(name, f) {
  try {
    print(name, '=>', f());
  } catch (e) {
    print(name, '!!', e.name, String(e.code), e.message.replaceAll(path, 'LIB'), Object.keys(e).join());
  }
}
const d = (o) => {
  for (const k of Reflect.ownKeys(o)) {
    const x = Object.getOwnPropertyDescriptor(o, k);
    print(
      String(k),
      JSON.stringify({
        e: x.enumerable,
        c: x.configurable,
        w: x.writable,
        get: x.get && x.get.name,
        set: x.set && x.set.name,
        v: typeof x.value,
      }),
      x.value && x.value.name,
      typeof x.value == 'function' ? x.value.length + ' ' + ('prototype' in x.value) : '',
    );
  }
};
const r = ffi.dlopen(path, { add_i32: { arguments: ['i32', 'i32'], return: 'i32' } });
print(r);
d(r);
print('--lib');
d(r.lib);
print('--proto');
d(Object.getPrototypeOf(r.lib));
print('--class');
d(ffi.DynamicLibrary);
print('--mod');
d(ffi);
print(
  r.lib.symbols,
  r.lib.functions,
  r.lib.path,
  Object.isFrozen(r.lib.functions),
  Object.isFrozen(r.functions),
  r.functions === r.lib.functions,
  r.functions.add_i32 === r.lib.functions.add_i32,
);
print('--fn');
d(r.functions.add_i32);
d(r.functions);
print(r.lib.getFunctions(), r.lib.getSymbols(), r.lib.getSymbol('add_i32'));
const { lib } = r;
const a = r.functions.add_i32;
t('0', () => a());
t('1', () => a(1));
t('3', () => a(1, 2, 3));
t('s', () => a(1, '2'));
t('f', () => a(1, 1.5));
t('big', () => a(1, 2 ** 31));
t('u', () => a(undefined, 1));
t('n', () => a(1n, 1));
t('-0', () => a(-0, 1));
t('new', () => new a(1, 2));
t('call', () => ffi.DynamicLibrary(path));
t('bad', () => new ffi.DynamicLibrary('/nope.so'));
t('num', () => new ffi.DynamicLibrary(1));
t('undef', () => new ffi.DynamicLibrary());
t('null', () => new ffi.DynamicLibrary(null));
t('nul', () => new ffi.DynamicLibrary('a\0b'));
t('empty', () => new ffi.DynamicLibrary(''));
t('nosym', () => lib.getSymbol('nope'));
t('nosym2', () => lib.getFunction('nope', {}));
t('nosig', () => lib.getFunction('add_i32'));
t('badsig', () => lib.getFunction('add_i32', 5));
t('null sig', () => lib.getFunction('add_i32', null));
t('arr sig', () => lib.getFunction('add_i32', []));
t('sig conflict', () => lib.getFunction('add_i32', {}));
t('same sig', () => lib.getFunction('add_i32', { arguments: ['int32', 'int32'], return: 'int32' }) === a);
t('fn name', () => lib.getFunction(5, {}));
t('sym name', () => lib.getSymbol(5));
t('sym nul', () => lib.getSymbol('a\0b'));
t('fn nul', () => lib.getFunction('a\0b', {}));
t('sym none', () => lib.getSymbol());
for (const s of [
  { return: 'x' },
  { return: 5 },
  { arguments: 5 },
  { arguments: ['void'] },
  { arguments: [5] },
  { arguments: ['x'] },
  { returns: 'i32' },
  { result: 'i32' },
  { parameters: ['i32'] },
  { parameters: [], arguments: [] },
  { return: 'i32', result: 'i32' },
  { return: 'i\0' },
  { arguments: ['i\0'] },
  { return: undefined },
  { arguments: undefined },
])
  t(JSON.stringify(s), () => lib.getFunction('add_u8', s));
t('getFunctions bad', () => lib.getFunctions(5));
t('gf null', () => lib.getFunctions(null));
t('gf bad2', () => lib.getFunctions({ add_u8: 5 }));
t('gf missing', () => lib.getFunctions({ nope: {} }));
t('gf ok', () => lib.getFunctions({ add_i16: { arguments: ['i16', 'i16'], return: 'i16' } }));
t('gf arr', () => lib.getFunctions([]));
t('dlopen bad', () => ffi.dlopen('/nope.so'));
t('dlopen none', () => ffi.dlopen(path));
t('dlsym', () => typeof ffi.dlsym(lib, 'add_i32'));
t('dlopen defs null', () => ffi.dlopen(path, null));
t('reg none', () => lib.registerCallback());
t('reg bad', () => lib.registerCallback(5));
t('reg bad2', () => lib.registerCallback({}, 5));
t('reg bad3', () => lib.registerCallback(5, () => {}));
t('reg ok', () => typeof lib.registerCallback(() => {}));
t('reg sig', () => lib.registerCallback({ return: 'x' }, () => {}));
t('reg sig2', () => lib.registerCallback({ arguments: 5 }, () => {}));
t('reg sig3', () => lib.registerCallback({ arguments: ['void'] }, () => {}));
t('unreg', () => lib.unregisterCallback(5n));
t('unreg2', () => lib.unregisterCallback(5));
t('unreg3', () => lib.unregisterCallback());
t('ref', () => lib.refCallback(5n));
t('unref', () => lib.unrefCallback(5n));
t('ref-', () => lib.refCallback(-5n));
t('ref2', () => lib.refCallback(5));
const cb = lib.registerCallback(() => {});
t('ref ok', () => lib.refCallback(cb));
t('unref ok', () => lib.unrefCallback(cb));
t('unreg ok', () => lib.unregisterCallback(cb));
t('unreg again', () => lib.unregisterCallback(cb));
t('gcel', () => typeof ffi.getCurrentEventLoop());
t('close', () => lib.close());
t('close2', () => lib.close());
t('call closed', () => a(1, 2));
t('sym closed', () => lib.getSymbol('add_i32'));
t('fn closed', () => lib.getFunction('add_i32', {}));
t('fns closed', () => lib.getFunctions());
t('syms closed', () => lib.getSymbols());
t('symbols closed', () => lib.symbols);
t('functions closed', () => lib.functions);
t('path closed', () => lib.path);
t('reg closed', () => lib.registerCallback(() => {}));
t('unreg closed', () => lib.unregisterCallback(cb));
t('ref closed', () => lib.refCallback(cb));
t('ptr closed', () => typeof a.pointer);
t('call closed bad', () => a(1));
t('brand', () => lib.close.call({}));
t('brand2', () => lib.getSymbol.call({}, 'x'));
t('brand3', () => Object.getOwnPropertyDescriptor(lib, 'path')?.get.call({}));
