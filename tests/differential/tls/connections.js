'use strict';

// Handshakes that succeed and that fail, and what goes through a connection.

const net = require('node:net');
const tls = require('node:tls');
const { Duplex, pipeline } = require('node:stream');
const { read, identity, ca, HOST, closed, brief, withServer, attempt, steps } = require('./_util');

const hello = (socket) => socket.end('hello');

steps({
  async 'a connection'() {
    await withServer({}, hello, async (port) => {
      await attempt(port, {}, (client) => {
        console.log(client.encrypted, client.getPeerCertificate().subject.CN, client.isSessionReused());
        console.log(
          client.remoteAddress,
          client.remotePort === port,
          client.secureConnecting,
          client.connecting,
        );
      });
      await attempt(port, { host: 'localhost', family: 4 });
      await attempt(port, { servername: 'www.example.test' });
    });
  },

  async 'certificates that are refused'() {
    await withServer({}, hello, async (port) => {
      await attempt(port, { ca: read('other-ca.pem') });
      await attempt(port, { ca: undefined });
      await attempt(port, { servername: 'other.test' });
      await attempt(port, { servername: 'a.b.example.test' });
      await attempt(port, {
        checkServerIdentity: () => Object.assign(new Error('own check'), { code: 'OWN' }),
      });
      await attempt(port, { ca: read('other-ca.pem'), rejectUnauthorized: false });
      await attempt(port, { servername: 'other.test', rejectUnauthorized: false });
    });
    await withServer(identity('self'), hello, (port) => attempt(port, { servername: 'localhost' }));
    await withServer(identity('self'), hello, (port) =>
      attempt(port, { servername: 'localhost', ca: read('self.pem') }),
    );
    await withServer(identity('expired'), hello, (port) => attempt(port, { servername: 'localhost' }));
    await withServer(identity('expired'), hello, (port) =>
      attempt(port, { servername: 'localhost', rejectUnauthorized: false }),
    );
  },

  async 'clients with certificates'() {
    const serve = (socket) => {
      const { subject } = socket.getPeerCertificate();
      console.log('server', socket.authorized, socket.authorizationError, subject?.CN);
      socket.end('seen');
    };
    const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
    await withServer({ ca, requestCert: true, ...versions }, serve, async (port) => {
      await attempt(port, identity('client'));
    });
    await withServer(
      { ca, requestCert: true, rejectUnauthorized: false, ...versions },
      serve,
      async (port) => {
        await attempt(port, {});
        await attempt(port, identity('self'));
      },
    );
  },

  async versions() {
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      await withServer({ minVersion: version, maxVersion: version }, hello, (port) => attempt(port, {}));
    }
    await withServer({ minVersion: 'TLSv1.3' }, hello, (port) => attempt(port, { maxVersion: 'TLSv1.2' }));
  },

  async ciphers() {
    const options = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' };
    await withServer(options, hello, (port) =>
      attempt(port, {}, (client) => console.log(client.getCipher())),
    );
    await withServer(options, hello, (port) => attempt(port, { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }));
    const suite = 'TLS_CHACHA20_POLY1305_SHA256';
    await withServer({ ciphers: suite }, hello, (port) =>
      attempt(port, {}, (client) => console.log(client.getCipher())),
    );
  },

  async protocols() {
    const protocols = (socket) => {
      console.log('server', socket.alpnProtocol);
      socket.end();
    };
    await withServer({ ALPNProtocols: ['h2', 'http/1.1'] }, protocols, async (port) => {
      await attempt(port, { ALPNProtocols: ['http/1.1', 'h2'] });
      await attempt(port, { ALPNProtocols: ['http/1.1'] });
      await attempt(port, { ALPNProtocols: Buffer.from('\x02h2') });
      await attempt(port, {});
    });
    await withServer({ ALPNProtocols: ['a'], maxVersion: 'TLSv1.2' }, protocols, (port) =>
      attempt(port, { ALPNProtocols: ['b'] }),
    );
    const ALPNCallback = (info) => {
      console.log('asked', info);
      return info.protocols[1];
    };
    await withServer({ ALPNCallback }, protocols, (port) =>
      attempt(port, { ALPNProtocols: ['x', 'yy'], servername: 'localhost' }),
    );
  },

  async names() {
    const serve = (socket) => socket.end(`for ${socket.servername}`);
    await withServer({}, serve, async (port, server) => {
      server.addContext('second.test', identity('ec'));
      server.addContext('*.third.test', tls.createSecureContext(identity('self')));
      await attempt(port, { servername: 'second.test' }, (client) =>
        console.log(client.getPeerCertificate().subject.CN),
      );
      await attempt(port, { servername: 'localhost' }, (client) =>
        console.log(client.getPeerCertificate().subject.CN),
      );
      await attempt(port, { servername: 'x.third.test' });
    });
    const SNICallback = (name, callback) => {
      console.log('asked for', name);
      setTimeout(
        () => callback(name === 'bad.test' ? new Error('no') : null, tls.createSecureContext(identity('ec'))),
        5,
      );
    };
    await withServer({ SNICallback }, serve, async (port) => {
      await attempt(port, { servername: 'second.test' });
      await attempt(port, { servername: 'bad.test' });
    });
  },

  async sessions() {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
      const serve = (socket) => socket.end(`reused ${socket.isSessionReused()}`);
      await withServer({ maxVersion }, serve, async (port) => {
        const sessions = [];
        const first = tls.connect({ port, host: HOST, ca }).resume();
        first.on('session', (session) => sessions.push(session));
        await closed(first);
        console.log(sessions.length > 0, Buffer.isBuffer(sessions[0]));
        await attempt(port, { session: sessions.at(-1) }, (client) => console.log(client.isSessionReused()));
        await attempt(port, { session: sessions.at(-1), host: 'localhost', family: 4 });
      });
    }
  },

  async 'half-close and big data'() {
    const data = Buffer.alloc(1_000_000, 'abcdefg');
    const serve = (socket) => {
      const chunks = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('end', () => {
        const all = Buffer.concat(chunks);
        console.log('server got', all.length, all.equals(data), socket.writable);
        socket.end(all);
      });
    };
    await withServer({ allowHalfOpen: true }, serve, async (port) => {
      const client = tls.connect({ port, host: HOST, ca, allowHalfOpen: true });
      let size = 0;
      client.on('data', (chunk) => (size += chunk.length));
      client.on('end', () => console.log('client got', size));
      client.end(data);
      await closed(client);
      console.log(client.bytesRead, client.bytesWritten);
    });
  },

  async 'over another stream'() {
    await withServer(
      {},
      (socket) => socket.pipe(socket),
      async (port) => {
        const raw = net.connect(port, HOST);
        const through = new Duplex({
          read: () => raw.resume(),
          write: (chunk, encoding, callback) => raw.write(chunk, callback),
          final: (callback) => raw.end(callback),
        });
        raw.on('data', (chunk) => through.push(chunk)).on('end', () => through.push(null));
        const client = tls.connect({ socket: through, ca, servername: 'localhost' });
        client.on('secureConnect', () => console.log('secure', client.authorized));
        client.on('data', (chunk) => console.log('echo', String(chunk)));
        client.end('through a Duplex');
        await closed(client);
        const plain = net.connect(port, HOST);
        await new Promise((resolve) => plain.once('connect', resolve));
        const upgraded = tls.connect({ socket: plain, ca, servername: 'localhost' });
        pipeline(
          upgraded,
          new Duplex({ read() {}, write: (chunk, e, cb) => cb(console.log(String(chunk))) }),
          () => {},
        );
        upgraded.end('upgraded');
        await closed(upgraded);
      },
    );
  },

  async 'what is no TLS'() {
    await withServer({}, hello, async (port) => {
      const plain = net.connect(port, HOST);
      plain.on('error', () => {}).resume();
      plain.end('GET / HTTP/1.1\r\n\r\n');
      await closed(plain);
      const silent = net.connect(port, HOST, () => silent.end()).resume();
      await closed(silent);
    });
    const server = net
      .createServer((socket) =>
        socket
          .on('error', () => {})
          .resume()
          .end('SSH-2.0-nothing\r\n'),
      )
      .listen(0, HOST);
    await new Promise((resolve) => server.once('listening', resolve));
    await attempt(server.address().port, {});
    server.close();
    await closed(server);
    const quiet = net.createServer((socket) => socket.resume().end()).listen(0, HOST);
    await new Promise((resolve) => quiet.once('listening', resolve));
    await attempt(quiet.address().port, {});
    quiet.close();
    await closed(quiet);
  },

  async 'exporting keys'() {
    const keys = [];
    const label = 'EXPORTER-test';
    const serve = (socket) => {
      keys.push(socket.exportKeyingMaterial(32, label, Buffer.from('x')).toString('hex'));
      socket.end();
    };
    await withServer({}, serve, async (port) => {
      await attempt(port, {}, (client) => {
        keys.push(client.exportKeyingMaterial(32, label, Buffer.from('x')).toString('hex'));
        console.log(client.getFinished().length, client.getPeerFinished().length);
      });
    });
    console.log(keys.length, keys[0] === keys[1]);
  },

  async 'a shared secret in the place of certificates'() {
    const psk = Buffer.from('0123456789abcdef');
    const options = { maxVersion: 'TLSv1.2', ciphers: 'PSK' };
    const server = tls.createServer({
      ...options,
      pskCallback: (socket, identity_) => (identity_ === 'me' ? psk : null),
    });
    server.on('secureConnection', (socket) => socket.end('psk'));
    server.on('tlsClientError', (error) => console.log('server', brief(error)));
    await new Promise((resolve) => server.listen(0, HOST, resolve));
    const { port } = server.address();
    const checkServerIdentity = () => undefined;
    await attempt(port, { ...options, checkServerIdentity, pskCallback: () => ({ psk, identity: 'me' }) });
    server.close();
    await closed(server);
  },
});
