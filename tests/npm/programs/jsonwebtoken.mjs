// JSON Web Tokens.
import jwt from 'jsonwebtoken';
import crypto from 'node:crypto';

const t = async (name, fn) => {
  try {
    console.log(name, await fn());
  } catch (err) {
    console.log(name, 'threw', err.message);
  }
};
const rsa = crypto.generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const ec = crypto.generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
await t('jwt', () =>
  [
    ['HS256', 's', 's'],
    ['RS256', rsa.privateKey, rsa.publicKey],
    ['PS256', rsa.privateKey, rsa.publicKey],
    ['ES256', ec.privateKey, ec.publicKey],
  ].map(([algorithm, a, b]) => jwt.verify(jwt.sign({ x: 1, iat: 5 }, a, { algorithm }), b)),
);
await t('jwt bad', () => {
  try {
    jwt.verify(jwt.sign({}, 'a'), 'b');
  } catch (e) {
    return e.message;
  }
});
