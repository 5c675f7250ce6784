'use strict';
// Scripts and functions: options, places of errors, code caches, limits, import().
const vm = require('node:vm');
const util = require('node:util');

const show = (...values) => console.log(...values.map((value) => util.inspect(value)));
const tried = (call) => {
  try {
    return call();
  } catch (error) {
    return `${error.name} ${error.code ?? ''} ${error.message}`;
  }
};
// What is above our own frames.
const top = (error) =>
  error.stack
    .split('\n')
    .filter((line) => !line.includes('node:') && !line.includes(__filename))
    .join(' | ');
const stackOf = (call) => {
  try {
    call();
  } catch (error) {
    return top(error);
  }
};

show(
  Object.keys(vm),
  Object.getOwnPropertyNames(vm.Script.prototype),
  vm.Script.length,
  vm.compileFunction.length,
);
show(new vm.Script('1'), Object.keys(new vm.Script('1\n//# sourceURL=u.js\n//# sourceMappingURL=m.map')));
const mapped = new vm.Script('1\n//# sourceURL=u.js\n//# sourceMappingURL=m.map');
show(mapped.sourceMapURL, mapped.sourceURL, vm.createScript('2') instanceof vm.Script);

globalThis.counter = 0;
const script = new vm.Script('counter += 1; counter', 'count.js');
show(script.runInThisContext(), script.runInThisContext(), globalThis.counter);
show(script.runInNewContext({ counter: 10 }), script.runInContext(vm.createContext({ counter: 20 })));
show(vm.runInThisContext('var declared = 1; typeof require'), globalThis.declared);

// Where an error was.
show(stackOf(() => vm.runInThisContext('throw new Error("here")', 'a.js')));
show(stackOf(() => vm.runInThisContext('\n  throw new Error("here")', { filename: 'a.js', lineOffset: 10 })));
show(stackOf(() => vm.runInThisContext(' null.x', { filename: 'b.js', lineOffset: 3, columnOffset: 40 })));
show(stackOf(() => vm.runInThisContext('throw new Error("x")', { displayErrors: false })));
show(stackOf(() => vm.runInNewContext('function f() { throw new RangeError("deep") }\nf()', {}, 'c.js')));
show(stackOf(() => new vm.Script('var 5', 'syntax.js')));
show(stackOf(() => vm.compileFunction('let a; let a', [], { filename: 'f.js', lineOffset: 1 })));
show(tried(() => vm.runInThisContext('throw { name: "odd", message: "m" }')));
show(tried(() => vm.runInNewContext('throw 5')));

// Functions.
const add = vm.compileFunction('return a + b + (typeof extra === "undefined" ? 0 : extra)', ['a', 'b'], {
  contextExtensions: [{ extra: 100 }],
});
show(add(1, 2), add.length, add.name, add.toString());
const elsewhere = vm.createContext({ outer: 5 });
show(vm.compileFunction('return outer', [], { parsingContext: elsewhere })());
show(
  vm.compileFunction('return this', [])() === globalThis,
  tried(() => vm.compileFunction('}', [])),
);

// Code caches.
const source = 'function f(a) { return a * 2 } f(21)';
const first = new vm.Script(source, { produceCachedData: true });
show(Object.keys(first), Buffer.isBuffer(first.cachedData), first.cachedData.length > 0);
const again = new vm.Script(source, { cachedData: first.createCachedData() });
show(again.cachedDataRejected, again.runInThisContext());
const refused = new vm.Script(`${source} + 1`, { cachedData: first.createCachedData() });
show(refused.cachedDataRejected, refused.runInThisContext());
const made = vm.compileFunction('return 7', [], { produceCachedData: true });
show(made.cachedDataProduced, Buffer.isBuffer(made.cachedData));
show(vm.compileFunction('return 7', [], { cachedData: made.cachedData }).cachedDataRejected);

// Limits, from inside and outside.
show(tried(() => vm.runInThisContext('for (;;);', { timeout: 20 })));
show(tried(() => vm.runInNewContext('while (true) {}', {}, { timeout: 20 })));
show(
  tried(() =>
    vm.runInNewContext('for (;;) try { for (;;); } catch {} finally { for (;;); }', {}, { timeout: 20 }),
  ),
);
show(tried(() => vm.runInThisContext('"quick"', { timeout: 1000 })));
show(
  tried(() =>
    vm.runInNewContext(
      'try { run("for (;;);", {}, { timeout: 20 }) } catch (error) { error.code }',
      { run: vm.runInNewContext },
      { timeout: 10000 },
    ),
  ),
);
const heard = [];
process.on('SIGINT', () => heard.push('SIGINT'));
show(
  tried(() =>
    vm.runInNewContext(
      'const end = now() + 20; while (now() < end); kill(); for (;;);',
      {
        now: Date.now,
        kill: () => process.kill(process.pid, 'SIGINT'),
      },
      { breakOnSigint: true },
    ),
  ),
);
show(heard, process.listenerCount('SIGINT'));
process.removeAllListeners('SIGINT');

// import().
const importing = async (options, context) => {
  try {
    const run = new vm.Script('import("node:path")', options);
    const namespace = await (context ? run.runInContext(context) : run.runInThisContext());
    return typeof namespace.join;
  } catch (error) {
    return `${error.name} ${error.code}`;
  }
};
(async () => {
  const { USE_MAIN_CONTEXT_DEFAULT_LOADER: main } = vm.constants;
  show(await importing());
  show(await importing({ importModuleDynamically: () => {} }));
  show(await importing({ importModuleDynamically: main }));
  show(await importing({ importModuleDynamically: main }, vm.createContext({})));
  const relative = new vm.Script('import("./_leaf.mjs")', {
    importModuleDynamically: main,
    filename: __filename,
  });
  show({ ...(await relative.runInThisContext()) });
  const report = await vm.measureMemory({ execution: 'eager' });
  show(Object.keys(report), Object.keys(report.total), report.total.jsMemoryEstimate > 0);
})();

// Wrong arguments.
for (const call of [
  () => new vm.Script('1', 1),
  () => new vm.Script('1', null),
  () => new vm.Script('1', { filename: 1 }),
  () => new vm.Script('1', { lineOffset: 1.5 }),
  () => new vm.Script('1', { columnOffset: 2 ** 40 }),
  () => new vm.Script('1', { cachedData: 'x' }),
  () => new vm.Script('1', { produceCachedData: 1 }),
  () => new vm.Script('1', { importModuleDynamically: 1 }),
  () => script.runInThisContext(1),
  () => script.runInThisContext({ timeout: 0 }),
  () => script.runInThisContext({ timeout: -1 }),
  () => script.runInThisContext({ timeout: '1' }),
  () => script.runInThisContext({ displayErrors: 1 }),
  () => script.runInThisContext({ breakOnSigint: 1 }),
  () => vm.Script('1'),
  () => vm.compileFunction(1),
  () => vm.compileFunction('1', 1),
  () => vm.compileFunction('1', [1]),
  () => vm.compileFunction('1', [], null),
  () => vm.compileFunction('1', [], { parsingContext: {} }),
  () => vm.compileFunction('1', [], { contextExtensions: [1] }),
  () => vm.compileFunction('1', [], { contextExtensions: 1 }),
  () => vm.compileFunction('1', [], { cachedData: 1 }),
  () => new vm.Script(Symbol('no')),
])
  show(tried(call));
