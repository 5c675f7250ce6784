'use strict';

// util.parseArgs.

const { parseArgs } = require('util');
const { attempt, digest, pick, random, seed } = require('./_print');

const options = {
  foo: { type: 'boolean', short: 'f' },
  bar: { type: 'string', short: 'b' },
  many: { type: 'string', multiple: true },
  given: { type: 'string', default: 'fallback' },
};
for (const args of [
  ['-f', '--bar', 'b'],
  ['--bar=b', 'pos', '--', '-f'],
  ['-fb', 'x'],
  ['-bx'],
  ['--many', '1', '--many=2'],
  ['--given', 'x'],
  ['--unknown'],
  ['-u'],
  ['--foo=1'],
  ['--bar'],
  ['--bar', '-x'],
  ['-b', '-x'],
  ['--no-foo'],
  ['pos'],
  [],
  ['--', 'a'],
  ['-'],
  ['--='],
]) {
  attempt(JSON.stringify(args), () =>
    JSON.stringify(parseArgs({ args, options, tokens: true, allowPositionals: true })),
  );
  attempt('loose', () =>
    JSON.stringify(parseArgs({ args, options, strict: false, allowNegative: true, tokens: true })),
  );
  attempt('no positionals', () => JSON.stringify(parseArgs({ args, options })));
}
for (const config of [
  { args: 5 },
  { options: 5 },
  { strict: 5 },
  { tokens: 5 },
  { allowNegative: 5 },
  { allowPositionals: 5 },
  { options: { a: 5 } },
  { options: { a: {} } },
  { options: { a: { type: 'number' } } },
  { options: { a: { type: 'string', short: 'ab' } } },
  { options: { a: { type: 'string', short: 5 } } },
  { options: { a: { type: 'string', multiple: 5 } } },
  { options: { a: { type: 'string', default: 5 } } },
  { options: { a: { type: 'boolean', multiple: true, default: ['x'] } } },
  { options: { a: { type: 'string', multiple: true, default: 'x' } } },
]) {
  attempt(JSON.stringify(config), () => JSON.stringify(parseArgs(config)));
}
console.log(parseArgs({ args: ['--__proto__', '--constructor'], strict: false }));

const words = [
  '-a',
  '-b',
  '-c',
  '--aa',
  '--bb',
  '--no-aa',
  '--zz',
  '-abc',
  '-bfoo',
  '--bb=1',
  '--aa=2',
  '--',
  'x',
  '-',
  '--bb=',
  '--=x',
  '---a',
  '--no-',
  '-cca',
];
let text = '';
for (let i = 0; i < 20000; i++) {
  seed(i);
  const config = { args: Array.from({ length: random(6) }, () => pick(words)), options: {} };
  if (random(4))
    config.options.aa = { type: pick(['boolean', 'string']), short: 'a', multiple: random(4) === 0 };
  if (random(4)) config.options.bb = { type: 'string', short: 'b' };
  if (random(3)) config.options.cc = { type: 'boolean', short: 'c', default: true };
  for (const key of ['strict', 'allowPositionals', 'tokens', 'allowNegative'])
    if (random(2)) config[key] = random(2) === 0;
  try {
    text += JSON.stringify(parseArgs(config));
  } catch (error) {
    text += error.code + error.message;
  }
}
console.log(text.length, digest(text));
