'use strict';

// Argon2: every option, raw and encoded, at once and on threads, stopped by an AbortSignal.

const argon2 = require('@node-rs/argon2');

const salt = Buffer.from('a fixed salt of 25 bytes!');
const cheap = { memoryCost: 64, timeCost: 1, salt };

function failure(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
}

async function main() {
  console.log(argon2.Algorithm, argon2.Version);
  for (const algorithm of [0, 1, 2]) {
    for (const version of [0, 1]) console.log(argon2.hashSync('password', { ...cheap, algorithm, version }));
  }
  console.log(argon2.hashSync(Buffer.from([0, 255, 1]), { ...cheap, outputLen: 64, parallelism: 3 }));
  console.log(
    argon2.hashSync('', { ...cheap, secret: Buffer.from('pepper') }),
    argon2.hashSync('ключ 🔑', cheap),
  );
  console.log(
    argon2.hashRawSync('password', cheap),
    argon2.hashRawSync('password', cheap).buffer.byteLength >= 32,
  );
  console.log(await argon2.hashRaw('password', { ...cheap, outputLen: 16, timeCost: 3 }));

  const encoded = await argon2.hash('correct horse', cheap);
  console.log(encoded, argon2.parseOptions(encoded));
  console.log(await argon2.verify(encoded, 'correct horse'), await argon2.verify(encoded, 'wrong horse'));
  console.log(argon2.verifySync(Buffer.from(encoded), Buffer.from('correct horse')));
  const peppered = argon2.hashSync('x', { ...cheap, secret: Buffer.from('pepper') });
  console.log(
    argon2.verifySync(peppered, 'x'),
    argon2.verifySync(peppered, 'x', { secret: Buffer.from('pepper') }),
  );
  console.log(
    argon2.parseOptions(argon2.hashSync('defaults')),
    argon2.hashSync('a') !== argon2.hashSync('a'),
  );

  console.log(failure(() => argon2.hashSync('x', { ...cheap, memoryCost: 1 })));
  console.log(failure(() => argon2.hashSync('x', { ...cheap, salt: Buffer.from('short') })));
  console.log(failure(() => argon2.hashSync('x', { ...cheap, outputLen: 1 })));
  console.log(
    failure(() => argon2.hashSync(12)),
    failure(() => argon2.hashSync('x', { timeCost: 'two' })),
  );
  console.log(
    failure(() => argon2.verifySync('nonsense', 'x')),
    failure(() => argon2.parseOptions('$x$')),
  );
  console.log(await argon2.verify('nonsense', 'x').catch((error) => `${error.code}: ${error.message}`));
  console.log(
    await argon2.hash('x', { ...cheap, outputLen: 1 }).catch((error) => `${error.code}: ${error.message}`),
  );

  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const many = await Promise.all(
    Array.from({ length: 30 }, (_, i) => argon2.hash(`p${i}`, { ...cheap, memoryCost: 2048 })),
  );
  clearInterval(timer);
  console.log(
    new Set(many).size,
    turns > 0,
    many.every((each, i) => argon2.verifySync(each, `p${i}`)),
  );

  // More work than threads: what waits in the queue when the signal comes is never done.
  const busy = Array.from({ length: 4 }, () => argon2.hash('x', { memoryCost: 32768, timeCost: 3 }));
  const stop = new AbortController();
  const waiting = argon2.hash('x', cheap, stop.signal);
  stop.abort();
  console.log(
    await waiting.then(() => 'done').catch((error) => `${error.name} ${error.code}: ${error.message}`),
  );
  await Promise.all(busy);
  const unused = new AbortController();
  console.log((await argon2.hash('x', cheap, unused.signal)).length);
  unused.abort();
}

main();
