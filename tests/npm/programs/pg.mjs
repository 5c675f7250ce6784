// The password exchange of PostgreSQL's client (SCRAM-SHA-256, MD5).
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const t = async (name, fn) => {
  try {
    console.log(name, await fn());
  } catch (err) {
    console.log(name, 'threw', err.message);
  }
};
await t('scram', async () => {
  const u = require('pg/lib/crypto/utils');
  const u2 = require('pg/lib/crypto/sasl');
  const s = u2.startSession(['SCRAM-SHA-256']);
  s.clientNonce = 'a';
  await u2.continueSession(s, 'password', 'r=ab,s=' + Buffer.from('salt').toString('base64') + ',i=4096');
  return [s.response, u.md5 && (await u.postgresMd5PasswordHash('u', 'p', Buffer.from('salt')))];
});
