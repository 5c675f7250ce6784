'use strict';
// module.registerHooks(): the chain, its contexts, what it may change, and what it must not return.

const { registerHooks, createRequire } = require('module');
const path = require('path');
const { pathToFileURL } = require('url');
const { cleaner, plant } = require('./_tree.js');

const root = plant({
  'a.js': 'exports.a = "real"; exports.b = () => require("./b.js");',
  'b.js': 'exports.b = "b"',
  'c.mjs': 'import "./d.mjs"; export const c = "c";',
  'd.mjs': 'export const d = "d";',
  'e.cjs': 'exports.e = require("./b.js").b + require("virtual:x").v;',
  'data.json': '{"x":1}',
  'fresh1.js': 'exports.f = 1',
  'fresh2.js': 'exports.f = 2',
  'fresh3.mjs': 'export const f = 3',
  'fresh4.mjs': 'export const f = 4',
});
const clean = cleaner(root);
const at = (name) => path.join(root, name);
const href = (name) => pathToFileURL(at(name)).href;
const load = createRequire(at('from.js'));
const failure = (error) => clean(`${error.name} ${error.code}: ${error.message.split('\n')[0]}`);
const attempt = async (what, fn) => {
  try {
    console.log(what, await fn());
  } catch (error) {
    console.log(what, failure(error));
  }
};

async function main() {
  const log = (label) => ({
    resolve(specifier, context, next) {
      const { parentURL, conditions, importAttributes } = context;
      console.log(
        label,
        'resolve',
        clean(specifier),
        clean(parentURL),
        conditions?.join(),
        importAttributes,
        Object.keys(context),
      );
      const result = next(specifier, context);
      console.log(label, '->', clean(result.url), result.format);
      return result;
    },
    load(url, context, next) {
      console.log(
        label,
        'load',
        clean(url),
        context.format,
        context.conditions?.join(),
        Object.keys(context),
      );
      const result = next(url, context);
      console.log(
        label,
        '->',
        result.format,
        result.source === null ? null : result.source?.constructor.name,
        result.shortCircuit,
      );
      return result;
    },
  });
  const first = registerHooks(log('first'));
  const second = registerHooks(log('second'));
  console.log(Object.isFrozen(first), typeof first.deregister, Object.keys(first));
  await attempt('require', () => load('./a.js').b().b);
  await attempt('require again', () => load('./a.js').a);
  await attempt('import', async () => Object.keys(await import(href('c.mjs'))));
  await attempt('import builtin', async () => typeof (await import('node:os')).default);
  await attempt('require builtin', () => typeof load('node:dns'));
  await attempt('resolve', () => clean(load.resolve('./b.js')));
  await attempt('json', () => load('./data.json'));
  second.deregister();
  await attempt('after one', () => load('./fresh1.js').f);
  first.deregister();
  first.deregister();
  await attempt('after all', () => load('./fresh2.js').f);

  const virtual = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'virtual:x') return { url: 'virtual:x', format: 'commonjs', shortCircuit: true };
      if (specifier === 'virtual:m') return { url: 'virtual:m', format: 'module', shortCircuit: true };
      if (specifier === 'virtual:j') return { url: 'virtual:j', format: 'json', shortCircuit: true };
      if (specifier === 'redirected') return next('./b.js', context);
      return next(specifier, context);
    },
    load(url, context, next) {
      if (url === 'virtual:x')
        return { format: 'commonjs', source: 'exports.v = "virtual"', shortCircuit: true };
      if (url === 'virtual:m')
        return { format: 'module', source: 'export const m = "virtual module"', shortCircuit: true };
      if (url === 'virtual:j') return { format: 'json', source: '{"j":"virtual"}', shortCircuit: true };
      const result = next(url, context);
      if (url.endsWith('/fresh3.mjs'))
        return { ...result, source: `${result.source}; export const added = true;` };
      return result;
    },
  });
  await attempt('virtual require', () => load('virtual:x').v);
  await attempt('virtual in CommonJS', () => load('./e.cjs').e);
  await attempt('virtual import', async () => (await import('virtual:m')).m);
  await attempt('virtual json', () => load('virtual:j'));
  await attempt('redirected', () => load('redirected').b);
  await attempt('changed source', async () => Object.keys(await import(href('fresh3.mjs'))));
  virtual.deregister();

  const wrong = [
    { resolve: () => ({ url: 'file:///x' }) },
    { resolve: () => ({ url: 5, shortCircuit: true }) },
    { resolve: () => ({ url: href('fresh4.mjs'), format: 5, shortCircuit: true }) },
    { resolve: () => ({ url: href('fresh4.mjs'), importAttributes: 5, shortCircuit: true }) },
    { load: () => ({ format: 'module' }) },
    { load: () => ({ format: 'module', source: 5, shortCircuit: true }) },
    { load: () => ({ format: 5, source: '', shortCircuit: true }) },
    { load: () => ({ format: 'nonsense', source: '', shortCircuit: true }) },
    {
      resolve() {
        throw new Error('from a hook');
      },
    },
  ];
  for (const hooks of wrong) {
    const handle = registerHooks(hooks);
    await attempt('wrong import', () => import(href(`fresh4.mjs`)));
    await attempt('wrong require', () => load(`./fresh4.mjs`));
    handle.deregister();
  }
  for (const bad of [{ resolve: 1 }, { load: 'x' }, {}])
    await attempt('bad hooks', () => typeof registerHooks(bad));
  {
    using scoped = registerHooks({ resolve: (s, c, n) => (s === 'scoped' ? n('./b.js', c) : n(s, c)) });
    await attempt('scoped', () => load('scoped').b, scoped);
  }
  await attempt('no longer scoped', () => load('scoped'));
}

main();
