'use strict';

// Argon2 of node-argon2: hashes, raw hashes, verifying, options, secrets, associated data, many at once.

const argon2 = require('argon2');

const cheap = { memoryCost: 256, timeCost: 2, parallelism: 1, salt: Buffer.from('a salt of more than 8') };
const said = (error) => `${error.name} ${error.code}: ${error.message}`;

async function main() {
  for (const type of [argon2.argon2d, argon2.argon2i, argon2.argon2id])
    console.log(await argon2.hash('password', { ...cheap, type }));
  console.log(await argon2.hash(Buffer.from([1, 0, 255]), { ...cheap, raw: true, hashLength: 16 }));
  console.log(
    await argon2.hash('ключ', {
      ...cheap,
      secret: Buffer.from('pepper'),
      associatedData: Buffer.from('data'),
      version: 0x10,
    }),
  );
  const hash = await argon2.hash('password');
  console.log(
    hash.length,
    await argon2.verify(hash, 'password'),
    await argon2.verify(hash, 'wrong'),
    argon2.needsRehash(hash),
    argon2.needsRehash(hash, { timeCost: 9 }),
  );
  const secret = await argon2.hash('x', { ...cheap, secret: Buffer.from('s') });
  console.log(
    await argon2.verify(secret, 'x'),
    await argon2.verify(secret, 'x', { secret: Buffer.from('s') }),
  );
  for (const bad of [
    { memoryCost: 1 },
    { timeCost: 0 },
    { hashLength: 1 },
    { salt: Buffer.from('x') },
    { parallelism: 0 },
  ]) {
    console.log(await argon2.hash('x', { ...cheap, ...bad }).catch(said));
  }
  console.log(
    await argon2.verify('nonsense', 'x').catch(said),
    await argon2.hash(undefined).catch((error) => error.name),
  );
  const many = await Promise.all(Array.from({ length: 40 }, (_, i) => argon2.hash(`p${i}`, cheap)));
  console.log(
    new Set(many).size,
    (await Promise.all(many.map((each, i) => argon2.verify(each, `p${i}`)))).every(Boolean),
  );
}

main();
