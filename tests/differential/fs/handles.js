// FileHandle.
'use strict';

const fs = require('fs');
const { enter, tell, tellLater, words } = require('./_tools');

enter('handles');
fs.writeFileSync('f', 'line one\nline two\r\nline three');

(async () => {
  const handle = await fs.promises.open('f', 'r+');
  console.log(handle.constructor.name, typeof handle.fd, typeof handle.getAsyncId());
  await tellLater('read', async () => (await handle.read()).bytesRead);
  for (const args of [
    [Buffer.alloc(4), 0, 4, 0],
    [Buffer.alloc(4), { position: 5 }],
    [{ buffer: Buffer.alloc(3), position: 1 }],
    [Buffer.alloc(4), 1, 2, 2n],
    [Buffer.alloc(4), 0, 0],
    [Buffer.alloc(0), 0, 1],
    [Buffer.alloc(4), 5],
    [Buffer.alloc(4), 0, 9],
    [Buffer.alloc(4), 'x'],
    ['x'],
    [Buffer.alloc(4), 0, 4, 'x'],
    [null],
  ]) {
    await tellLater('read', () =>
      handle.read(...args).then((result) => (args[0] === null ? result.bytesRead : result)),
    );
  }
  await tellLater('readv', () => handle.readv([Buffer.alloc(2), Buffer.alloc(3)], 0));
  for (const args of [
    ['abc', 0],
    ['6162', 0, 'hex'],
    [Buffer.from('xyz'), 1, 1, 2],
    [Buffer.from('xyz'), { offset: 2, position: 0 }],
    [''],
    [new Uint8Array(0)],
    [{}],
    [Buffer.from('x'), 3],
  ]) {
    await tellLater('write', () => handle.write(...args));
  }
  await tellLater('writev', () => handle.writev([Buffer.from('1'), Buffer.from('2')], 3));
  await tellLater('writev of nothing', () => handle.writev([]));
  await tellLater('stat', async () => (await handle.stat()).size);
  await tellLater('bigint', async () => (await handle.stat({ bigint: true })).size);
  await tellLater('truncate', () => handle.truncate(20));
  await tellLater('utimes', () => handle.utimes(1, 2));
  await tellLater('chmod', () => handle.chmod(0o600));
  await tellLater('sync', () => handle.sync());
  await tellLater('datasync', () => handle.datasync());
  await tellLater('the rest', () => handle.readFile('latin1'));
  await handle.writeFile('appended');
  await handle.appendFile(Buffer.from(' twice'));
  await handle.appendFile(['a', 'b']);
  console.log(fs.readFileSync('f', 'latin1'));
  await tellLater('aborted', () => handle.readFile({ signal: AbortSignal.abort() }));
  await tellLater('aborted', () => handle.writeFile('x', { signal: AbortSignal.abort() }));

  handle.on('close', () => console.log('event'));
  const reading = handle.read(Buffer.alloc(1), 0, 1, 0);
  const closing = handle.close();
  console.log(handle.fd === -1, closing === handle.close());
  console.log((await reading).bytesRead);
  await closing;
  console.log(handle.fd, await handle.close());
  for (const name of 'appendFile chmod chown datasync read readFile readv stat sync truncate utimes write writeFile writev'.split(
    ' ',
  )) {
    await tellLater(`${name} after close`, () => handle[name]());
  }
  tell('stream after close', () => handle.createReadStream());
  tell('lines after close', () => handle.readLines());
  tell('web stream after close', () => handle.readableWebStream());

  fs.writeFileSync('f', 'line one\nline two\r\nline three');
  for await (const line of (await fs.promises.open('f')).readLines()) console.log(line);
  const web = await fs.promises.open('f');
  const chunks = [];
  for await (const chunk of web.readableWebStream({ autoClose: true }))
    chunks.push(Buffer.from(chunk).toString());
  console.log(chunks, web.fd);
  const locked = await fs.promises.open('f');
  const stream = locked.readableWebStream();
  tell('twice', () => locked.readableWebStream());
  await stream.cancel();
  await locked.close();
  {
    await using disposed = await fs.promises.open('f');
    console.log(typeof disposed.fd);
    setImmediate(() => console.log(disposed.fd));
  }
  await fs.promises.open('none').catch((error) => console.log(words(error)));
})();
