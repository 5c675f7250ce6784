// Bun.password: hashes, what is refused, and hashes that another Bun has made.
import { show } from '../../show.mjs';

const { hash, hashSync, verify, verifySync } = Bun.password;
const start = async (options?: any) =>
  (await hash('x', options)).replace(/^((?:\$[^$]*){3}).*/, '$1').replace(/^(\$2b\$..\$).*/, '$1');
const cheap = { algorithm: 'argon2id', memoryCost: 8, timeCost: 1 } as const;
await show('argon2', () =>
  Promise.all([start(), start(cheap), start({ ...cheap, algorithm: 'argon2i' }), start('argon2d')]),
);
await show('bcrypt', () => Promise.all([start('bcrypt'), start({ algorithm: 'bcrypt', cost: 4 })]));
for (const options of [
  { algorithm: 'bcrypt', cost: 3 },
  { algorithm: 'bcrypt', cost: 32 },
  { algorithm: 'foo' },
  'foo',
  {},
  { ...cheap, timeCost: 0 },
  { ...cheap, memoryCost: 1 },
]) {
  await show('refused', async () => hash('x', options as any));
}
for (const secret of ['', undefined]) await show('refused', async () => hash(secret as any));
const bcrypt = hashSync('secret', { algorithm: 'bcrypt', cost: 4 });
const argon2 = hashSync(Buffer.from('secret'), cheap);
await show('verify', () =>
  Promise.all([
    verify('secret', bcrypt),
    verify('other', bcrypt),
    verify('secret', argon2),
    verify('other', argon2),
  ]),
);
show('verifySync', () => [
  verifySync('secret', bcrypt),
  verifySync('secret', argon2),
  verifySync('secret', bcrypt, 'bcrypt'),
]);
for (const [secret, hash, algorithm] of [
  ['secret', bcrypt, 'argon2id'],
  ['secret', bcrypt, 'foo'],
  ['secret', 'bad'],
  ['secret', ''],
  ['', bcrypt],
  ['x', '$2b$04$short'],
  ['x', '$argon2id$v=19$bad'],
  [undefined, bcrypt],
] as any) {
  await show('verify', async () => verify(secret, hash, algorithm));
}
const long = 'p'.repeat(100);
await show('long', () => verify(long, '$2b$04$AAB49vt..b0f/0cksH0U9eBkKFRXYt4hiPOmsZGL6m4NBrLcTyhvi'));
await show('long', () =>
  verify('p'.repeat(73) + 'x', hashSync('p'.repeat(73) + 'y', { algorithm: 'bcrypt', cost: 4 })),
);
