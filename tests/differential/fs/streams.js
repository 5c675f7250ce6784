// ReadStream and WriteStream.
'use strict';

const fs = require('fs');
const { finished, pipeline } = require('stream/promises');
const { enter, tell, words } = require('./_tools');

enter('streams');
fs.writeFileSync('f', '0123456789');
fs.writeFileSync('text', 'héllo ☃ '.repeat(20));
fs.writeFileSync('large', Buffer.alloc(300000, 'abc'));

/** Prints a stream's events until it is closed. */
function watch(label, stream) {
  for (const name of ['open', 'ready', 'end', 'finish', 'close', 'error']) {
    stream.on(name, (value) =>
      console.log(label, name, typeof value === 'number' ? 'fd' : value ? words(value) : ''),
    );
  }
  return new Promise((resolve) => stream.on('close', resolve));
}

async function read(label, path, options) {
  const stream = fs.createReadStream(path, options);
  const closed = watch(label, stream);
  const sizes = [];
  let text = '';
  stream.on('data', (chunk) => {
    sizes.push(chunk.length);
    text += chunk;
  });
  await closed;
  console.log(
    label,
    sizes.join(),
    text.length > 50 ? text.length : text,
    stream.bytesRead,
    stream.fd,
    stream.pending,
  );
}

async function write(label, options, chunks) {
  const stream = fs.createWriteStream('w', options);
  const closed = watch(label, stream);
  for (const chunk of chunks) stream.write(...(Array.isArray(chunk) ? chunk : [chunk]));
  stream.end();
  await closed;
  console.log(label, fs.readFileSync('w', 'latin1'), stream.bytesWritten, stream.closed, stream.destroyed);
}

(async () => {
  tell('read arguments', () => fs.createReadStream('f', { fd: 'x' }));
  for (const options of [
    { fd: {} },
    { start: 'x' },
    { start: -1 },
    { start: 5, end: 2 },
    { end: '2' },
    { end: -1 },
    { fs: {} },
    { fs: { open() {}, close() {} } },
    'zz',
    5,
    { highWaterMark: -1 },
  ]) {
    tell(`read ${JSON.stringify(options)}`, () => fs.createReadStream('f', options));
  }
  for (const options of [{ fs: { open() {}, close() {} } }, { flush: 1 }, { start: 'x' }, 'zz']) {
    tell(`write ${JSON.stringify(options)}`, () => fs.createWriteStream('w', options));
  }
  tell('path', () => fs.createReadStream('a\0b'));
  tell('path', () => fs.createWriteStream(5));

  await read('whole', 'f');
  await read('range', 'f', { start: 2, end: 5 });
  await read('from', 'f', { start: 8 });
  await read('past the end', 'f', { start: 20 });
  await read('to', 'f', { end: 0 });
  await read('small chunks', 'f', { highWaterMark: 3 });
  await read('encoding', 'text', 'utf8');
  await read('encoding in small chunks', 'text', { encoding: 'utf8', highWaterMark: 5 });
  await read('large', 'large');
  await read('nothing there', 'none');
  await read('directory', '.');
  await read('no close', 'f', { emitClose: true, autoClose: true });
  await read('fd', null, { fd: fs.openSync('f'), start: 3 });
  await read('proc', '/proc/sys/kernel/ostype');

  await write('plain', undefined, ['one ', Buffer.from('two '), 'three']);
  await write('append', { flags: 'a' }, [' four']);
  await write('place', { flags: 'r+', start: 4 }, ['TWO']);
  await write('encoding', { encoding: 'hex' }, ['6869']);
  await write('encoding of a chunk', {}, [
    ['6869', 'hex'],
    ['!', 'latin1'],
  ]);
  await write('flush', { flush: true }, ['flushed']);
  await write(
    'many',
    {},
    Array.from({ length: 2000 }, (_, i) => `${i % 10}`),
  );
  await write('exclusive', { flags: 'wx' }, ['x']).catch(() => {});

  const aborted = new AbortController();
  const stream = fs.createReadStream('large', { signal: aborted.signal });
  stream.once('data', () => aborted.abort());
  await finished(stream).catch((error) => console.log(words(error)));

  const destroyed = fs.createWriteStream('w2');
  const closed = watch('destroyed', destroyed);
  destroyed.write('x', (error) => console.log('written', Boolean(error)));
  destroyed.destroy(new Error('mine'));
  await closed;

  await pipeline(fs.createReadStream('large'), fs.createWriteStream('copy'));
  console.log(fs.readFileSync('large').equals(fs.readFileSync('copy')));

  let text = '';
  for await (const chunk of fs.createReadStream('f', { highWaterMark: 4 })) text += `${chunk}|`;
  console.log(text);

  const kept = fs.createReadStream('f', { autoClose: false });
  kept.resume();
  await new Promise((resolve) => kept.on('end', resolve));
  await new Promise((resolve) => setImmediate(resolve));
  console.log('kept', kept.destroyed, typeof kept.fd, kept.autoClose);
  await new Promise((resolve) => kept.close(resolve));
  console.log('closed', kept.destroyed, kept.fd);

  // Functions of one's own.
  const calls = [];
  const own = {};
  for (const name of ['open', 'read', 'write', 'close']) {
    own[name] = (...args) => {
      calls.push(name);
      return fs[name](...args);
    };
  }
  await pipeline(fs.createReadStream('f', { fs: own }), fs.createWriteStream('copy', { fs: own }));
  console.log(calls.sort().join());

  const handle = await fs.promises.open('f');
  const events = watch(
    'handle',
    handle.createReadStream({ encoding: 'utf8', start: 1, end: 3 }).on('data', console.log),
  );
  handle.on('close', () => console.log('the handle is closed'));
  await events;
  console.log(handle.fd);
  const out = (await fs.promises.open('w3', 'w')).createWriteStream();
  out.end('through a handle');
  await finished(out);
  console.log(fs.readFileSync('w3', 'utf8'));

  function Legacy(...args) {
    fs.ReadStream.call(this, ...args);
  }
  Object.setPrototypeOf(Legacy.prototype, fs.ReadStream.prototype);
  Object.setPrototypeOf(Legacy, fs.ReadStream);
  Legacy.prototype.open = function () {
    fs.open(this.path, this.flags, this.mode, (error, fd) => {
      this.fd = fd;
      this.emit('open', fd);
      this.emit('ready');
    });
  };
  const legacy = new Legacy('f');
  const over = watch('legacy', legacy);
  legacy.on('data', (chunk) => console.log(`${chunk}`));
  await over;
  console.log(fs.ReadStream('f') instanceof fs.ReadStream, Object.keys(fs.createWriteStream('w4')).join());
})();
