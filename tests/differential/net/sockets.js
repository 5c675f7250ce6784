'use strict';

// Sockets and servers: what comes through, which events, in which order.

const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { steps, log, listening, closed } = require('./_steps');

const EVENTS = ['connect', 'ready', 'end', 'finish', 'close', 'error', 'timeout'];
const HOST = '127.0.0.1';

/** A server that does `serve` with its one connection, and a client that does `use`; ends when both are closed. */
async function pair(serve, use, serverOptions = {}, clientOptions = {}) {
  let accepted;
  const server = net.createServer(serverOptions, (socket) => {
    accepted = closed(socket);
    serve(socket);
  });
  await listening(server, 0, HOST);
  const client = net.connect({ port: server.address().port, host: HOST, ...clientOptions });
  use(client);
  await closed(client);
  await accepted;
  await new Promise((resolve) => server.close(resolve));
}

steps({
  async 'text both ways'() {
    await pair(
      (socket) => {
        socket.setEncoding('utf8');
        let text = '';
        socket.on('data', (chunk) => (text += chunk));
        socket.on('end', () => socket.end(`got ${text.length}: ${text}`));
      },
      (client) => {
        log('client', client, EVENTS);
        let text = '';
        client.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        client.on('end', () => console.log(text));
        client.write('héllo ');
        client.write('d8=', 'base64');
        client.write('wörld', 'latin1');
        client.write('Ж', 'utf16le');
        client.end('€ \ud83d\ude00 \ud800', 'utf8', () => console.log('end callback'));
      },
      { allowHalfOpen: true },
    );
  },

  async 'a megabyte of bytes, with backpressure'() {
    const data = Buffer.alloc(
      3_000_000,
      Uint8Array.from({ length: 251 }, (_, i) => i),
    );
    let received = [];
    await pair(
      (socket) => {
        socket.on('data', (chunk) => received.push(chunk));
        socket.on('data', () => {
          socket.pause();
          setImmediate(() => socket.resume());
        });
        socket.on('end', () => socket.end());
      },
      (client) => {
        client.resume();
        console.log('write returned', client.write(data), client.writableNeedDrain);
        client.once('drain', () => {
          console.log('drain', client.bytesWritten, client.writableLength);
          client.cork();
          for (let i = 0; i < 100; i++) client.write(`${i},`);
          client.uncork();
          client.end();
        });
      },
      { allowHalfOpen: true },
    );
    received = Buffer.concat(received);
    console.log(received.length, received.subarray(0, data.length).equals(data));
    console.log(received.subarray(data.length).toString('latin1').slice(-20));
  },

  async 'half-open'() {
    await pair(
      (socket) => {
        log('server', socket, EVENTS);
        socket.resume();
        socket.on('end', () => {
          console.log('server', socket.readyState, socket.writable);
          setTimeout(() => socket.end('still here'), 20);
        });
      },
      (client) => {
        client.on('data', (chunk) => console.log('client got', String(chunk), client.readyState));
        client.end();
      },
      { allowHalfOpen: true },
      { allowHalfOpen: true },
    );
  },

  async 'not half-open: writing after the other end'() {
    await pair(
      (socket) => socket.resume().end('bye'),
      (client) => {
        log('client', client, ['end', 'close', 'error']);
        client.resume();
        client.on('end', () => {
          setImmediate(() =>
            client.write('x', (error) => console.log('callback', error?.code, error?.message)),
          );
        });
      },
    );
  },

  async 'addresses and counters'() {
    await pair(
      (socket) => {
        console.log('server', socket.remoteAddress, socket.remoteFamily, socket.localFamily);
        console.log(typeof socket.remotePort, socket.localPort === socket.server.address().port);
        socket.resume().end('12345');
      },
      (client) => {
        console.log(
          client.connecting,
          client.pending,
          client.readyState,
          client.remoteAddress,
          client.address(),
        );
        client.write('abc');
        console.log('before', client.bytesWritten, client.bytesRead, client.bufferSize);
        client.on('connect', () =>
          console.log('connected', client.connecting, client.pending, client.readyState),
        );
        client.resume();
        client.on('close', () => {
          console.log('after', client.bytesWritten, client.bytesRead, client.remoteAddress, client.localPort);
          console.log(client.readyState, client.destroyed, client._handle);
        });
      },
    );
  },

  async reset() {
    await pair(
      (socket) => {
        log('server', socket, ['error', 'close']);
        socket.resume();
      },
      (client) => {
        log('client', client, ['error', 'close']);
        client.on('connect', () => console.log(client.resetAndDestroy() === client));
      },
    );
  },

  async 'destroy with an error'() {
    await pair(
      (socket) => {
        log('server', socket, ['end', 'error', 'close']);
        socket.resume();
      },
      (client) => {
        log('client', client, ['end', 'error', 'close']);
        client.on('connect', () => {
          client.write('lost?', (error) => console.log('write callback', error?.message));
          client.destroy(Object.assign(new Error('own'), { code: 'OWN' }));
          client.write('late', (error) => console.log('late callback', error.code));
        });
      },
    );
  },

  async 'destroy while connecting'() {
    const client = log('client', net.connect(9, HOST), EVENTS);
    client.write('x', (error) => console.log('callback', error.code));
    client.destroy();
    await closed(client);
  },

  async timeout() {
    await pair(
      (socket) => socket.resume().on('end', () => socket.end()),
      (client) => {
        console.log(
          client.timeout,
          client.setTimeout(30, () => console.log('timed out')) === client,
          client.timeout,
        );
        client.on('timeout', () => {
          client.setTimeout(0);
          client.end();
        });
        client.resume();
      },
    );
  },

  async 'onread with one buffer'() {
    const buffer = Buffer.alloc(8);
    let text = '';
    await pair(
      (socket) => socket.resume().end('the quick brown fox jumps over the lazy dog'),
      (client) => client.on('end', () => console.log(text)),
      {},
      {
        onread: {
          buffer,
          callback(size, given) {
            text += `[${given === buffer ? given.toString('latin1', 0, size) : 'another buffer'}]`;
          },
        },
      },
    );
  },

  async 'a local socket'() {
    const name = path.join(os.tmpdir(), 'naja-test.sock');
    const server = net.createServer((socket) => {
      console.log('server', socket.remoteAddress, socket.localAddress, socket.address());
      socket.pipe(socket);
    });
    await listening(server, name);
    console.log(server.address() === name);
    const client = log('client', net.connect(name), EVENTS);
    client.on('data', (chunk) => console.log('echo', String(chunk)));
    client.end('hello');
    await closed(client);
    await new Promise((resolve) => server.close(resolve));
    const lost = log('lost', net.connect(name), ['error', 'close']);
    await closed(lost).then(() => console.log('closed'));
  },

  async 'an abstract socket'() {
    const name = `\0naja-test-${process.pid}`;
    const server = net.createServer((socket) => socket.end('abstract'));
    await listening(server, { path: name });
    const client = net.connect({ path: name }).on('data', (chunk) => console.log(String(chunk)));
    await closed(client);
    await new Promise((resolve) => server.close(resolve));
  },
});
