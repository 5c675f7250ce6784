'use strict';
// What frameworks and their middleware do to requests and responses.
const http = require('http');
const { EventEmitter } = require('events');
const { Writable } = require('stream');
const { listen, close, raw, steps } = require('./_util');

const GET = 'GET /a HTTP/1.1\r\nHost: x\r\nX-A: b\r\nConnection: close\r\n\r\n';
async function serve(handler, request = GET, options = {}) {
  const server = http.createServer(options, handler);
  const port = await listen(server);
  console.log(JSON.stringify(await raw(port, request)));
  await close(server);
}

steps({
  async prototypes() {
    const request = Object.create(http.IncomingMessage.prototype, { app: { value: 'app' } });
    request.get = function (name) {
      return this.headers[name.toLowerCase()];
    };
    const response = Object.create(http.ServerResponse.prototype);
    response.send = function (body) {
      this.setHeader('Content-Type', 'text/html');
      return this.end(body);
    };
    await serve((req, res) => {
      Object.setPrototypeOf(req, request);
      Object.setPrototypeOf(res, response);
      res.send(
        `${req.get('X-A')} ${req.app} ${req instanceof http.IncomingMessage} ${res instanceof http.ServerResponse} ${res instanceof EventEmitter}`,
      );
    });
  },

  async 'own writeHead, write and end'() {
    await serve((req, res) => {
      const { writeHead, write, end } = res;
      res.writeHead = function (...args) {
        this.setHeader('X-Time', '1');
        return writeHead.apply(this, args);
      };
      res.write = function (...args) {
        console.log('write', args.length);
        return write.apply(this, args);
      };
      res.end = function (...args) {
        console.log('end', args.length);
        return end.apply(this, args);
      };
      res.write('a');
      res.end('b');
    });
    await serve((req, res) => {
      const { writeHead } = res;
      res.writeHead = function (...args) {
        res.writeHead = writeHead;
        this.setHeader('X-Late', '1');
        return writeHead.apply(this, args);
      };
      res.end('implicit');
    });
    await serve((req, res) => {
      res._implicitHeader = function () {
        this.writeHead(202, { 'X-Implicit': 'yes' });
      };
      res.end('x');
    });
    await serve((req, res) => {
      const { _send, _storeHeader } = res;
      res._send = function (data, ...rest) {
        console.log('_send', String(data).length);
        return _send.call(this, data, ...rest);
      };
      res._storeHeader = function (line, headers) {
        console.log('_storeHeader', JSON.stringify(line));
        return _storeHeader.call(this, line, headers);
      };
      res.end('x');
    });
  },

  async 'own headers'() {
    await serve((req, res) => {
      req.headers = { ...req.headers, added: 'yes' };
      req.headers.more = 'too';
      req.url = '/rewritten';
      req.method = 'PATCH';
      req.body = { parsed: true };
      req.rawHeaders.push('X', 'y');
      res.locals = {};
      res.end(
        JSON.stringify([req.headers, req.url, req.method, req.rawHeaders, Object.keys(req).includes('body')]),
      );
    });
  },

  async 'own classes'() {
    class Request extends http.IncomingMessage {
      get agent() {
        return this.headers['x-a'];
      }
    }
    class Response extends http.ServerResponse {
      json(value) {
        this.setHeader('Content-Type', 'application/json');
        this.end(JSON.stringify(value));
      }
    }
    await serve((req, res) => res.json([req.agent, req instanceof Request, res instanceof Response]), GET, {
      IncomingMessage: Request,
      ServerResponse: Response,
    });
    function OldRequest(socket) {
      http.IncomingMessage.call(this, socket);
      this.old = true;
    }
    Object.setPrototypeOf(OldRequest.prototype, http.IncomingMessage.prototype);
    await serve((req, res) => res.end(`${req.old} ${req.url}`), GET, { IncomingMessage: OldRequest });
  },

  async 'without a server'() {
    const req = new http.IncomingMessage(null);
    req.method = 'GET';
    req.url = '/injected';
    req.httpVersionMajor = req.httpVersionMinor = 1;
    req.headers = { host: 'x' };
    req.push('body');
    req.push(null);
    const res = new http.ServerResponse(req);
    const out = [];
    res.assignSocket(
      new Writable({
        write(chunk, encoding, callback) {
          out.push(String(chunk));
          callback();
        },
      }),
    );
    res.on('finish', () =>
      console.log('finish', JSON.stringify(out.join('').replace(/Date: [^\r]*/, 'Date: *'))),
    );
    let body = '';
    for await (const chunk of req) body += chunk;
    res.setHeader('X-Body', body);
    res.end('answer');
    await new Promise((resolve) => setTimeout(resolve, 5));
    console.log(res.writableFinished, res.socket !== null, res._header !== null);
    const message = new http.OutgoingMessage();
    message.setHeader('A', 'b');
    message._implicitHeader = function () {
      this._storeHeader('FIRST LINE\r\n', this.getHeaders());
    };
    message.write('x');
    console.log(
      message.outputData.length,
      message.outputSize > 0,
      message.writableLength > 0,
      message.headersSent,
      message.getHeaders(),
    );
  },

  async 'events added late'() {
    await serve((req, res) => {
      const log = [];
      res.end('x');
      res.on('finish', () => log.push('finish'));
      res.on('close', () => log.push('close'));
      process.nextTick(() => {
        log.push('tick');
        res.on('finish', () => log.push('late finish'));
        res.on('close', () => {
          log.push('late close');
          console.log(log.join(', '));
        });
      });
    });
    await serve((req, res) => {
      process.nextTick(() =>
        res.on('finish', () => console.log('finish')).on('close', () => console.log('close')),
      );
      res.end('x');
    });
    await serve((req, res) => {
      res.end('x');
      process.nextTick(() =>
        res.on('finish', () => console.log('no finish')).on('close', () => console.log('close')),
      );
    });
  },

  async 'the socket'() {
    await serve((req, res) => {
      const { socket } = req;
      const { write } = socket;
      let count = 0;
      socket.write = function (...args) {
        count++;
        return write.apply(this, args);
      };
      res.end('x');
      console.log('writes', count > 0);
    });
    await serve((req, res) => {
      let bytes = 0;
      req.socket.on('data', (d) => {
        bytes += d.length;
      });
      res.on('finish', () => console.log('bytes', bytes, req.socket.bytesRead));
      res.end('x');
    });
    await serve((req, res) => {
      req.socket.cork();
      res.end('x');
      setTimeout(() => req.socket.uncork(), 5);
    });
    await serve((req, res) => {
      res.end('x', () =>
        console.log(req.socket.bytesWritten > 50, req.socket.writableLength, req.socket._httpMessage === res),
      );
    });
    await serve((req, res) => {
      res.cork();
      res.write('a');
      res.write('b');
      console.log(res.writableCorked, res.writableLength);
      res.uncork();
      res.end('c');
    });
  },
});
