// The ways to load an addon, and what each error says. ADDONS is the folder that holds them.
const { createRequire } = require('node:module');
const { constants } = require('node:os');
const path = require('node:path');

const folder = process.env.ADDONS;
const at = (name) => path.join(folder, name);

const first = require(at('symbol.node'));
console.log(first, first.add(1, 2), require(at('symbol.node')) === first);
try {
  first.add('one');
} catch (error) {
  console.log(error.name, error.code, error.message);
}
delete require.cache[at('symbol.node')];
console.log(require(at('symbol')).loads, createRequire(at('x.js'))('./symbol.node').loads);

const call = require(at('constructor.node'));
console.log(call(), call());
delete require.cache[at('constructor.node')];
console.log(require(at('constructor.node')) === call, require(at('constructor.node'))());

process.chdir(folder);
for (const flags of [
  [],
  [constants.dlopen.RTLD_NOW],
  [constants.dlopen.RTLD_LAZY | constants.dlopen.RTLD_GLOBAL],
]) {
  const module = { exports: { kept: true } };
  const result = process.dlopen(module, './symbol.node', ...flags);
  console.log(result, module.exports.kept, module.exports.add(2, 3), JSON.stringify(module.exports.file));
}
const named = { exports: {}, filename: `${folder}/a folder/ü.node` };
process.dlopen(named, './symbol.node');
console.log(named.exports.file);
const primitive = {};
primitive.exports = 5;
process.dlopen(primitive, './constructor.node');
console.log(typeof primitive.exports);

function fails(what, ...args) {
  try {
    process.dlopen(...args);
    console.log(what, 'loaded');
  } catch (error) {
    console.log(what, error.name, error.code, error.message);
  }
}
const module_ = { exports: {} };
fails('no arguments');
fails('no file name', module_);
fails('no module', null, 'x');
fails('no exports', {}, 'x');
fails('null exports', { exports: null }, 'x');
fails('no such file', module_, './nope.node');
fails('no such library', module_, 'nope.node');
fails('an object', module_, {});
fails('a symbol', module_, Symbol('x'));
fails('a NUL', module_, './nope\0.node');
fails('no name', module_, '');
fails('not ELF', module_, './text.node');
fails('empty', module_, './empty.node');
fails('truncated', module_, './truncated.node');
fails('wrong architecture', module_, './foreign.node');
fails('a folder', module_, './');
fails('bad flags', module_, './nope.node', 'abc');
fails('flags of a bigint', module_, './nope.node', 1n);
fails('no entry', module_, './no_entry.node');
fails('not an addon', module_, './not_an_addon.node');
fails('not an addon, again', module_, './not_an_addon.node');
fails('throws', module_, './throws.node');
fails('throws again', module_, './throws.node');
fails('missing data', module_, './missing_data.node');
for (const name of ['./text.node', './not_an_addon.node', './nope.node']) {
  try {
    require(at(name));
  } catch (error) {
    console.log(error.code, error.message.split('\n')[0]);
  }
}
