'use strict';
// @swc/core: a compiler in Rust behind napi-rs; the asynchronous calls work on libuv's threads.
const swc = require('@swc/core');
const fs = require('node:fs');
const path = require('node:path');

const show = (label, value) => console.log(label, value);
const ts = `
import type { Nothing } from './types';
import React, { useState as state } from 'react';
export enum Colour { Red = 1, Green = Red << 1, Blue = 'b'.length }
@sealed
export abstract class Shape<T extends object> implements Nothing {
  static count = 0;
  #secret = 42n;
  constructor(private readonly name: string, public sides?: number) { Shape.count++; }
  @logged get area(): number { return this.sides! ** 2 ?? 0; }
  async *walk(): AsyncGenerator<T> { for await (const x of this.items) yield x as T; }
  abstract items: T[];
}
namespace Inner { export const deep = () => ({ ...Shape, κόσμε: '😀' }); }
export const View = ({ items }: { items: string[] }) => <ul key="k">{items?.map((i) => <li {...i}>{i}</li>)}</ul>;
export default satisfies;
declare const satisfies: unknown;
`;
const options = {
  filename: 'shape.tsx',
  sourceMaps: true,
  configFile: false,
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript', tsx: true, decorators: true },
    target: 'es2018',
    transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
    externalHelpers: true,
    preserveAllComments: true,
  },
  module: { type: 'commonjs' },
};
const failure = (error) => [error.name, error.code, error.message.split('Stack backtrace')[0].split('\n')];

async function transforms() {
  const sync = swc.transformSync(ts, options);
  show('transformSync', sync.code);
  const map = JSON.parse(sync.map);
  show('map', [map.version, map.sources, map.names, map.mappings.length]);
  const results = await Promise.all(
    ['es5', 'es2015', 'es2020', 'esnext'].map((target) =>
      swc.transform(ts, { ...options, jsc: { ...options.jsc, target }, module: { type: 'es6' } }),
    ),
  );
  show(
    'targets',
    results.map(({ code }) => [code.length, code.split('\n').length, /class /.test(code), /\?\./.test(code)]),
  );
  const many = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      swc.transform(`const n${i} = (a) => a?.b ?? ${i};`, { jsc: { target: 'es2019' } }),
    ),
  );
  show('forty at once', [many.length, many[39].code]);
  for (const [label, more] of Object.entries({
    amd: { module: { type: 'amd', moduleId: 'shape' } },
    umd: { module: { type: 'umd' } },
    system: { module: { type: 'systemjs' } },
    paths: { jsc: { ...options.jsc, baseUrl: process.cwd(), paths: { react: ['./preact.ts'] } } },
    globals: {
      jsc: { ...options.jsc, transform: { optimizer: { globals: { vars: { __DEV__: 'false' } } } } },
    },
    inline: { sourceMaps: 'inline' },
    env: {
      jsc: { parser: options.jsc.parser },
      env: { targets: { chrome: '60' }, mode: 'usage', coreJs: '3' },
    },
  }))
    show(
      label,
      swc.transformSync('import react from "react"; export const a = __DEV__ ? react : [].at(1);', {
        ...options,
        ...more,
      }).code,
    );
}

async function trees() {
  const ast = swc.parseSync('let a: number = 1; // why\nfunction f() { return a }', {
    syntax: 'typescript',
    comments: true,
  });
  show(
    'parseSync',
    JSON.stringify(ast.body, (k, v) => (k === 'span' ? undefined : v)),
  );
  ast.body[0].declarations[0].init.value = 7;
  ast.body[0].declarations[0].init.raw = undefined;
  show('print', (await swc.print(ast)).code);
  show('printSync', swc.printSync(ast, { minify: true }).code);
  const parsed = await swc.parse('export const x = <a/>;', { syntax: 'ecmascript', jsx: true });
  show('parse', [parsed.type, parsed.body[0].type]);
  show('transform of a tree', swc.transformSync(parsed, { jsc: { target: 'es5' } }).code);
  const script = await swc.parse('with (a) { b }', { syntax: 'ecmascript', isModule: false, target: 'es5' });
  show('script', script.type);
  const file = path.join(process.cwd(), 'in.ts');
  fs.writeFileSync(file, 'export const a: string = "x" as const;');
  show(
    'transformFile',
    (await swc.transformFile(file, { jsc: { parser: { syntax: 'typescript' }, target: 'es2020' } })).code,
  );
  show('parseFile', (await swc.parseFile(file, { syntax: 'typescript' })).body[0].type);
  fs.rmSync(file);
}

async function minifying() {
  const code = `
    /*! licence */
    function longName(first, second) { const unused = 1; if (false) { console.log('never'); } return first + second + 1 * 2; }
    const object = { propertyOne: longName(1, 2), propertyTwo_: longName(3, 4) };
    export { object };
  `;
  const all = {
    compress: { passes: 2 },
    mangle: { toplevel: true },
    module: true,
    format: { comments: 'some' },
  };
  show('minify', (await swc.minify(code, all)).code);
  show('minifySync', swc.minifySync(code, { compress: false, mangle: false, module: true, sourceMap: true }));
  show('buffer', swc.minifySync(Buffer.from('var a   =   1 + 1')).code);
  const cache = swc.experimental_newMangleNameCache();
  const props = { ...all, mangle: { props: { regex: '_$' } } };
  show('name cache', swc.minifySync(code, props, { mangleNameCache: cache }).code.length);
}

async function failures() {
  for (const [label, run] of Object.entries({
    syntax: () => swc.transformSync('const = 5;', { filename: 'bad.js' }),
    'async syntax': () => swc.transform('let a; let a;', { filename: 'bad.js' }),
    parse: () => swc.parse('}', { syntax: 'ecmascript' }),
    option: () => swc.transformSync('1', { jsc: { target: 'es1066' } }),
    'unknown option': () => swc.transformSync('1', { nonsense: true }),
    minify: () => swc.minify('('),
    file: () => swc.transformFile('/no/such/file.js'),
    type: () => swc.transformSync(5),
    bytes: () => swc.minifySync(Buffer.from([0xff, 0xfe])),
  }))
    try {
      show(label, await run());
    } catch (error) {
      show(label, failure(error));
    }
}

(async () => {
  show('version', [swc.version, swc.getBinaryMetadata()]);
  await transforms();
  await trees();
  await minifying();
  await failures();
})();
