'use strict';
const http = require('http');
const net = require('net');
const { Duplex, PassThrough } = require('stream');
const { attempt, listen, close, steps, sleep, fetch } = require('./_util');

/** A server that says what it was sent, and a server that says what it is told to. */
const echo = () =>
  http.createServer((req, res) => {
    let body = '';
    req.setEncoding('latin1');
    req.on('data', (d) => (body += d));
    req.on('end', () =>
      res.end(
        JSON.stringify([
          req.method,
          req.url,
          req.rawHeaders.map((h) => h.replace(/:\d+$/, ':port')),
          body,
          req.rawTrailers,
        ]),
      ),
    );
  });

async function scripted(text, play, options = {}) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      if (typeof text === 'string') socket.write(text, 'latin1');
      else text(socket);
    });
  });
  const port = await listen(server);
  const log = [];
  const req = http.request({ port, host: '127.0.0.1', agent: false, ...options });
  for (const event of [
    'response',
    'information',
    'continue',
    'upgrade',
    'connect',
    'error',
    'close',
    'abort',
    'timeout',
    'finish',
    'socket',
  ]) {
    if (play?.without?.includes(event)) continue;
    req.on(event, (arg) => {
      log.push(event + (arg instanceof Error ? ` ${arg.code} ${arg.message}` : ''));
      if (event === 'response') {
        const res = arg;
        log.push(res.statusCode, res.statusMessage, res.httpVersion, JSON.stringify(res.rawHeaders));
        let body = '';
        res.setEncoding('latin1');
        for (const e of ['end', 'close', 'aborted', 'error'])
          res.on(e, (x) =>
            log.push(
              `res ${e}${x instanceof Error ? ` ${x.code} ${x.message}` : ''}${e === 'end' ? ` ${JSON.stringify(body)} ${JSON.stringify(res.rawTrailers)}` : ''}`,
            ),
          );
        res.on('data', (d) => (body += d));
      }
      if (event === 'information') log.push(JSON.stringify(arg));
    });
  }
  play?.run?.(req, log);
  if (!play?.noEnd) req.end();
  await new Promise((resolve) => req.on('close', resolve));
  await sleep(10);
  console.log(log.join(' | '));
  await new Promise((resolve) => server.close(resolve));
}

steps({
  async 'what is sent'() {
    const server = echo();
    const port = await listen(server);
    const send = async (options, body) =>
      console.log((await fetch({ port, agent: false, ...options }, body)).text);
    await send({});
    await send({ path: '/a?b=c', method: 'delete' });
    await send({ method: 'POST' }, 'body');
    await send({ method: 'POST' }, Buffer.from('buf'));
    await send({ method: 'GET' }, 'odd');
    await send({ method: 'GET', headers: { 'Transfer-Encoding': 'chunked' } }, 'odd');
    await send(
      { method: 'PUT', headers: { 'Content-Length': 2, 'X-A': ['b', 'c'], Cookie: ['d', 'e'] } },
      'ab',
    );
    await send({ headers: ['Host', 'me', 'X-A', '1', 'X-A', '2'] });
    await send({
      headers: [
        ['Host', 'me'],
        ['X-A', '1'],
      ],
    });
    await send({ auth: 'user:p:w' });
    await send({ auth: 'user', headers: { authorization: 'mine' } });
    await send({ setHost: false, headers: { host: 'given' } });
    await send({ setDefaultHeaders: false, headers: { host: 'given' } });
    await send({ headers: { host: 'x', connection: 'keep-alive' } });
    await send({ agent: new http.Agent() });
    await send({ agent: new http.Agent({ maxSockets: 1 }) });
    await send({ headers: { Expect: '100-continue' }, method: 'POST' }, 'x');
    await send({ uniqueHeaders: ['x-a'], headers: { 'X-A': ['b', 'c'] } });
    const url = `http://u%20s:p%40w@127.0.0.1:${port}/path?q=1#hash`;
    await new Promise((resolve) =>
      http.get(url, { agent: false }, (res) =>
        res.on('data', (d) => console.log(String(d))).on('end', resolve),
      ),
    );
    await new Promise((resolve) =>
      http.get(new URL(url), { agent: false, path: '/other' }, (res) =>
        res.on('data', (d) => console.log(String(d))).on('end', resolve),
      ),
    );
    const req = http.request({ port, host: '127.0.0.1', method: 'POST', agent: false });
    console.log(
      req.path,
      req.method,
      req.host,
      req.protocol,
      req.getHeaderNames(),
      req.reusedSocket,
      req.writableEnded,
      req.aborted,
      req.destroyed,
      req.maxHeadersCount,
    );
    req.setHeader('X-B', 'c');
    req.removeHeader('x-b');
    req.path = '/changed';
    attempt('path', () => (req.path = '/a b'));
    req.write('one');
    req.write('two');
    attempt('header', () => req.setHeader('a', 'b'));
    req.addTrailers({ 'X-T': 'u' });
    req.end('three');
    await new Promise((resolve) =>
      req.on('response', (res) => res.on('data', (d) => console.log(String(d))).on('end', resolve)),
    );
    await close(server);
  },

  async responses() {
    const head = 'HTTP/1.1 200 OK\r\n';
    await scripted(`${head}Content-Length: 5\r\n\r\nhello`);
    await scripted((s) => s.end(`${head}\r\nuntil the end`));
    await scripted(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-T: u\r\n\r\n`);
    await scripted(`HTTP/1.1 204 Nothing\r\n\r\n`);
    await scripted(`HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n`);
    await scripted(`HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n`);
    await scripted(`HTTP/1.0 200 Old\r\nContent-Length: 1\r\n\r\nx`);
    await scripted(`${head}Content-Length: 5\r\n\r\n`, null, { method: 'HEAD' });
    await scripted(`${head}Set-Cookie: a\r\nset-cookie: b\r\nX: 1\r\nx: 2\r\nContent-Length: 0\r\n\r\n`);
    await scripted(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n${head}Content-Length: 2\r\n\r\nhi`,
    );
    await scripted(`${head}Content-Length: 0\r\n\r\n`, { without: ['response'] });
  },

  async 'bad responses'() {
    await scripted((s) => s.end());
    await scripted((s) => s.destroy());
    await scripted((s) => s.end('HTTP/1.1 200 OK\r\nConte'));
    await scripted((s) => s.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe'));
    await scripted((s) => s.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe'));
    await scripted('nonsense\r\n\r\n');
    await scripted('HTTP/1.1 200 OK\r\na b: c\r\n\r\n');
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n');
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n');
    await scripted(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20000)}\r\n\r\n`);
    await scripted(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(2000)}\r\n\r\n`, null, { maxHeaderSize: 1000 });
    await scripted(
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 Again\r\nContent-Length: 0\r\n\r\n',
    );
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: a\x01b\r\n\r\nx');
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: a\x01b\r\n\r\nx', null, {
      insecureHTTPParser: true,
    });
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: a\x01b\r\n\r\nx', null, {
      httpValidation: 'relaxed',
    });
  },

  async 'giving up'() {
    const late = (s) => setTimeout(() => s.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx'), 60);
    await scripted(late, { run: (req) => setTimeout(() => req.destroy(), 10) });
    await scripted(late, { run: (req) => setTimeout(() => req.destroy(new Error('mine')), 10) });
    await scripted(late, { run: (req) => setTimeout(() => req.abort(), 10) });
    await scripted(late, { run: (req) => req.destroy() });
    await scripted(late, { run: (req) => req.destroy(new Error('at once')) });
    await scripted(late, { run: (req) => req.abort() });
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe', {
      run: (req) => req.on('response', (res) => setTimeout(() => res.destroy(), 10)),
    });
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe', {
      run: (req) => req.on('response', (res) => setTimeout(() => res.destroy(new Error('mine')), 10)),
    });
    await scripted('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe', {
      run: (req) => req.on('response', () => setTimeout(() => req.abort(), 10)),
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    await scripted(late, null, { signal: controller.signal });
    await scripted(late, null, { signal: AbortSignal.abort() });
    await scripted(late, {
      run: (req, log) =>
        req.setTimeout(15, () => {
          log.push('callback');
          req.destroy();
        }),
    });
    await scripted(
      late,
      { run: (req) => req.on('timeout', () => req.destroy(new Error('too slow'))) },
      { timeout: 15 },
    );
  },

  async 'no connection'() {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const req = http.get({ port, host: '127.0.0.1' });
    req.on('error', (err) => console.log(err.code, err.syscall, err.port === port));
    await new Promise((resolve) => req.on('close', resolve));
    const nowhere = http.get({
      host: 'x',
      lookup: (host, options, callback) => callback(Object.assign(new Error('nope'), { code: 'ENOPE' })),
    });
    nowhere.on('error', (err) => console.log(err.code, err.message));
    await new Promise((resolve) => nowhere.on('close', resolve));
    const made = http.get({
      createConnection() {
        throw new Error('cannot');
      },
    });
    made.on('error', (err) => console.log(err.message));
    await sleep(5);
    const called = http.get({
      createConnection: (options, callback) => {
        callback(new Error('called back'));
      },
    });
    called.on('error', (err) => console.log(err.message));
    await sleep(5);
  },

  async 'other connections'() {
    const server = echo();
    const port = await listen(server);
    const { text } = await fetch({ createConnection: () => net.connect(port, '127.0.0.1'), path: '/own' });
    console.log(text);
    class Wire extends Duplex {
      _read() {}
      _write(chunk, encoding, callback) {
        console.log(JSON.stringify(String(chunk)));
        if (String(chunk).includes('\r\n\r\n')) this.push('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
        callback();
      }
    }
    console.log((await fetch({ createConnection: () => new Wire(), headers: { host: 'w' } })).text);
    await close(server);
  },

  async upgrade() {
    const up = 'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhead';
    await scripted(up, {
      run: (req) =>
        req.on('upgrade', (res, socket, head) => {
          console.log(
            res.statusCode,
            res.headers,
            String(head),
            socket === res.socket,
            socket.listenerCount('data'),
          );
          socket.destroy();
        }),
    });
    await scripted(up, { without: ['upgrade'] });
    await scripted(
      'HTTP/1.1 200 OK\r\n\r\nhead',
      {
        run: (req) =>
          req.on('connect', (res, socket, head) => {
            console.log(res.statusCode, String(head));
            socket.destroy();
          }),
      },
      { method: 'CONNECT', path: 'a:1' },
    );
    await scripted('HTTP/1.1 200 OK\r\n\r\n', { without: ['connect'] }, { method: 'CONNECT', path: 'a:1' });
  },

  async agents() {
    let sockets = 0;
    const server = http.createServer((req, res) => setTimeout(() => res.end(req.url), 2));
    server.on('connection', () => sockets++);
    const port = await listen(server);
    for (const options of [
      { keepAlive: true },
      { keepAlive: false },
      { keepAlive: true, maxSockets: 1 },
      { maxSockets: 2 },
      { keepAlive: true, maxSockets: 3, maxFreeSockets: 1 },
      { keepAlive: true, maxTotalSockets: 1 },
      { keepAlive: true, scheduling: 'fifo' },
      { keepAlive: true, timeout: 50 },
    ]) {
      sockets = 0;
      const agent = new http.Agent(options);
      const log = [];
      agent.on('free', () => log.push('free'));
      const order = [];
      await Promise.all(
        [1, 2, 3, 4].map((n) => fetch({ port, agent, path: `/${n}` }).then(({ text }) => order.push(text))),
      );
      const reused = [];
      for (const n of [5, 6]) {
        await sleep(3);
        const req = http.get({ port, host: '127.0.0.1', agent, path: `/${n}` });
        await new Promise((resolve) => req.on('response', (res) => res.resume().on('end', resolve)));
        reused.push(req.reusedSocket);
      }
      await sleep(5);
      const count = (set) =>
        Object.values(set)
          .map((list) => list.length)
          .join();
      console.log(
        JSON.stringify(options),
        sockets,
        order.sort().join(''),
        reused.join(),
        log.length,
        `free ${count(agent.freeSockets)}`,
        `busy ${count(agent.sockets)}`,
        `queued ${count(agent.requests)}`,
        agent.totalSocketCount,
      );
      agent.destroy();
      await sleep(5);
      console.log(`free ${count(agent.freeSockets)}`, agent.totalSocketCount);
    }
    await close(server);
  },

  async 'a server that closes'() {
    const server = http.createServer((req, res) => res.end('x'));
    server.keepAliveTimeout = 1;
    const port = await listen(server);
    const agent = new http.Agent({ keepAlive: true });
    await fetch({ port, agent });
    await sleep(5);
    console.log(Object.keys(agent.freeSockets).length);
    await close(server);
    await sleep(10);
    console.log(Object.keys(agent.freeSockets).length);
    const poisoned = net.createServer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx'));
      socket.on('error', () => {});
      setTimeout(() => socket.write('HTTP/1.1 200 Forged\r\nContent-Length: 1\r\n\r\ny'), 15);
    });
    const other = await listen(poisoned);
    await fetch({ port: other, agent });
    await sleep(30);
    console.log(Object.keys(agent.freeSockets).length);
    agent.destroy();
    await new Promise((resolve) => poisoned.close(resolve));
  },

  async streaming() {
    const server = http.createServer((req, res) => req.pipe(res));
    const port = await listen(server);
    const req = http.request({ port, host: '127.0.0.1', method: 'POST', agent: false });
    const source = new PassThrough();
    source.pipe(req);
    const response = new Promise((resolve) => req.on('response', resolve));
    let sent = 0;
    for (let i = 0; i < 100; i++) {
      const chunk = Buffer.alloc(1000 * (i + 1), i);
      sent += chunk.length;
      if (!source.write(chunk)) await new Promise((resolve) => source.once('drain', resolve));
    }
    source.end();
    const res = await response;
    let received = 0;
    let sum = 0;
    for await (const chunk of res) {
      received += chunk.length;
      for (let i = 0; i < chunk.length; i += 997) sum = (sum + chunk[i] * ((received + i) % 7)) % 1;
    }
    console.log(sent === received, sum, req.writableFinished, res.complete);
    await close(server);
  },

  async 'a slow reader'() {
    const big = 'x'.repeat(2_000_000);
    const server = http.createServer((req, res) => res.end(big));
    const port = await listen(server);
    const req = http.get({ port, host: '127.0.0.1', agent: false });
    const res = await new Promise((resolve) => req.on('response', resolve));
    await sleep(20);
    let length = 0;
    res.on('data', (chunk) => {
      length += chunk.length;
      res.pause();
      setImmediate(() => res.resume());
    });
    await new Promise((resolve) => res.on('end', resolve));
    console.log(length);
    await close(server);
  },
});
