// Tokens signed and encrypted with every kind of key that JOSE has.
import * as jose from 'jose';
import crypto from 'node:crypto';

const t = async (name, fn) => {
  try {
    console.log(name, await fn());
  } catch (err) {
    console.log(name, 'threw', err.message);
  }
};
const secret = new TextEncoder().encode('a secret of at least 32 bytes ...');
await t('HS256', async () => {
  const j = await new jose.SignJWT({ a: 1 }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
  return [j, (await jose.jwtVerify(j, secret)).payload];
});
for (const alg of ['RS256', 'PS384', 'ES256', 'ES512', 'EdDSA', 'Ed25519'])
  await t(alg, async () => {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    const j = await new jose.SignJWT({ a: 1 }).setProtectedHeader({ alg }).sign(privateKey);
    const jwk = await jose.exportJWK(publicKey);
    return [
      (await jose.jwtVerify(j, await jose.importJWK(jwk, alg))).payload,
      Object.keys(jwk),
      (await jose.exportPKCS8(privateKey)).length > 50,
      (await jose.calculateJwkThumbprint(jwk)).length,
    ];
  });
for (const alg of [
  'RSA-OAEP-256',
  'ECDH-ES',
  'ECDH-ES+A256KW',
  'A128KW',
  'dir',
  'PBES2-HS256+A128KW',
  'A256GCMKW',
])
  await t(alg, async () => {
    let pub, priv;
    if (/^(A|dir|PBES)/.test(alg))
      pub = priv =
        alg === 'dir'
          ? crypto.randomBytes(32)
          : alg === 'A128KW'
            ? crypto.randomBytes(16)
            : alg === 'A256GCMKW'
              ? crypto.randomBytes(32)
              : secret;
    else ({ publicKey: pub, privateKey: priv } = await jose.generateKeyPair(alg));
    const e = await new jose.CompactEncrypt(secret).setProtectedHeader({ alg, enc: 'A256GCM' }).encrypt(pub);
    return Buffer.from(
      (
        await jose.compactDecrypt(e, priv, {
          keyManagementAlgorithms: [alg],
          contentEncryptionAlgorithms: ['A256GCM'],
        })
      ).plaintext,
    ).toString();
  });
await t('A256CBC-HS512', async () => {
  const k = crypto.randomBytes(64);
  const e = await new jose.CompactEncrypt(secret)
    .setProtectedHeader({ alg: 'dir', enc: 'A256CBC-HS512' })
    .encrypt(k);
  return (await jose.compactDecrypt(e, k)).plaintext.length;
});
