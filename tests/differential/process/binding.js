'use strict';
// What packages still take from there.
for (const name of ['constants', 'tty_wrap', 'util', 'uv', 'config', 'nonsense', 'http_parser', undefined]) {
  try {
    console.log(name, typeof process.binding(name));
  } catch (error) {
    console.log(name, error.constructor.name, error.code, error.message);
  }
}
const { fs, os, zlib } = process.binding('constants');
console.log(fs.O_RDONLY, os.signals.SIGINT, os.errno.ENOENT, zlib.Z_BEST_SPEED);
const { UV_ENOENT, errname } = process.binding('uv');
console.log(UV_ENOENT, errname(UV_ENOENT), process.binding('util').isDate(new Date()));
console.log(typeof process.binding('tty_wrap').TTY, process.binding('tty_wrap').isTTY(99));
try {
  process._linkedBinding('x');
} catch (error) {
  console.log(error.code, error.message);
}
