'use strict';
// classic-level: LevelDB; each operation goes through Node-API's async work, iterators read ahead in batches.
const { ClassicLevel } = require('classic-level');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'level-'));
const show = (label, value) => console.log(label, value);
const failure = (error) => [
  error.name,
  error.code,
  error.message.replaceAll(folder, '<folder>'),
  error.cause?.code,
];

async function basics(db) {
  show('status', db.status);
  await db.open();
  show('status', [db.status, db.supports.snapshots ?? db.supports.implicitSnapshots, db.location === folder]);
  await db.put('a', 'one');
  await db.put('κ', 'ünïcode');
  show('get', [await db.get('a'), await db.get('κ'), await db.get('none')]);
  show('getSync', [db.getSync('a'), db.getSync('none')]);
  show('getMany', await db.getMany(['a', 'none', 'κ']));
  show('has', [await db.has('a'), await db.has('none'), await db.hasMany(['a', 'b'])]);
  await db.del('a');
  await db.del('was never there');
  show('deleted', await db.get('a'));
  for (const [label, run] of [
    ['null key', () => db.put(null, 'x')],
    ['undefined value', () => db.put('x', undefined)],
    ['no batch', () => db.batch('no')],
  ]) {
    await run().then(
      () => show(label, 'accepted'),
      (error) => show(label, failure(error)),
    );
  }
}

async function encodings(db) {
  const json = db.sublevel('json', { valueEncoding: 'json' });
  await json.put('o', { deep: [1, { two: null }], when: new Date(0) });
  show('json', await json.get('o'));
  const bytes = db.sublevel('bytes', { keyEncoding: 'buffer', valueEncoding: 'view' });
  await bytes.put(Buffer.from([0, 255, 0]), new Uint8Array([3, 2, 1, 0]));
  const value = await bytes.get(Buffer.from([0, 255, 0]));
  show('view', [value.constructor.name, [...value]]);
  show('buffer keys', await bytes.keys().all());
  const hex = db.sublevel('hex', { keyEncoding: 'hex', valueEncoding: 'base64' });
  await hex.put('00ff', 'AAECAw==');
  show('hex and base64', await hex.iterator().all());
  show('big value', (await db.put('big', 'x'.repeat(1 << 20)), (await db.get('big')).length));
  await db.put('empty', '');
  show('empty value', await db.get('empty'));
}

async function batches(db) {
  await db.batch([
    { type: 'put', key: 'b1', value: '1' },
    { type: 'put', key: 'b2', value: '2' },
    { type: 'del', key: 'b1' },
  ]);
  show('batch', await db.getMany(['b1', 'b2']));
  const chained = db.batch();
  for (let i = 0; i < 500; i++) chained.put(`k${String(i).padStart(4, '0')}`, `v${i}`);
  chained.del('b2');
  show('chained', [chained.length, chained.db === db]);
  await chained.write({ sync: true });
  show('written', [await db.get('k0499'), await db.get('b2')]);
  const closed = db.batch().put('never', '1');
  await closed.close();
  show('closed batch', await db.get('never'));
  try {
    closed.put('x', 'y');
  } catch (error) {
    show('put after close', failure(error));
  }
  const sub = db.sublevel('sub');
  await db.batch([{ type: 'put', sublevel: sub, key: 'in', value: 'side' }]);
  show('sublevel', [await sub.get('in'), await db.get('!sub!in')]);
}

async function iterators(db) {
  const range = { gte: 'k0010', lt: 'k0014' };
  show('iterator', await db.iterator(range).all());
  show('reverse keys', await db.keys({ ...range, reverse: true }).all());
  show('limited values', await db.values({ gte: 'k0490', limit: 3 }).all());
  let count = 0;
  for await (const [key, value] of db.iterator({ gte: 'k', lt: 'l', highWaterMarkBytes: 64 })) {
    if (value !== `v${Number(key.slice(1))}`) show('wrong', [key, value]);
    count++;
  }
  show('for await', count);
  const it = db.iterator({ gte: 'k', lt: 'l' });
  show('next', await it.next());
  show('nextv', await it.nextv(3));
  it.seek('k0400');
  show('after seek', [await it.next(), it.count, it.limit === Infinity]);
  const pending = it.nextv(50);
  show('pending', (await pending).length);
  await it.close();
  await it.next().then(
    () => show('next after close', 'accepted'),
    (error) => show('next after close', failure(error)),
  );
  // An iterator sees what was there when it was made.
  const before = db.iterator({ gte: 'k', lt: 'l', keys: true });
  await db.put('k0000a', 'late');
  let late = 0;
  for await (const [key] of before) late += key === 'k0000a';
  show('implicit snapshot', late);
  const snapshot = db.snapshot();
  await db.put('k0000', 'changed');
  await db.del('k0001');
  show('snapshot', [
    await db.get('k0000', { snapshot }),
    await db.get('k0001', { snapshot }),
    await db.get('k0000'),
    await db.get('k0001'),
    (await db.keys({ gte: 'k', lt: 'l', snapshot }).all()).length,
  ]);
  await snapshot.close();
  await db.get('k0000', { snapshot }).catch((error) => show('closed snapshot', failure(error)));
  const abort = new AbortController();
  const aborted = db.iterator({ signal: abort.signal });
  await aborted.next();
  abort.abort();
  await aborted.next().catch((error) => show('aborted', failure(error)));
  await aborted.close();
  for await (const key of db.keys({ gte: 'k' })) if (key) break;
  await db.clear({ gte: 'k0100', lt: 'l' });
  show('cleared', (await db.keys({ gte: 'k', lt: 'l' }).all()).length);
}

async function main() {
  const db = new ClassicLevel(folder);
  const events = [];
  for (const name of ['opening', 'open', 'closing', 'closed']) db.on(name, () => events.push(name));
  await basics(db);
  await encodings(db);
  await batches(db);
  await iterators(db);
  show('size', typeof (await db.approximateSize('a', 'z')));
  await db.compactRange('a', 'z');
  show('property', [db.getProperty('leveldb.num-files-at-level0'), db.getProperty('leveldb.nothing')]);
  const second = new ClassicLevel(folder);
  await second.open().catch((error) => show('locked', failure(error)));
  // Operations that are under way when it closes still finish.
  const running = Promise.all([db.put('last', 'write'), db.get('big'), db.keys({ limit: 2 }).all()]);
  await db.close();
  const [, big, keys] = await running.catch((error) => [0, failure(error), []]);
  show('finished', [big.length, keys.length]);
  await db.get('a').catch((error) => show('get after close', failure(error)));
  try {
    db.getSync('a');
  } catch (error) {
    show('getSync after close', failure(error));
  }
  await db.open();
  show('reopened', await db.get('last'));
  await db.close();
  show('events', events);
  await ClassicLevel.destroy(folder);
  show('destroyed', fs.existsSync(path.join(folder, 'CURRENT')));
  await new ClassicLevel(folder, { createIfMissing: false })
    .open()
    .catch((error) => show('missing', failure(error)));
  const file = path.join(os.tmpdir(), `level-file-${process.pid}`);
  fs.writeFileSync(file, '');
  await new ClassicLevel(file).open().catch((error) => show('a file', [error.code, error.cause?.code]));
  fs.rmSync(file);
}

main().finally(() => fs.rmSync(folder, { recursive: true, force: true }));
