'use strict';
// Keys in every format and back; signatures, encryption, exchange; the same key everywhere.
const crypto = require('crypto');

const seed = (n) => Buffer.alloc(n, 9);
const outcome = (fn) => {
  try {
    return fn();
  } catch (err) {
    return `${err.name} ${err.code} ${err.message}`;
  }
};
const sha = (data) => crypto.createHash('sha256').update(data).digest('hex').slice(0, 16);

const P256 = { kty: 'EC', crv: 'P-256', d: '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE' };
const ecdh = crypto.createECDH('prime256v1');
ecdh.setPrivateKey(Buffer.from(P256.d, 'base64url'));
const point = ecdh.getPublicKey();
P256.x = point.subarray(1, 33).toString('base64url');
P256.y = point.subarray(33).toString('base64url');

const raw = (type, length) =>
  crypto.createPrivateKey({ key: seed(length), format: 'raw-private', asymmetricKeyType: type });
const seeded = (type, length) =>
  crypto.createPrivateKey({ key: seed(length), format: 'raw-seed', asymmetricKeyType: type });
const made = {
  ec: crypto.createPrivateKey({ key: P256, format: 'jwk' }),
  ed25519: raw('ed25519', 32),
  ed448: raw('ed448', 57),
  x25519: raw('x25519', 32),
  x448: raw('x448', 56),
  'ml-dsa-44': seeded('ml-dsa-44', 32),
  'ml-kem-768': seeded('ml-kem-768', 64),
  secp521: crypto.createPrivateKey({
    key: Buffer.concat([Buffer.alloc(2), seed(64)]), format: 'raw-private', asymmetricKeyType: 'ec', namedCurve: 'secp521r1',
  }),
}; // prettier-ignore

for (const [name, key] of Object.entries(made)) {
  const pub = crypto.createPublicKey(key);
  console.log(name, key.asymmetricKeyType, key.asymmetricKeyDetails, key.type, pub.type, `${key}`);
  for (const type of ['pkcs8', 'sec1', 'pkcs1', 'spki']) {
    for (const format of ['pem', 'der']) {
      const out = outcome(() => key.export({ type, format }));
      console.log(type, format, typeof out === 'string' ? out : sha(out));
      const open = outcome(() => pub.export({ type, format }));
      console.log(typeof open === 'string' ? open : sha(open));
    }
  }
  for (const format of ['jwk', 'raw-public', 'raw-private', 'raw-seed', 'nope']) {
    const show = (k) => {
      const value = k.export({ format });
      return Buffer.isBuffer(value) ? value.toString('hex') : JSON.stringify(value);
    };
    console.log(format, sha(outcome(() => show(key))), sha(outcome(() => show(pub))));
  }
  const pem = key.export({ type: 'pkcs8', format: 'pem' });
  const locked = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' });
  console.log(
    crypto.createPrivateKey(pem).equals(key),
    crypto.createPrivateKey({ key: locked, passphrase: 'open' }).equals(key),
  );
  console.log(
    crypto.createPublicKey(pem).equals(pub),
    pub.equals(key),
    key.equals(crypto.createPrivateKey(pem)),
  );
  console.log(outcome(() => crypto.createPrivateKey(locked)));
  console.log(
    outcome(() => structuredClone(key).equals(key)),
    outcome(() => structuredClone(pub).type),
  );
}

const message = Buffer.from('message');
for (const name of ['ed25519', 'ed448']) {
  const signature = crypto.sign(null, message, made[name]);
  console.log(name, signature.toString('hex'), crypto.verify(null, message, made[name], signature));
}
console.log(crypto.verify('sha256', message, made.ec, crypto.sign('sha256', message, made.ec)));
for (const dsaEncoding of ['der', 'ieee-p1363']) {
  const sign = crypto.createSign('sha384').update('a').update('b');
  const signature = sign.sign({ key: made.ec, dsaEncoding });
  console.log(dsaEncoding, dsaEncoding === 'der' || signature.length);
  console.log(crypto.createVerify('sha384').update('ab').verify({ key: made.ec, dsaEncoding }, signature));
  console.log(crypto.verify('sha384', Buffer.from('ac'), { key: made.ec, dsaEncoding }, signature));
}
console.log(
  crypto
    .diffieHellman({ privateKey: made.x25519, publicKey: crypto.createPublicKey(made.x25519) })
    .toString('hex'),
);
console.log(
  crypto.diffieHellman({ privateKey: made.ec, publicKey: crypto.createPublicKey(made.ec) }).toString('hex'),
);
const kem = crypto.encapsulate(crypto.createPublicKey(made['ml-kem-768']));
console.log(
  crypto.decapsulate(made['ml-kem-768'], kem.ciphertext).equals(kem.sharedKey),
  kem.ciphertext.length,
);

crypto.generateKeyPair('rsa', { modulusLength: 1024 }, (err, publicKey, privateKey) => {
  console.log(err, publicKey.asymmetricKeyDetails, privateKey.type);
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING, RSA_NO_PADDING } = crypto.constants;
  for (const saltLength of [undefined, 0, 20, -1, -2, 200]) {
    const key = { key: privateKey, padding: RSA_PKCS1_PSS_PADDING, saltLength };
    console.log(
      saltLength,
      outcome(() =>
        crypto.verify('sha256', message, { ...key, key: publicKey }, crypto.sign('sha256', message, key)),
      ),
    );
  }
  for (const oaepHash of [undefined, 'sha256', 'sha1', 'sha512']) {
    const box = outcome(() =>
      crypto.publicEncrypt({ key: publicKey, oaepHash, oaepLabel: Buffer.from('l') }, message),
    );
    if (typeof box === 'string') console.log(oaepHash, box);
    else
      console.log(
        oaepHash,
        crypto.privateDecrypt({ key: privateKey, oaepHash, oaepLabel: Buffer.from('l') }, box).toString(),
      );
  }
  const closed = crypto.privateEncrypt(privateKey, message);
  console.log(crypto.publicDecrypt(publicKey, closed).toString());
  console.log(outcome(() => crypto.publicEncrypt({ key: publicKey, padding: RSA_NO_PADDING }, message)));
  console.log(
    crypto
      .privateDecrypt(
        { key: privateKey, padding: RSA_PKCS1_PADDING },
        crypto.publicEncrypt({ key: publicKey, padding: RSA_PKCS1_PADDING }, message),
      )
      .toString(),
  );
  crypto.sign('sha1', message, privateKey, (e, signature) => {
    crypto.verify('sha1', message, publicKey, signature, (e2, good) => console.log('later', e, e2, good));
  });
  const { port1, port2 } = new MessageChannel();
  port2.once('message', ([one, two]) => {
    console.log('port', one.equals(privateKey), two.export().toString());
    port2.close();
  });
  port1.postMessage([privateKey, crypto.createSecretKey(Buffer.from('secret'))]);
});
const secret = crypto.createSecretKey('00ff', 'hex');
console.log(
  secret,
  secret.symmetricKeySize,
  secret.export({ format: 'jwk' }),
  secret.equals(crypto.createSecretKey(Buffer.from([0, 255]))),
);
console.log(crypto.createHmac('sha256', secret).update('x').digest('hex'));
console.log(
  crypto.generateKeySync('aes', { length: 192 }).symmetricKeySize,
  crypto.generateKeySync('hmac', { length: 123 }).symmetricKeySize,
);
crypto.generateKey('hmac', { length: 64 }, (err, key) => console.log(err, key.export().length));
for (const type of ['nope', 'rsa', 'ec', 'dh', 'dsa', 'rsa-pss'])
  console.log(outcome(() => crypto.generateKeyPairSync(type)));
for (const type of ['aes', 'hmac', 'x'])
  console.log(outcome(() => crypto.generateKeySync(type, { length: 5 })));
