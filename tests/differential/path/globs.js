'use strict';

// path.matchesGlob.

const path = require('path');
const { record, report } = require('../buffer/_record.js');

const patterns = [
  '*',
  '**',
  '**/*',
  'a/*',
  'a/**',
  '**/b',
  'a/**/b',
  '*.js',
  '**/*.{js,ts}',
  'a/[bc]/d',
  'a/[!b]/d',
  'a/[a-c]*',
];
patterns.push(
  'a/?',
  'a/{b,c}/d',
  '!(a)',
  '@(a|b)',
  '+(a)',
  '*(a|b)',
  '?(a)b',
  'a/.b',
  '.*',
  'a\\b',
  'a\\*',
  '',
  '/',
  '/a',
  'a/',
  './a',
);
patterns.push(
  '../a',
  'a/../b',
  'a//b',
  '[',
  'a[',
  '[[:alpha:]]',
  '[[:digit:]x]',
  '{1..3}',
  '{a..c}',
  'A',
  'a/*/../c',
  '#a',
  '!a',
);
const paths = [
  '',
  'a',
  'b',
  'ab',
  'aa',
  'a/b',
  'a/c',
  'a/b/d',
  'a/c/d',
  'a/b/c/d',
  'x.js',
  'a/x.ts',
  '.b',
  'a/.b',
  'a/.b/c',
  '/',
  '/a',
];
paths.push(
  'a/',
  'a\\b',
  'a\\b\\d',
  './a',
  '../a',
  'a//b',
  '[',
  'a[',
  '1',
  '2',
  'é',
  'A',
  'c',
  '#a',
  '!a',
  'a/*',
  '..',
  '.',
);

for (const flavour of ['posix', 'win32']) {
  for (const pattern of patterns) {
    record(flavour, pattern, () => paths.filter((name) => path[flavour].matchesGlob(name, pattern)));
  }
}
for (const value of [undefined, null, 5, {}]) {
  record('types', String(value), () => path.matchesGlob(value, '*'));
  record('types', String(value), () => path.matchesGlob('a', value));
}
report();
