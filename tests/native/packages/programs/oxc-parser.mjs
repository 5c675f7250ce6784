// oxc-parser: a parser in Rust; the tree comes as JSON, or without a copy in one big buffer that both sides share.
import { parse, parseSync, rawTransferSupported, Visitor, visitorKeys } from 'oxc-parser';
import { isDeepStrictEqual } from 'node:util';

const show = (label, value) => console.log(label, value);
const code = `// first
import def, * as all from './a.js' with { type: 'json' };
import { one as two } from "./b.js";
/* block */ export { two, def as 'a string' };
export * as everything from './c.js';
export default class A extends B { static { this.#x = 1n; } #x = /re+/giu; get κόσμε() { return \`\${'😀'}\${1_000}\`; } }
const lazy = await import('./d.js'), here = import.meta.url;
label: for (const [a, { b = 2, ...c }] of x?.y ?? z) { if (a) continue label; else break; }
`;
const tsx =
  'enum E { A = 1 } let x: Array<string | null> = <div a="b">{y as const}</div>; declare module "m" { type T<K> = K extends infer U ? U : never }';

for (const [name, text, options] of [
  ['a.js', code, {}],
  ['a.tsx', tsx, {}],
  [
    'a.ts',
    'abstract class C { private constructor(readonly a?: number) {} } using r = f();',
    { astType: 'ts', range: true },
  ],
  ['a.js', 'return 1', { sourceType: 'script' }],
  ['a.cjs', 'return await', { sourceType: 'commonjs' }],
  ['a.jsx', '<a:b c={...d}/>', { lang: 'jsx' }],
  ['a.dts', 'export declare function f(): asserts this is string;', { lang: 'dts' }],
  ['a.js', '(a, (b))', { preserveParens: false }],
  ['a.js', '', {}],
]) {
  const result = parseSync(name, text, options);
  show(name, JSON.stringify(result.program, (_, v) => (typeof v === 'bigint' ? `${v}n` : v)).length);
  show('comments', result.comments);
  show('errors', result.errors);
  const { hasModuleSyntax, staticImports, staticExports, dynamicImports, importMetas } = result.module;
  show('module', [
    hasModuleSyntax,
    staticImports.length,
    staticExports.length,
    dynamicImports.length,
    importMetas.length,
  ]);
}
const { program, module } = parseSync('a.js', code);
show('first', program.body[0]);
show('values', [
  program.body[4].declaration.body.body[1].value.value,
  program.body[4].declaration.body.body[0].body[0].expression.right.value,
]);
console.dir(module, { depth: 6 });

const failing = [
  'const a;',
  'let a; let a',
  '\u0000',
  'class { }',
  'await 1; with(a){}',
  'a => {} => b',
  '"unterminated',
  '/*',
];
for (const text of failing) show(JSON.stringify(text), parseSync('bad.mjs', text).errors);
show(
  'semantic',
  parseSync('bad.js', 'let a; let a; break;', { showSemanticErrors: true }).errors.map((e) => e.message),
);

const sources = Array.from({ length: 30 }, (_, i) => `const v${i} = ${i}; /* c${i} */ export default v${i}`);
const parsed = await Promise.all(sources.map((text, i) => parse(`f${i}.js`, text)));
show(
  'async',
  parsed.map((r) => [r.program.body[0].declarations[0].init.value, r.comments[0].value]).join(' '),
);
const big = code
  .replace(/^import.*$|^export.*$/gm, '')
  .repeat(1)
  .concat('f(1, [2, {three: 3}]);\n'.repeat(20000));
show('big', [
  (await parse('big.js', big)).program.body.length,
  parseSync('big.js', big).program.end === big.length,
]);

delete globalThis.Bun; // where there is one, oxc-parser expects no buffers above 4 GiB
show('raw transfer', rawTransferSupported());
if (rawTransferSupported()) {
  for (const [name, text] of [
    ['a.js', code],
    ['a.tsx', tsx],
    ['big.js', big],
  ]) {
    const raw = parseSync(name, text, { experimentalRawTransfer: true });
    const plain = parseSync(name, text);
    show('same tree', [isDeepStrictEqual(raw.program, plain.program), raw.comments.length]);
  }
  const raw = await Promise.all(
    sources.map((text, i) => parse(`f${i}.js`, text, { experimentalRawTransfer: true })),
  );
  show(
    'async raw',
    raw.every((r, i) => r.program.body[0].declarations[0].init.value === i),
  );
}
const seen = [];
new Visitor({
  Identifier: (node) => seen.push(node.name),
  'ClassDeclaration:exit': (node) => seen.push(`</${node.id.name}>`),
}).visit(program);
show('visited', seen.join(' '));
show('keys', Object.keys(visitorKeys).length);
for (const args of [
  [],
  ['a.js'],
  [1, 2],
  ['a.js', 'x', { lang: 'nonsense' }],
  ['a.js', 'x', { sourceType: 'nonsense' }],
])
  try {
    show('accepted', parseSync(...args).errors);
  } catch (error) {
    show('thrown', [error.name, error.code, error.message]);
  }
