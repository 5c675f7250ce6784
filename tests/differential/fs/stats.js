// Stats, BigIntStats, StatFs: what they hold and how they look.
'use strict';

const fs = require('fs');
const { enter, tell, tellLater } = require('./_tools');

enter('stats');
fs.writeFileSync('f', 'hello', { mode: 0o640 });
fs.utimesSync('f', 1000.5, 2000.25);
fs.mkdirSync('d');
fs.symlinkSync('f', 'l');

const kinds = [
  'isDirectory',
  'isFile',
  'isBlockDevice',
  'isCharacterDevice',
  'isSymbolicLink',
  'isFIFO',
  'isSocket',
];
const what = (stats) => kinds.filter((kind) => stats[kind]()).join();
for (const path of ['f', 'd', 'l', '/dev/null']) {
  console.log(
    path,
    what(fs.statSync(path)),
    what(fs.lstatSync(path)),
    what(fs.statSync(path, { bigint: true })),
  );
}

/** Without what differs between two files that are made alike. */
function stable(stats) {
  for (const key of ['dev', 'ino', 'blocks', 'ctimeMs', 'birthtimeMs', 'ctimeNs', 'birthtimeNs'])
    delete stats[key];
  for (const key of Object.getOwnPropertySymbols(stats)) stats[key] = typeof stats[key];
  return stats;
}
console.log(stable(fs.statSync('f')));
console.log(stable(fs.statSync('f', { bigint: true })));
const stats = fs.statSync('f');
console.log(Object.keys(stats).join(), Object.getOwnPropertySymbols(stats).map(String).join());
console.log(stats.atime, stats.mtime, Object.keys(stats).slice(14).join());
stats.mtime = 5;
console.log(stats.mtime, stats instanceof fs.Stats, stats.constructor.name);
console.log(JSON.stringify(fs.statSync('f').mtime), Object.keys(Object.getPrototypeOf(stats)).join());
console.log(Object.keys(fs.statfsSync('/')).join(), typeof fs.statfsSync('/', { bigint: true }).bsize);
tell('quiet', () => fs.statSync('none', { throwIfNoEntry: false }));
tell('quiet below a file', () => fs.lstatSync('f/x', { throwIfNoEntry: false }));
tell('loud', () => fs.statSync('none', { throwIfNoEntry: undefined }));
(async () => {
  await tellLater('promise', async () => stable(await fs.promises.stat('f')));
  await tellLater('promise bigint', async () => stable(await fs.promises.lstat('f', { bigint: true })));
  await tellLater('promise quiet', () => fs.promises.stat('none', { throwIfNoEntry: false }));
  fs.stat('none', { throwIfNoEntry: false }, (error, found) => console.log('callback quiet', error, found));
})();
