'use strict';
// Hashes, HMACs, key derivation, comparison, random values: results and refusals.
const crypto = require('crypto');
function attempt(name, run) {
  try {
    console.log(name, run());
  } catch (err) {
    console.log(name, err.name, err.code, err.message);
  }
}
const data = Buffer.from('The quick brown fox jumps over the lazy dog');
const names = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-256',
  'sha3-256',
  'sha3-512',
  'ripemd160',
  'blake2b512',
  'blake2s256',
  'SHA256',
  'RSA-SHA256',
];
for (const name of names) {
  attempt(name, () => crypto.createHash(name).update(data).digest('hex'));
  attempt(name, () => crypto.createHash(name).digest('base64url'));
  attempt(`hmac ${name}`, () => crypto.createHmac(name, 'key').update(data).digest('hex'));
}
for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'buffer', undefined, 'utf8']) {
  attempt(`as ${encoding}`, () => crypto.createHash('md5').update('a').digest(encoding));
  attempt(`hash as ${encoding}`, () => crypto.hash('sha1', 'a', encoding));
}
for (const length of [0, 1, 16, 64]) {
  attempt(`shake128 ${length}`, () =>
    crypto.createHash('shake128', { outputLength: length }).update('x').digest('hex'),
  );
  attempt(`shake256 ${length}`, () =>
    crypto.createHash('shake256', { outputLength: length }).update('x').digest('hex'),
  );
}
attempt('outputLength', () => crypto.createHash('sha256', { outputLength: -1 }));
attempt('unknown', () => crypto.createHmac('nope', 'k'));
attempt('not a string', () => crypto.createHash(5));
attempt('no key', () => crypto.createHmac('sha256'));
for (const bad of [undefined, null, 5, {}, []]) attempt('update', () => crypto.createHash('md5').update(bad));
attempt('hash', () => crypto.hash('sha1', 5));
attempt('twice', () => {
  const hash = crypto.createHash('md5');
  hash.digest();
  return hash.digest();
});
attempt('late update', () => {
  const hash = crypto.createHash('md5');
  hash.digest();
  return hash.update('x');
});
attempt('hmac twice', () => {
  const hmac = crypto.createHmac('md5', 'k');
  hmac.digest();
  return hmac.digest('hex');
});
attempt('copy', () => {
  const one = crypto.createHash('sha1').update('a');
  const two = one.copy();
  return [one.update('b').digest('hex'), two.update('c').digest('hex')];
});
attempt('late copy', () => {
  const hash = crypto.createHash('md5');
  hash.digest();
  return hash.copy();
});
for (const input of [
  'h\u00e9',
  new Uint16Array([1, 2]),
  new DataView(new ArrayBuffer(3)),
  Buffer.alloc(100000, 7),
]) {
  attempt('input', () => crypto.createHash('sha256').update(input).digest('hex'));
}
attempt('encoding', () => crypto.createHash('sha256').update('616263', 'hex').digest('hex'));

for (const digest of ['sha1', 'sha256', 'sha512', 'md5']) {
  attempt(digest, () => crypto.pbkdf2Sync('password', 'salt', 3, 33, digest).toString('hex'));
}
for (const args of [
  ['p', 's', 0, 20, 'sha1'],
  ['p', 's', 1, -1, 'sha1'],
  ['p', 's', 1, 20, 'nope'],
  ['p', 's', 1, 20],
  [1, 's', 1, 20, 'sha1'],
  ['p', 1, 1, 20, 'sha1'],
  ['p', 's', 'x', 20, 'sha1'],
  ['p', 's', 1, 1.5, 'sha1'],
]) {
  attempt('pbkdf2', () => crypto.pbkdf2Sync(...args));
}
attempt('pbkdf2', () => crypto.pbkdf2('p', 's', 1, 20, 'sha1'));
attempt('scrypt', () => crypto.scryptSync('password', 'salt', 32).toString('hex'));
attempt('scrypt', () => crypto.scryptSync('p', 's', 16, { N: 1024, r: 4, p: 2 }).toString('hex'));
attempt('scrypt', () =>
  crypto.scryptSync('p', 's', 16, { cost: 16, blockSize: 1, parallelization: 1 }).toString('hex'),
);
for (const options of [
  { N: 15 },
  { N: 1 },
  { N: 2, cost: 2 },
  { r: -1 },
  { p: 'x' },
  { maxmem: -1 },
  { N: 16 },
]) {
  attempt(`scrypt ${JSON.stringify(options)}`, () => crypto.scryptSync('p', 's', 8, options).toString('hex'));
}
attempt('equal', () => crypto.timingSafeEqual(Buffer.from('ab'), Buffer.from('ab')));
attempt('equal', () => crypto.timingSafeEqual(Buffer.from('ab'), new Uint8Array([97, 99])));
attempt('equal', () => crypto.timingSafeEqual(Buffer.from('ab'), Buffer.from('abc')));

for (const size of [0, 1, 1000]) attempt('randomBytes', () => crypto.randomBytes(size).length);
for (const size of [-1, 1.5, 'x', undefined, 2 ** 40, NaN])
  attempt(`randomBytes ${size}`, () => crypto.randomBytes(size).length);
for (const args of [[10], [5, 6], [0, 2 ** 47]])
  attempt('randomInt', () => Number.isInteger(crypto.randomInt(...args)));
for (const args of [[0], [5, 5], [6, 5], [1.5], ['x'], [0, 2 ** 49], [], [1, undefined]])
  attempt(`randomInt ${args}`, () => crypto.randomInt(...args));
const block = Buffer.alloc(8);
attempt('fill', () => crypto.randomFillSync(block, 4, 4).subarray(0, 4).toString('hex'));
for (const args of [
  ['x'],
  [block, -1],
  [block, 9],
  [block, 1, 8],
  [block, 'x'],
  [new Float64Array(2)].slice(0),
]) {
  attempt('fill', () => typeof crypto.randomFillSync(...args));
}
attempt('uuid', () =>
  /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(crypto.randomUUID()),
);
attempt('uuid', () => crypto.randomUUID(1));
attempt('uuid', () => crypto.randomUUID({ disableEntropyCache: 1 }));
for (const array of [
  new Uint8Array(4),
  new Float32Array(1),
  new Uint8Array(65537),
  5,
  new DataView(new ArrayBuffer(1)),
]) {
  attempt('getRandomValues', () => crypto.webcrypto.getRandomValues(array) === array);
}
const steps = [
  (next) => crypto.pbkdf2('p', 's', 1, 8, 'sha1', next),
  (next) => crypto.scrypt('p', 's', 8, { N: 16 }, next),
  (next) => crypto.randomBytes(4, (err, bytes) => next(err, bytes.length)),
  (next) => crypto.randomInt(1, next),
  (next) => crypto.randomFill(Buffer.alloc(3), (err, bytes) => next(err, bytes.length)),
  (next) =>
    crypto
      .createHash('sha1')
      .on('readable', function () {
        const out = this.read();
        if (out) next(null, out);
      })
      .end('streamed'),
];
(function run(i) {
  if (i < steps.length) steps[i]((err, value) => (console.log(i, err, value), run(i + 1)));
})(0);
