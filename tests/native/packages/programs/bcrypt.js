'use strict';

// Hashes and checks passwords: at once, with callbacks, with promises, and many side by side.

const bcrypt = require('bcrypt');

const known = '$2b$04$zVYTl0xVdIx.dIr7b3Kh..x1VhDRzRy8aJKHMqGPzNQ0d/VhUB4NG';

function parts(hash) {
  return [hash.length, hash.slice(0, 7), /^[./A-Za-z0-9]{53}$/.test(hash.slice(7))];
}

function failure(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

function synchronous() {
  const salt = bcrypt.genSaltSync(4);
  console.log('salt', salt.length, salt.slice(0, 7));
  const hash = bcrypt.hashSync('correct horse', salt);
  console.log(parts(hash), hash.startsWith(salt), hash === bcrypt.hashSync('correct horse', salt));
  console.log(bcrypt.compareSync('correct horse', hash), bcrypt.compareSync('wrong horse', hash));
  console.log('fixed salt', bcrypt.hashSync('bacon', '$2b$04$xkC6TBGYmGEfDyYQLQqSRu'));
  console.log('minor a', bcrypt.hashSync('bacon', '$2a$04$xkC6TBGYmGEfDyYQLQqSRu'));
  console.log('unicode', bcrypt.hashSync('ёлка 🎄 \0 after', '$2b$04$xkC6TBGYmGEfDyYQLQqSRu'));
  console.log('bytes', bcrypt.hashSync(Buffer.from([0xff, 0, 1, 0x80]), '$2b$04$xkC6TBGYmGEfDyYQLQqSRu'));
  console.log('72 bytes count', bcrypt.compareSync('a'.repeat(72) + 'x', bcrypt.hashSync('a'.repeat(72), 4)));
  console.log('rounds', bcrypt.getRounds(known), bcrypt.getRounds(bcrypt.hashSync('x', 5)));
  console.log('not a hash', bcrypt.compareSync('x', 'nonsense'), bcrypt.compareSync('x', ''));
}

function errors() {
  console.log(failure(() => bcrypt.hashSync('x')));
  console.log(failure(() => bcrypt.hashSync(12, 4)));
  console.log(failure(() => bcrypt.hashSync('x', {})));
  console.log(failure(() => bcrypt.hashSync('x', 'bad salt')));
  console.log(failure(() => bcrypt.compareSync('x')));
  console.log(failure(() => bcrypt.compareSync({}, known)));
  console.log(failure(() => bcrypt.getRounds('nonsense')));
  console.log(failure(() => bcrypt.genSaltSync('four')));
}

function callbacks() {
  return new Promise((resolve) => {
    let inside = false;
    bcrypt.hash('secret', 4, (error, hash) => {
      console.log('callback', error, parts(hash), 'later', inside);
      bcrypt.compare('secret', hash, (error, same) => {
        console.log('same', error, same);
        bcrypt.hash('x', 'bad salt', (error, hash) => {
          console.log('error', error.message, hash);
          bcrypt.genSalt(4, 'a', (error, salt) => {
            console.log('salt', error, salt.slice(0, 7));
            resolve();
          });
        });
      });
    });
    inside = true;
  });
}

async function promises() {
  const hash = await bcrypt.hash('parole', 4);
  console.log(await bcrypt.compare('parole', hash), await bcrypt.compare('Parole', hash));
  for (const bad of [
    () => bcrypt.hash('x', 'bad salt'),
    () => bcrypt.compare('x'),
    () => bcrypt.hash(null, 4),
    () => bcrypt.hash('x', 4, 'no function'),
  ]) {
    await bad().catch((error) => console.log('rejected', error.message));
  }
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const hashes = await Promise.all(Array.from({ length: 40 }, (_, i) => bcrypt.hash(`password ${i}`, 6)));
  const checks = await Promise.all(hashes.map((hash, i) => bcrypt.compare(`password ${i}`, hash)));
  const crossed = await Promise.all(hashes.map((hash, i) => bcrypt.compare(`password ${i + 1}`, hash)));
  clearInterval(timer);
  console.log(new Set(hashes).size, checks.every(Boolean), crossed.some(Boolean), 'loop went on', turns > 3);
}

async function context() {
  const { AsyncLocalStorage } = require('node:async_hooks');
  const store = new AsyncLocalStorage();
  await store.run('here', async () => {
    await bcrypt.hash('x', 4);
    console.log('after await', store.getStore());
  });
}

synchronous();
errors();
callbacks()
  .then(promises)
  .then(context)
  .then(() => console.log('done'));
