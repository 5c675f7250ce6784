// readFile, writeFile and appendFile: encodings, flags, sizes, descriptors, signals.
'use strict';

const fs = require('fs');
const { enter, tell, tellLater, words } = require('./_tools');

enter('whole');
const text = 'héllo wörld ☃ 🎉\n';
fs.writeFileSync('text', text);
fs.writeFileSync('bytes', Buffer.from([0xff, 0x41, 0xe2, 0x98, 0x42, 0xf0, 0x9f]));
fs.writeFileSync('bom', '\ufeffx');
fs.writeFileSync('empty', '');
const sizes = [1, 8191, 65536, 262144, 262145, 1048576 + 3];
for (const size of sizes) fs.writeFileSync(`s${size}`, Buffer.alloc(size, 'ab'));

const encodings = [
  undefined,
  'utf8',
  'utf-8',
  'UTF-8',
  'latin1',
  'binary',
  'ascii',
  'hex',
  'base64',
  'base64url',
  'utf16le',
];
const check = (data) => [typeof data, data.length, data.at(-1)];

(async () => {
  for (const name of ['text', 'bytes', 'bom', 'empty']) {
    for (const encoding of encodings) {
      tell(`${name} ${encoding}`, () => fs.readFileSync(name, encoding));
      await tellLater(`${name} ${encoding} promise`, () => fs.promises.readFile(name, { encoding }));
      await new Promise((resolve) => {
        fs.readFile(name, encoding, (...values) => {
          console.log(`${name} ${encoding} callback`, ...values);
          resolve();
        });
      });
    }
  }
  for (const size of sizes) {
    for (const encoding of [undefined, 'utf8', 'latin1']) {
      tell(size, () => check(fs.readFileSync(`s${size}`, encoding)));
      await tellLater(size, async () => check(await fs.promises.readFile(`s${size}`, encoding)));
    }
  }
  tell('proc', () => fs.readFileSync('/proc/self/status', 'utf8').startsWith('Name:'));
  await tellLater('proc', async () =>
    (await fs.promises.readFile('/proc/self/status')).toString().startsWith('Name:'),
  );

  fs.writeFileSync('big', '');
  fs.truncateSync('big', 2 ** 31 + 5);
  tell('too large', () => fs.readFileSync('big'));
  tell('too long', () => fs.readFileSync('big', 'utf8'));
  await tellLater('too large', () => fs.promises.readFile('big'));
  await tellLater('too large text', () => fs.promises.readFile('big', 'utf8'));
  fs.rmSync('big');

  // An open file is read and written from where it is at.
  const fd = fs.openSync('text', 'r+');
  fs.readSync(fd, Buffer.alloc(6));
  tell('the rest', () => fs.readFileSync(fd, 'utf8'));
  tell('nothing left', () => fs.readFileSync(fd));
  fs.writeFileSync(fd, 'more');
  fs.appendFileSync(fd, ' and more', 'latin1');
  fs.closeSync(fd);
  tell('written', () => fs.readFileSync('text', 'utf8'));

  const writes = [
    ['x', 'utf8'],
    ['é☃', 'latin1'],
    ['6869', 'hex'],
    ['aGk', 'base64'],
    ['hi', 'utf16le'],
    [Buffer.from('b')],
    [new Uint16Array([0x4142, 0x4344])],
    [new DataView(new Uint8Array([1, 2, 3]).buffer, 1)],
    ['\ud800x'],
    ['mode', { mode: 0o600 }],
    ['added', { flag: 'a' }],
    ['excl', { flag: 'wx' }],
    ['flush', { flush: true }],
    ['x', { encoding: 'nope' }],
    ['x', { flag: 'nope' }],
    ['x', { mode: 'nope' }],
    ['x', { flush: 'nope' }],
    [{}],
    [null],
    [5],
  ];
  for (const [data, options] of writes) {
    tell('writeFileSync', () => fs.writeFileSync('w', data, options) ?? fs.readFileSync('w', 'hex'));
    await tellLater(
      'writeFile',
      async () => (await fs.promises.writeFile('w', data, options)) ?? fs.readFileSync('w', 'hex'),
    );
    tell('appendFileSync', () => fs.appendFileSync('w', data, options) ?? fs.readFileSync('w', 'hex'));
  }
  console.log((fs.statSync('w').mode & 0o777).toString(8));
  await tellLater('pieces', async () => {
    async function* pieces() {
      yield 'one ';
      yield Buffer.from('two ');
      yield 'three';
    }
    await fs.promises.writeFile('w', pieces());
    await fs.promises.appendFile('w', [' four', Buffer.from(' five')]);
    return fs.readFileSync('w', 'utf8');
  });

  const aborted = AbortSignal.abort('why');
  fs.readFile('text', { signal: aborted }, (error) => console.log('at once', words(error), error.cause));
  await tellLater('readFile', () => fs.promises.readFile('text', { signal: aborted }));
  await tellLater('writeFile', () => fs.promises.writeFile('w2', 'x', { signal: aborted }));
  console.log(fs.existsSync('w2'));
  for (const start of [
    (signal) => fs.promises.readFile(`s${sizes.at(-1)}`, { signal }),
    (signal) => fs.promises.writeFile('w3', Buffer.alloc(8 << 20), { signal }),
  ]) {
    const controller = new AbortController();
    const promise = start(controller.signal);
    process.nextTick(() => controller.abort());
    await tellLater('aborted on its way', () => promise);
  }
  const { signal } = new AbortController();
  await tellLater('not aborted', () => fs.promises.readFile('empty', { encoding: 'utf8', signal }));
  await tellLater('not aborted', () => fs.promises.writeFile('w', 'under a signal', { signal }));
  tell('its text', () => fs.readFileSync('w', 'utf8'));
})();
