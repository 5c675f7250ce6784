// fs.Utf8Stream.
'use strict';

const fs = require('fs');
const { enter, tell } = require('./_tools');
const { Utf8Stream } = fs;

enter('utf8');
const events = ['ready', 'write', 'drain', 'drop', 'finish', 'close', 'error'];

/** Prints a stream's events until it is closed. */
function watch(label, stream) {
  for (const name of events) {
    stream.on(name, (value) =>
      console.log(label, name, value instanceof Error ? value.message : (value ?? '')),
    );
  }
  return new Promise((resolve) => stream.on('close', resolve));
}

const wrong = [
  undefined,
  null,
  5,
  {},
  { fd: 1, minLength: 'x' },
  { fd: 1, minLength: -1 },
  { fd: 1, minLength: 20000 },
  { fd: 1, maxLength: 'x' },
  { fd: 1, maxWrite: -1 },
  { fd: 1, sync: 1 },
  { fd: 1, append: 1 },
  { fd: 1, mkdir: 1 },
  { fd: 1, fsync: 1 },
  { fd: 1, periodicFlush: 'x' },
  { fd: 1, contentMode: 'x' },
  { fd: 1, fs: 5 },
  { fd: 1, fs: { write: 5 } },
  { fd: 1, retryEAGAIN: 5 },
  { dest: 'none/x', sync: true },
];
for (const options of wrong) tell(JSON.stringify(options), () => new Utf8Stream(options));
tell('properties', () => {
  const {
    mode,
    file,
    fd,
    minLength,
    maxLength,
    writing,
    sync,
    fsync,
    append,
    periodicFlush,
    contentMode,
    mkdir,
  } = new Utf8Stream({ fd: 1, minLength: 10 });
  return {
    mode,
    file,
    fd,
    minLength,
    maxLength,
    writing,
    sync,
    fsync,
    append,
    periodicFlush,
    contentMode,
    mkdir,
  };
});

(async () => {
  for (const sync of [true, false]) {
    const label = sync ? 'sync' : 'async';
    const stream = new Utf8Stream({ dest: 'a', sync, append: false });
    const closed = watch(label, stream);
    await new Promise((resolve) => stream.on('ready', resolve));
    tell('write', () => stream.write('héllo\n'));
    tell('write', () => stream.write(5));
    tell('write', () => stream.write(Buffer.from('x')));
    tell('flush', () => stream.flush(5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    stream.reopen('b');
    await new Promise((resolve) => stream.once('ready', resolve));
    stream.write('again');
    stream.end();
    await closed;
    console.log(fs.readFileSync('a', 'utf8'), fs.readFileSync('b', 'utf8'));
    for (const name of ['write', 'flush', 'flushSync', 'reopen', 'end', 'destroy'])
      tell(name, () => stream[name]('x'));

    const gathering = new Utf8Stream({ dest: 'c', sync, append: false, minLength: 10, maxLength: 30 });
    const over = watch(label, gathering);
    await new Promise((resolve) => gathering.on('ready', resolve));
    tell('few', () => gathering.write('abc'));
    console.log(JSON.stringify(fs.readFileSync('c', 'utf8')));
    tell('enough', () => gathering.write('0123456789'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    tell('rest', () => gathering.write('z'));
    await new Promise((resolve) => gathering.flush((error) => resolve(console.log('flushed', error))));
    tell('too much', () => gathering.write('x'.repeat(31)));
    tell('more', () => gathering.write('more'));
    tell('flushSync', () => gathering.flushSync());
    console.log(fs.readFileSync('c', 'utf8'));
    gathering.end();
    await over;

    const bytes = new Utf8Stream({ dest: 'deep/er/d', sync, mkdir: true, contentMode: 'buffer' });
    const gone = watch(label, bytes);
    await new Promise((resolve) => bytes.on('ready', resolve));
    tell('text', () => bytes.write('x'));
    tell('bytes', () => bytes.write(Buffer.from('bytes')));
    bytes.end();
    await gone;
    console.log(fs.readFileSync('deep/er/d', 'utf8'));
  }
  const missing = new Utf8Stream({ dest: 'none/x' });
  await new Promise((resolve) => missing.on('error', (error) => resolve(console.log(error.message))));
})();
