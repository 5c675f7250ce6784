'use strict';
// Every cipher that there is: what it tells of itself, what it makes of the same bytes, and the way back.
const crypto = require('crypto');

const data = Buffer.alloc(64, 'naja ');
const outcome = (fn) => {
  try {
    return fn();
  } catch (err) {
    return `${err.name} ${err.code} ${err.message}`;
  }
};

function both(name, options) {
  const info = crypto.getCipherInfo(name);
  const key = Buffer.alloc(info.keyLength, (_, i) => i);
  for (let i = 0; i < key.length; i++) key[i] = i * 7 + 1;
  const iv = info.ivLength === undefined ? null : Buffer.alloc(info.ivLength, 5);
  const aead = options !== undefined;
  const cipher = crypto.createCipheriv(name, key, iv, options);
  if (aead) cipher.setAAD(Buffer.from('aad'), { plaintextLength: data.length });
  const encrypted = Buffer.concat([cipher.update(data), cipher.final()]);
  const decipher = crypto.createDecipheriv(name, key, iv, options);
  if (aead) decipher.setAuthTag(cipher.getAuthTag());
  if (aead) decipher.setAAD(Buffer.from('aad'), { plaintextLength: data.length });
  const back = Buffer.concat([decipher.update(encrypted), decipher.final()]);
  // The initialization vector of that one is random.
  const shown = /des3-wrap|cms3des/.test(name) ? encrypted.length : encrypted.toString('hex');
  return [shown, aead && cipher.getAuthTag().toString('hex'), back.equals(data)];
}

for (const name of crypto.getCiphers()) {
  console.log(
    name,
    outcome(() => crypto.getCipherInfo(name)),
  );
  const aead = /gcm|ccm|ocb|poly1305/.test(name) && !/siv/.test(name);
  console.log(outcome(() => both(name, aead ? { authTagLength: 16 } : undefined)));
}
console.log(crypto.getHashes().join(), crypto.getCurves().join(), crypto.getMacs().join());

for (const length of [4, 8, 12, 13, 14, 15, 16, 0, 5, 17]) {
  console.log(
    length,
    outcome(() => both('aes-128-gcm', { authTagLength: length })),
  );
  console.log(
    length,
    outcome(() => both('aes-128-ccm', { authTagLength: length })),
  );
}
for (const options of [
  { keyLength: 12 },
  { ivLength: 8 },
  { ivLength: 0 },
  { keyLength: 16, ivLength: 16 },
]) {
  console.log(
    ['aes-128-cbc', 'aes-128-gcm', 'aes-128-ccm', 'rc4', 419].map((n) => crypto.getCipherInfo(n, options)),
  );
}

// In pieces, as text, as streams.
const key = Buffer.alloc(32, 1);
const iv = Buffer.alloc(16, 2);
const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
let text = '';
for (let i = 0; i < 20; i++) text += cipher.update('žluť'.repeat(i), 'utf8', 'base64');
text += cipher.final('base64');
console.log(text);
const decipher = crypto.createDecipheriv('aes-256-cbc', key, iv);
console.log(decipher.update(text, 'base64', 'utf8').length + decipher.final('utf8').length);
console.log(outcome(() => crypto.createCipheriv('aes-256-cbc', key, iv).update('zz', 'hex', 'nope')));
const mixed = crypto.createCipheriv('aes-256-cbc', key, iv);
mixed.update('a', 'utf8', 'hex');
console.log(outcome(() => mixed.final('base64')));
const open = crypto.createCipheriv('aes-256-cbc', key, iv);
console.log(
  outcome(() => open.setAutoPadding(false).update('1234567890123456', 'latin1', 'hex') + open.final('hex')),
);

const stream = crypto.createCipheriv('aes-192-ctr', Buffer.alloc(24), iv);
const parts = [];
stream.on('data', (part) => parts.push(part));
stream.on('end', () => {
  console.log('stream', Buffer.concat(parts).toString('hex'), parts.length);
  const broken = crypto.createDecipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  broken.setAuthTag(Buffer.alloc(16));
  broken.on('error', (err) => console.log('error', err instanceof Error));
  broken.resume().end('abc');
});
stream.write('one');
stream.write(Buffer.from('two'));
stream.end('three');

const pipeline = crypto.createHash('sha256');
pipeline.setEncoding('hex');
pipeline.on('readable', () => {
  const digest = pipeline.read();
  if (digest) console.log('hash stream', digest);
});
pipeline.end('some data');
console.log(
  crypto.createHash('md5') instanceof require('stream').Transform,
  Object.keys(crypto.createHash('md5')).length,
);
