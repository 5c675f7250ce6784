// Web Crypto: each operation of each algorithm, and what is said about what is wrong.
const { subtle } = globalThis.crypto;
const te = new TextEncoder();
const hex = (b) => Buffer.from(b).toString('hex');
const t = async (n, f) => {
  try {
    console.log(n, await f());
  } catch (e) {
    console.log(n, 'THROW', e.name, e.message, e.code, e.cause?.message);
  }
};
await t('digest', async () => hex(await subtle.digest('SHA-256', te.encode('abc'))));
await t('aes', async () => {
  const k = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  const iv = new Uint8Array(12);
  const c = await subtle.encrypt({ name: 'AES-GCM', iv }, k, te.encode('hello'));
  return [k, c.byteLength, new TextDecoder().decode(await subtle.decrypt({ name: 'AES-GCM', iv }, k, c))].map(
    (x) => x.algorithm ?? x,
  );
});
await t('hmac', async () => {
  const k = await subtle.importKey('raw', te.encode('key'), { name: 'HMAC', hash: 'SHA-256' }, true, [
    'sign',
    'verify',
  ]);
  const s = await subtle.sign('HMAC', k, te.encode('x'));
  return [hex(s), await subtle.verify('HMAC', k, s, te.encode('x')), await subtle.exportKey('jwk', k)];
});
for (const [n, p, u] of [
  [
    'RSASSA-PKCS1-v1_5',
    { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
    ['sign', 'verify'],
  ],
  [
    'RSA-PSS',
    { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256', saltLength: 32 },
    ['sign', 'verify'],
  ],
  ['ECDSA', { namedCurve: 'P-256', hash: 'SHA-256' }, ['sign', 'verify']],
  ['Ed25519', {}, ['sign', 'verify']],
  ['ECDH', { namedCurve: 'P-384' }, ['deriveBits']],
  ['X25519', {}, ['deriveBits']],
])
  await t(n, async () => {
    const kp = await subtle.generateKey({ name: n, ...p }, true, u);
    let r = [kp];
    if (u[0] === 'sign') {
      const s = await subtle.sign({ name: n, ...p }, kp.privateKey, te.encode('x'));
      r.push(await subtle.verify({ name: n, ...p }, kp.publicKey, s, te.encode('x')));
    } else {
      r.push((await subtle.deriveBits({ name: n, public: kp.publicKey }, kp.privateKey, 128)).byteLength);
    }
    for (const f of ['jwk', 'spki', 'raw']) {
      try {
        const e = await subtle.exportKey(f, kp.publicKey);
        const i = await subtle.importKey(f, e, { name: n, ...p }, true, u[0] === 'sign' ? ['verify'] : []);
        r.push(f, f === 'jwk' ? Object.keys(e) : e.byteLength, i.type, i.algorithm);
      } catch (e) {
        r.push(f, e.name, e.message);
      }
    }
    return r;
  });
await t('kw', async () => {
  const kw = await subtle.importKey('raw', new Uint8Array(16), 'AES-KW', true, ['wrapKey', 'unwrapKey']);
  const k = await subtle.importKey('raw', new Uint8Array(32), 'AES-CBC', true, ['encrypt']);
  const w = await subtle.wrapKey('raw', k, kw, 'AES-KW');
  const u = await subtle.unwrapKey('raw', w, kw, 'AES-KW', 'AES-CBC', true, ['encrypt']);
  return [hex(w), u.algorithm];
});
await t('pbkdf2', async () => {
  const k = await subtle.importKey('raw', te.encode('pw'), 'PBKDF2', false, ['deriveKey', 'deriveBits']);
  const d = await subtle.deriveKey(
    { name: 'PBKDF2', salt: te.encode('s'), iterations: 100, hash: 'SHA-512' },
    k,
    { name: 'AES-CTR', length: 128 },
    true,
    ['encrypt'],
  );
  return hex(await subtle.exportKey('raw', d));
});
await t('hkdf', async () => {
  const k = await subtle.importKey('raw', te.encode('pw'), 'HKDF', false, ['deriveBits']);
  return hex(
    await subtle.deriveBits(
      { name: 'HKDF', salt: te.encode('s'), info: new Uint8Array(), hash: 'SHA-256' },
      k,
      256,
    ),
  );
});
await t('oaep', async () => {
  const kp = await subtle.generateKey(
    { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1' },
    false,
    ['encrypt', 'decrypt'],
  );
  return hex(
    await subtle.decrypt(
      'RSA-OAEP',
      kp.privateKey,
      await subtle.encrypt('RSA-OAEP', kp.publicKey, te.encode('x')),
    ),
  );
});
await t('bad', () => subtle.digest('MD5', te.encode('x')));
await t('bad2', () => subtle.importKey('nope', te.encode('x'), 'HMAC', true, []));
await t('bad3', () => subtle.importKey('raw', te.encode('x'), { name: 'HMAC' }, true, []));
await t('bad4', () => subtle.digest('SHA-1'));
await t('bad5', () => subtle.importKey('raw', te.encode('x'), { name: 'HMAC', hash: 'SHA-1' }, true, []));
await t('ctr', async () => {
  const k = await subtle.importKey('raw', new Uint8Array(16), 'AES-CTR', true, ['encrypt']);
  return hex(
    await subtle.encrypt(
      { name: 'AES-CTR', counter: new Uint8Array(16).fill(255), length: 8 },
      k,
      new Uint8Array(40),
    ),
  );
});
console.log(
  crypto,
  subtle,
  Object.getOwnPropertyNames(Object.getPrototypeOf(subtle)),
  CryptoKey,
  crypto.subtle === subtle,
);
const k = await subtle.importKey('raw', te.encode('key'), { name: 'HMAC', hash: 'SHA-256' }, true, [
  'sign',
  'verify',
]);
console.log(k, structuredClone(k));

const { createHash, KeyObject, createSecretKey, createPrivateKey } = await import('node:crypto');
console.log(
  KeyObject.from(k).export().toString(),
  createSecretKey(Buffer.alloc(16)).toCryptoKey('AES-GCM', true, ['encrypt']),
);
const settle = (n, p) =>
  p.then(
    (v) => console.log(n, v),
    (e) => console.log(n, e.name, e.code, e.message),
  );
for (const [name, extra] of [
  ['AES-CBC', { length: 128 }],
  ['AES-KW', { length: 100 }],
  ['HMAC', { hash: 'SHA-512' }],
  ['ECDSA', { namedCurve: 'P-1' }],
  ['RSA-PSS', { modulusLength: 1 }],
  ['nope', {}],
  ['Ed25519', {}],
  ['HKDF', {}],
]) {
  await settle(
    name,
    subtle
      .generateKey({ name, ...extra }, true, ['sign'])
      .then((key) => key.algorithm ?? key.publicKey.algorithm),
  );
  await settle(name, subtle.generateKey({ name, ...extra }, true, []));
  await settle(name, subtle.importKey('raw', new Uint8Array(3), { name, ...extra }, true, ['sign']));
  await settle(name, subtle.importKey('jwk', { kty: 'oct' }, { name, ...extra }, true, ['verify']));
  await settle(
    name,
    subtle.importKey(
      'spki',
      new Uint8Array(3),
      { name, hash: 'SHA-1', namedCurve: 'P-256', ...extra },
      true,
      ['verify'],
    ),
  );
}
await settle('aes', subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, k, new Uint8Array(1)));
await settle('verify', subtle.verify('HMAC', k, new Uint8Array(3), new Uint8Array(1)));
await settle('derive', subtle.deriveBits({ name: 'HKDF' }, k, 8));
await settle('this', SubtleCrypto.prototype.digest.call({}, 'SHA-1', new Uint8Array(1)));
await settle(
  'digest',
  subtle.digest({ name: 'sha-384' }, new Uint16Array(3)).then((d) => d.byteLength),
);
await settle('shared', subtle.digest('SHA-1', new Uint8Array(new SharedArrayBuffer(1))));
const aes = await subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt', 'decrypt']);
await settle('decrypt', subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, aes, new Uint8Array(20)));
await settle('short', subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, aes, new Uint8Array(2)));
await settle(
  'tag',
  subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12), tagLength: 7 }, aes, new Uint8Array(2)),
);
for (const tagLength of [32, 96, 128])
  await settle(
    tagLength,
    subtle
      .encrypt(
        { name: 'AES-GCM', iv: new Uint8Array(12), tagLength, additionalData: new Uint8Array(3) },
        aes,
        new Uint8Array(2),
      )
      .then(hex),
  );
await settle('export', subtle.exportKey('spki', aes));
await settle(
  'export',
  subtle.exportKey('pkcs8', await subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt'])),
);
for (const what of [
  () => new CryptoKey(),
  () => new SubtleCrypto(),
  () => new Crypto(),
  () => crypto.getRandomValues(new Float32Array(1)),
  () => crypto.getRandomValues(new Uint8Array(65537)),
  () => crypto.getRandomValues(),
  () => crypto.getRandomValues({}),
  () => Crypto.prototype.subtle,
  () => CryptoKey.prototype.type,
]) {
  try {
    console.log(what());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
}
console.log(
  crypto.randomUUID().length,
  crypto.getRandomValues(new Uint8Array(4)).length,
  Object.keys(Crypto.prototype),
  Object.keys(SubtleCrypto.prototype).length,
  Object.keys(CryptoKey.prototype),
  subtle.encrypt.length,
  subtle.deriveBits.length,
  subtle.unwrapKey.length,
);
for (const a of [
  ['digest', 'SHA-1'],
  ['digest', 'MD5'],
  ['encrypt', { name: 'AES-GCM', iv: new Uint8Array(12) }],
  ['generateKey', 'Ed25519'],
  ['sign', 'HMAC'],
  ['nope', 'HMAC'],
  ['deriveKey', 'HKDF', 'AES-GCM'],
]) {
  try {
    console.log(a, SubtleCrypto.supports(...a));
  } catch (e) {
    console.log(e.message);
  }
}
