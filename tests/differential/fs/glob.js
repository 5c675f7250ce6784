// fs.glob and path.matchesGlob.
'use strict';

const fs = require('fs');
const path = require('path');
const { enter, tell, tellLater } = require('./_tools');

const folder = enter('glob');
const files =
  'a/.abcdef/x/y a/abcdef/g/h a/abcfed/g/h a/b/c/d a/bc/e/f a/c/d/c/b a/cb/e/f a/x/.y/b a/.b a/b/.b top.js ' +
  'src/x.js src/lib/y.js src/lib/z.ts';
for (const file of files.split(' ')) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '');
}
fs.mkdirSync('a/symlink/a/b', { recursive: true });
fs.symlinkSync('../..', 'a/symlink/a/b/c');
fs.symlinkSync('../src', 'a/link');
fs.symlinkSync('nowhere', 'broken');
fs.mkdirSync('empty');

const show = (found) =>
  found
    .map((one) => (typeof one === 'string' ? one : `${one.parentPath}|${one.name}|${one.isDirectory()}`))
    .join(' ')
    .replaceAll(folder, '<here>');
const patterns =
  '** * **/* **/*.js src/** src/**/ ./** ./* a/*/ */ a/b a/b/ ./a/b a/../src/* **/ a/** **/.* .* **/.*/** {src,a/b}/** ' +
  'src/{x,lib/y}.js broken brok* **/broken empty/** empty/* nope/** nope src/lib/.. src/*/.. **/.. src/x.js/** ' +
  'src/x.js/* src/x.js/ a/link/* a/link/** a/*/x.js **/x.js ./**/x.js a/link . .. ./ *.{js,ts} **/{x,y}.js !(a) ' +
  'src/!(lib) a/**/b **/a ./**/a **/a/** a/**/a/** **/** a/**/**/b */* */** */*/** **/lib **/lib/ **/lib/* a/*c*/** ' +
  'src//x.js a/./b ./. a/symlink/** a/symlink/a/b/c/* a/{b,b}/* [a]/b +(a|b|c)/a{/,bc*}/** a/!(symlink)/**/.. ' +
  'a/!(symlink)/**/../* a/**/[cg]/../[cg]';
for (const pattern of patterns.split(' ')) tell(pattern, () => show(fs.globSync(pattern)));
for (const pattern of ['src/*', 'src/**'])
  tell(`absolute ${pattern}`, () => show(fs.globSync(`${folder}/${pattern}`)));
for (const pattern of ['**', './src/*', 'a/b/']) {
  tell(`types ${pattern}`, () => show(fs.globSync(pattern, { withFileTypes: true })));
  tell(`types and cwd ${pattern}`, () => show(fs.globSync(pattern, { withFileTypes: true, cwd: folder })));
}
for (const pattern of ['**', 'src/*', 'src/x.js', './src/**', '**/*.js', 'a/b/']) {
  for (const withFileTypes of [false, true]) {
    const asked = [];
    const exclude = (one) => asked.push(withFileTypes ? `${one.parentPath}|${one.name}` : one) === 0;
    fs.globSync(pattern, { withFileTypes, exclude });
    console.log('asked', pattern, asked.join(' ').replaceAll(folder, '<here>'));
  }
}
const excluded = [
  ['**', ['a']],
  ['**', ['a/**']],
  ['**', ['**/lib']],
  ['**/*.js', ['src/*']],
  ['src/*', ['src/x.js']],
  ['src/**', ['lib']],
  ['src/**', ['./src/lib']],
  ['src/**', [`${folder}/src/lib`]],
  ['src/lib/..', ['src']],
  ['**', ['**']],
  ['src/x.js', ['src']],
  ['src/**', ['src/**/']],
  ['src/**', []],
];
for (const [pattern, exclude] of excluded) tell('exclude', () => show(fs.globSync(pattern, { exclude })));
tell('cwd', () => fs.globSync('../*', { cwd: 'src' }));
tell('cwd URL', () => fs.globSync('*', { cwd: require('url').pathToFileURL(`${folder}/src/`) }));
tell('no cwd', () => fs.globSync('*', { cwd: 'none' }));
tell('links', () => show(fs.globSync('**', { followSymlinks: true })));
tell('list', () => fs.globSync(['*.js', 'src/*.js']));
for (const args of [[5], [[5]], ['*', 5], ['*', null], ['*', { cwd: 5 }], ['*', { exclude: 5 }]]) {
  tell('arguments', () => fs.globSync(...args));
}
tell('followSymlinks', () => fs.globSync('*', { followSymlinks: 5 }));
tell('callback', () => fs.glob('*'));

// matchesGlob: random patterns over random paths, the same in each run.
let seed = 7;
const random = (below) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 8) % below;
};
const pick = (list, most) =>
  Array.from({ length: random(most) + 1 }, () => list[random(list.length)]).join('');
const letters = ['a', 'b', '.', '/', 'ab', '.a', '..', 'c', 'a/b'];
const pieces =
  'a b . * ** ? [ab] [!a] [a-b] [.] !(a) !(a|b) +(a|b) *(a) ?(b) @(a|b*) {a,b} {a,b/} {1..3} / / .. [ ( | ) { } , ! @ +';
const paths = Array.from({ length: 60 }, () => pick(letters, 6));
for (let i = 0; i < 1500; i++) {
  const pattern = pick(pieces.split(' '), 6);
  console.log(pattern, paths.filter((one) => path.matchesGlob(one, pattern)).join(' '));
}

(async () => {
  const found = [];
  for await (const one of fs.promises.glob(['src/**', '*', 'a/link/**'])) found.push(one);
  console.log(found.join(' '));
  await tellLater('promise arguments', () => fs.promises.glob(5).next());
  fs.glob('src/*', (error, list) => console.log('callback', error, list));
})();
