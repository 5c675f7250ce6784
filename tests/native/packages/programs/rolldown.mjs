// Bundles: formats, code splitting, tree shaking, plugins and their hooks in JavaScript, source maps, watching, errors.

import fs from 'node:fs';
import path from 'node:path';
import { rolldown, build, watch } from 'rolldown';
import { transform } from 'rolldown/utils';

const at = (name) => path.join(process.cwd(), name);
const write = (name, text) => fs.writeFileSync(at(name), text);
const clean = (text) =>
  String(text)
    .replaceAll(process.cwd(), '')
    .replace(/\u001b\[\d+m/g, '');

function files() {
  write(
    'entry.js',
    "import { used } from './lib.js';\nimport data from './data.json';\nconsole.log(used(data.n), import.meta.url !== '');\nexport const later = () => import('./lazy.js');\n",
  );
  write('lib.js', 'export const used = (x) => x * 2;\nexport const unused = () => "gone";\n');
  write('lazy.js', 'export default "lazy ü";\n');
  write('data.json', '{ "n": 21, "other": [1, 2] }');
  write(
    'typed.ts',
    'enum E { A = 1, B }\ninterface I { x: number }\nexport const v: I = { x: E.B };\nexport const node = <T,>(x: T) => x;\n',
  );
}

function shown({ output }) {
  return output.map((chunk) => [
    chunk.type,
    chunk.fileName.replace(/-[\w-]{8}\./, '-HASH.'),
    clean(chunk.code ?? chunk.source),
    chunk.exports,
    chunk.isEntry,
  ]);
}

async function formats() {
  for (const format of ['es', 'cjs']) {
    const bundle = await rolldown({ input: at('entry.js') });
    console.log(format, shown(await bundle.generate({ format })));
    await bundle.close();
  }
  const bundle = await rolldown({ input: at('typed.ts') });
  console.log(shown(await bundle.generate({ format: 'iife', name: 'T', minify: true })));
  const { output } = await bundle.generate({ sourcemap: true });
  console.log(output[0].map.sources, output[0].map.mappings.length > 10);
  await bundle.write({ dir: at('out') });
  console.log(fs.readdirSync(at('out')), (await import(at('out/typed.js'))).v);
  await bundle.close();
}

async function plugins() {
  const hooks = new Map();
  const count = (name) => hooks.set(name, (hooks.get(name) ?? 0) + 1);
  const plugin = {
    name: 'of-the-test',
    buildStart: () => count('buildStart'),
    resolveId(id) {
      count('resolveId');
      return id === 'virtual:x' ? `\0${id}` : null;
    },
    async load(id) {
      if (id !== '\0virtual:x') return null;
      await new Promise((resolve) => setTimeout(resolve, 2));
      this.warn('a warning');
      return 'export default "made by a plugin"; export const secret = __SECRET__;';
    },
    transform: {
      filter: { id: /virtual/ },
      handler(code) {
        count('transform');
        return { code: code.replace('__SECRET__', '42') };
      },
    },
    renderChunk: (code) => `/* rendered */\n${code}`,
    generateBundle(options, bundle) {
      count('generateBundle');
      this.emitFile({ type: 'asset', fileName: 'extra.txt', source: Object.keys(bundle).join() });
    },
    buildEnd: () => count('buildEnd'),
  };
  write(
    'uses.js',
    "import x, { secret } from 'virtual:x';\nimport fs from 'node:fs';\nconsole.log(x, secret, fs.sep);\n",
  );
  const warnings = [];
  const bundle = await rolldown({
    input: at('uses.js'),
    plugins: [plugin],
    external: [/^node:/],
    onLog: (level, log) => warnings.push(level, clean(log.message)),
  });
  console.log(shown(await bundle.generate({})), [...hooks].sort(), warnings, bundle.watchFiles !== undefined);
  await bundle.close();
  const failing = {
    name: 'fails',
    transform: () => {
      throw new RangeError('a hook failed');
    },
  };
  await build({ input: at('lib.js'), plugins: [failing], write: false }).catch((error) =>
    console.log(error.name, clean(error.message).includes('a hook failed')),
  );
}

async function errors() {
  write('broken.js', 'const a = ;\n');
  await build({ input: at('broken.js'), write: false, logLevel: 'silent' }).catch((error) =>
    console.log(error.errors?.length, clean(error.message).split('\n').slice(0, 3)),
  );
  await build({ input: at('nowhere.js'), write: false, logLevel: 'silent' }).catch((error) =>
    console.log(clean(error.message).split('\n').slice(0, 3)),
  );
  write('missing.js', "import { gone } from './lib.js'; console.log(gone);\n");
  await build({ input: at('missing.js'), write: false, logLevel: 'silent' }).catch((error) =>
    console.log(clean(error.message).split('\n').slice(0, 3)),
  );
  const { code, errors: problems } = await transform('a.tsx', 'export const a: number = 1;', {});
  console.log(code, problems);
}

async function watching() {
  write('watched.js', 'export default 1;\n');
  const watcher = watch({ input: at('watched.js'), output: { dir: at('watched') } });
  let builds = 0;
  await new Promise((resolve) => {
    watcher.on('event', async (event) => {
      if (event.code === 'BUNDLE_END') await event.result.close();
      if (event.code !== 'END') return;
      builds++;
      const text = fs.readFileSync(at('watched/watched.js'), 'utf8');
      if (text.includes('2')) resolve();
      else if (builds === 1) setTimeout(() => write('watched.js', 'export default 2;\n'), 60);
    });
  });
  await watcher.close();
  console.log('watched', builds >= 2);
}

files();
for (const part of [formats, plugins, errors, watching]) {
  console.log(`--- ${part.name}`);
  await part();
}
const many = await Promise.all(Array.from({ length: 8 }, () => build({ input: at('lib.js'), write: false })));
console.log(many.length, new Set(many.map((each) => each.output[0].code)).size);
