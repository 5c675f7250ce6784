'use strict';
// require() of ES modules.

const path = require('path');
const { pathToFileURL } = require('url');
const { cleaner, plant } = require('./_tree.js');

const root = plant({
  'package.json': '{}',
  'named.mjs': 'export const a = 1; export function f() {} export class K {}',
  'default.mjs': 'export default function d() {} export const a = 1;',
  'only.mjs': 'export default { x: 1 };',
  'marked.mjs': 'export const __esModule = true; export default 5; export const b = 2;',
  'exported.mjs': 'export default 1; const whole = { whole: true }; export { whole as "module.exports" };',
  'empty.mjs': '',
  'live.mjs': 'export let n = 0; export const add = () => ++n; export default "live";',
  'tla.mjs': 'export const a = 1; await 1;',
  'imports-tla.mjs': 'import "./tla.mjs"; export const b = 2;',
  'throws.mjs': 'export const a = 1; throw new TypeError("thrown in a module");',
  'syntax.mjs': 'export const a = ;',
  'missing.mjs': 'import { nope } from "./named.mjs";',
  'notfound.mjs': 'import "./gone.mjs";',
  'detected.js': 'import { a } from "./named.mjs"; export const detected = a + 1; export default 7;',
  'detected-await.js': 'const { a } = await import("./named.mjs"); export const later = a;',
  'redeclared.js':
    'const require = 1, module = 2, exports = 3, __filename = 4, __dirname = 5; await 0; console.log("ran")',
  ambiguous: 'export const extensionless = true;',
  'module/package.json': { type: 'module' },
  'module/m.js': 'export const type = "module"; export const meta = Object.keys(import.meta).join();',
  'module/c.cjs': 'exports.m = require("./m.js");',
  'module/uses.js': 'module.exports = 1;',
  'module/uses2.js': 'console.log(typeof module); require("x");',
  'module/noext': 'export const noext = 1;',
  'commonjs/package.json': { type: 'commonjs' },
  'commonjs/m.js': 'export const no = 1;',
  'cycle-a.mjs': 'import "./cycle-b.cjs"; export const a = 1;',
  'cycle-b.cjs':
    'try { exports.a = require("./cycle-a.mjs").a; } catch (e) { exports.error = e.code; console.log(e.code, e.message.split(root = __dirname).join("<root>")); }',
  'cycle-c.cjs': 'exports.early = 1; exports.d = require("./cycle-d.mjs"); exports.late = 2;',
  'cycle-d.mjs': 'import c from "./cycle-c.cjs"; export const seen = Object.keys(c).join();',
  'order.mjs': 'console.log("order: module"); import "./order-dep.mjs"; import "./order.cjs";',
  'order-dep.mjs': 'console.log("order: dependency");',
  'order.cjs': 'console.log("order: CommonJS");',
});
const at = (name) => path.join(root, name);
const clean = cleaner(root);
process.on('warning', (warning) =>
  console.log('warning', warning.name, warning.code, clean(warning.message)),
);

function attempt(name) {
  try {
    const exports = require(at(name));
    console.log(name, exports, Object.getPrototypeOf(exports) === null, Object.isSealed(exports));
    return exports;
  } catch (error) {
    console.log(name, error.name, error.code, clean(error.message).split('\n')[0]);
    return undefined;
  }
}

async function main() {
  for (const name of ['named.mjs', 'default.mjs', 'only.mjs', 'marked.mjs', 'exported.mjs', 'empty.mjs'])
    attempt(name);
  const live = attempt('live.mjs');
  live.add();
  console.log(
    live.n,
    live.default,
    require(at('live.mjs')) === live,
    (await import(pathToFileURL(at('live.mjs')))).n,
  );
  for (const name of [
    'tla.mjs',
    'imports-tla.mjs',
    'throws.mjs',
    'throws.mjs',
    'syntax.mjs',
    'missing.mjs',
    'notfound.mjs',
  ]) {
    attempt(name);
  }
  for (const name of [
    'detected.js',
    'detected-await.js',
    'redeclared.js',
    'ambiguous',
    'module/m.js',
    'module/c.cjs',
  ])
    attempt(name);
  for (const name of ['module/uses.js', 'module/uses2.js', 'module/noext', 'commonjs/m.js', 'order.mjs'])
    attempt(name);
  attempt('cycle-a.mjs');
  attempt('cycle-c.cjs');
  const imported = await import(pathToFileURL(at('only.mjs')));
  const required = require(at('only.mjs'));
  console.log(
    imported === required,
    imported.default === required.default,
    required.__esModule,
    imported.__esModule,
  );
  // What was imported first.
  const first = await import(pathToFileURL(at('tla.mjs')));
  console.log(first.a);
  attempt('tla.mjs');
  for (const name of ['detected.js', 'module/uses.js', 'ambiguous']) {
    await import(pathToFileURL(at(name))).then(
      (ns) => console.log(name, Object.keys(ns)),
      (error) => console.log(name, error.name, clean(error.message)),
    );
  }
  console.log(
    require.cache[at('named.mjs')].loaded,
    require.cache[at('throws.mjs')],
    clean(require.cache[at('named.mjs')].id),
  );
}

main();
