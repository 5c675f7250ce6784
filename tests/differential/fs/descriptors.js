// Open files by number: reading and writing at places, several buffers, times, owners, links.
'use strict';

const fs = require('fs');
const util = require('util');
const { enter, tell, words } = require('./_tools');

enter('descriptors');
fs.writeFileSync('f', '0123456789');
const later = (name, ...args) =>
  new Promise((resolve) => {
    fs[name](...args, (error, ...values) => {
      console.log(name, error ? words(error) : error, ...values);
      resolve(values[0]);
    });
  });

(async () => {
  for (const flags of [
    'r',
    'r+',
    'w',
    'w+',
    'wx',
    'a',
    'a+',
    'ax+',
    'rs+',
    'as',
    'sr',
    'zz',
    fs.constants.O_RDWR,
    undefined,
  ]) {
    tell(`open ${flags}`, () => fs.closeSync(fs.openSync('g', flags)));
  }
  fs.rmSync('g');
  tell('open mode', () => {
    fs.closeSync(fs.openSync('m', 'w', '600'));
    return (fs.statSync('m').mode & 0o777).toString(8);
  });

  const fd = fs.openSync('f', 'r+');
  const bytes = () => Buffer.alloc(4, '.');
  for (const args of [
    [],
    [0],
    [1, 2],
    [0, 4, 3],
    [0, 4, 8n],
    [0, 4, null],
    [0, 4, -1],
    [0, 0, 0],
    [{ position: 2 }],
    [{ offset: 1, length: 2, position: 5 }],
    [null],
    [undefined],
    [0, 4, 100],
    [5],
    [0, 5],
    [-1],
    [0, -1],
    [0, 4, 1.5],
    [0, 4, 'x'],
    [0, 4, 2n ** 63n],
    [{ offset: 9 }],
  ]) {
    tell('readSync', () => {
      const target = bytes();
      return [fs.readSync(fd, target, ...args), target.toString()];
    });
  }
  await later('read', fd, bytes(), 0, 4, 0);
  await later('read', fd, { buffer: bytes(), position: 6 });
  await later('read', fd, bytes(), { position: 1, length: 2 });
  await later('read', fd, bytes(), 0, 0, 0);
  console.log((await util.promisify(fs.read)(fd, bytes(), 0, 2, 0)).bytesRead);
  const views = () => [new Uint8Array(2), Buffer.alloc(3), new Uint16Array(1)];
  tell('readvSync', () => {
    const list = views();
    return [fs.readvSync(fd, list, 1), list];
  });
  await later('readv', fd, views(), 4);
  tell('readv of many', () =>
    fs.readvSync(
      fd,
      Array.from({ length: 40 }, () => new Uint8Array(1)),
      0,
    ),
  );

  for (const args of [
    ['abc'],
    ['abc', 2],
    ['é', 0, 'latin1'],
    ['6162', 0, 'hex'],
    [Buffer.from('wxyz')],
    [Buffer.from('wxyz'), 1],
    [Buffer.from('wxyz'), 1, 2, 5],
    [Buffer.from('wxyz'), { offset: 2, position: 0 }],
    [new Uint16Array([0x4241]), null, null, 3],
    [Buffer.from('wxyz'), 5],
    [Buffer.from('wxyz'), 0, 5],
    [Buffer.from('wxyz'), 'x'],
    [{}],
    ['abc', 0, 'hex'],
  ]) {
    tell('writeSync', () => [fs.writeSync(fd, ...args), fs.readFileSync('f', 'latin1')]);
  }
  await later('write', fd, 'async', 0, 'utf8');
  await later('write', fd, 'tail');
  await later('write', fd, Buffer.from('xyz'), 1, 1, 0);
  await later('write', fd, Buffer.from('xyz'), { offset: 2, position: 4 });
  tell('writevSync', () => fs.writevSync(fd, [Buffer.from('1'), new Uint8Array([50, 51])], 0));
  await later('writev', fd, [Buffer.from('A'), Buffer.from('B')], 2);
  await later('writev', fd, []);
  tell('content', () => fs.readFileSync('f', 'latin1'));

  await later('ftruncate', fd, 4);
  tell('ftruncateSync', () => fs.ftruncateSync(fd, 6));
  await later('truncate', 'f', 3);
  tell('truncateSync', () => fs.truncateSync('f', -5));
  tell('size', () => fs.fstatSync(fd).size);
  await later('fsync', fd);
  await later('fdatasync', fd);
  await later('futimes', fd, 10, new Date(20500));
  tell('times', () => [fs.fstatSync(fd).atimeMs, fs.fstatSync(fd).mtimeMs]);
  tell('utimesSync', () => fs.utimesSync('f', '30', 40.75) ?? fs.statSync('f').mtimeMs);
  await later('fchmod', fd, 0o600);
  await later('close', fd);

  fs.symlinkSync('f', 'l');
  tell('lutimes', () => fs.lutimesSync('l', 5, 6) ?? [fs.lstatSync('l').mtimeMs, fs.statSync('f').mtimeMs]);
  for (const encoding of [undefined, 'buffer', 'hex']) {
    tell('readlink', () => fs.readlinkSync('l', encoding));
    await later('readlink', 'l', encoding);
  }
  await later('link', 'f', 'hard');
  tell('links', () => fs.statSync('hard').nlink);
  await later('rename', 'hard', 'harder');
  await later('copyFile', 'f', 'copy');
  tell('excl', () => fs.copyFileSync('f', 'copy', fs.constants.COPYFILE_EXCL));
  await later('access', 'f', fs.constants.R_OK);
  await later('unlink', 'copy');
  fs.exists('f', (...values) => console.log('exists', values));
  fs.exists('none', (...values) => console.log('exists', values));
  console.log(await util.promisify(fs.exists)('f'), fs.existsSync('f'), fs.existsSync(Buffer.from('f')));

  fs.mkdirSync('deep/er', { recursive: true });
  fs.symlinkSync('deep', 'dl');
  fs.symlinkSync('loop', 'loop');
  const here = process.cwd();
  for (const path of ['dl/er', 'dl/../f', '.', 'none/x', 'f/x', 'loop', Buffer.from('dl')]) {
    tell(`realpath ${path}`, () => fs.realpathSync(path).replace(here, '<here>'));
    tell(`native ${path}`, () => fs.realpathSync.native(path).replace(here, '<here>'));
    await new Promise((resolve) => {
      fs.realpath(path, (error, real) =>
        resolve(console.log(error ? words(error).replaceAll(here, '<here>') : real.replace(here, '<here>'))),
      );
    });
  }
  tell('realpath as bytes', () => fs.realpathSync('dl', 'buffer').toString().replace(here, '<here>'));
})();
