// rollup: its parser is in Rust and hands the tree over as one buffer; hashing too is native.
import { rollup, watch, defineConfig, VERSION } from 'rollup';
import { parseAst, parseAstAsync } from 'rollup/parseAst';
import fs from 'node:fs';
import path from 'node:path';

const show = (label, value) => console.log(label, value);
const files = {
  '/main.js': `import { used, helper as h } from './lib.js'; import data from './data.json'; import * as ns from './ns.js';
import external from 'outside'; import { κόσμε } from 'virtual:unicode';
console.log(used(2), h, data.list.length, ns.a, external, κόσμε, __VERSION__);
import('./lazy.js').then((m) => m.default());
export { used }; export default class Main { #p = 1n; static { Main.s = 1; } }`,
  '/lib.js': `export const used = (x) => x ** 2; export const unused = () => { sideEffect(); };
export function helper() { return unusedToo; } var unusedToo = 1;
/* @__PURE__ */ pure(); if (false) { removed(); } label: for (;;) { break label; }`,
  '/ns.js': `export const a = 1, b = 2; export * from './cycle.js';`,
  '/cycle.js': `import { a } from './ns.js'; export const c = () => a;`,
  '/lazy.js': `import { used } from './lib.js'; export default () => used(\`template \${1 + 1} 😀\`);`,
  '/data.json': `{ "list": [1, 2, 3] }`,
  '/worker.js': `import { used } from './lib.js'; postMessage(used(3));`,
};
const calls = new Map();
const seen = (name) => calls.set(name, (calls.get(name) ?? 0) + 1);
const virtual = {
  name: 'virtual',
  options: (o) => (seen('options'), o),
  buildStart() {
    seen('buildStart');
    this.emitFile({ type: 'asset', name: 'style.css', source: 'a { color: red }' });
    this.emitFile({ type: 'chunk', id: '/worker.js', name: 'worker' });
  },
  resolveId: {
    order: 'pre',
    handler(id, importer) {
      seen('resolveId');
      if (id.startsWith('virtual:')) return `\0${id}`;
      if (id === 'outside') return { id, external: true };
      return id[0] === '/' ? id : path.posix.resolve(path.posix.dirname(importer), id);
    },
  },
  async load(id) {
    seen('load');
    await null;
    if (id === '\0virtual:unicode') return `export const κόσμε = 'κόσμε';`;
    return files[id] ?? this.error(`nothing at ${id}`);
  },
  transform(code, id) {
    seen('transform');
    if (id.endsWith('.json')) return { code: `export default ${code}`, map: { mappings: '' } };
    const tree = this.parse(code);
    return code.includes('__VERSION__')
      ? { code: code.replace('__VERSION__', JSON.stringify(`${tree.body.length} statements`)), map: null }
      : null;
  },
  moduleParsed({ id, importedIds, exports }) {
    seen('moduleParsed');
    if (id === '/ns.js') show('moduleParsed', [importedIds, exports]);
  },
  buildEnd: () => seen('buildEnd'),
  renderChunk: (code, chunk) => (seen('renderChunk'), { code: `/* ${chunk.name} */\n${code}`, map: null }),
  augmentChunkHash: () => 'salt',
  generateBundle: (_, bundle) => show('generateBundle', Object.keys(bundle).sort()),
  closeBundle: () => seen('closeBundle'),
};

async function bundles() {
  const warnings = [];
  const bundle = await rollup({
    input: '/main.js',
    plugins: [virtual],
    onwarn: (w) => warnings.push(w.code),
  });
  show('warnings', warnings.sort());
  show('watch files', bundle.watchFiles.map((f) => f.replace('\0', '')).sort());
  for (const format of ['es', 'cjs', 'system']) {
    const { output } = await bundle.generate({
      format,
      sourcemap: true,
      exports: 'named',
      entryFileNames: '[name]-[hash].js',
      hashCharacters: 'hex',
      generatedCode: 'es2015',
    });
    for (const file of output) {
      if (file.fileName.endsWith('.map')) continue;
      show(`${format} ${file.fileName}`, file.code ?? file.source);
      if (file.map && format === 'es')
        show('map', [file.map.sources.map((s) => path.basename(s)), file.map.mappings.length]);
      if (file.type === 'chunk')
        show('chunk', [
          file.exports,
          file.imports,
          file.dynamicImports,
          Object.values(file.modules).map((m) => m.renderedExports),
        ]);
    }
  }
  await bundle.close();
  show('calls', [...calls].sort());
  const cached = await rollup({
    input: '/lib.js',
    plugins: [{ ...virtual, buildStart() {} }],
    cache: bundle.cache,
    treeshake: false,
  });
  for (const format of ['iife', 'umd', 'amd'])
    show(
      format,
      (await cached.generate({ format, name: 'lib.inner', compact: true, banner: '/*!*/', esModule: false }))
        .output[0].code,
    );
}

async function trees() {
  const code =
    '#!/usr/bin/env x\nlet { a, ...b } = await c?.[0] ?? (() => {}), d = `x${/r/u}`; export { a as "s" }; /*c*/ class K extends L { get [m]() {} }';
  const tree = parseAst(code, { allowReturnOutsideFunction: true });
  show(
    'parseAst',
    JSON.stringify(tree, (_, v) => (v instanceof RegExp ? `${v}` : v)),
  );
  show(
    'async',
    (
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => parseAstAsync(`export const v${i} = <a/>;`, { jsx: true })),
      )
    ).length,
  );
  for (const bad of ['let', 'const a; ', '\u2028 }', 'let a, a', 'return', 'import.x'])
    try {
      parseAst(bad);
      show('parsed', bad);
    } catch ({ name, code: failed, message, pos }) {
      show('syntax', [name, failed, message, pos]);
    }
}

async function failures() {
  const attempt = (label, run) =>
    run().then(
      () => show(label, 'no error'),
      (e) =>
        show(label, [
          e.name,
          e.code,
          e.message,
          e.plugin,
          e.hook,
          e.loc && [e.loc.line, e.loc.column],
          e.frame,
        ]),
    );
  files['/broken.js'] = 'import { nothing } from "./lib.js";\nexport const x = nothing +;';
  files['/lost.js'] = 'import "./not-there.js";';
  await attempt('syntax', () => rollup({ input: '/broken.js', plugins: [virtual] }));
  await attempt('missing', () => rollup({ input: '/lost.js', plugins: [virtual] }));
  await attempt('thrown', () =>
    rollup({
      input: '/lib.js',
      plugins: [
        virtual,
        {
          name: 'bad',
          transform() {
            throw new TypeError('my own fault');
          },
        },
      ],
    }),
  );
  await attempt('no input', () => rollup({ input: [] }));
  await attempt('entry', () => rollup({ input: 'not/there.js', onwarn() {} }));
}

async function watching() {
  fs.writeFileSync('a.js', 'import { b } from "./b.js"; console.log(b);');
  fs.writeFileSync('b.js', 'export const b = 1;');
  const watcher = watch(
    defineConfig({
      input: 'a.js',
      output: { file: 'out/bundle.js', format: 'es' },
      watch: { buildDelay: 0 },
    }),
  );
  const built = () =>
    new Promise((resolve, reject) => {
      watcher.on('event', function on(event) {
        if (event.result) event.result.close();
        if (event.code === 'ERROR') reject(event.error);
        if (event.code === 'END') resolve(watcher.off('event', on));
      });
    });
  await built();
  show('watched', fs.readFileSync('out/bundle.js', 'utf8'));
  const changed = new Promise((resolve) =>
    watcher.on('change', (id, { event }) => resolve([path.basename(id), event])),
  );
  const again = built();
  await new Promise((resolve) => setTimeout(resolve, 50));
  fs.writeFileSync('b.js', 'export const b = 2;');
  show('change', await changed);
  await again;
  show('rebuilt', fs.readFileSync('out/bundle.js', 'utf8'));
  await watcher.close();
}

show('version', VERSION);
await trees();
await bundles();
await failures();
await watching();
