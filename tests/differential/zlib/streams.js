'use strict';
// Flushing, changing parameters, resetting, closing, errors as events.
const zlib = require('zlib');
const { Z_SYNC_FLUSH, Z_BEST_SPEED, Z_HUFFMAN_ONLY } = zlib.constants;
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function flushing() {
  for (const kind of [undefined, Z_SYNC_FLUSH, zlib.constants.Z_FULL_FLUSH]) {
    const deflate = zlib.createDeflate();
    const inflate = zlib.createInflate();
    deflate.pipe(inflate);
    let seen = '';
    inflate.on('data', (data) => (seen += data));
    deflate.write('hello ');
    await new Promise((resolve) =>
      kind === undefined ? deflate.flush(resolve) : deflate.flush(kind, resolve),
    );
    await later(20);
    console.log('flushed', kind, JSON.stringify(seen), deflate.bytesWritten);
    deflate.end('world');
    await new Promise((resolve) => inflate.on('end', resolve));
    console.log('ended', JSON.stringify(seen));
    await new Promise((resolve) => deflate.flush(resolve));
    console.log('flush after the end');
  }
}

async function parameters() {
  for (const make of ['Deflate', 'Gzip', 'DeflateRaw']) {
    const text = 'abcdefgh'.repeat(4000);
    const stream = zlib[`create${make}`]({ level: 9 });
    const out = [];
    stream.on('data', (data) => out.push(data));
    stream.write(text);
    await new Promise((resolve) => stream.params(0, 0, resolve));
    stream.write(text);
    await new Promise((resolve) => stream.params(Z_BEST_SPEED, Z_HUFFMAN_ONLY, resolve));
    await new Promise((resolve) => stream.params(Z_BEST_SPEED, Z_HUFFMAN_ONLY, resolve));
    stream.end(text);
    await new Promise((resolve) => stream.on('end', resolve));
    const whole = Buffer.concat(out);
    const back = make === 'DeflateRaw' ? zlib.inflateRawSync(whole) : zlib.unzipSync(whole);
    console.log(make, back.equals(Buffer.from(text.repeat(3))), whole.length < 2 * text.length);
  }
}

async function errors() {
  for (const [name, bytes] of [
    ['Inflate', Buffer.from('zzzz')],
    ['Gunzip', Buffer.from('zzzz')],
    ['InflateRaw', Buffer.from([7, 7])],
    ['Gunzip', zlib.gzipSync('abc').subarray(0, 12)],
    ['Unzip', Buffer.alloc(0)],
  ]) {
    const stream = zlib[`create${name}`]();
    const events = [];
    for (const event of ['error', 'end', 'close', 'finish', 'data']) {
      stream.on(event, (value) =>
        events.push(value?.code ? `${event} ${value.code} ${value.errno} ${value.message}` : event),
      );
    }
    stream.end(bytes);
    await new Promise((resolve) => stream.on('close', resolve));
    console.log(name, events, stream.destroyed, stream._closed);
    await new Promise((resolve) => zlib[name[0].toLowerCase() + name.slice(1)](bytes, (err, out) => {
      console.log('callback', err.code, err.errno, err.message, out);
      resolve();
    })); // prettier-ignore
  }
  const junk = zlib.createInflate({ rejectGarbageAfterEnd: true });
  junk.on('error', (err) => console.log(err.code, err.name));
  junk.resume();
  junk.end(Buffer.concat([zlib.deflateSync('abc'), Buffer.from([1, 2])]));
  await new Promise((resolve) => junk.on('close', resolve));
}

async function closing() {
  const stream = zlib.createGzip();
  await new Promise((resolve) => {
    stream.close(resolve);
    stream.close();
  });
  console.log(stream._handle, stream._closed, stream.destroyed);
  stream.on('error', (err) => console.log(err.code));
  console.log(stream.write('x'));
  await later(5);
  const early = zlib.createDeflate();
  early.write(Buffer.alloc(100000));
  early.close(() => console.log('closed while it was busy'));
  await later(30);
  const twice = zlib.createDeflateRaw();
  twice.on('data', (data) => console.log('piece', data.toString('hex')));
  for (const text of ['', '', 'a', '']) {
    twice.write(text);
    await new Promise((resolve) => twice.flush(zlib.Z_SYNC_FLUSH, resolve));
    await new Promise((resolve) => twice.flush(zlib.Z_SYNC_FLUSH, resolve));
  }
  const reset = zlib.createDeflate();
  reset.on('data', () => {});
  reset.write('thrown away');
  await later(20);
  reset.reset();
  let tail = [];
  reset.removeAllListeners('data');
  reset.on('data', (data) => tail.push(data));
  reset.end('kept');
  await new Promise((resolve) => reset.on('end', resolve));
  console.log(zlib.inflateSync(Buffer.concat(tail)).toString());
}

/** What is written after the end of the compressed data is dropped, or refused; either way the writes end. */
async function afterTheEnd() {
  for (const [make, data] of [
    [zlib.createInflateRaw, zlib.deflateRawSync('Welcome')],
    [zlib.createInflate, zlib.deflateSync('Welcome')],
    [zlib.createGunzip, zlib.gzipSync('Welcome')],
    [zlib.createBrotliDecompress, zlib.brotliCompressSync('Welcome')],
  ]) {
    const stream = make().resume();
    let written = 0;
    for (const piece of [data, Buffer.from([0]), Buffer.from([0])]) stream.write(piece, () => written++);
    await new Promise((resolve) => stream.flush(resolve));
    console.log(make.name, written);
  }
}

/** Another member of gzip, or nonsense, after the end: taken, dropped or refused. */
async function garbage() {
  const member = zlib.gzipSync('a').toString('latin1');
  for (const tail of ['xx', '\0\0', '\x1f', '\x1f\x8b', '\xde\xad', member, `${member}xx`]) {
    for (const rejectGarbageAfterEnd of [true, false]) {
      for (const pieces of [[member + tail], [member, tail]]) {
        const stream = zlib.createGunzip({ rejectGarbageAfterEnd });
        for (const piece of pieces) stream.write(piece, 'latin1');
        stream.end();
        let outcome = '';
        try {
          for await (const piece of stream) outcome += piece;
        } catch (error) {
          outcome = [error.name, error.code, error.message];
        }
        console.log(JSON.stringify(tail), rejectGarbageAfterEnd, pieces.length, outcome);
      }
    }
  }
}

(async () => {
  await garbage();
  await afterTheEnd();
  await flushing();
  await parameters();
  await errors();
  await closing();
  process.on('uncaughtException', (err) => console.log('uncaught', err.message));
  zlib.gzip('x', () => {
    throw new Error('in a callback');
  });
})();
