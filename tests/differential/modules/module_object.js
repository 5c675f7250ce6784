'use strict';
// What `module`, `require` and node:module look like, cycles, children, the cache, and the parts that packages replace.

const Module = require('module');
const path = require('path');
const { cleaner, plant } = require('./_tree.js');

const root = plant({
  'a.js':
    'exports.early = 1; const b = require("./b"); exports.late = 2; exports.seen = b.seen; exports.b = b;',
  'b.js':
    'const a = require("./a"); exports.seen = Object.keys(a).join(); exports.missing = a.nope; a.late; exports.a = a;',
  'throws.js': 'exports.half = 1; throw new Error("at load");',
  'parent.js': 'require("./child"); module.exports = module;',
  'child.js': 'module.exports = module;',
  'main.js':
    'module.exports = [require.main === module, module.parent === null, module.id, typeof this, this === exports, arguments.length];',
  'replaced.js': 'module.exports = function named() {}; module.exports.x = 1;',
  'returns.js': 'exports.before = 1; return; exports.after = 1;',
  'args.js':
    'module.exports = Array.from(arguments, (a) => typeof a).join() + new Error().stack.includes("Object.<anonymous>");',
  'data.json': '\ufeff{"bom": true}',
  'bad.json': '{"a": }',
  'empty.json': '',
  'shebang.js': '#!/usr/bin/env node\nmodule.exports = "shebang"',
  'bom.js': '\ufeffmodule.exports = "bom"',
  'strict.js': 'module.exports = (function () { return this === undefined; })()',
  'x.custom': 'content',
  'y.d.custom': 'longer',
});
const clean = cleaner(root);
const at = (name) => path.join(root, name);
const failure = (error) => clean(`${error.name} ${error.code}: ${error.message}`);
const attempt = (what, fn) => {
  try {
    console.log(what, fn());
  } catch (error) {
    console.log(what, failure(error));
  }
};
process.on('warning', (warning) => console.log('warning', warning.name, clean(warning.message)));

console.log(Object.keys(module), module.id, module.loaded, module.children.length, module.parent);
console.log(Object.keys(require), require.name, require.length, Object.keys(require.resolve));
console.log(
  Object.getPrototypeOf(module) === Module.prototype,
  module.constructor === Module,
  module instanceof Module,
);
console.log(
  require.cache === Module._cache,
  require.extensions === Module._extensions,
  require.main === module,
);
console.log(
  Module === Module.Module,
  typeof Module,
  Module.length,
  Module.name,
  require('node:module') === Module,
);
console.log(new Module('/x/y.js'), new Module('z', module).parent === module, module.children.at(-1).id);
console.log(
  Module.builtinModules.length,
  Object.isFrozen(Module.builtinModules),
  Module.builtinModules.join(),
);
console.log(['fs', 'node:fs', 'node:test', 'test', 'x', 'fs/promises', 'node:', '', 5].map(Module.isBuiltin));
console.log(Module.wrap('1'), Module.wrapper.length);
console.log(Module._nodeModulePaths('/a/node_modules/b/node_modules'), Module._nodeModulePaths('/'));

// Cycles.
const a = require(at('a.js'));
console.log(a.seen, Object.keys(a), a.b.a === a, Object.getPrototypeOf(a) === Object.prototype);
// A load that fails.
for (let i = 0; i < 2; i++) attempt('throws', () => require(at('throws.js')));
console.log(
  at('throws.js') in require.cache,
  module.children.some((m) => m.filename === at('throws.js')),
);
// Children and parents.
const parent = require(at('parent.js'));
console.log(parent.children.length, parent.children[0].parent === parent, parent.loaded, clean(parent.path));
console.log(parent.paths.slice(0, 1).map(clean), clean(parent.filename), parent.parent === module);
delete require.cache[at('child.js')];
console.log(
  require(at('child.js')) === parent.children[0],
  require(at('child.js')) === require(at('child.js')),
);

console.log(
  clean(JSON.stringify(require(at('main.js')))),
  require(at('args.js')),
  require(at('returns.js')),
  require(at('strict.js')),
);
console.log(
  require(at('replaced.js')).name,
  require(at('shebang.js')),
  require(at('bom.js')),
  require(at('data.json')),
);
attempt('bad json', () => require(at('bad.json')));
attempt('empty json', () => require(at('empty.json')));

// Parts that packages replace.
require.extensions['.custom'] = (m, filename) => {
  m.exports = `custom ${path.basename(filename)} ${require('fs').readFileSync(filename, 'utf8')}`;
};
require.extensions['.d.custom'] = (m) => {
  m.exports = 'longest extension';
};
console.log(require(at('x.custom')), require(at('x')), require(at('y.d.custom')), require(at('y.d')));
delete require.extensions['.custom'];
const { _resolveFilename, _load } = Module;
Module._resolveFilename = function (request, ...rest) {
  return request === 'virtual' ? at('child.js') : _resolveFilename.call(this, request, ...rest);
};
console.log(require('virtual') === require(at('child.js')), clean(require.resolve('virtual')));
Module._resolveFilename = _resolveFilename;
Module._load = function (request, from, isMain) {
  return request === 'mocked'
    ? `mock for ${path.basename(from.filename)}`
    : _load.call(this, request, from, isMain);
};
console.log(require('mocked'), require('path') === path);
Module._load = _load;
const { require: original } = Module.prototype;
Module.prototype.require = function (id) {
  return id === 'patched' ? 'patched require' : original.call(this, id);
};
console.log(require('patched'));
Module.prototype.require = original;
const { _compile } = Module.prototype;
Module.prototype._compile = function (content, filename) {
  return _compile.call(this, `${content};exports.compiled = true`, filename);
};
delete require.cache[at('a.js')];
delete require.cache[at('b.js')];
console.log(require(at('a.js')).compiled);
Module.prototype._compile = _compile;

const made = new Module('made');
made.filename = at('made.js');
made.paths = Module._nodeModulePaths(root);
made._compile('module.exports = [__filename, __dirname, require("./child") !== undefined]', made.filename);
console.log(made.exports.map(clean), made.loaded, made.id);
attempt('load twice', () => parent.load(at('parent.js')));

const { pathToFileURL } = require('url');
for (const from of [
  at('any.js'),
  pathToFileURL(at('any.js')),
  pathToFileURL(at('any.js')).href,
  `${root}/`,
]) {
  console.log(Module.createRequire(from)('./strict'));
}
for (const from of ['relative', './x', 5, undefined, null, {}, 'http://x/', new URL('http://x/')]) {
  attempt('createRequire', () => Module.createRequire(from));
}
attempt('findPackageJSON', () => Module.findPackageJSON());
attempt('findPackageJSON', () => Module.findPackageJSON('x', 5));
console.log(process.mainModule === module, clean(__filename) === __filename, path.basename(__dirname));
console.log(process.getBuiltinModule('fs') === require('fs'), process.getBuiltinModule('nope'));
