'use strict';
// Contexts: what the sandbox and the global object inside see of each other.
const vm = require('node:vm');
const util = require('node:util');

const show = (...values) => console.log(...values.map((value) => util.inspect(value, { depth: 4 })));
const tried = (call) => {
  try {
    return call();
  } catch (error) {
    return `${error.name} ${error.code ?? ''} ${error.message}`;
  }
};

// Declarations, assignments, deletions.
const sandbox = { a: 1, nested: { n: 1 } };
const context = vm.createContext(sandbox);
show(context === sandbox, vm.isContext(sandbox), vm.isContext({}));
const inside = (code, options) => tried(() => vm.runInContext(code, context, options));
show(inside('var v = a + 1; let l = 5; const k = 6; function f() {} class C {}; v'), Object.keys(sandbox));
show(inside('l + k + typeof C'));
show(inside('sloppy = 1; this.own = 2; globalThis.other = 3; [sloppy, own, other]'), Object.keys(sandbox));
show(inside('"use strict"; undeclared = 1'));
show(inside('"use strict"; this.byThis = 1; byThis'));
show(inside('"use strict"; a = 7; a'), sandbox.a);
show(inside('delete a'), 'a' in sandbox, inside('typeof a'));
show(inside('delete globalThis.v'), inside('delete l'), inside('typeof v'));
show(inside('this === globalThis'), inside('globalThis.globalThis === this'));
show(inside('nested.n++; nested'), sandbox.nested);
show(
  inside('typeof console'),
  inside('typeof process'),
  inside('typeof require'),
  inside('typeof setTimeout'),
);

// Descriptors.
const fixed = {};
Object.defineProperty(fixed, 'ro', { value: 1, enumerable: true });
Object.defineProperty(fixed, 'hidden', { value: 2, writable: true, configurable: true });
let stored = 0;
Object.defineProperty(fixed, 'acc', {
  get: () => stored,
  set: (value) => {
    stored = value * 2;
  },
  configurable: true,
});
Object.defineProperty(fixed, 'getOnly', { get: () => 'got', configurable: true });
vm.createContext(fixed);
const there = (code) => tried(() => vm.runInContext(code, fixed));
show(there('ro = 5; ro'), there('"use strict"; ro = 5'), there('delete ro'));
show(there('acc = 4; acc'), stored, there('"use strict"; acc = 5; acc'), stored);
show(there('getOnly = 4; getOnly'), there('"use strict"; getOnly = 4'));
show(there('Object.getOwnPropertyDescriptor(globalThis, "ro")'));
show(there('Object.getOwnPropertyDescriptor(globalThis, "hidden")'));
show(there('Object.getOwnPropertyDescriptor(globalThis, "nothing")'));
show(there('Object.keys(globalThis)'), there('"hidden" in globalThis'), there('"toString" in globalThis'));
show(there('Object.defineProperty(globalThis, "d", { get() { return 9 }, configurable: true }); d'));
show(Object.getOwnPropertyDescriptor(fixed, 'd').get.call(), fixed.d);
show(there('Object.defineProperty(globalThis, "e", { value: 1 }); e = 2; e'), fixed.e);
show(Object.getOwnPropertyDescriptor(fixed, 'e'));
show(there('Object.freeze(globalThis)'));
show(there('for (const name in globalThis) if (name === "ro") name'));

// Symbols, indices, prototypes.
const symbol = Symbol('s');
const proto = { inherited: 'i', 4: 'four' };
const odd = { __proto__: proto, [symbol]: 1, 0: 'zero' };
vm.createContext(odd);
const odds = (code) => tried(() => vm.runInContext(code, odd));
odd.symbol = symbol;
show(odds('globalThis[symbol]'), odds('globalThis[symbol] = 2'), odd[symbol]);
show(odds('globalThis[Symbol.for("fresh")] = 3'), odd[Symbol.for('fresh')]);
show(odds('[globalThis[0], globalThis[4], globalThis[5]]'), odds('globalThis[7] = 7; globalThis[7]'), odd[7]);
show(odds('inherited'), odds('"inherited" in globalThis'), odds('Object.hasOwn(globalThis, "inherited")'));
show(odds('delete globalThis[0]'), 0 in odd, odds('0 in globalThis'));
show(odds('Object.getOwnPropertyNames(globalThis).filter((name) => /^\\d|symbol/.test(name))'));
show(odds('Object.getOwnPropertySymbols(globalThis).length'));

// Another realm's built-ins, and values across.
show(vm.runInContext('[]', context) instanceof Array, Array.isArray(vm.runInContext('[1]', context)));
show(vm.runInContext('({ x: [1, new Map([[1, 2]])], d: new Date(0), e: new Error("m").message })', context));
show(util.types.isMap(vm.runInContext('new Map()', context)));
show(util.isDeepStrictEqual(vm.runInContext('({ a: 1 })', context), { a: 1 }));
show(
  vm.runInContext('Object', context) === Object,
  vm.runInContext('(function () { return this })()', context) === sandbox,
);
context.callback = () => new TypeError('outer');
show(
  inside('callback() instanceof TypeError'),
  inside('try { null.x } catch (e) { e instanceof TypeError }'),
);

// Proxies, circular sandboxes, contexts in contexts.
const log = [];
const proxied = new Proxy({ p: 1 }, { get: (target, name) => (log.push(String(name)), target[name]) });
show(vm.runInNewContext('typeof String + p', proxied), log.includes('p'));
const circular = {};
circular.self = circular;
show(vm.runInNewContext('self === globalThis', circular), vm.runInNewContext('self.self === this', circular));
show(vm.runInNewContext('run("typeof inner", { inner: 1 })', { run: vm.runInNewContext }));

// Without a sandbox.
const plain = vm.createContext(vm.constants.DONT_CONTEXTIFY);
show(vm.isContext(plain), vm.runInContext('globalThis', plain) === plain, plain.Array === Array);
show(vm.runInContext('var z = 1; Object.freeze(globalThis); "use strict"; z', plain), Object.isFrozen(plain));
show(tried(() => vm.runInNewContext('globalThis.x = 1; x', vm.constants.DONT_CONTEXTIFY)));

// Code generation.
const closed = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
show(tried(() => vm.runInContext('eval("1")', closed)));
show(tried(() => vm.runInContext('new Function("1")', closed)));
closed.bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
show(tried(() => vm.runInContext('new WebAssembly.Module(bytes)', closed)));
show(String(tried(() => vm.runInNewContext('new WebAssembly.Module(bytes)', { bytes: closed.bytes }))));

// Microtasks: with the others, or when the script is over.
const order = [];
const own = vm.createContext({ order }, { microtaskMode: 'afterEvaluate' });
vm.runInContext('Promise.resolve().then(() => order.push("own")); order.push("script")', own);
order.push('after');
vm.runInNewContext('Promise.resolve().then(() => order.push("shared")); order.push("script 2")', { order });
order.push('after 2');
setImmediate(() => show(order));

// Wrong arguments.
for (const call of [
  () => vm.isContext(1),
  () => vm.isContext(null),
  () => vm.createContext(1),
  () => vm.createContext({}, 1),
  () => vm.createContext({}, { name: 1 }),
  () => vm.createContext({}, { origin: 1 }),
  () => vm.createContext({}, { codeGeneration: 1 }),
  () => vm.createContext({}, { codeGeneration: { strings: 1 } }),
  () => vm.createContext({}, { microtaskMode: 'other' }),
  () => vm.createContext({}, { importModuleDynamically: 1 }),
  () => vm.runInContext('1', {}),
  () => vm.runInContext('1', undefined),
  () => vm.runInNewContext('1', {}, { contextName: 1 }),
  () => vm.runInNewContext('1', {}, { contextCodeGeneration: { wasm: 'x' } }),
])
  show(tried(call));
