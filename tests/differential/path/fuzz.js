'use strict';

// Both flavours of path, with thousands of odd paths.

const path = require('path');
const { pick, random, record, report, seed, text } = require('../buffer/_record.js');

seed(7);

const posix = [
  '/',
  '/',
  '/',
  'a',
  'b',
  '.',
  '..',
  '...',
  '.a',
  'a.',
  'a.b',
  '..a',
  'foo',
  'bar.js',
  '//',
  '\\',
  'C:',
  ':',
  'é',
];
const win32 = [
  '/',
  '\\',
  '\\',
  '\\\\',
  'a',
  'B',
  'b',
  '.',
  '..',
  '...',
  '.a',
  'a.',
  'a.b',
  'foo',
  'C:',
  'c:',
  'D:',
  ':',
];
win32.push('COM1:', 'com1', 'AUX:', '?', '\\\\?\\', '\\\\.\\', 'server', 'İ', '//');

function both(flavour, method, ...args) {
  record(`${flavour}.${method}`, JSON.stringify(args), () => path[flavour][method](...args));
}

for (let round = 0; round < 15000; round++) {
  for (const [flavour, pieces] of Object.entries({ posix, win32 })) {
    const [p, q, r] = [text(pieces, 7), text(pieces, 7), text(pieces, 3)];
    for (const method of [
      'normalize',
      'isAbsolute',
      'dirname',
      'basename',
      'extname',
      'parse',
      'toNamespacedPath',
      'resolve',
    ]) {
      both(flavour, method, p);
    }
    both(flavour, 'basename', p, r);
    both(flavour, 'basename', p, p.slice(random(p.length)));
    both(flavour, 'join', p, q);
    both(flavour, 'join', p, '', q, r);
    both(flavour, 'resolve', p, q);
    both(flavour, 'resolve', r, p, q);
    both(flavour, 'relative', p, q);
    both(flavour, 'relative', p, p + pieces[0] + r);
    both(flavour, 'relative', q + pieces[1] + p, q);
    both(flavour, 'format', path[flavour].parse(p));
    both(flavour, 'format', {
      dir: pick([q, undefined]),
      root: pick([q, '/']),
      name: r,
      ext: pick([r, '.x', undefined]),
    });
  }
}

for (const flavour of ['posix', 'win32']) {
  for (const method of Object.keys(path[flavour]).filter(
    (name) => typeof path[flavour][name] === 'function',
  )) {
    for (const value of [undefined, null, 5, true, {}, [], Symbol('s')]) {
      record(`${flavour} types`, `${method} ${String(value)}`, () => path[flavour][method](value));
      record(`${flavour} types`, `${method} ${String(value)}`, () => path[flavour][method]('a', value));
    }
  }
}

report();
console.log(
  Object.keys(path),
  path === path.posix,
  path.win32.posix === path.posix,
  path.posix.win32 === path.win32,
);
console.log(require('path/posix') === path.posix, require('node:path/win32') === path.win32);
console.log(
  path.sep,
  path.delimiter,
  path.win32.sep,
  path.win32.delimiter,
  path._makeLong === path.toNamespacedPath,
);
