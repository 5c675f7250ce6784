// The article's two ways to load a .node file.
const napi = require('./build/Release/hello.node');
console.log(napi.hello());

let mod = { exports: {} };
process.dlopen(mod, './build/Release/hello.node');
console.log(mod.exports.hello());
