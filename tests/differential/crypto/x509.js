'use strict';
// Certificates: every field, what they match, what they check; SPKAC; numbers of exchanges.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const fixtures = (...names) => fs.readFileSync(path.join(__dirname, '..', ...names));
const outcome = (fn) => {
  try {
    return fn();
  } catch (err) {
    return `${err.name} ${err.code} ${err.message}`;
  }
};

for (const folder of ['https', 'tls']) {
  const names = fs.readdirSync(path.join(__dirname, '..', folder, 'fixtures')).sort();
  for (const name of names.filter((one) => /cert|ca\.pem|crt$/.test(one))) {
    const text = fixtures(folder, 'fixtures', name);
    const cert = outcome(() => new crypto.X509Certificate(text));
    if (typeof cert === 'string') {
      console.log(name, cert);
      continue;
    }
    console.log(name, cert, cert.ca, cert.publicKey.asymmetricKeyDetails, cert.toLegacyObject());
    console.log(
      cert.toString() === `${text}`,
      JSON.stringify(cert).length,
      cert.raw.length,
      cert.issuerCertificate,
    );
    for (const host of ['localhost', 'example.com', 'a.example.com', 'x\0y', '', '*.example.com']) {
      console.log(
        host,
        outcome(() => cert.checkHost(host)),
        outcome(() => cert.checkHost(host, { subject: 'always' })),
      );
    }
    console.log(
      outcome(() => cert.checkHost('localhost', { subject: 'x' })),
      outcome(() => cert.checkHost(1)),
    );
    console.log(
      outcome(() => cert.checkIP('127.0.0.1')),
      outcome(() => cert.checkIP('nope')),
      cert.checkEmail('a@b.c'),
    );
    console.log(
      cert.checkIssued(cert),
      cert.verify(cert.publicKey),
      outcome(() => cert.verify('x')),
    );
    console.log(
      outcome(() => cert.checkPrivateKey(cert.publicKey)),
      outcome(() => structuredClone(cert).subject),
    );
  }
}
const key = crypto.createPrivateKey(fixtures('https', 'fixtures', 'key.pem'));
const cert = new crypto.X509Certificate(fixtures('https', 'fixtures', 'cert.pem'));
console.log(
  cert.checkPrivateKey(key),
  crypto.createPublicKey(fixtures('https', 'fixtures', 'cert.pem')).equals(cert.publicKey),
);

for (const name of ['modp1', 'modp2', 'modp5', 'modp14', 'modp15', 'MODP16']) {
  const group = crypto.createDiffieHellmanGroup(name);
  console.log(name, group.verifyError, group.getPrime('hex').length, group.getGenerator('hex'));
}
const alice = crypto.createDiffieHellman(crypto.getDiffieHellman('modp5').getPrime());
const bob = crypto.getDiffieHellman('modp5');
alice.generateKeys();
bob.generateKeys();
console.log(
  alice.computeSecret(bob.getPublicKey()).equals(bob.computeSecret(alice.getPublicKey())),
  alice.verifyError,
);
for (const curve of ['secp256k1', 'prime256v1', 'secp521r1', 'brainpoolP256r1']) {
  const own = crypto.createECDH(curve);
  own.setPrivateKey(Buffer.alloc(30, 3));
  for (const form of ['compressed', 'uncompressed', 'hybrid']) {
    console.log(
      curve,
      form,
      own.getPublicKey('hex', form),
      crypto.ECDH.convertKey(own.getPublicKey(), curve, null, 'hex', form),
    );
  }
  console.log(own.computeSecret(own.getPublicKey(), null, 'base64'), own.getPrivateKey('hex'));
}
console.log(
  crypto.checkPrimeSync(7919n),
  crypto.checkPrimeSync(7917n),
  crypto.checkPrimeSync(crypto.generatePrimeSync(80)),
);
console.log(
  crypto.generatePrimeSync(16, { bigint: true, add: 12n, rem: 11n }) % 12n,
  outcome(() => crypto.generatePrimeSync(8, { add: 1000n })),
);
