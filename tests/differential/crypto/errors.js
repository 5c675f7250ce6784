'use strict';
// What is said about what is wrong.
const c = require('crypto');
const t = (n, f) => {
  try {
    console.log(n, f());
  } catch (e) {
    console.log(n, e.name, e.code, e.message, e.opensslErrorStack, Object.keys(e).join());
  }
};
const { publicKey, privateKey } = c.generateKeyPairSync('rsa', {
  modulusLength: 1024,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const ec = c.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed = c.generateKeyPairSync('ed25519'),
  x = c.generateKeyPairSync('x25519');
t('oaepHash', () => c.publicEncrypt({ key: publicKey, oaepHash: 'Hello' }, Buffer.alloc(1)));
t('mgf1', () => c.publicEncrypt({ key: publicKey, mgf1Hash: 'Hello' }, Buffer.alloc(1)));
t('badpem', () => c.createPrivateKey('nope'));
t('badpem2', () => c.createPublicKey('nope'));
t('badder', () => c.createPrivateKey({ key: Buffer.from('nope'), format: 'der', type: 'pkcs8' }));
t('badder2', () => c.createPublicKey({ key: Buffer.from('nope'), format: 'der', type: 'spki' }));
t('enc', () =>
  c.createPrivateKey(
    c
      .createPrivateKey(privateKey)
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'x' }),
  ),
);
t('enc2', () =>
  c.createPrivateKey({
    key: c
      .createPrivateKey(privateKey)
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'x' }),
    passphrase: 'wrong',
  }),
);
t('enc3', () =>
  c.createPrivateKey({
    key: c
      .createPrivateKey(privateKey)
      .export({ format: 'pem', type: 'pkcs1', cipher: 'aes-128-cbc', passphrase: 'x' }),
    passphrase: 'wrong',
  }),
);
t('signx', () => c.sign(null, Buffer.alloc(1), x.privateKey));
t('signed', () => c.createSign('sha256').update('x').sign(ed.privateKey));
t('signed2', () => c.sign('sha256', Buffer.alloc(1), ed.privateKey));
t('verifyx', () => c.verify(null, Buffer.alloc(1), x.publicKey, Buffer.alloc(1)));
t('big', () =>
  c
    .createSign('sha512')
    .update('x')
    .sign({ key: privateKey, padding: c.constants.RSA_PKCS1_PSS_PADDING, saltLength: 1000 }),
);
t('enc too long', () => c.publicEncrypt(publicKey, Buffer.alloc(1000)));
t('dec bad', () => c.privateDecrypt(privateKey, Buffer.alloc(128)));
t('pubdec bad', () => c.publicDecrypt(publicKey, Buffer.alloc(128)));
t('pad', () => c.publicEncrypt({ key: publicKey, padding: 99 }, Buffer.alloc(1)));
t('ecenc', () => c.publicEncrypt(ec.publicKey, Buffer.alloc(1)));
t('dh', () =>
  c.diffieHellman({
    privateKey: ec.privateKey,
    publicKey: c.generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey,
  }),
);
t('ecdh', () => c.createECDH('nope'));
t('ecdh2', () => c.createECDH('secp256k1').computeSecret(Buffer.alloc(3)));
{
  const e = c.createECDH('secp256k1');
  t('ecdh3', () => e.getPublicKey());
  t('ecdh4', () => e.getPrivateKey());
  t('e5', () => e.setPrivateKey(Buffer.alloc(32)));
  e.generateKeys();
  t('e7', () => e.setPublicKey(Buffer.alloc(3)));
}
t('conv', () => c.ECDH.convertKey(Buffer.alloc(3), 'secp256k1'));
t('conv0', () => c.ECDH.convertKey(Buffer.alloc(0), 'secp256k1').length);
t('conv2', () => c.ECDH.convertKey(Buffer.alloc(3), 'nope'));
t('dh1', () => c.createDiffieHellman(1));
t('dh0', () => c.createDiffieHellman(-1));
t('dhg', () => c.createDiffieHellman('abcdef', 1));
t('dhgr', () => c.createDiffieHellmanGroup('nope'));
{
  const d = c.createDiffieHellmanGroup('modp14');
  t('dh3', () => d.getPublicKey());
  t('dh4', () => d.getPrivateKey());
  t('dh5', () => d.computeSecret(Buffer.from([2])));
  d.generateKeys();
  t('dh6', () => d.computeSecret(Buffer.from([1])));
  t('dh7', () => d.computeSecret(Buffer.alloc(300, 255)));
  t('dh8', () => d.verifyError);
}
t('kp', () => c.generateKeyPairSync('rsa', { modulusLength: 1 }));
t('kp2', () => c.generateKeyPairSync('ec', { namedCurve: 'nope' }));
t('kp3', () => c.generateKeyPairSync('dh', { group: 'nope' }));
t('kp4', () => c.generateKeyPairSync('rsa-pss', { modulusLength: 512, hashAlgorithm: 'nope' }));
t('kp5', () => c.generateKeyPairSync('rsa', { modulusLength: 512, publicExponent: 2 }));
t('pbk', () => c.pbkdf2Sync('a', 'b', 1, 1, 'nope'));
t('hkdf', () => c.hkdfSync('nope', 'a', 'b', 'c', 1));
t('hkdf2', () => c.hkdfSync('sha256', 'a', 'b', 'c', 9999));
t('hash', () => c.createHash('nope'));
t('hash2', () => c.hash('nope', 'x'));
t('hmac', () => c.createHmac('nope', 'x'));
t('sign', () => c.createSign('nope'));
t('ver', () => c.createVerify('nope'));
t('sg', () => c.sign('nope', Buffer.alloc(1), privateKey));
t('hashlen', () => c.createHash('sha256', { outputLength: 1 }));
t('hashlen0', () => c.createHash('sha256', { outputLength: 0 }).digest('hex'));
t('h32', () => c.hash('sha256', 'x', { outputLength: 32 }));
t('xof', () => c.createHash('shake256', { outputLength: 70 }).update('x').digest('hex'));
t('cip', () => c.createCipheriv('nope', 'a', 'b'));
t('cip2', () => c.createCipheriv('aes-128-cbc', 'a', Buffer.alloc(16)));
t('cip3', () => c.createCipheriv('aes-128-cbc', Buffer.alloc(16), 'a'));
t('cip4', () => c.createCipheriv('aes-128-ccm', Buffer.alloc(16), Buffer.alloc(12)));
t('cip5', () => c.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12), { authTagLength: 1 }));
t('cip6', () => {
  const x = c.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  x.final();
  x.final();
});
t('cip7', () => {
  const x = c.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  x.final();
  x.update('a');
});
t('cip8', () => {
  const x = c.createDecipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  x.final();
});
t('cip9', () => {
  const x = c.createDecipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16));
  x.update('abc');
  x.final();
});
t('cip10', () => {
  const x = c.createDecipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16));
  x.update(Buffer.alloc(16));
  x.final();
});
t('cip11', () => c.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12)).getAuthTag());
t('cip12', () => c.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)).setAAD(Buffer.alloc(1)));
t('cip13', () => c.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(0)));
t('cip14', () => c.createCipheriv('aes-128-cbc', Buffer.alloc(16), null));
t('cip15', () => {
  const x = c.createDecipheriv('aes-128-ocb', Buffer.alloc(16), Buffer.alloc(12), { authTagLength: 16 });
  x.final();
});
t('cip16', () => {
  const x = c.createDecipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  x.setAuthTag(Buffer.alloc(4));
  x.final();
});
t('cip17', () => {
  const x = c.createDecipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  x.setAuthTag(Buffer.alloc(16));
  x.setAuthTag(Buffer.alloc(16));
});
for (const k of [
  { kty: 1 },
  { kty: 'x' },
  { kty: 'RSA' },
  { kty: 'RSA', n: 'AA', e: 1 },
  { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
  { kty: 'EC', crv: 'x', x: 'AA', y: 'AA' },
  { kty: 'EC', crv: 'P-256' },
  { kty: 'OKP', crv: 'x', x: 'AA' },
  { kty: 'OKP', crv: 'Ed25519', x: 'AA' },
  { kty: 'OKP', crv: 'Ed25519' },
  { kty: 'AKP' },
  { kty: 'oct', k: 'AA' },
]) {
  t('jwkpub ' + JSON.stringify(k), () => c.createPublicKey({ key: k, format: 'jwk' }));
  t('jwkpriv', () => c.createPrivateKey({ key: k, format: 'jwk' }));
  t('jwkprivd', () => c.createPrivateKey({ key: { ...k, d: 'AA', priv: 'AA' }, format: 'jwk' }));
}
t('k1', () => c.generateKeyPairSync('dsa', { modulusLength: 512 }).publicKey.export({ format: 'jwk' }));
t('k2', () => c.generateKeyPairSync('ec', { namedCurve: 'secp224r1' }).publicKey.export({ format: 'jwk' }));
for (const f of ['raw-public', 'raw-private', 'raw-seed']) {
  t(f + 'rsa', () => c.createPrivateKey(privateKey).export({ format: f }));
  t(f + 'ed', () => ed.privateKey.export({ format: f }).length);
  t(f + 'edp', () => ed.publicKey.export({ format: f }).length);
  t(f + 'ec', () => ec.privateKey.export({ format: f }).length);
  t(f + 'ecp', () => ec.publicKey.export({ format: f }).length);
  for (const y of ['rsa', 'ec', 'ed25519', 'ml-dsa-44', 'nope'])
    t(f + y + 'imp', () =>
      c[f == 'raw-public' ? 'createPublicKey' : 'createPrivateKey']({
        key: Buffer.alloc(3),
        format: f,
        asymmetricKeyType: y,
        namedCurve: 'P-256',
      }),
    );
}
t('x509', () => new c.X509Certificate('nope'));
t('x509b', () => new c.X509Certificate(Buffer.from([48, 3])));
t('spk', () => c.Certificate.verifySpkac('x'));
t('spk2', () => c.Certificate.exportChallenge('x'));
t('spk3', () => c.Certificate.exportPublicKey('x'));
t('enc', () => c.encapsulate(ed.publicKey));
t('dec', () => c.decapsulate(c.generateKeyPairSync('ml-kem-512').privateKey, Buffer.alloc(3)));
t('encx', () => c.encapsulate(x.publicKey).ciphertext.length);
t('encrsa', () => c.encapsulate(publicKey).ciphertext.length);
t('encec', () => c.encapsulate(ec.publicKey).ciphertext.length);
t(
  'pss',
  () =>
    c.generateKeyPairSync('rsa-pss', {
      modulusLength: 512,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha512',
      saltLength: 3,
    }).publicKey.asymmetricKeyDetails,
);
t('pss0', () => c.generateKeyPairSync('rsa-pss', { modulusLength: 512 }).publicKey.asymmetricKeyDetails);
t('equals', () => ed.privateKey.equals(ed.publicKey));
t('tss', () => c.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)));
t('heap', () => c.secureHeapUsed());
t('pkcs12', () => c.parsePKCS12(Buffer.alloc(3)));
t(
  'ctx',
  () =>
    c.sign(null, Buffer.alloc(1), {
      key: c.generateKeyPairSync('ed448').privateKey,
      context: Buffer.alloc(256),
    }).length,
);
t('ctx2', () => c.sign(null, Buffer.alloc(1), { key: ed.privateKey, context: Buffer.alloc(3) }).length);
t('ctx3', () => c.sign('sha256', Buffer.alloc(1), { key: privateKey, context: Buffer.alloc(3) }).length);
t('upd', () => {
  const s = c.createSign('sha256');
  s.sign(privateKey);
  s.update('x');
});
t('upd2', () => {
  const s = c.createSign('sha256');
  s.sign(privateKey);
  s.sign(privateKey);
});
t('p1363', () =>
  c.createVerify('sha256').verify({ key: ec.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.alloc(3)),
);
t('rand', () => c.randomInt(2 ** 48));
t('rand2', () => c.randomInt(0, 2 ** 48));
t('rand3', () => c.randomInt(5, 5));
t('rand4', () => c.randomInt(1, 'x'));
