// Finds an addon the ways that packages do. ADDON is a .node file; each package below is made here, in the working
// directory, with the addon where its loader looks, and with others beside it that must not be taken.
const fs = require('node:fs');
const path = require('node:path');

const addon = process.env.ADDON;

/** A package with a program and files; those that are `true` are the addon, others no addon at all. */
function make(name, main, files, about = {}) {
  for (const [file, right] of Object.entries(files)) {
    const target = path.resolve(name, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (right) fs.copyFileSync(addon, target);
    else fs.writeFileSync(target, 'not this one');
  }
  fs.writeFileSync(path.resolve(name, 'index.js'), main);
  fs.writeFileSync(path.resolve(name, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...about }));
  const { add, file } = require(path.resolve(name));
  console.log(name, add(20, 22), file.split(`/${name}/`)[1]);
}

const bindings = "module.exports = require('bindings')('symbol');";
make('by-bindings', bindings, { 'build/Release/symbol.node': true });
make('by-bindings-in-debug', bindings, { 'build/Debug/symbol.node': true });

const nodeGypBuild = "module.exports = require('node-gyp-build')(__dirname);";
make('by-node-gyp-build', nodeGypBuild, {
  'prebuilds/linux-x64/by-node-gyp-build.node': true,
  'prebuilds/linux-arm64/by-node-gyp-build.node': false,
});
make('by-tags', nodeGypBuild, {
  'prebuilds/linux-x64/node.napi.glibc.node': true,
  'prebuilds/linux-x64/node.napi.musl.node': false,
  'prebuilds/linux-x64/node.abi93.glibc.node': false,
  'prebuilds/linux-x64/electron.napi.node': false,
  'prebuilds/darwin-x64+arm64/node.napi.node': false,
});
make('by-uv', nodeGypBuild, {
  'prebuilds/linux-x64/node.napi.uv1.node': true,
  'prebuilds/linux-x64/node.napi.uv2.node': false,
});
make('built-first', nodeGypBuild, {
  'build/Release/x.node': true,
  'prebuilds/linux-x64/node.napi.node': false,
});

const preGyp = (about) => ({
  main: 'index.js',
  dependencies: {},
  binary: { module_name: 'symbol', host: 'https://example.com', remote_path: 'x', ...about },
});
const found = "const found = require('@mapbox/node-pre-gyp').find(require.resolve('./package.json'));\n";
const load = `${found}module.exports = require(found);`;
make(
  'by-node-pre-gyp',
  load,
  {
    'lib/binding/napi-v8-linux-glibc-x64/symbol.node': true,
    'lib/binding/napi-v3-linux-glibc-x64/symbol.node': false,
  },
  preGyp({
    module_path: './lib/binding/napi-v{napi_build_version}-{platform}-{libc}-{arch}/',
    remote_path: 'v{napi_build_version}',
    napi_versions: [3, 8],
  }),
);
make(
  'by-abi',
  load,
  { [`lib/${`node-v${process.versions.modules}-linux-x64`}/symbol.node`]: true },
  preGyp({ module_path: './lib/{node_abi}-{platform}-{arch}/' }),
);

const libc = require('detect-libc');
console.log(libc.familySync(), libc.versionSync(), libc.isNonGlibcLinuxSync());
Promise.all([libc.family(), libc.version(), libc.isNonGlibcLinux()]).then((all) => console.log(...all));
