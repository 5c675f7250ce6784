// Flags: --experimental-vm-modules --no-warnings
// Modules made by hand: linking, states, contexts, synthetic ones, import.meta, import().
import util from 'node:util';
import vm from 'node:vm';

const show = (...values) => console.log(...values.map((value) => util.inspect(value)));
const tried = async (call) => {
  try {
    return await call();
  } catch (error) {
    return `${error.name} ${error.code ?? ''} ${error.message}`;
  }
};
const { SourceTextModule, SyntheticModule } = vm;
show(Object.keys(vm).slice(-3), SourceTextModule.length, SyntheticModule.length);

// A graph with a cycle, a shared leaf and attributes.
const sources = {
  a: 'import { b } from "b"; import { leaf } from "leaf"; export const a = () => `a${b()}${leaf}`; order.push("a")',
  b: 'import { a } from "a"; import { leaf } from "leaf"; export const b = () => `b${typeof a}${leaf}`; order.push("b")',
  leaf: 'export let leaf = "leaf"; order.push("leaf")',
};
const order = [];
const context = vm.createContext({ order });
const graph = new Map();
const module = (name) => {
  if (!graph.has(name)) graph.set(name, new SourceTextModule(sources[name], { context, identifier: name }));
  return graph.get(name);
};
const entry = new SourceTextModule('import { a } from "a" with { type: "x" }; globalThis.result = a()', {
  context,
});
const asked = [];
show(entry.status, entry.identifier, entry.moduleRequests, entry.dependencySpecifiers);
const linking = entry.link((specifier, from, extra) => {
  asked.push([specifier, from.identifier, extra.attributes]);
  return specifier === 'b' ? Promise.resolve(module('b')) : module(specifier);
});
show(entry.status);
await linking;
show(entry.status, asked, module('a').status);
show(await entry.evaluate(), entry.status, context.result, order, util.inspect(module('a')));
show({ ...module('leaf').namespace }, await entry.evaluate());

// Synthetic modules.
const synthetic = new SyntheticModule(['x', 'default'], function () {
  this.setExport('x', 1);
  this.setExport('default', { d: 1 });
});
show(synthetic.status, await synthetic.link(), synthetic.identifier);
const user = new SourceTextModule('import d, { x } from "s"; export { d }; export const read = () => x');
await user.link(() => synthetic);
await user.evaluate();
synthetic.setExport('x', 42);
show(user.namespace.read(), user.namespace.d, synthetic.namespace);
show(await tried(() => synthetic.setExport('nothing', 1)));

// One step after the other.
const leaf = new SourceTextModule('export default 5; await 0', { identifier: 'leaf' });
leaf.linkRequests([]);
const stepwise = new SourceTextModule('import five from "leaf"; export const six = five + 1');
show(await tried(() => stepwise.hasAsyncGraph()), leaf.hasTopLevelAwait(), stepwise.hasTopLevelAwait());
stepwise.linkRequests([leaf]);
show(stepwise.status, stepwise.instantiate(), stepwise.status, stepwise.hasAsyncGraph());
await stepwise.evaluate();
show(stepwise.namespace.six);
show(await tried(() => new SourceTextModule('import "a"').linkRequests([])));
show(await tried(() => new SourceTextModule('import "a"').linkRequests([{}])));
show(await tried(() => new SourceTextModule('import "a"', { identifier: 'lost' }).instantiate()));

// import.meta and import().
const meta = new SourceTextModule(
  'export default [import.meta.here, await import("dyn", { with: { k: "v" } })]',
  {
    initializeImportMeta: (object, self) => {
      object.here = self.identifier;
    },
    importModuleDynamically: async (specifier, referrer, attributes, phase) => {
      const made = new SyntheticModule(['what'], function () {
        this.setExport('what', [specifier, referrer === meta, attributes, phase]);
      });
      await made.link(() => {});
      await made.evaluate();
      return made;
    },
  },
);
await meta.link(() => {});
await meta.evaluate();
show(meta.namespace.default);
const script = new vm.Script('import("dyn")', { importModuleDynamically: () => synthetic });
show((await script.runInThisContext()).x);
show(
  await tried(() => new vm.Script('import("x")', { importModuleDynamically: () => ({}) }).runInThisContext()),
);
show(await tried(() => new vm.Script('import("x")').runInThisContext()));

// Errors.
const thrower = new SourceTextModule('throw new RangeError("inside")', { identifier: 'thrower' });
await thrower.link(() => {});
show(await tried(() => thrower.evaluate()), thrower.status, thrower.error.message);
show(await tried(() => thrower.evaluate()));
for (const call of [
  () => new vm.Module(),
  () => new SourceTextModule(1),
  () => new SourceTextModule('', { context: {} }),
  () => new SourceTextModule('', { identifier: 1 }),
  () => new SourceTextModule('', { cachedData: 1 }),
  () => new SourceTextModule('', { initializeImportMeta: 1 }),
  () => new SourceTextModule('', { importModuleDynamically: 1 }),
  () => new SourceTextModule('let a; let a', { identifier: 'twice' }),
  () => new SourceTextModule('').namespace,
  () => new SourceTextModule('').error,
  () => new SourceTextModule('').evaluate(),
  () => new SourceTextModule('').link(),
  () => entry.link(() => {}),
  () => new SourceTextModule('import "x"').link(() => ({})),
  () => new SourceTextModule('import "x"').link(() => synthetic, 1),
  () => new SourceTextModule('import "x"').link(() => thrower),
  () => new SourceTextModule('import "x"', { context }).link(() => synthetic),
  () => new SourceTextModule('import { no } from "x"').link(() => synthetic),
  () => new SourceTextModule('for (;;);').link(() => {}),
  () => new SyntheticModule(1, () => {}),
  () => new SyntheticModule(['a', 'a'], () => {}),
  () => new SyntheticModule([], 1),
  () => entry.createCachedData(),
])
  show(await tried(call));
const endless = new SourceTextModule('for (;;);');
await endless.link(() => {});
show(await tried(() => endless.evaluate({ timeout: 20 })));
const cached = new SourceTextModule('export const c = 1').createCachedData();
show(new SourceTextModule('export const c = 1', { cachedData: cached }).status);
show(await tried(() => new SourceTextModule('export const other = 1', { cachedData: cached })));
