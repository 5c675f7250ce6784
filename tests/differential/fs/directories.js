// Listings, handles of directories, making and removing directories.
'use strict';

const fs = require('fs');
const { enter, tell, tellLater } = require('./_tools');

const folder = enter('directories');
fs.mkdirSync('a/b/c', { recursive: true });
fs.mkdirSync('z/y', { recursive: true });
fs.writeFileSync('a/f', '');
fs.writeFileSync('z/y/g', '');
fs.writeFileSync('a/ümlaut', '');
fs.symlinkSync('../z', 'a/link');
fs.symlinkSync('nowhere', 'broken');

const show = (entries) =>
  entries.map((entry) => `${entry.parentPath}|${entry.name}|${entry.isDirectory()}`).join(' ');
const options = [
  undefined,
  'buffer',
  'hex',
  { recursive: true },
  { recursive: true, encoding: 'buffer' },
  { recursive: true, encoding: 'base64' },
];
for (const option of options) {
  tell(`readdirSync ${JSON.stringify(option)}`, () => fs.readdirSync('.', option));
  tell(`a path with a slash ${JSON.stringify(option)}`, () => fs.readdirSync('./a/', option));
}
tell('types', () => fs.readdirSync('.', { withFileTypes: true }));
tell(
  'types of bytes',
  () => fs.readdirSync(Buffer.from('.'), { withFileTypes: true, encoding: 'buffer' })[0],
);
tell('types, recursive', () => show(fs.readdirSync('.', { withFileTypes: true, recursive: true })));
tell('absolute, recursive', () => fs.readdirSync(folder, { recursive: true }).join());

for (const path of ['n', 'n/', 'n//m/', './o/p', 'q/r/../s', `${folder}/t/u`, 'a/link/new', 'a', '.']) {
  tell(`mkdir -p ${path.replace(folder, '')}`, () =>
    fs.mkdirSync(path, { recursive: true })?.replace(folder, ''),
  );
}
tell('mode', () => {
  fs.mkdirSync('mode/x', { recursive: true, mode: 0o711 });
  return [(fs.statSync('mode').mode & 0o777).toString(8), (fs.statSync('mode/x').mode & 0o777).toString(8)];
});
for (const [prefix, encoding] of [['tmp-'], [Buffer.from('tmp-'), 'buffer']]) {
  tell('mkdtemp', () => {
    const path = fs.mkdtempSync(prefix, encoding);
    fs.rmdirSync(path);
    return /^tmp-\w{6}$/.test(path);
  });
}
tell('mkdtempDisposable', () => {
  const made = fs.mkdtempDisposableSync('gone-');
  fs.writeFileSync(`${made.path}/x`, '');
  made[Symbol.dispose]();
  made.remove();
  return [Object.keys(made), fs.existsSync(made.path)];
});

tell('Dir', () => {
  const dir = fs.opendirSync('a');
  const names = [];
  for (let entry; (entry = dir.readSync()) !== null;) names.push(entry.name);
  dir.closeSync();
  return [dir, dir.path, names.sort(), Reflect.ownKeys(dir)];
});
tell('opendir of nothing', () => fs.opendirSync('none'));
tell('Dir without handle', () => new fs.Dir());
tell('path of no Dir', () => fs.Dir.prototype.path);

(async () => {
  await tellLater('readdir', () => fs.promises.readdir('.', { recursive: true }));
  await tellLater('types', async () => show(await fs.promises.readdir('.', { withFileTypes: true })));
  await tellLater('mkdir', async () =>
    (await fs.promises.mkdir('v/w', { recursive: true })).replace(folder, ''),
  );
  await tellLater('mkdtempDisposable', async () => {
    const made = await fs.promises.mkdtempDisposable('gone-');
    await made[Symbol.asyncDispose]();
    return [Object.getPrototypeOf(made), Object.keys(made), fs.existsSync(made.path)];
  });
  const found = [];
  for await (const entry of await fs.promises.opendir('.', { recursive: true, bufferSize: 2 })) {
    found.push(`${entry.parentPath}/${entry.name}`);
  }
  console.log(found.sort().filter((name) => !/tmp-/.test(name)));

  const dir = await fs.promises.opendir('a');
  const first = dir.read();
  tell('sync during async', () => dir.readSync());
  tell('closeSync during async', () => dir.closeSync());
  console.log((await first) instanceof fs.Dirent);
  await dir.close();
  tell('read after close', () => dir.readSync());
  tell('callback read after close', () => dir.read(() => {}));
  await tellLater('promised read after close', () => dir.read());
  await tellLater('close after close', () => dir.close());
  await tellLater('dispose after close', () => dir[Symbol.asyncDispose]());
  tell('callback', () => dir.read(5));
  fs.mkdir('v/w/x/y', { recursive: true }, (...values) => console.log('mkdir', values.length, values[0]));
})();
