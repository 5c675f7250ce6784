// Bun.Glob.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { show } from '../../show.mjs';

const cases = [
  ['*', '.a'],
  ['**', '.a/b'],
  ['**/*', 'a'],
  ['**/a', 'a'],
  ['a/**', 'a'],
  ['a/**', 'a/'],
  ['a/**', 'a/b/c'],
  ['**/b/**', 'a/b/c'],
  ['a?', 'ab'],
  ['?', '/'],
  ['[ab]', 'a'],
  ['[!a]', 'b'],
  ['[^a]', 'b'],
  ['[a-c]', 'b'],
  ['{a,b}c', 'bc'],
  ['{a,{b,c}}', 'c'],
  ['!a', 'a'],
  ['!a', 'b'],
  ['!!a', 'a'],
  ['\\*', '*'],
  ['\\*', 'a'],
  ['a\\{b', 'a{b'],
  ['**.ts', 'a/b.ts'],
  ['a**b', 'axxb'],
  ['a**b', 'a/b'],
  ['*.{ts,js}', 'x.js'],
  ['', ''],
  ['', 'a'],
  ['a', 'A'],
  ['a/*/c', 'a/b/c'],
  ['a/*/c', 'a//c'],
  ['*/', 'a/'],
  ['./a', 'a'],
  ['[]a]', 'a'],
  ['[', '['],
  ['{a', '{a'],
  ['?', '\u00fc'],
  ['?', '😀'],
  ['**/', 'a/'],
  ['**/**/a', 'x/a'],
  ['*a*b*c', 'xaybzc'],
  ['[a-', 'a'],
  ['{,a}b', 'b'],
  ['[\\]]', ']'],
  ['**/*.ts', 'x.ts'],
  ['a/{b,c}/**', 'a/b/x'],
  ['**/{a,b}/*', 'q/a/z'],
];
for (const [pattern, text] of cases) show(`${pattern} ${text}`, () => new Bun.Glob(pattern).match(text));

mkdirSync('a/b/c', { recursive: true });
mkdirSync('.h');
for (const name of ['x.ts', 'y.js', 'a/z.ts', 'a/b/w.ts', 'a/b/c/v.ts', '.dot.ts', '.h/i.ts'])
  writeFileSync(name, '');
symlinkSync('a', 'link');
const here = process.cwd();
const scan = (pattern: string, options = {}) =>
  show(`${pattern} ${JSON.stringify(options)}`, () =>
    [...new Bun.Glob(pattern).scanSync(options)]
      .map((name) => name.replace(here, '.'))
      .sort()
      .join(' '),
  );
for (const pattern of [
  '*',
  '**',
  '**/*.ts',
  'a/*.ts',
  './*.ts',
  'nope/*',
  '.*',
  'a',
  'a/z.ts',
  '!x.ts',
  'link/*.ts',
  '**/c/*',
  `${here}/*.ts`,
])
  scan(pattern);
for (const pattern of ['*', '**/*.ts'])
  for (const option of ['dot', 'absolute', 'followSymlinks']) scan(pattern, { [option]: true });
for (const pattern of ['*', '**', 'a/**']) scan(pattern, { onlyFiles: false });
scan('*', { cwd: '/nope' });
for await (const name of new Bun.Glob('*.ts').scan('a')) console.log(name);
for (const args of [[], [5]]) show('refused', () => new (Bun.Glob as any)(...args));
