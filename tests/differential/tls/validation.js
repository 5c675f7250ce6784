'use strict';

// What is checked before anything is sent; certificates as objects; names against certificates.

const tls = require('node:tls');
const { read, identity, ca, HOST, withServer, closed } = require('./_util');

function thrown(call) {
  try {
    call();
    return 'fine';
  } catch (error) {
    const { name, code, message, library, reason } = error;
    return [name, code, library, reason, library ? '' : message].filter(Boolean).join(' | ');
  }
}

const server = identity('server');
const contexts = [
  {},
  { key: 'x' },
  { cert: 'x' },
  { ca: 'x' },
  { ca: 5 },
  { cert: {} },
  { key: 5 },
  { crl: 'x' },
  { crl: 5 },
  { pfx: read('server.pfx'), passphrase: 'wrong' },
  { pfx: read('server.pfx'), passphrase: 'secret' },
  { pfx: [{ buf: read('server.pfx'), passphrase: 'secret' }] },
  { ...server, key: identity('client').key },
  server,
  { cert: server.cert, key: read('server-encrypted-key.pem'), passphrase: 'secret' },
  { cert: server.cert, key: [{ pem: read('server-encrypted-key.pem'), passphrase: 'secret' }] },
  { passphrase: 5, key: server.key },
  { ciphers: 'x' },
  { ciphers: 5 },
  { ciphers: 'AES256-SHA:TLS_x' },
  { ecdhCurve: 'x' },
  { ecdhCurve: 5 },
  { ecdhCurve: 'P-256:P-384' },
  { sigalgs: '' },
  { sigalgs: 5 },
  { dhparam: 5 },
  { minVersion: 'x' },
  { maxVersion: 'TLSv1.4' },
  { secureProtocol: 'x' },
  { secureProtocol: 'SSLv2_method' },
  { secureProtocol: 'SSLv3_client_method' },
  { secureProtocol: 'TLSv1_2_method' },
  { secureProtocol: 'TLS_method', minVersion: 'TLSv1.2' },
  { ticketKeys: Buffer.alloc(5) },
  { ticketKeys: 'x' },
  { sessionTimeout: -1 },
  { sessionTimeout: 'x' },
  { sessionIdContext: 5 },
  { privateKeyIdentifier: 'x' },
  { privateKeyIdentifier: 5, privateKeyEngine: 'x' },
  { clientCertEngine: 5 },
  { secureOptions: 'x' },
  5,
  'x',
];
for (const options of contexts) {
  const shown = Object.fromEntries(
    Object.entries(options).map(([k, v]) => [k, Buffer.isBuffer(v) ? '...' : v]),
  );
  console.log(
    shown,
    '->',
    thrown(() => tls.createSecureContext(options)),
  );
}

const calls = [
  () => tls.createServer(5),
  () => tls.createServer({ handshakeTimeout: 'x' }),
  () => tls.createServer({ SNICallback: 5 }),
  () => tls.createServer({ pskCallback: 5 }),
  () => tls.createServer({ pskCallback() {}, pskIdentityHint: 5 }),
  () => tls.createServer({ ALPNProtocols: ['a'], ALPNCallback() {} }),
  () => tls.createServer({ ALPNProtocols: [''] }),
  () => tls.createServer({ ALPNProtocols: ['x'.repeat(256)] }),
  () => tls.createServer({ ALPNProtocols: Buffer.from([5, 97]) }),
  () => tls.createServer().addContext(),
  () => tls.createServer().setSecureContext(),
  () => tls.createServer().setTicketKeys('x'),
  () => tls.connect(),
  () => tls.connect({ port: 1, checkServerIdentity: 5 }),
  () => tls.connect({ port: 1, minDHSize: 'x' }),
  () => tls.connect({ port: 1, servername: '1.2.3.4' }),
  () => tls.connect({ port: 1, secureContext: {} }),
  () => tls.getCACertificates('x'),
  () => tls.getCACertificates(5),
  () => tls.setDefaultCACertificates('x'),
  () => tls.setDefaultCACertificates([5]),
  () => tls.setDefaultCACertificates(['x']),
  () => new tls.TLSSocket(null, { enableTrace: 5 }),
  () => new tls.TLSSocket(null, {}).exportKeyingMaterial(5, 'x'),
  () => new tls.TLSSocket(null, {}).exportKeyingMaterial('x', 'x'),
  () => new tls.TLSSocket(null, {}).setServername(5),
  () => new tls.TLSSocket(null, { isServer: true }).setServername('x'),
  () => new tls.TLSSocket(null, {}).setMaxSendFragment('x'),
  () => new tls.TLSSocket(null, {}).renegotiate(),
];
for (const call of calls) console.log(String(call).slice(6), '->', thrown(call));

const out = {};
for (const protocols of [['a', 'bcd'], Buffer.from([1, 97]), new Uint16Array([0x6101]), [], 'x']) {
  tls.convertALPNProtocols(protocols, out);
  console.log(protocols, out.ALPNProtocols);
}

const names = [
  ['a.com', { subject: { CN: 'a.com' } }],
  ['A.COM', { subject: { CN: 'a.Com' } }],
  ['a.com.', { subject: { CN: 'a.com' } }],
  ['b.a.com', { subject: { CN: '*.a.com' } }],
  ['b.a.com', { subject: { CN: ['x', '*.a.com'] } }],
  ['c.b.a.com', { subject: { CN: '*.a.com' } }],
  ['a.com', { subject: { CN: '*.com' } }],
  ['bar.a.com', { subject: { CN: 'b*r.a.com' } }],
  ['b.a.com', { subject: { CN: '*b*.a.com' } }],
  ['xn--a.a.com', { subject: { CN: 'xn--*.a.com' } }],
  ['a..com', { subject: { CN: 'a..com' } }],
  ['a.com', { subject: {} }],
  ['a.com', {}],
  ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'DNS:b.com' }],
  ['a.com', { subject: { CN: 'b.com' }, subjectaltname: 'DNS:b.com, DNS:a.com' }],
  ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'URI:http://b.com/' }],
  ['1.2.3.4', { subject: { CN: '1.2.3.4' } }],
  ['1.2.3.4', { subject: {}, subjectaltname: 'IP Address:1.2.3.4' }],
  ['1.2.3.4', { subject: {}, subjectaltname: 'DNS:1.2.3.4' }],
  ['::1', { subject: {}, subjectaltname: 'IP Address:0:0:0:0:0:0:0:1' }],
  ['2001:db8::1', { subject: {}, subjectaltname: 'IP Address:2001:DB8:0:0:0:0:0:1' }],
  ['a.com', { subject: {}, subjectaltname: 'DNS:"b.com, DNS:a.com"' }],
  ['a.com', { subject: {}, subjectaltname: 'DNS:"a.com"' }],
  ['a.com', { subject: {}, subjectaltname: 'DNS:"a.com' }],
  ['bücher.de', { subject: {}, subjectaltname: 'DNS:xn--bcher-kva.de' }],
  [5, { subject: { CN: '5' } }],
];
for (const [host, cert] of names) {
  console.log(
    host,
    cert,
    thrown(() => console.log(tls.checkServerIdentity(host, cert)?.reason)),
  );
}

console.log(tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_ECDH_CURVE, tls.DEFAULT_CIPHERS);
console.log(tls.CLIENT_RENEG_LIMIT, tls.CLIENT_RENEG_WINDOW, Object.isFrozen(tls.rootCertificates));
console.log(
  tls.rootCertificates.length > 50,
  tls.rootCertificates[0].slice(0, 27),
  tls.getCiphers().includes('ecdhe-rsa-aes128-gcm-sha256'),
);
console.log(Object.keys(tls).sort().join(' '));

withServer(
  {},
  (socket) => {
    const { raw, pubkey, modulus, fingerprint512, ...rest } = socket.getCertificate();
    console.log(rest, raw.length, pubkey.length, modulus.length, fingerprint512.length);
    console.log(socket.getPeerCertificate(), socket.getEphemeralKeyInfo(), socket.getX509Certificate?.name);
    socket.end();
  },
  async (port) => {
    const client = tls.connect({ port, host: HOST, ca });
    client.on('secureConnect', () => {
      const cert = client.getPeerCertificate(true);
      console.log(cert.subject, cert.issuerCertificate.subject, cert.issuerCertificate.ca);
      console.log(
        cert.issuerCertificate.issuerCertificate === cert.issuerCertificate,
        cert.infoAccess,
        cert.ext_key_usage,
      );
      const { bits, asn1Curve, nistCurve, pubkey } = cert.issuerCertificate;
      console.log(bits, asn1Curve, nistCurve, pubkey.length, client.getCertificate());
    });
    client.resume();
    await closed(client);
    console.log(client.getPeerCertificate(), client.getCipher(), client.getSession(), client.getProtocol());
  },
);
