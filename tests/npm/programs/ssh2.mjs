// A server and its client over key exchanges and ciphers of each kind.
import ssh2 from 'ssh2';
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
await t(
  'ssh2',
  () =>
    new Promise((resolve, reject) => {
      const { Server, Client, utils } = ssh2;
      const host = utils.generateKeyPairSync('ed25519'),
        user = utils.generateKeyPairSync('ecdsa', { bits: 256 });
      const server = new Server(
        {
          hostKeys: [
            host.private,
            rsa.privateKey.includes('BEGIN')
              ? crypto.createPrivateKey(rsa.privateKey).export({ type: 'pkcs1', format: 'pem' })
              : '',
          ],
        },
        (c) => {
          c.on('authentication', (ctx) => {
            if (ctx.method !== 'publickey') return ctx.reject(['publickey']);
            const k = utils.parseKey(user.public);
            if (ctx.signature && k.verify(ctx.blob, ctx.signature, ctx.hashAlgo) !== true)
              return ctx.reject();
            ctx.accept();
          })
            .on('ready', () =>
              c.on('session', (a) =>
                a().on('exec', (a2, r, info) => {
                  const s = a2();
                  s.write('ran ' + info.command);
                  s.exit(0);
                  s.end();
                }),
              ),
            )
            .on('error', reject);
        },
      );
      server.listen(0, '127.0.0.1', async () => {
        const out = [];
        const combos = [
          ['curve25519-sha256', 'aes256-gcm@openssh.com'],
          ['ecdh-sha2-nistp384', 'chacha20-poly1305@openssh.com'],
          ['diffie-hellman-group14-sha256', 'aes128-ctr'],
          ['diffie-hellman-group16-sha512', 'aes256-ctr'],
        ];
        for (const [kex, cipher] of combos)
          await new Promise((ok) => {
            const c = new Client();
            c.on('handshake', (n) => out.push(n.kex, n.cs.cipher, n.cs.mac))
              .on('ready', () =>
                c.exec('ls', (e, s) => {
                  let d = '';
                  s.on('data', (b) => (d += b)).on('close', () => {
                    out.push(d);
                    c.end();
                    ok();
                  });
                }),
              )
              .on('error', (e) => {
                out.push(e.message);
                ok();
              })
              .connect({
                host: '127.0.0.1',
                port: server.address().port,
                username: 'x',
                privateKey: user.private,
                algorithms: { kex: [kex], cipher: [cipher] },
              });
          });
        server.close();
        resolve(out);
      });
    }),
);
process.exit(0);
