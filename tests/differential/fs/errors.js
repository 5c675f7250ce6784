// Errors of the system, of each of the three kinds of functions.
'use strict';

const fs = require('fs');
const { enter, tell, tellLater, words } = require('./_tools');

const folder = enter('errors');
fs.writeFileSync('f', 'hello');
fs.mkdirSync('d/sub', { recursive: true });
fs.writeFileSync('d/x', '1');

const calls = {
  access: ['none'],
  appendFile: ['none/x', '1'],
  chmod: ['none', 0o600],
  chown: ['none', 1, 1],
  copyFile: ['none', 'copy'],
  lchown: ['none', 1, 1],
  link: ['none', 'link'],
  lstat: ['f/x'],
  lutimes: ['none', 1, 1],
  mkdir: ['d'],
  open: ['none', 'r'],
  opendir: ['none'],
  readdir: ['none'],
  readFile: ['none'],
  readlink: ['f'],
  realpath: ['none/deep'],
  rename: ['none', 'other'],
  rm: ['none'],
  rmdir: ['d'],
  stat: ['none'],
  statfs: ['none'],
  symlink: ['f', 'd'],
  truncate: ['none'],
  unlink: ['d'],
  utimes: ['none', 1, 1],
  writeFile: ['d', 'x'],
};
const more = [
  ['readFile', ['d']],
  ['readFile', ['d', 'utf8']],
  ['readFile', ['none', 'utf8']],
  ['mkdir', ['f', { recursive: true }]],
  ['mkdir', ['f/x/y', { recursive: true }]],
  ['rm', ['d']],
  ['rm', ['d', { force: true }]],
  ['rm', ['f/x', { force: true }]],
  ['rm', ['f/x', { recursive: true }]],
  ['rm', ['none', { force: true }]],
  ['cp', ['none', 'x']],
  ['cp', ['d', 'x']],
];
const badFd = {
  close: [9999],
  fchmod: [9999, 0o600],
  fchown: [9999, 1, 1],
  fdatasync: [9999],
  fstat: [9999],
  fsync: [9999],
  ftruncate: [9999, 0],
  futimes: [9999, 1, 1],
  read: [9999, Buffer.alloc(1), 0, 1, 0],
  readv: [9999, [Buffer.alloc(1)], 0],
  write: [9999, Buffer.alloc(1), 0, 1, 0],
  writeFile: [9999, 'x'],
  writev: [9999, [Buffer.alloc(1)], 0],
};

(async () => {
  for (const [name, args] of [...Object.entries(calls), ...more, ...Object.entries(badFd)]) {
    tell(`${name}Sync`, () => fs[`${name}Sync`](...args));
    await new Promise((resolve) => {
      fs[name](...args, (error, ...values) => {
        console.log(name, error ? words(error) : 'no error', values.length);
        resolve();
      });
    });
    if (typeof fs.promises[name] === 'function' && typeof args[0] === 'string') {
      await tellLater(`promises.${name}`, () => fs.promises[name](...args));
    }
  }
  // A stack that begins where the promise is awaited.
  const error = await fs.promises.stat('none').catch((error) => error);
  console.log(/\n {4}at async /.test(error.stack), folder === process.cwd());
})();
