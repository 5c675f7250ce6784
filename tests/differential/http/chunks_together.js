'use strict';

// What a response writes in one tick goes out as one chunk: its bytes, callbacks and events, whatever stands in the way
// of writing them at once.

const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const path = require('node:path');
const tls = require('node:tls');
const { createHash } = require('node:crypto');
const { Readable } = require('node:stream');

const log = [];
const long = Buffer.alloc(70000, 'abcdefg');

const handlers = {
  texts(res, said) {
    res.write('one', said('a'));
    res.write('zwei', 'utf8', said('b'));
    log.push([res.writableLength, res.writableCorked, res.headersSent, res.writableNeedDrain]);
    res.write('', said('empty'));
    res.end(said('end'));
    log.push([res.writableLength, res.writableCorked, res.writableEnded, res.writableFinished]);
  },
  last(res, said) {
    res.write('one', said('a'));
    res.end('two', said('end'));
  },
  lastOfOtherKind(res, said) {
    res.write('é', said('a'));
    res.end('é', 'latin1', said('end'));
  },
  unicode(res) {
    res.write('é');
    res.write('日本語 \u{1f600}');
    res.write('\ud800');
    res.end(new Uint8Array([0xff, 0xfe]));
  },
  encodings(res) {
    res.write('é', 'latin1');
    res.write('6162', 'hex');
    res.write('ä', 'utf-8');
    res.write('a', 'utf16le');
    res.write('eHg=', 'base64');
    res.end();
  },
  bytes(res) {
    res.write(new Uint8Array(0));
    res.write(Buffer.from('short'));
    res.write(new Uint8Array(new Uint8Array([65, 66, 67, 68]).buffer, 1, 2));
    res.write(long);
    res.write('between');
    res.write(long.subarray(7));
    res.end('after');
  },
  ticks(res, said) {
    res.write('one', said('a'));
    res.write('more');
    setImmediate(() => {
      res.write('two', said('b'));
      setImmediate(() => res.end('three', said('end')));
    });
  },
  held(res, said) {
    res.cork();
    res.write('one', said('a'));
    res.cork();
    res.write('two', said('b'));
    res.uncork();
    setImmediate(() => {
      res.write('three', said('c'));
      res.uncork();
      log.push(['uncorked', res.writableCorked, res.writableLength]);
      setImmediate(() => res.end(said('end')));
    });
  },
  heldTwice(res, said) {
    res.cork();
    res.cork();
    res.write('one', said('a'));
    res.end('two', said('end'));
    log.push(['ended', res.writableCorked, res.socket.writableCorked]);
  },
  heldSocket(res, said) {
    res.socket.cork();
    res.write('one', said('a'));
    setImmediate(() => {
      res.socket.uncork();
      res.end(said('end'));
    });
  },
  length(res, said) {
    res.setHeader('Content-Length', 6);
    res.write('one', said('a'));
    res.end('two', said('end'));
  },
  trailers(res) {
    if (res.req.httpVersion === '1.1' && res.req.method === 'GET') res.setHeader('Trailer', 'X-Sum');
    res.write('body');
    res.addTrailers({ 'X-Sum': '4' });
    res.end('more');
  },
  generator(res) {
    Readable.from(
      (async function* () {
        for (let i = 0; i < 100; i++) yield String(i).repeat(i * 10);
      })(),
    ).pipe(res);
  },
  many(res, said) {
    for (let i = 0; i < 3000; i++) res.write('x');
    res.write('y', said('last'));
    res.end();
  },
  over(res) {
    res.write('one');
    const { _send } = res;
    res._send = function (data, ...rest) {
      log.push(['_send', typeof data]);
      return Reflect.apply(_send, this, [data, ...rest]);
    };
    res.end('two');
  },
  drain(res, said) {
    res.socket.once('drain', said('drain of the socket'));
    res.once('drain', said('drain'));
    log.push([res.write(long), res.writableNeedDrain]);
    setImmediate(() => res.end(said('end')));
  },
  destroyed(res, said) {
    res.on('error', said('error'));
    res.write('one', (error) => log.push(['write', error?.code]));
    res.destroy();
  },
  afterEnd(res, said) {
    res.on('error', (error) => log.push(['error', error.code]));
    res.write('one');
    res.end('two');
    res.write('three', (error) => log.push(['write', error?.code]));
    res.end('four', (error) => log.push(['end', error?.code]));
    res.end(said('again'));
  },
  pushes(res, said) {
    // Until the client reads, the kernel does not take all of it.
    let left = 200;
    const more = () => {
      while (left-- > 0) if (!res.write(long)) return res.once('drain', more);
      res.end(said('end'));
    };
    more();
  },
  burst(res, said) {
    for (let i = 0; i < 50; i++) res.write(long, i % 10 === 0 ? said(i) : undefined);
    res.end('end', said('end'));
  },
  large(res, said) {
    for (let i = 0; i < 100; i++) res.write(long, i === 99 ? said('written') : undefined);
    res.end(said('end'));
  },
};

function describe(bytes) {
  const text = bytes.toString('latin1').replace(/Date: [^\r]*/g, 'Date: now');
  if (text.length < 1000) return text;
  const body = text.slice(text.indexOf('\r\n\r\n'));
  return [text.slice(0, 220), body.length, createHash('sha1').update(body, 'latin1').digest('hex')];
}

function ask(connect, port, name, head) {
  return new Promise((resolve) => {
    const chunks = [];
    const socket = connect(port, () => socket.write(head));
    if (['pushes', 'burst', 'large'].includes(name)) {
      socket.pause();
      setTimeout(() => socket.resume(), 100);
    }
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
}

function answer(req, res) {
  const name = req.url.slice(1);
  const said =
    (what) =>
    (...args) =>
      log.push([what, ...args.map((arg) => arg?.code ?? typeof arg)]);
  for (const event of ['prefinish', 'finish', 'close']) res.on(event, said(event));
  handlers[name](res, said);
}

async function run(server, connect, names, ways) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  for (const name of names) {
    for (const way of ways) {
      const [method, version] = way.split(' ');
      const head = `${method} /${name} HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`;
      const found = await ask(connect, port, name, head);
      console.log(name, way, describe(found), JSON.stringify(log.splice(0)));
    }
  }
  return server;
}

async function pipeline(server, connect) {
  // Kept alive, and asked for before the first answer is there
  const requests = ['texts', 'held', 'last', 'bytes', 'texts'].map(
    (name, i) => `GET /${name} HTTP/1.1\r\nHost: a\r\n${i === 4 ? 'Connection: close\r\n' : ''}\r\n`,
  );
  const found = await ask(connect, server.address().port, '', requests.join(''));
  console.log(describe(found), JSON.stringify(log.splice(0)));
}

const file = (name) => fs.readFileSync(path.join(__dirname, '..', 'https', 'fixtures', name));
const [key, cert] = [file('key.pem'), file('cert.pem')];

(async () => {
  const names = Object.keys(handlers);
  const plain = (port, listener) => net.connect(port, '127.0.0.1', listener);
  const server = await run(http.createServer(answer), plain, names, ['GET 1.1', 'GET 1.0', 'HEAD 1.1']);
  await pipeline(server, plain);
  server.close();
  const encrypted = (port, listener) =>
    tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, listener);
  // When there is room again depends on when a socket of TLS says so.
  const steady = names.filter((name) => name !== 'drain');
  (await run(https.createServer({ key, cert }, answer), encrypted, steady, ['GET 1.1'])).close();
})();
