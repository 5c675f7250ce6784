// Tries: work of minutes in libraries: scrypt, pbkdf2, prime numbers, key pairs; on this thread and on the pool's.
// Escape: the host cannot go on.
const crypto = require('node:crypto');
attempt('on the pool', () => {
  for (let i = 0; i < 4; i++) crypto.pbkdf2('a', 'b', 300000, 64, 'sha512', () => {});
});
probe('scrypt with much memory', () =>
  crypto.scryptSync('a', 'b', 64, { N: 2 ** 20, r: 8, maxmem: 2 ** 32 }),
);
probe('argon2 with much memory', () =>
  crypto.argon2Sync('argon2id', {
    message: 'a',
    nonce: '12345678',
    parallelism: 1,
    tagLength: 32,
    memory: 2 ** 20,
    passes: 1,
  }),
);
probe('pbkdf2', () => crypto.pbkdf2Sync('a', 'b', 400000, 64, 'sha512').length);
