// What import finds in CommonJS modules.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { cleaner, plant } = require('./_tree.js');

const sources = {
  dots: 'exports.a = 1; module.exports.b = 2; exports["c d"] = 3; exports . e /* x */ = 4;',
  literal: 'const f = 1, g = 2; module.exports = { f, g: g, h: 3, i: f };',
  strings: 'let v; module.exports = { "q r": v, s: v, ...require("./dots.cjs"), t: v };',
  reexport: 'module.exports = require("./dots.cjs");',
  star: '__exportStar(require("./dots.cjs"), exports); tslib_1.__exportStar(require("./literal.cjs"), exports); function __exportStar() {} var tslib_1 = { __exportStar };',
  define:
    'Object.defineProperty(exports, "j", { enumerable: true, get: function () { return 5; } }); Object.defineProperty(exports, "k", { value: 6 });',
  babel: `Object.defineProperty(exports, "__esModule", { value: true }); var _x = _interopRequireWildcard(require("./dots.cjs"));
    Object.keys(_x).forEach(function (key) { if (key === "default" || key === "__esModule") return;
    if (key in exports && exports[key] === _x[key]) return; Object.defineProperty(exports, key, { enumerable: true, get: function () { return _x[key]; } }); });
    exports.default = "babel"; function _interopRequireWildcard(x) { return x; }`,
  esmodule:
    'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = "d"; exports.n = 1;',
  never: 'if (false) exports.never = 1; exports.after = 2;',
  fn: 'module.exports = function f() {}; module.exports.prop = 1;',
  primitive: 'module.exports = 42; exports.lost = 1;',
  nothing: 'module.exports = null; exports.lost = 1;',
  undef: 'module.exports = undefined;',
  getter:
    'Object.defineProperty(module.exports, "boom", { enumerable: true, get() { throw new Error("getter"); } }); exports.boom; exports.fine = 1;',
  inner:
    '(function () { exports.inner = 1; })(); // exports.comment = 1\n"exports.string = 1"; `${exports.template = 1}`; /exports.regexp = 1/;',
  moduleExports: 'exports["module.exports"] = "mine"; exports.other = 1;',
  proxy: 'module.exports = new Proxy({ p: 1 }, {}); 0 && (module.exports = { p });',
  klass: 'module.exports = class K { static s = 1; }; exports.s;',
  circular: 'exports.before = 1; exports.self = () => require("./circular.cjs") === module.exports;',
  escaped:
    'exports["\\u{1F600}"] = 1; exports["\\x41"] = 2; exports["\\ud800"] = 3; exports["new\\nline"] = 4;',
  cjsError: 'exports.x = 1; throw new Error("thrown in CommonJS");',
  data: '',
};
const files = Object.fromEntries(Object.entries(sources).map(([name, source]) => [`${name}.cjs`, source]));
files['data.json'] = { json: [1, 2] };
const root = plant(files);
const clean = cleaner(root);
const url = (name) => pathToFileURL(`${root}/${name}`).href;

for (const name of Object.keys(sources)) {
  try {
    const ns = await import(url(`${name}.cjs`));
    const shown = Object.keys(ns).filter((key) => key !== 'default' && key !== 'module.exports');
    console.log(name, JSON.stringify(shown), shown.map((key) => typeof ns[key]).join());
    console.log(
      '  default',
      typeof ns.default,
      ns.default === require(`${root}/${name}.cjs`),
      ns.default === ns['module.exports'],
    );
  } catch (error) {
    console.log(name, clean(error.message));
  }
}
const again = await import(url('dots.cjs'));
console.log(
  again === (await import(url('dots.cjs'))),
  again === (await import(`${url('dots.cjs')}?x`)),
  (await import(`${url('dots.cjs')}?x`)).a,
);
const json = await import(url('data.json'), { with: { type: 'json' } });
console.log(json, json.default === require(`${root}/data.json`));

// What is not there is told, with the line that asks for it.
const { writeFileSync } = require('node:fs');
for (const [i, line] of [
  'import { nope } from "./dots.cjs";',
  "import { a, nope as n, b } from './dots.cjs';",
  'import { a,\n nope } from "./dots.cjs";',
  'import { nope } from "./real.mjs";',
  'import nope from "./real.mjs";',
  'import * as ns from "./real.mjs"; export { nope } from "./real.mjs";',
  'export * from "./real.mjs"; export * from "./other.mjs"; import { both } from "./importer5.mjs";',
].entries()) {
  writeFileSync(`${root}/real.mjs`, 'export const real = 1, both = 1;');
  writeFileSync(`${root}/other.mjs`, 'export const both = 2;');
  writeFileSync(`${root}/importer${i}.mjs`, line);
  try {
    await import(url(`importer${i}.mjs`));
    console.log('imported');
  } catch (error) {
    console.log(clean(error.stack).split('\n    at')[0]);
  }
}
