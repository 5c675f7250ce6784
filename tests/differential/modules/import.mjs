// import(): attributes, data: URLs, queries, import.meta, the order of things, errors.
import { createRequire, builtinModules, syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import fs, { readFileSync } from 'node:fs';
import * as fsNamespace from 'fs';

const require = createRequire(import.meta.url);
const { cleaner, plant } = require('./_tree.js');
const root = plant({
  'counter.mjs':
    'globalThis.count = (globalThis.count ?? 0) + 1; export default globalThis.count; export const url = import.meta.url;',
  'meta.mjs': 'export default import.meta;',
  'data.json': '{"a":[1]}',
  'bad.json': '{"a":}',
  'other.txt': 'text',
  noext: 'export default "none";',
  'x.unknown': '',
  'folder/index.js': '',
  'space name.mjs': 'export default import.meta.filename;',
  'hash#.mjs': 'export default import.meta.url;',
  'log-a.mjs': 'console.log("a"); import "./log-b.mjs"; import "./log-c.cjs"; export const a = 1;',
  'log-b.mjs': 'console.log("b before"); await null; console.log("b after");',
  'log-c.cjs': 'console.log("c"); require("./log-d.cjs");',
  'log-d.cjs': 'console.log("d");',
  'cyc1.mjs': 'import { two } from "./cyc2.mjs"; export const one = 1; export const sum = () => one + two;',
  'cyc2.mjs':
    'import { one } from "./cyc1.mjs"; export const two = 2; export const early = (() => { try { return one; } catch (e) { return e.name; } })();',
  'throws.mjs': 'throw new Error("once");',
  'throws-null.mjs': 'throw null;',
  'reexport.mjs':
    'export * from "./counter.mjs"; export { default as again } from "./counter.mjs"; export * as ns from "node:path";',
  'link.mjs': { to: 'meta.mjs' },
});
const clean = cleaner(root);
const href = (name) => pathToFileURL(`${root}/${name}`).href;
const failure = (error) => clean(`${error?.name} ${error?.code}: ${`${error?.message}`.split('\n')[0]}`);
const attempt = async (what, specifier, options) => {
  try {
    console.log(what, await import(specifier, options));
  } catch (error) {
    console.log(what, failure(error));
  }
};
process.on('warning', (warning) =>
  console.log('warning', warning.name, clean(warning.message).split('\n')[0]),
);

console.log(
  Object.keys(import.meta),
  typeof import.meta.resolve,
  Object.getPrototypeOf(import.meta),
  import.meta.main,
);
console.log(
  import.meta.filename.endsWith('/import.mjs'),
  import.meta.url === pathToFileURL(import.meta.filename).href,
);
console.log(typeof require.main, this === undefined, typeof module, typeof exports, typeof __filename);

const one = await import(href('counter.mjs'));
console.log(
  one.default,
  (await import(`${href('counter.mjs')}?a`)).default,
  (await import(`${href('counter.mjs')}?a#b`)).default,
);
console.log(
  (await import(href('counter.mjs'))) === one,
  clean((await import(`${href('counter.mjs')}#x`)).url),
  Object.keys(one),
);
console.log((await import(href('link.mjs'))).default === (await import(href('meta.mjs'))).default);
const meta = (await import(`${href('meta.mjs')}?q=1#h`)).default;
console.log(
  Object.fromEntries(
    Object.entries(meta).map(([key, value]) => [
      key,
      typeof value === 'function' ? value.name : clean(value),
    ]),
  ),
  meta.resolve('./x') === href('x'),
);
console.log(
  clean((await import(href('space name.mjs'))).default),
  clean((await import(href('hash#.mjs'))).default),
);
console.log(await import(href('reexport.mjs')).then((ns) => Object.keys(ns)));

await attempt('json', href('data.json'), { with: { type: 'json' } });
await attempt('json without', href('data.json'));
await attempt('json other', href('data.json'), { with: { type: 'css' } });
await attempt('json extra', href('data.json'), { with: { type: 'json', more: '1' } });
await attempt('bad json', href('bad.json'), { with: { type: 'json' } });
await attempt('module as json', href('counter.mjs'), { with: { type: 'json' } });
await attempt('builtin as json', 'node:fs', { with: { type: 'json' } });
await attempt('text', href('other.txt'));
await attempt('unknown', href('x.unknown'));
await attempt('folder', href('folder'));
await attempt('folder/', `${href('folder')}/`);
await attempt('none', href('none.mjs'));
await attempt('no extension', href('noext'));
await attempt('relative', './nothing-there.mjs');
await attempt('throws', href('throws.mjs'));
await attempt('throws again', href('throws.mjs'));
await attempt('throws null', href('throws-null.mjs'));
await attempt('bad attribute', href('data.json'), { with: { type: 5 } });
await attempt('bad options', href('data.json'), 5);
await attempt('symbol', Symbol('x'));
await attempt('object', { toString: () => 'node:path', x: 1 }).catch(() => {});
await attempt('throwing object', {
  toString() {
    throw new RangeError('no text');
  },
});

await attempt(
  'data',
  'data:text/javascript,export default 1; export const m = Object.keys(import.meta).join()',
);
await attempt('data base64', `data:text/javascript;base64,${btoa('export default "b64"')}`);
await attempt('data charset', 'data:text/javascript;charset=utf-8,export default "%C3%BC ü"');
await attempt('data json', 'data:application/json,{"j":1}', { with: { type: 'json' } });
await attempt('data json without', 'data:application/json,{}');
await attempt('data other', 'data:text/css,a{}');
await attempt('data none', 'data:,export default 1');
await attempt('data imports builtin', 'data:text/javascript,export { sep } from "node:path"');
await attempt('data imports bare', 'data:text/javascript,import "lodash"');
await attempt('data imports relative', 'data:text/javascript,import "./x"');
await attempt(
  'data imports data',
  'data:text/javascript,export { default } from "data:text/javascript,export default 3"',
);
await attempt('data syntax', 'data:text/javascript,export default');
await attempt('http', 'http://127.0.0.1:1/x.mjs');
await attempt('scheme', 'foo:bar');
await attempt('empty', '');
await attempt('file host', 'file://host/x.mjs');
await attempt('encoded slash', `${href('a')}%2Fb.mjs`);

const logged = await import(href('log-a.mjs'));
console.log(logged.a);
const cycle = await import(href('cyc1.mjs'));
console.log(cycle.sum(), (await import(href('cyc2.mjs'))).early);

// Built-in modules are live when asked to be.
console.log(
  fsNamespace.default === fs,
  readFileSync === fs.readFileSync,
  Object.keys(fsNamespace).includes('default'),
);
const { readFileSync: original } = fs;
fs.readFileSync = () => 'replaced';
console.log(readFileSync === original);
syncBuiltinESMExports();
console.log(readFileSync === original, fsNamespace.readFileSync());
fs.readFileSync = original;
syncBuiltinESMExports();
console.log(readFileSync === original, builtinModules.length);

// What runs first.
const order = [];
const done = import('data:text/javascript,globalThis.order?.push("x")').then(() => order.push('import'));
process.nextTick(() => order.push('tick'));
Promise.resolve().then(() => order.push('microtask'));
order.push('sync');
await done;
await new Promise((resolve) => setImmediate(resolve));
console.log(order.join(' '));
const results = [];
await Promise.all([
  import(`${href('log-a.mjs')}?1`).then(() => results.push('deep')),
  import(`${href('counter.mjs')}?1`).then(() => results.push('flat')),
  import('node:os').then(() => results.push('builtin')),
]);
console.log(results.join(' '));
const indirect = eval;
await indirect('import("node:fs")').catch((error) => console.log(failure(error)));
console.log(
  typeof (await eval('import("node:fs")')).default,
  typeof (await new Function('return import("node:fs")')()).default,
);
