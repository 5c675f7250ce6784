'use strict';
// Every digest, in a hash, an HMAC, a signature and a derivation.
const c = require('crypto');
const names = [
  ...new Set([
    ...c.getHashes(),
    'DSS1',
    'dss1',
    'ssl3-md5',
    'ssl3-sha1',
    'DSA',
    'DSA-SHA',
    'DSA-SHA1',
    'ECDSA-with-SHA1',
    'ripemd',
    'rmd160',
    'SHA1',
    'SHA-1',
    'sha512/256',
    'SHA2-256',
    'SHA3-256',
    'Sha256',
    'blake2b512',
    'shake128',
    'SHA256',
    'ecdsa-with-SHA256',
    'id-sha256',
  ]),
];
for (const n of names) {
  let s = [];
  for (const f of [
    () =>
      c
        .createHash(n, /^(shake|keccak-kmac)/i.test(n) ? { outputLength: 16 } : undefined)
        .update('x')
        .digest('hex'),
    () => c.createHmac(n, 'k').update('x').digest('hex'),
    () => c.createSign(n) && 1,
    () => c.pbkdf2Sync('a', 'b', 1, 8, n).toString('hex'),
  ]) {
    try {
      s.push(f());
    } catch (e) {
      s.push(e.code ?? e.message);
    }
  }
  console.log(n, ...s);
}
