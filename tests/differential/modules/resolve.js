'use strict';
// Where requests lead, for require() and for import(), from files of several kinds.

const path = require('path');
const { pathToFileURL } = require('url');
const { createRequire } = require('module');
const { cleaner, plant } = require('./_tree.js');

const exported = (exports, more) => ({ name: 'x', exports, ...more });
const root = plant({
  'package.json': {
    name: 'self',
    exports: {
      '.': './main.js',
      './sub/*': './lib/*.js',
      './deep/*/x': './lib/*.js',
      './json': './data.json',
    },
    imports: {
      '#a': './lib/a.js',
      '#cond': { require: './lib/req.cjs', import: './lib/imp.mjs' },
      '#pat/*': './lib/*.js',
      '#ext/*.js': './lib/*.js',
      '#dep': 'main-js',
      '#builtin': 'fs',
      '#up': '../outside.js',
      '#missing': './lib/none.js',
      '#null': null,
      '#list': [{ nope: './lib/none.js' }, './lib/a.js'],
      '#badlist': ['../x', '/y'],
    },
  },
  'main.js': 'exports.where = "main"',
  'from.js': '',
  'from.mjs': '',
  'data.json': '{"data":1}',
  'lib/a.js': 'exports.where = "a"',
  'lib/req.cjs': 'exports.where = "req"',
  'lib/imp.mjs': 'export const where = "imp"',
  'lib/index.js': 'exports.where = "index"',
  'lib/space name.js': 'exports.where = "space"',
  'lib/per%25cent.js': 'exports.where = "percent"',
  'lib/ünï.js': 'exports.where = "uni"',
  'lib/no-extension': 'exports.where = "none"',
  'lib/two.dots.js': 'exports.where = "dots"',
  'lib/.hidden.js': 'exports.where = "hidden"',
  'json/index.json': '{"index":true}',
  'both.js': 'exports.where = "file"',
  'both/index.js': 'exports.where = "folder"',
  'empty/readme': '',
  'mainless/package.json': { main: 'gone.js' },
  'mainless/index.js': 'exports.where = "fallback"',
  'mainbad/package.json': { main: 'gone.js' },
  'link.js': { to: 'lib/a.js' },
  linked: { to: 'lib' },
  'node_modules/main-js/package.json': { main: 'lib/entry' },
  'node_modules/main-js/lib/entry.js': 'exports.where = "entry"',
  'node_modules/main-js/other.js': 'exports.where = "other"',
  'node_modules/main-dir/package.json': { main: './lib/' },
  'node_modules/main-dir/lib/index.js': 'exports.where = "dir index"',
  'node_modules/no-package/index.js': 'exports.where = "no package"',
  'node_modules/single.js': 'exports.where = "single"',
  'node_modules/@scope/pkg/package.json': exported({ '.': './i.js', './f': './f.js' }),
  'node_modules/@scope/pkg/i.js': 'exports.where = "scoped"',
  'node_modules/@scope/pkg/f.js': 'exports.where = "scoped f"',
  'node_modules/sugar/package.json': exported('./i.js'),
  'node_modules/sugar/i.js': 'exports.where = "sugar"',
  'node_modules/sugar/hidden.js': '',
  'node_modules/conditions/package.json': exported({
    import: './i.mjs',
    node: { require: './r.js' },
    default: './d.js',
  }),
  'node_modules/conditions/i.mjs': 'export const where = "import"',
  'node_modules/conditions/r.js': 'exports.where = "node require"',
  'node_modules/conditions/d.js': 'exports.where = "default"',
  'node_modules/order/package.json': exported({ default: './d.js', require: './r.js', import: './r.js' }),
  'node_modules/order/d.js': 'exports.where = "first"',
  'node_modules/sync/package.json': exported({ 'module-sync': './s.mjs', default: './d.js' }),
  'node_modules/sync/s.mjs': 'export const where = "module-sync"',
  'node_modules/sync/d.js': '',
  'node_modules/addons/package.json': exported({ 'node-addons': './a.js', default: './d.js' }),
  'node_modules/addons/a.js': 'exports.where = "addons"',
  'node_modules/patterns/package.json': exported({
    './*': './src/*.js',
    './features/*.js': './src/features/*.js',
    './features/private/*': null,
    './f*r': './src/starred-*.js',
    './dir/*/index': './src/*/index.js',
    './features/x*': './src/long-*.js',
  }),
  'node_modules/patterns/src/a.js': 'exports.where = "pattern a"',
  'node_modules/patterns/src/features/b.js': 'exports.where = "pattern b"',
  'node_modules/patterns/src/features/private/c.js': '',
  'node_modules/patterns/src/starred-oo.js': 'exports.where = "starred"',
  'node_modules/patterns/src/d/index.js': 'exports.where = "d index"',
  'node_modules/patterns/src/long-yz.js': 'exports.where = "long"',
  'node_modules/targets/package.json': exported({
    './outside': '../outside.js',
    './absolute': '/etc/passwd',
    './bare': 'main-js',
    './modules': './node_modules/x.js',
    './dots': './a/../b.js',
    './encoded': './%2e%2e/b.js',
    './slash': './lib/a%2Fb.js',
    './number': 5,
    './list': ['../x', './ok.js'],
    './listmissing': ['./gone.js', './ok.js'],
    './empty': [],
    './object': { nope: './x.js' },
    './folder': './folder/',
    './none': './gone.js',
    './space': './a%20b.js',
    './query': './ok.js?q',
  }),
  'node_modules/targets/ok.js': 'exports.where = "ok"',
  'node_modules/targets/a b.js': 'exports.where = "a b"',
  'node_modules/targets/folder/index.js': '',
  'node_modules/mixed/package.json': exported({ './a': './a.js', import: './b.js' }),
  'node_modules/numeric/package.json': exported({ '.': { 1: './a.js' } }),
  'node_modules/nullexports/package.json': { exports: null, main: './m.js' },
  'node_modules/nullexports/m.js': 'exports.where = "null exports"',
  'node_modules/badjson/package.json': '{"name":',
  'node_modules/notobject/package.json': '[]',
  'node_modules/notobject/index.js': '',
  'node_modules/oddname/package.json': { name: 1 },
  'node_modules/oddfields/package.json': { main: {}, type: 'x', exports: false },
  'node_modules/oddfields/index.js': 'exports.where = "odd"',
  'node_modules/esmtype/package.json': { type: 'module', main: 'm.js' },
  'node_modules/esmtype/m.js': 'export const where = "esm"',
  'node_modules/esmtype/c.cjs': 'exports.where = "c"',
  'node_modules/.dot/index.js': 'exports.where = "dot"',
  'node_modules/selfish/package.json': exported({ '.': './s.js' }, { name: 'selfish' }),
  'node_modules/selfish/s.js': 'exports.where = require("selfish/package.json")',
  'node_modules/badmain/package.json': { main: './gone' },
  'node_modules/typed/package.json': { type: 5 },
  'outside.js': 'exports.where = "outside"',
  'sub/deeper/from.js': '',
  'sub/node_modules/near/index.js': 'exports.where = "near"',
  'sub/node_modules/main-js/index.js': 'exports.where = "nearer"',
});
const clean = cleaner(root);

const requests =
  `./lib/a ./lib/a.js ./lib ./lib/ . ./ .. ../x ./both ./both/ ./both.js ./json ./empty ./mainless ./mainbad
  ./none ./lib/none.js ./lib/no-extension ./lib/two.dots ./lib/.hidden ./link ./link.js ./linked/a ./linked
  main-js main-js/other main-js/other.js main-js/none main-dir no-package single single.js @scope/pkg @scope/pkg/f
  @scope/pkg/g @scope @scope/ sugar sugar/hidden.js sugar/package.json conditions order sync addons patterns/a
  patterns/features/b.js patterns/features/private/c patterns/foor patterns/dir/d/index patterns/features/xyz patterns/
  patterns/none patterns patterns/a/ targets/outside targets/absolute targets/bare targets/modules targets/dots
  targets/encoded targets/slash targets/number targets/list targets/listmissing targets/empty targets/object
  targets/folder targets/none targets/space targets/query mixed/a numeric nullexports badjson notobject oddfields oddname
  esmtype badmain typed esmtype/c.cjs .dot selfish self self/sub/a self/deep/a/x self/json self/none #a #cond #pat/a #ext/a.js #dep
  #builtin #up #missing #null #list #badlist # #pat/ #none fs node:fs node:nope node: fs/ fs/promises test
  near nowhere nowhere/sub %2f pkg%2fname ./lib/a%2Fb ./lib/a%5cb ./lib/space%20name.js ./lib/per%2525cent.js
  ./lib/ünï.js ./lib/%C3%BCn%C3%AF.js ./data.json ./lib/a?q ./lib/a.js?q#h /nowhere x:y http://x/y file:///nowhere`
    .split(/\s+/)
    .concat([
      './lib/space name.js',
      '',
      ' ',
      './lib/a\\b.js',
      path.join(root, 'lib/a.js'),
      path.join(root, 'lib/a'),
    ]);

function show(exports) {
  if (exports === null || typeof exports !== 'object') return typeof exports;
  return exports.where ?? Object.keys(exports).slice(0, 4).join();
}

function failure(error) {
  const extra = ['path', 'requestPath', 'url'].filter((key) => error[key] !== undefined);
  const shown = extra.map((key) => ` ${key}=${error[key]}`).join('');
  // What JSON.parse says is the engine's, not the loader's.
  return clean(`${error.name} ${error.code}: ${error.message.replace(/\n- .*$/gs, '')}${shown}`);
}

async function main() {
  process.on('warning', (warning) => console.log('warning', warning.code, clean(warning.message)));
  for (const from of ['from.js', 'sub/deeper/from.js', 'node_modules/main-js/other.js']) {
    const file = path.join(root, from);
    const require = createRequire(file);
    for (const request of requests) {
      console.log(`\n${from} ${JSON.stringify(clean(request))}`);
      try {
        console.log('  resolve', clean(require.resolve(request)));
      } catch (error) {
        console.log('  resolve', failure(error));
      }
      try {
        console.log('  require', show(require(request)));
      } catch (error) {
        console.log('  require', failure(error));
      }
      const code = `export default (s) => import(s); export const r = import.meta.resolve;`;
      const importer = path.join(root, path.dirname(from), 'importer.mjs');
      require('fs').writeFileSync(importer, code);
      const { default: load, r } = await import(pathToFileURL(importer).href);
      try {
        console.log('  meta', clean(r(request)));
      } catch (error) {
        console.log('  meta', failure(error).split(' imported from')[0]);
      }
      try {
        console.log('  import', show(await load(request)));
      } catch (error) {
        console.log('  import', failure(error));
      }
    }
  }
  const require = createRequire(path.join(root, 'from.js'));
  // The last folder is beside the runtime itself.
  console.log(clean(JSON.stringify(require.resolve.paths('x').slice(0, -1))));
  console.log(clean(JSON.stringify(require.resolve.paths('./x'))), require.resolve.paths('fs'));
  console.log(clean(require.resolve('./a', { paths: [path.join(root, 'lib')] })));
  console.log(clean(require.resolve('near', { paths: [path.join(root, 'sub/deeper')] })));
  for (const options of [{ paths: 'x' }, { paths: [] }, { paths: [1] }, {}, { paths: null }]) {
    try {
      console.log(clean(require.resolve('main-js', options)));
    } catch (error) {
      console.log(failure(error));
    }
  }
  for (const bad of [undefined, 5, '', null]) {
    for (const call of [() => require(bad), () => require.resolve(bad), () => require.resolve.paths(bad)]) {
      try {
        console.log(typeof call());
      } catch (error) {
        console.log(failure(error));
      }
    }
  }
}

main();
