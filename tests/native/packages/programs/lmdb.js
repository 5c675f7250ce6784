'use strict';
// lmdb: a memory-mapped key-value store; writes go through its own thread, reads through shared memory.
const {
  open,
  ABORT,
  SKIP,
  IF_EXISTS,
  asBinary,
  compareKeys,
  keyValueToBuffer,
  bufferToKeyValue,
} = require('lmdb');
const { spawnSync } = require('node:child_process');
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

if (process.argv[2]) {
  // Another process with the same store open.
  const db = open({ path: process.argv[2] });
  const before = db.get('shared');
  db.putSync('from another', { pid: process.pid !== process.ppid, before });
  db.close().then(() => process.stdout.write(before));
  return;
}

if (!isMainThread) {
  // Another thread of this process: it has the environment in common, and transactions of its own.
  const db = open({ path: workerData, maxDbs: 12 });
  const before = db.get('shared');
  db.put('from a thread', { before })
    .then(() => db.close())
    .then(() => parentPort.postMessage(before));
  return;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lmdb-'));
const show = (label, value) => console.log(label, value);

async function values(root) {
  const everything = {
    text: 'κόσμε '.repeat(20),
    numbers: [0, -1, 1.5, NaN, Infinity, 2 ** 40],
    big: 12345678901234567890n,
    when: new Date(86400000),
    nested: { a: [{ b: null }, undefined, true] },
    map: new Map([['k', new Set([1, 2])]]),
    bytes: Buffer.from([0, 1, 254, 255]),
    pattern: /x+/gi,
  };
  await root.put('everything', everything);
  show('msgpack', root.get('everything'));
  show('missing', [root.get('nothing'), root.doesExist('nothing'), root.doesExist('everything')]);
  await root.put(asBinaryKey(), asBinary(Buffer.from([0xc0])));
  show('asBinary', root.get(asBinaryKey()));
  show('getBinary', root.getBinary('everything').length);
  // Keys are ordered by kind: null, symbols, numbers, strings, arrays.
  const keys = [
    true,
    false,
    -5,
    0,
    3.25,
    1e9,
    'a',
    'b',
    ['a', 1],
    ['a', 2],
    Symbol.for('s'),
    Buffer.from('zz'),
  ];
  const ordered = root.openDB({ name: 'keys' });
  for (const key of keys) ordered.put(key, String(key));
  await ordered.committed;
  show('ordered keys', [...ordered.getKeys()]);
  show(
    'compareKeys',
    [compareKeys('a', 'b'), compareKeys(['a', 2], ['a', 10]), compareKeys(5, 'a')].map(Math.sign),
  );
  show('key bytes', [...keyValueToBuffer(['x', -1.5])]);
  show('key back', bufferToKeyValue(keyValueToBuffer(['x', -1.5])));
  try {
    root.putSync('x'.repeat(5000), 1);
  } catch (error) {
    show('long key', [error.name, error.message]);
  }
}
const asBinaryKey = () => ['binary', 1];

async function ranges(root) {
  const db = root.openDB({ name: 'ranges', encoding: 'json' });
  const writes = [];
  for (let i = 0; i < 2000; i++) writes.push(db.put(i, { i, square: i * i }));
  show('put results', new Set(await Promise.all(writes)));
  show('count', [db.getCount(), db.getKeysCount({ start: 10, end: 20 }), db.getStats().entryCount]);
  show('forward', [...db.getRange({ start: 5, end: 8 })]);
  show(
    'reverse',
    [...db.getRange({ start: 8, end: 5, reverse: true, values: false })].map((e) => e.key ?? e),
  );
  show('limit and offset', [...db.getKeys({ start: 100, limit: 3, offset: 2 })]);
  show('exclusive', [...db.getKeys({ start: 5, exclusiveStart: true, end: 7, inclusiveEnd: true })]);
  show(
    'lazy chain',
    db
      .getRange({ start: 0 })
      .filter(({ key }) => key % 3 === 0)
      .map(({ key, value }) => (key % 2 ? SKIP : value.square))
      .slice(0, 4).asArray,
  );
  let sum = 0;
  for await (const { value } of db.getRange({ start: 1990 })) sum += value.i;
  show('async iteration', sum);
  for (const { key } of db.getRange()) if (key === 3) break;
  show('getMany', await db.getMany([1, 99999, 2]));
  await db.prefetch([1, 2, 3]);
  await db.remove(1999);
  show('removed', [db.get(1999), db.removeSync(1998), db.removeSync(1998), db.getCount()]);
  await db.clearAsync();
  show('cleared', db.getCount());
}

async function transactions(root) {
  const db = root.openDB({ name: 'accounts', useVersions: true });
  await db.put('a', 100, 1);
  await db.put('b', 0, 1);
  const moved = await db.transaction(() => {
    const amount = 30;
    db.put('a', db.get('a') - amount, 2);
    db.put('b', db.get('b') + amount, 2);
    return 'moved';
  });
  show(moved, [db.getEntry('a'), db.getEntry('b')]);
  show(
    'aborted',
    db.transactionSync(() => {
      db.put('a', -1, 3);
      return ABORT;
    }) === ABORT,
  );
  show('after abort', db.get('a'));
  try {
    db.transactionSync(() => {
      db.put('a', -2, 3);
      throw new Error('changed my mind');
    });
  } catch (error) {
    show('thrown', error.message);
  }
  await db
    .transaction(() => {
      throw new Error('async too');
    })
    .catch((error) => show('rejected', error.message));
  await db.transaction(async () => {
    db.put('c', 1, 1);
    await db.childTransaction(() => {
      db.put('c', 2, 1);
      return ABORT;
    });
  });
  show('child aborted', db.get('c'));
  show('stale version', [await db.put('a', 1, 9, 1), await db.put('a', 71, 9, 2), db.getEntry('a')]);
  show('ifVersion', await db.ifVersion('a', 9, () => db.put('d', 'conditional', 1)));
  show('ifNoExists', [await db.ifNoExists('d', () => db.put('d', 'x', 1)), db.get('d')]);
  show('ifVersion no', [await db.ifVersion('a', 8, () => db.put('e', 1, 1)), db.get('e')]);
  show('if exists', [await db.put('zz', 1, 1, IF_EXISTS), db.doesExist('a', 9)]);
  show(
    'batch',
    await db.batch(() => {
      for (let i = 0; i < 10; i++) db.put(`batch${i}`, i, 1);
    }),
  );
  show('batched', [...db.getKeys({ start: 'batch', end: 'batchz' })].length);
}

async function kinds(root) {
  const dups = root.openDB({ name: 'dups', dupSort: true, encoding: 'ordered-binary' });
  for (const v of ['pear', 'apple', 'fig', 'apple']) await dups.put('fruit', v);
  show('duplicates', [[...dups.getValues('fruit')], dups.getValuesCount('fruit')]);
  await dups.remove('fruit', 'fig');
  show('one less', [...dups.getValues('fruit')]);
  const text = root.openDB({ name: 'text', encoding: 'string', compression: true });
  const long = 'the same words again and again, '.repeat(500);
  await text.put('long', long);
  show('compressed', [text.get('long') === long, text.getStats().overflowPages]);
  const bin = root.openDB({ name: 'bin', encoding: 'binary', keyEncoding: 'uint32' });
  await bin.put(7, Buffer.alloc(70000, 7));
  const got = bin.get(7);
  show('binary', [got.length, got[69999], Buffer.isBuffer(got)]);
  const structs = root.openDB({ name: 'structs', sharedStructuresKey: Symbol.for('structures') });
  for (let i = 0; i < 50; i++) structs.put(i, { id: i, name: `n${i}`, tags: ['t'] });
  await structs.flushed;
  show('shared structures', [structs.get(49), structs.getBinary(49).length]);
  const cached = root.openDB({ name: 'cached', cache: true });
  await cached.put('o', { n: 1 });
  show('cached', cached.get('o') === cached.get('o'));
}

async function snapshots(root) {
  await root.put('n', 1);
  const txn = root.useReadTransaction();
  await root.put('n', 2);
  show('snapshot', [root.get('n', { transaction: txn }), root.get('n')]);
  txn.done();
  const iterator = root.getRange({ start: 'n', end: 'nn' })[Symbol.iterator]();
  const first = iterator.next();
  root.putSync('na', 'late');
  show('iterator sees', [first, iterator.next()]);
  await root.put('shared', 'from the main thread');
  const other = spawnSync(process.execPath, [__filename, folder], { encoding: 'utf8' });
  show('another process', [other.status, other.stdout, other.stderr]);
  show('it wrote', root.get('from another'));
  const worker = new Worker(__filename, { workerData: folder });
  const read = await new Promise((resolve, reject) => {
    worker.once('message', (message) => worker.once('exit', (code) => resolve([message, code])));
    worker.once('error', reject);
  });
  show('another thread', [read, root.get('from a thread')]);
  show('stale readers', root.readerCheck());
  const events = [];
  root.on('beforecommit', () => events.push('before'));
  root.on('aftercommit', () => events.push('after'));
  await root.put('event', 1);
  await new Promise((r) => setTimeout(r, 20));
  show('events', [...new Set(events)].sort());
  const copy = path.join(folder, 'copy');
  fs.mkdirSync(copy);
  await root.backup(copy, true);
  const restored = open({ path: copy, readOnly: true });
  show('backup', [restored.get('n'), restored.get('from another').pid]);
  try {
    restored.putSync('x', 1);
  } catch (error) {
    show('read only', error.message.length > 0);
  }
  await restored.close();
}

async function main() {
  const root = open({ path: folder, maxDbs: 12 });
  await values(root);
  await ranges(root);
  await transactions(root);
  await kinds(root);
  await snapshots(root);
  root.openDB({ name: 'keys' }).dropSync();
  await root.close();
  try {
    root.get('n');
    show('get after close', 'no error');
  } catch (error) {
    show('get after close', error.message);
  }
  const again = open({ path: folder, maxDbs: 12 });
  show('reopened', [
    again.get('n'),
    again.get('event'),
    again.openDB({ name: 'accounts', useVersions: true }).get('b'),
  ]);
  await again.close();
  const one = open({ path: path.join(folder, 'one'), maxDbs: 1 });
  one.openDB({ name: 'first' });
  try {
    one.openDB({ name: 'second' });
  } catch (error) {
    show('too many', [error.code, error.message.replace(folder, '')]);
  }
  await one.close();
}

main().finally(() => fs.rmSync(folder, { recursive: true }));
