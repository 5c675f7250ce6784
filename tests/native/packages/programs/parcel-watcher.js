'use strict';

// Watches a tree, ignores parts of it, stops; and asks what has changed since a snapshot.

const fs = require('node:fs');
const path = require('node:path');
const watcher = require('@parcel/watcher');

const root = path.join(process.cwd(), 'tree');
const at = (name) => path.join(root, name);
const shown = (event) => `${event.type} ${path.relative(root, event.path)}`;

/** Collects events until those wanted have come; the system may tell the same thing once or several times. */
function collector() {
  let seen = [];
  let all = [];
  let check = () => {};
  return {
    callback(error, events) {
      if (error) seen.push(`error ${error.message}`);
      else seen.push(...events.map(shown));
      check();
    },
    until(...wanted) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`only ${seen} came, not ${wanted}`)), 10000);
        check = () => {
          if (!wanted.every((each) => seen.includes(each))) return;
          clearTimeout(timer);
          check = () => {};
          all = all.concat(seen);
          seen = [];
          resolve(wanted);
        };
        check();
      });
    },
    saw: (text) => [...all, ...seen].some((event) => event.includes(text)),
  };
}

async function subscriptions() {
  const all = collector();
  const some = collector();
  const first = await watcher.subscribe(root, all.callback);
  const second = await watcher.subscribe(root, some.callback, { ignore: ['**/*.log', 'skipped', /secret/] });
  fs.writeFileSync(at('new.txt'), 'one');
  console.log(await all.until('create new.txt'), await some.until('create new.txt'));
  fs.writeFileSync(at('old.txt'), 'changed');
  console.log(await all.until('update old.txt'), await some.until('update old.txt'));
  fs.renameSync(at('new.txt'), at('moved ünïcode.txt'));
  console.log(await all.until('delete new.txt', 'create moved ünïcode.txt'));
  await some.until('delete new.txt', 'create moved ünïcode.txt');
  fs.mkdirSync(at('deep'));
  await all.until('create deep');
  fs.writeFileSync(at('deep/inside.txt'), 'x');
  console.log(await all.until('create deep/inside.txt'));
  fs.writeFileSync(at('noise.log'), 'x');
  fs.writeFileSync(at('skipped/x'), 'x');
  fs.writeFileSync(at('a secret'), 'x');
  await all.until('create noise.log', 'create skipped/x', 'create a secret');
  fs.unlinkSync(at('old.txt'));
  await all.until('delete old.txt');
  console.log(await some.until('delete old.txt', 'create deep/inside.txt'));
  console.log(['.log', 'skipped', 'secret', 'inside'].map(some.saw), all.saw('secret'));
  await second.unsubscribe();
  fs.writeFileSync(at('after.txt'), 'x');
  await all.until('create after.txt');
  console.log('quiet', !some.saw('after.txt'));
  await first.unsubscribe();
  await first.unsubscribe();
}

async function snapshots() {
  const snapshot = path.join(process.cwd(), 'snapshot.txt');
  console.log(await watcher.writeSnapshot(root, snapshot), fs.statSync(snapshot).size > 10);
  await new Promise((resolve) => setTimeout(resolve, 20));
  fs.writeFileSync(at('later.txt'), 'x');
  fs.writeFileSync(at('kept.txt'), 'longer than before');
  fs.unlinkSync(at('gone.txt'));
  fs.writeFileSync(at('later.log'), 'x');
  const events = await watcher.getEventsSince(root, snapshot, { ignore: ['**/*.log'] });
  console.log(events.map(shown).sort());
}

async function errors() {
  console.log(await watcher.subscribe(at('nowhere'), () => {}).catch((error) => [error.name, error.message]));
  console.log(await watcher.subscribe(root, 'no function').catch((error) => [error.name, error.message]));
  console.log(
    await watcher
      .subscribe(root, () => {}, { ignore: [/x/i] })
      .catch((error) => error.message.split(' (')[0]),
  );
  console.log(await watcher.subscribe(root, () => {}, { backend: 'unknown' }).then((it) => it.unsubscribe()));
}

async function main() {
  for (const folder of [root, at('skipped')]) fs.mkdirSync(folder);
  for (const name of ['old.txt', 'kept.txt', 'gone.txt']) fs.writeFileSync(at(name), name);
  await subscriptions();
  await snapshots();
  await errors();
  console.log('ended by itself');
}

main();
