// Tries: Module.prototype._compile, Module._load, Module._extensions and createRequire, to load a file it may not read.
// Escape: the secret comes out.
const Module = require('node:module');
const asked = `${target.base}/secret.js`;
attempt('require', () => require(asked));
attempt('Module._load', () => Module._load(asked, null, true));
attempt('createRequire', () => Module.createRequire(`${target.base}/x.js`)('./secret.js'));
attempt('json', () => require(`${target.base}/secret.json`));
attempt('an extension', () => {
  const m = new Module(asked);
  Module._extensions['.js'](m, asked);
  return m.exports;
});
attempt('module.load', () => {
  const m = new Module(asked);
  m.load(asked);
  return m.exports;
});
probe('through require.cache', () => require.cache && JSON.stringify(Object.keys(require.cache)));
attempt('paths', () => Module._findPath(asked));
module: attempt('text', () => {
  Module._extensions['.secret'] = (m, file) => (m.exports = require('node:fs').readFileSync(file, 'utf8'));
  return require(target.secret);
});
