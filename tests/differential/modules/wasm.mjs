// WebAssembly modules: as instances, and as sources.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { cleaner, plant } = require('./_tree.js');

const section = (id, ...bytes) => [id, bytes.length, ...bytes];
const name = (text) => [text.length, ...Buffer.from(text)];
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
// (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
const add = Buffer.from([
  ...header,
  ...section(1, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f),
  ...section(3, 1, 0),
  ...section(7, 1, ...name('add'), 0, 0),
  ...section(10, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b),
]);
// (module (import "./host.mjs" "twice" (func (param i32) (result i32))) (global (export "g") i32 (i32.const 7))
//   (func (export "four") (param i32) (result i32) local.get 0 call 0 call 0))
const importing = Buffer.from([
  ...header,
  ...section(1, 1, 0x60, 1, 0x7f, 1, 0x7f),
  ...section(2, 1, ...name('./host.mjs'), ...name('twice'), 0, 0),
  ...section(3, 1, 0),
  ...section(6, 1, 0x7f, 0, 0x41, 7, 0x0b),
  ...section(7, 2, ...name('four'), 0, 1, ...name('g'), 3, 0),
  ...section(10, 1, 8, 0, 0x20, 0, 0x10, 0, 0x10, 0, 0x0b),
]);
const root = plant({
  'add.wasm': add,
  'importing.wasm': importing,
  'host.mjs': 'export const twice = (x) => x * 2;',
  'broken.wasm': Buffer.from([...header, 99]),
  'text.wasm': 'not wasm',
  'source.mjs': 'import source m from "./add.wasm"; export default m;',
  'notsource.mjs': 'import source m from "./host.mjs"; export default m;',
  'nothere.mjs': 'import { sub } from "./add.wasm";',
  'package.json': { type: 'module' },
  extensionless: add,
});
const clean = cleaner(root);
const href = (file) => pathToFileURL(`${root}/${file}`).href;
const attempt = async (what, specifier) => {
  try {
    const ns = await import(specifier);
    console.log(what, Object.keys(ns), Object.prototype.toString.call(ns.default));
    return ns;
  } catch (error) {
    console.log(what, error.name, error.code, clean(error.message).replace(/ @\+\d+.*$/, ''));
    return {};
  }
};
process.on('warning', () => {});
console.log((await attempt('add', href('add.wasm'))).add(2, 3));
const ns = await attempt('importing', href('importing.wasm'));
console.log(ns.four(5), ns.g);
await attempt('broken', href('broken.wasm'));
await attempt('text', href('text.wasm'));
await attempt('not exported', href('nothere.mjs'));
await attempt('extensionless', href('extensionless'));
const source = (await attempt('source', href('source.mjs'))).default;
console.log(source instanceof WebAssembly.Module, WebAssembly.Module.exports(source));
await attempt('no source', href('notsource.mjs'));
try {
  require(`${root}/add.wasm`);
} catch (error) {
  console.log(error.name, clean(error.message).split('\n')[0]);
}
await attempt('data', `data:application/wasm;base64,${add.toString('base64')}`);
