'use strict';
const http = require('http');
const { attempt, listen, close, raw, steps } = require('./_util');

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/** What a response looks like on the wire. */
async function wire(handler, request = GET, options = {}) {
  const server = http.createServer(options, handler);
  const port = await listen(server);
  console.log(JSON.stringify(await raw(port, request)));
  await close(server);
}

steps({
  async 'header methods'() {
    await wire((req, res) => {
      const log = (name, value) => console.log(name, value);
      log('chain', res.setHeader('X-Foo', 'a') === res && res.appendHeader('x-foo', ['b', 'c']) === res);
      res.setHeader('Content-Type', 'text/plain').setHeader('content-TYPE', 'text/html');
      res.setHeader('Set-Cookie', ['a=1', 'b=2']);
      res.setHeader('Cookie', ['a', 'b']);
      res.setHeader('N', 5).setHeader('T', true).setHeader('O', null);
      log('get', [
        res.getHeader('x-FOO'),
        res.getHeader('none'),
        res.getHeader('set-cookie'),
        res.getHeader('a b'),
      ]);
      log('names', res.getHeaderNames());
      log('raw names', res.getRawHeaderNames());
      log('headers', res.getHeaders());
      log('has', [res.hasHeader('X-Foo'), res.hasHeader('y')]);
      res.removeHeader('n');
      res.removeHeader('never');
      log('after', res.getHeaderNames());
      res.setHeaders(
        new Map([
          ['M', '1'],
          ['set-cookie', ['x', 'y']],
        ]),
      );
      for (const value of [5, null, undefined, [], {}])
        attempt(`setHeaders ${value}`, () => res.setHeaders(value));
      for (const name of [5, null, undefined]) {
        attempt(`getHeader ${name}`, () => res.getHeader(name));
        attempt(`hasHeader ${name}`, () => res.hasHeader(name));
        attempt(`removeHeader ${name}`, () => res.removeHeader(name));
        attempt(`setHeader ${name}`, () => res.setHeader(name, 'x'));
        attempt(`appendHeader ${name}`, () => res.appendHeader(name, 'x'));
      }
      attempt('setHeader undefined', () => res.setHeader('a', undefined));
      attempt('setHeader newline', () => res.setHeader('a', 'b\r\nc'));
      attempt('setHeader array', () => res.setHeader('a', ['b', 'c\n']));
      attempt('appendHeader', () => res.appendHeader('a', 'b\0'));
      res.end('x');
      log('sent', [res.headersSent, res._header !== null]);
      attempt('set', () => res.setHeader('a', 'b'));
      attempt('append', () => res.appendHeader('a', 'b'));
      attempt('remove', () => res.removeHeader('a'));
      attempt('setHeaders', () => res.setHeaders(new Map()));
      attempt('writeHead', () => res.writeHead(200));
      attempt('writeContinue', () => res.writeContinue());
      attempt('_renderHeaders', () => res._renderHeaders());
    });
  },

  async writeHead() {
    await wire((req, res) => res.writeHead(201).end('x'));
    await wire((req, res) =>
      res.writeHead(201, 'Made', { A: 'b', C: ['d', 'e'], 'Set-Cookie': ['f', 'g'] }).end('x'),
    );
    await wire((req, res) => res.writeHead(200, ['A', 'b', 'A', 'c', 'Content-Length', 1]).end('x'));
    await wire((req, res) =>
      res
        .writeHead(200, [
          ['A', 'b'],
          ['a', 'c'],
        ])
        .end('x'),
    );
    await wire((req, res) => {
      res.setHeader('A', '1').setHeader('B', '2');
      res.writeHead(200, ['a', '3', 'A', '4', 'C', '5']).end('x');
    });
    await wire((req, res) => {
      res.setHeader('A', '1').setHeader('B', '2');
      res.writeHead(200, { a: '3', C: '5' }).end('x');
    });
    await wire((req, res) => {
      res.statusCode = 404;
      res.statusMessage = 'Gone fishing';
      res.end('x');
    });
    await wire((req, res) => res.writeHead(299).end('x'));
    await wire((req, res) => res.writeHead(200, null, { A: 'b' }).end('x'));
    await wire((req, res) => {
      for (const code of [99, 1000, 'x', null, undefined, -1, 200.7, '404', {}, 1e10]) {
        attempt(`status ${String(code)}`, () =>
          new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 }).writeHead(
            code,
          ),
        );
      }
      attempt('reason', () => res.writeHead(200, 'a\nb'));
      res.statusMessage = undefined;
      attempt('odd list', () => res.writeHead(200, ['a', 'b', 'c']));
      attempt('name', () => res.writeHead(200, { 'a b': 'c' }));
      attempt('value', () => res.writeHead(200, { a: undefined }));
      attempt('value', () => res.writeHead(200, { a: 'b\nc' }));
      res.end('x');
    });
  },

  async 'lengths and chunks'() {
    await wire((req, res) => res.end());
    await wire((req, res) => res.end(''));
    await wire((req, res) => res.end('é€'));
    await wire((req, res) => res.end('é', 'latin1'));
    await wire((req, res) => res.end('6869', 'hex'));
    await wire((req, res) => res.end('aGk=', 'base64'));
    await wire((req, res) => res.end('hi', 'utf16le'));
    await wire((req, res) => res.end(Buffer.from('buf')));
    await wire((req, res) => res.end(new Uint8Array([65, 66])));
    await wire((req, res) => {
      res.write('a');
      res.write('b');
      res.end('c');
    });
    await wire((req, res) => {
      res.write('a');
      setTimeout(() => {
        res.write('');
        res.write(Buffer.from('bcd'));
        setTimeout(() => res.end(), 5);
      }, 5);
    });
    await wire((req, res) => {
      res.setHeader('Content-Length', 3);
      res.write('a');
      res.end('bc');
    });
    await wire((req, res) => {
      res.removeHeader('Content-Length');
      res.end('x');
    });
    await wire((req, res) => {
      res.removeHeader('Transfer-Encoding');
      res.write('x');
      res.end('y');
    });
    await wire((req, res) => {
      res.removeHeader('Date');
      res.removeHeader('Connection');
      res.end('x');
    });
    await wire((req, res) => {
      res.sendDate = false;
      res.setHeader('Transfer-Encoding', 'chunked');
      res.end('x');
    });
    await wire((req, res) => {
      res.flushHeaders();
      res.end('x');
    });
    await wire((req, res) => {
      res.useChunkedEncodingByDefault = false;
      res.write('x');
      res.end('y');
    });
    await wire(
      (req, res) => {
        res.shouldKeepAlive = false;
        res.end('x');
      },
      GET.replace('Connection: close\r\n', ''),
    );
    for (const code of [204, 304, 205, 101]) {
      await wire((req, res) => {
        res.statusCode = code;
        res.end('x');
      });
      await wire((req, res) => res.writeHead(code, { 'Transfer-Encoding': 'chunked' }).end('x'));
    }
  },

  async 'other versions and methods'() {
    for (const line of [
      'GET / HTTP/1.0\r\n',
      'GET / HTTP/1.0\r\nConnection: keep-alive\r\n',
      'GET / HTTP/1.0\r\nTE: chunked\r\n',
    ]) {
      await wire((req, res) => {
        res.write('a');
        res.end('b');
      }, `${line}\r\n`);
      await wire((req, res) => {
        res.setHeader('Connection', 'close');
        res.end('ab');
      }, `${line}\r\n`);
    }
    const head = GET.replace('GET', 'HEAD');
    await wire((req, res) => res.end('body'), head);
    await wire((req, res) => res.writeHead(200, { 'Content-Length': 4 }).end('body'), head);
    await wire((req, res) => {
      res.write('a');
      res.end('b');
    }, head);
    await wire(
      (req, res) => {
        attempt('body', () => res.end('b'));
        res.end();
      },
      head,
      { rejectNonStandardBodyWrites: true },
    );
  },

  async trailers() {
    await wire((req, res) => {
      res.setHeader('Trailer', 'A, B');
      res.write('x');
      res.addTrailers({ A: '1', B: ['2', '3'] });
      res.addTrailers([
        ['C', 'd'],
        ['E', 'f'],
      ]);
      attempt('name', () => res.addTrailers({ 'a b': '1' }));
      attempt('value', () => res.addTrailers({ A: 'b\n' }));
      res.addTrailers({ A: '1', B: ['2', '3'] });
      res.end();
    });
    await wire((req, res) => {
      attempt('without chunks', () => res.writeHead(200, { Trailer: 'A', 'Content-Length': 1 }));
      res.destroy();
    });
  },

  async information() {
    await wire((req, res) => {
      res.writeProcessing();
      res.writeEarlyHints({ link: '</a>; rel=preload', 'X-A': 'b' });
      res.writeEarlyHints({ link: ['</a>; rel=preload', '</b>; rel=preload'] });
      res.writeEarlyHints({});
      res.writeInformation(150, { A: 'b' });
      res.writeInformation(199, ['A', 'b']);
      res.writeInformation(100, [['A', 'b']]);
      for (const code of [99, 101, 200, 'x', undefined])
        attempt(`information ${code}`, () => res.writeInformation(code));
      attempt('hints', () => res.writeEarlyHints('x'));
      attempt('link', () => res.writeEarlyHints({ link: 'x' }));
      attempt('name', () => res.writeInformation(103, { 'a b': 'c' }));
      attempt('list', () => res.writeInformation(103, ['a']));
      attempt('value', () => res.writeInformation(103, { a: 'b\n' }));
      res.end('x');
    });
  },

  async 'strict length'() {
    await wire((req, res) => {
      res.strictContentLength = true;
      res.writeHead(200, { 'Content-Length': 3 });
      attempt('too much', () => res.write('abcd'));
      res.write('ab');
      attempt('too little', () => res.end());
      attempt('too much', () => res.end('xy'));
      res.end('c');
    });
  },

  async uniqueHeaders() {
    await wire(
      (req, res) => {
        res.setHeader('X-A', ['a', 'b']);
        res.setHeader('X-B', ['c', 'd']);
        res.setHeader('Trailer', 'X-A');
        res.write('x');
        res.addTrailers({ 'x-a': ['e', 'f'], 'x-b': ['g', 'h'] });
        res.end();
      },
      GET,
      { uniqueHeaders: ['x-a'] },
    );
  },

  async 'content-disposition'() {
    await wire((req, res) => {
      res.setHeader('Content-Disposition', 'attachment; filename="caf\xe9"');
      res.end('x');
    });
    await wire((req, res) => {
      const headers = { 'Content-Length': 1, 'content-disposition': 'f="\xe4"' };
      attempt('length first', () => res.writeHead(200, headers));
      res.destroy();
    });
  },

  async 'after the end'() {
    await wire((req, res) => {
      const log = [];
      res.on('error', (err) => log.push(`error ${err.code}`));
      res.on('finish', () => log.push('finish'));
      res.on('prefinish', () => log.push('prefinish'));
      res.on('close', () => {
        log.push('close', res.writableEnded, res.writableFinished, res.destroyed, res.closed);
        res.write('late', (err) => log.push(`late ${err.code}`));
        res.end((err) => log.push(`end again ${err && err.code}`));
        setImmediate(() => console.log(log.join(', ')));
      });
      res.end('x', (err) => log.push(`end ${err}`));
      log.push(res.write('y', (err) => log.push(`write ${err.code}`)));
      res.end('z', (err) => log.push(`second end ${err && err.code}`));
      res.end((err) => log.push(`third end ${err && err.code}`));
      log.push(res.writableEnded, res.writableFinished, res.finished, res.socket !== null);
    });
    await wire((req, res) => {
      for (const chunk of [null, undefined, 5, {}, [], true]) {
        attempt(`write ${String(chunk)}`, () => res.write(chunk));
        if (chunk) attempt(`end ${String(chunk)}`, () => res.end(chunk));
      }
      attempt('encoding', () => res.write('x', 'nope'));
      res.end('x');
    });
  },
});
