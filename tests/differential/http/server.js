'use strict';
const http = require('http');
const net = require('net');
const { listen, close, raw, steps, sleep, fetch } = require('./_util');

const request = (path, ...fields) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields.map((f) => `${f}\r\n`).join('')}\r\n`;
const LAST = 'Connection: close';

/** Notes the events of an emitter. */
function watch(log, name, emitter, events) {
  for (const event of events) {
    emitter.on(event, (arg) =>
      log.push(`${name} ${event}${arg instanceof Error ? ` ${arg.code} ${arg.message}` : ''}`),
    );
  }
}
const reqEvents = ['end', 'close', 'aborted', 'error', 'timeout'];
const resEvents = ['finish', 'close', 'error', 'prefinish', 'pipe', 'drain'];

steps({
  async 'a message'() {
    const server = http.createServer((req, res) => {
      const {
        method,
        url,
        httpVersion,
        httpVersionMajor,
        httpVersionMinor,
        headers,
        rawHeaders,
        complete,
        aborted,
        upgrade,
      } = req;
      console.log({
        method,
        url,
        httpVersion,
        httpVersionMajor,
        httpVersionMinor,
        headers,
        rawHeaders,
        complete,
        aborted,
        upgrade,
      });
      console.log(req.headersDistinct, req.trailers, req.trailersDistinct, req.rawTrailers);
      console.log(
        req.socket === res.socket,
        req.connection === req.socket,
        res.req === req,
        req.socket.server === server,
        req.socket instanceof net.Socket,
      );
      console.log(
        req.statusCode,
        req.statusMessage,
        req.readable,
        req.destroyed,
        req.readableEnded,
        req.readableFlowing,
        req.client === req.socket,
      );
      console.log(
        res.statusCode,
        res.statusMessage,
        res.sendDate,
        res.chunkedEncoding,
        res.shouldKeepAlive,
        res.writable,
        res.finished,
        res.writableHighWaterMark,
        res.writableLength,
      );
      console.log(req.eventNames(), req.listenerCount('end'), req.getMaxListeners(), req.rawListeners('x'));
      res.end();
      process.nextTick(() =>
        console.log('tick', req.complete, res.writableFinished, res.socket === null, res.destroyed),
      );
      setImmediate(() =>
        console.log(
          'immediate',
          req.complete,
          req.destroyed,
          req.readableEnded,
          res.writableFinished,
          res.socket === null,
          res.destroyed,
        ),
      );
    });
    const port = await listen(server);
    await raw(port, request('/a?b=c', 'X-A: 1', 'x-a: 2', 'Cookie: a', 'cookie: b', LAST));
    await sleep(5);
    await close(server);
  },

  async 'order of events'() {
    for (const how of ['at once', 'reading', 'later', 'early', 'promise', 'pipe']) {
      const log = [];
      const server = http.createServer((req, res) => {
        watch(log, 'req', req, reqEvents);
        watch(log, 'res', res, resEvents);
        log.push('request');
        process.nextTick(() => log.push('tick'));
        Promise.resolve().then(() => log.push('microtask'));
        if (how === 'at once' || how === 'early') res.end('x');
        else if (how === 'reading')
          req.on('data', (d) => log.push(`data ${d}`)).on('end', () => res.end('x'));
        else if (how === 'later') setTimeout(() => res.end('x'), 5);
        else if (how === 'promise') Promise.resolve().then(() => res.end('x'));
        else req.pipe(res);
        log.push('returned');
      });
      const port = await listen(server);
      const post = `POST / HTTP/1.1\r\nHost: x\r\n${LAST}\r\nContent-Length: 5\r\n\r\n`;
      if (how === 'early') await raw(port, post, 'hello');
      else await raw(port, `${post}hello`);
      await sleep(5);
      console.log(how, log.join(', '));
      await close(server);
    }
  },

  async 'no body'() {
    for (const how of [
      'listens',
      'listens late',
      'iterates',
      'iterates late',
      'resumes',
      'looks',
      'destroys',
      'data',
    ]) {
      const log = [];
      const server = http.createServer(async (req, res) => {
        const end = () => res.end('x');
        if (how === 'listens') {
          watch(log, 'req', req, reqEvents);
          end();
        } else if (how === 'listens late') {
          end();
          await sleep(5);
          watch(log, 'req', req, reqEvents);
          log.push(
            req.readable,
            req.readableEnded,
            req.destroyed,
            req.complete,
            req.readableLength,
            req.closed,
          );
          req.resume();
        } else if (how === 'iterates' || how === 'iterates late') {
          if (how === 'iterates late') await sleep(5);
          for await (const chunk of req) log.push(chunk);
          log.push('iterated');
          end();
        } else if (how === 'resumes') {
          req.resume();
          req.on('end', () => {
            log.push('end');
            end();
          });
        } else if (how === 'looks') {
          log.push(
            req.readable,
            req.readableEnded,
            req.destroyed,
            req.readableFlowing,
            req.isPaused(),
            req.readableHighWaterMark,
          );
          end();
          setImmediate(() => log.push(req.readable, req.readableEnded, req.destroyed, req.closed));
        } else if (how === 'destroys') {
          watch(log, 'req', req, reqEvents);
          end();
          setTimeout(() => {
            req.destroy();
            log.push(req.destroyed, req.aborted);
          }, 5);
        } else {
          req.on('data', () => log.push('data'));
          req.on('end', () => {
            log.push('end');
            end();
          });
        }
      });
      const port = await listen(server);
      await raw(port, request('/', LAST));
      await sleep(15);
      console.log(how, log.join(', '));
      await close(server);
    }
  },

  async pipelining() {
    const log = [];
    const server = http.createServer((req, res) => {
      log.push(`request ${req.url}`);
      res.on('finish', () => log.push(`finish ${req.url}`));
      const delay = { '/1': 15, '/2': 1, '/3': 8 }[req.url];
      if (delay) setTimeout(() => res.end(req.url), delay);
      else res.end(req.url);
    });
    const port = await listen(server);
    const text = await raw(
      port,
      [1, 2, 3, 4, 5].map((n) => request(`/${n}`)).join('') + request('/last', LAST) + request('/never'),
    );
    console.log(log.join(', '));
    console.log(text);
    await close(server);
  },

  async 'many on one connection'() {
    let count = 0;
    const server = http.createServer((req, res) => {
      count++;
      res.setHeader('Count', count);
      res.end('x'.repeat(count % 50));
    });
    const port = await listen(server);
    const text = await raw(port, request('/').repeat(500) + request('/', LAST));
    console.log(count, text.length, text.split('HTTP/1.1 200 OK').length - 1);
    await close(server);
  },

  async aborted() {
    for (const how of ['before', 'during', 'pending']) {
      const log = [];
      let response;
      const server = http.createServer((req, res) => {
        response = res;
        watch(log, 'req', req, reqEvents);
        watch(log, 'res', res, resEvents);
        req.signal.addEventListener('abort', () => log.push('signal'));
        if (how === 'during') res.write('part');
        if (how === 'pending') req.resume();
      });
      const port = await listen(server);
      const socket = net.connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        how === 'pending' ? request('/') : `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello`,
      );
      await sleep(20);
      socket.destroy();
      await sleep(20);
      log.push(
        response.destroyed,
        response.writableEnded,
        response.closed,
        response.write('x'),
        response.end('y') === response,
      );
      await sleep(5);
      console.log(how, log.join(', '));
      await close(server);
    }
  },

  async expect() {
    const text = `POST / HTTP/1.1\r\nHost: x\r\n${LAST}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`;
    let server = http.createServer();
    server.on('checkContinue', (req, res) => {
      console.log('checkContinue');
      res.writeContinue();
      req.resume().on('end', () => res.end('done'));
    });
    console.log(await raw(await listen(server), text, 'ab'));
    await close(server);
    server = http.createServer();
    server.on('checkContinue', (req, res) => res.writeHead(413).end());
    console.log(await raw(await listen(server), text.replace(`${LAST}\r\n`, '')));
    await close(server);
    server = http.createServer();
    server.on('checkExpectation', (req, res) => res.end(`expected ${req.headers.expect}`));
    console.log(await raw(await listen(server), request('/', 'Expect: tea', LAST)));
    await close(server);
  },

  async clientError() {
    const server = http.createServer();
    server.on('clientError', (err, socket) => {
      console.log(
        err.message,
        err.code,
        err.reason,
        err.bytesParsed,
        String(err.rawPacket),
        Object.keys(err).join(),
      );
      socket.end('HTTP/1.1 400 Mine\r\n\r\n');
    });
    const port = await listen(server);
    for (const text of [
      'nonsense\r\n\r\n',
      'GET / HTTP/1.1\r\na b: c\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(17000)}`,
    ]) {
      console.log(JSON.stringify(await raw(port, text)));
    }
    await close(server);
  },

  async 'requests per socket'() {
    const server = http.createServer((req, res) => res.end(req.url));
    server.maxRequestsPerSocket = 2;
    server.on('dropRequest', (req, socket) =>
      console.log('dropRequest', req.url, socket instanceof net.Socket),
    );
    const port = await listen(server);
    console.log(await raw(port, request('/1') + request('/2') + request('/3')));
    await close(server);
  },

  async 'upgrade and connect'() {
    const server = http.createServer((req, res) => res.end('plain'));
    const port = await listen(server);
    const up = request('/up', 'Connection: Upgrade', 'Upgrade: x');
    console.log(JSON.stringify(await raw(port, up.replace('GET', 'GET'), request('/', LAST))));
    console.log(JSON.stringify(await raw(port, 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n')));
    server.on('upgrade', (req, socket, head) => {
      console.log(
        'upgrade',
        req.url,
        req.upgrade,
        head.toString(),
        socket === req.socket,
        socket.listenerCount('data'),
        socket.readableFlowing,
      );
      socket.write('HTTP/1.1 101 Ok\r\n\r\n');
      socket.on('data', (data) => socket.end(`echo ${data}`));
    });
    server.on('connect', (req, socket, head) => {
      console.log('connect', req.url, head.toString());
      socket.end('HTTP/1.1 200 Ok\r\n\r\n');
    });
    console.log(JSON.stringify(await raw(port, `${up}head`, 'data')));
    console.log(JSON.stringify(await raw(port, 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\nhead')));
    await close(server);
  },

  async timeouts() {
    const server = http.createServer(
      { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 },
      (req, res) => {
        req.resume();
        req.on('end', () => res.end('x'));
      },
    );
    server.keepAliveTimeout = 30;
    server.keepAliveTimeoutBuffer = 20;
    const port = await listen(server);
    const [head, body, none, idle] = await Promise.all([
      raw(port, 'GET / HTTP/1.1\r\nHo'),
      raw(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab'),
      raw(port),
      raw(port, request('/')),
    ]);
    console.log({ head, body, none, idle });
    await close(server);
    const slow = http.createServer(() => {});
    slow.setTimeout(30, (socket) => {
      console.log('timeout', socket instanceof net.Socket);
      socket.end('too slow');
    });
    console.log(JSON.stringify(await raw(await listen(slow), request('/'))));
    await close(slow);
    const perMessage = http.createServer((req, res) => {
      req.setTimeout(20, () => {
        console.log('request timeout');
        res.end('late');
      });
    });
    console.log(JSON.stringify(await raw(await listen(perMessage), request('/', LAST))));
    await close(perMessage);
  },

  async closing() {
    const server = http.createServer((req, res) => {
      if (req.url === '/slow') setTimeout(() => res.end('slow'), 40);
      else res.end('fast');
    });
    const port = await listen(server);
    const agent = new http.Agent({ keepAlive: true });
    await fetch({ port, agent });
    const slow = fetch({ port, agent, path: '/slow' });
    await sleep(10);
    let closed = false;
    server.close(() => {
      closed = true;
      console.log('closed');
    });
    server.closeIdleConnections();
    console.log('closed already', closed);
    console.log((await slow).text, (await slow).res.headers.connection);
    agent.destroy();
    await sleep(20);
    server.close((err) => console.log(err.code));
  },

  async 'half open'() {
    for (const allow of [false, true]) {
      const server = http.createServer((req, res) => setTimeout(() => res.end('late'), 15));
      server.httpAllowHalfOpen = allow;
      const port = await listen(server);
      const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      let text = '';
      socket.on('data', (d) => (text += d));
      socket.end(request('/'));
      await new Promise((resolve) => socket.on('close', resolve).on('end', () => socket.destroy()));
      console.log(allow, text.includes('late'));
      await close(server);
    }
  },

  async 'errors in listeners'() {
    const server = http.createServer({ captureRejections: true }, () => {});
    server.on('request', () => {
      throw new Error('thrown');
    });
    const port = await listen(server);
    process.once('uncaughtException', (err) => console.log('uncaught', err.message));
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (d) => (text += d));
    socket.write(request('/'));
    await sleep(20);
    socket.write(request('/'));
    await new Promise((resolve) => socket.on('close', resolve));
    console.log(JSON.stringify(text));
    await close(server);
  },

  async backpressure() {
    const total = 3_000_000;
    let drains = 0;
    const server = http.createServer((req, res) => {
      const chunk = Buffer.alloc(100_000, 'x');
      let sent = 0;
      (function more() {
        while (sent < total) {
          sent += chunk.length;
          if (!res.write(chunk)) {
            res.once('drain', () => {
              drains++;
              more();
            });
            return;
          }
        }
        res.end();
      })();
    });
    const port = await listen(server);
    const { text } = await fetch({ port });
    console.log(text.length, drains > 0);
    await close(server);
  },
});
