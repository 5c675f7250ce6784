// Copying and removing trees.
'use strict';

const fs = require('fs');
const { enter, words } = require('./_tools');

const folder = enter('trees');
const local = (text) => text.replaceAll(folder, '<here>');

function make() {
  fs.writeFileSync('f', 'hello');
  fs.mkdirSync('d/sub', { recursive: true });
  fs.writeFileSync('d/x', '1', { mode: 0o600 });
  fs.symlinkSync('f', 'lf');
  fs.symlinkSync('d', 'ld');
  fs.symlinkSync('nowhere', 'lb');
  fs.symlinkSync('../f', 'd/up');
}

/** What is at a path, in words. */
function at(path) {
  let stats;
  try {
    stats = fs.lstatSync(path);
  } catch {
    return 'nothing';
  }
  if (stats.isSymbolicLink()) return `-> ${local(fs.readlinkSync(path))}`;
  if (!stats.isDirectory()) return `${(stats.mode & 0o777).toString(8)} ${fs.readFileSync(path)}`;
  return fs
    .readdirSync(path, { recursive: true })
    .sort()
    .map((name) => `${name} ${at(`${path}/${name}`)}`)
    .join('; ');
}

const deep = { recursive: true };
const cases = [
  ['f', 'o'],
  ['f', 'o/p/q'],
  ['f', 'f'],
  ['f', './f'],
  ['f', 'd'],
  ['f', 'd/'],
  ['f', 'd/x'],
  ['f', 'd/x', { force: false }],
  ['f', 'd/x', { force: false, errorOnExist: true }],
  ['f', 'f/x'],
  ['f', 'o', { mode: fs.constants.COPYFILE_EXCL }],
  ['f', 'o', { mode: 9 }],
  ['f', 'o', { mode: 'x' }],
  ['none', 'o'],
  ['f/x', 'o'],
  ['d', 'o'],
  ['./d', 'o'],
  ['d', 'o', deep],
  ['d', 'o/p', deep],
  ['d', 'd', deep],
  ['d', 'f', deep],
  ['d', 'd/sub', deep],
  ['d', 'd/new', deep],
  ['d', 'o', { ...deep, verbatimSymlinks: true }],
  ['d', 'o', { ...deep, dereference: true }],
  ['d', 'o', { ...deep, errorOnExist: true, force: false }],
  ['lf', 'o'],
  ['lf', 'o', { verbatimSymlinks: true }],
  ['ld', 'o', deep],
  ['ld', 'o', { ...deep, dereference: true }],
  ['ld', 'ld', deep],
  ['lf', 'lf'],
  ['/dev/null', 'o'],
  ['f', 'o', { dereference: true, verbatimSymlinks: true }],
  ['f', 'o', { recursive: 1 }],
  ['f', 'o', { filter: 1 }],
  ['f', 'o', null],
  ['f', 'o', 5],
  ['f', 5],
  [5, 'o'],
  ['f', 'a\0b'],
];

(async () => {
  for (const [src, dest, options] of cases) {
    for (const kind of ['sync', 'promise', 'callback']) {
      make();
      let outcome;
      try {
        if (kind === 'sync') fs.cpSync(src, dest, options);
        else if (kind === 'promise') await fs.promises.cp(src, dest, options);
        else
          await new Promise((resolve, reject) => {
            fs.cp(src, dest, options ?? {}, (error) => (error ? reject(error) : resolve()));
          });
        outcome = at(String(dest));
      } catch (error) {
        outcome = local(words(error));
      }
      console.log(JSON.stringify([src, dest, options]), kind, outcome);
      for (const name of fs.readdirSync('.')) fs.rmSync(name, { recursive: true });
    }
  }

  make();
  fs.cpSync('d', 'filtered', { recursive: true, filter: (src) => !src.endsWith('x') });
  console.log(at('filtered'));
  await fs.promises.cp('d', 'filtered2', {
    recursive: true,
    filter: async (src, dest) => !dest.endsWith('sub'),
  });
  console.log(at('filtered2'));
  try {
    fs.cpSync('d', 'filtered3', { recursive: true, filter: async () => true });
  } catch (error) {
    console.log(words(error));
  }
  for (const path of ['d/x', 'd/sub', 'd']) fs.utimesSync(path, 1000.5, 2000.25);
  fs.cpSync('d', 'times', { recursive: true, preserveTimestamps: true });
  await fs.promises.cp('d', 'times2', { recursive: true, preserveTimestamps: true });
  for (const path of ['times', 'times/x', 'times/sub', 'times2', 'times2/x'])
    console.log(path, fs.statSync(path).mtimeMs);

  const removals = [
    ['f'],
    ['none'],
    ['none', { force: true }],
    ['f/x'],
    ['f/x', { force: true }],
    ['d'],
    ['d', { force: true }],
    ['d', deep],
    ['ld'],
    ['ld', deep],
    ['lb'],
    [Buffer.from('d'), deep],
    ['f', { maxRetries: -1 }],
    ['f', { retryDelay: -1 }],
    ['f', { force: 1 }],
    [5],
    ['a\0b', { force: true }],
  ];
  for (const args of removals) {
    for (const kind of ['sync', 'promise']) {
      for (const name of fs.readdirSync('.')) fs.rmSync(name, { recursive: true });
      make();
      let outcome = 'removed';
      try {
        if (kind === 'sync') fs.rmSync(...args);
        else await fs.promises.rm(...args);
      } catch (error) {
        outcome = words(error);
      }
      console.log('rm', JSON.stringify(args.map(String)), kind, outcome, fs.readdirSync('.').join());
    }
  }
})();
