'use strict';

// Servers: listening, closing, limits; and what connecting says where it fails.

const net = require('node:net');
const { steps, log, thrown, listening, closed } = require('./_steps');

const HOST = '127.0.0.1';
const without = (text, port) => text.replaceAll(String(port), 'PORT');

const failure = (emitter) =>
  new Promise((resolve) => {
    emitter.once('error', (error) => {
      const { message, code, errno, syscall, address, port } = error;
      console.log({ message: without(message, port), code, errno, syscall, address, hasPort: port > 0 });
      resolve(error);
    });
  });

steps({
  async life() {
    const server = log('server', net.createServer(), ['listening', 'close', 'connection', 'error']);
    console.log(server.listening, server.address(), server.maxConnections, server.allowHalfOpen);
    await listening(server, 0, HOST);
    const { port, ...rest } = server.address();
    console.log(server.listening, rest, port > 0);
    console.log(thrown(() => server.listen(0)));
    console.log(server.close() === server, server.listening, server.address());
    await closed(server);
    server.close((error) => console.log(error.code, error.message));
    await new Promise(setImmediate);
    await listening(server, port, HOST);
    console.log('again', server.address().port === port);
    await server[Symbol.asyncDispose]();
  },

  async 'close waits for connections'() {
    const server = log('server', net.createServer(), ['close']);
    await listening(server, 0, HOST);
    const client = net.connect(server.address().port, HOST);
    const [socket] = await new Promise((resolve) => server.once('connection', (...args) => resolve(args)));
    await new Promise((resolve) =>
      server.getConnections((error, count) => resolve(console.log(error, count))),
    );
    server.close(() => console.log('close callback'));
    client.on('close', () => console.log('client close'));
    client.resume();
    socket.end();
    await closed(server);
  },

  async 'too many'() {
    const server = net.createServer((socket) => socket.resume());
    server.maxConnections = 1;
    await listening(server, 0, HOST);
    const { port } = server.address();
    const first = net.connect(port, HOST);
    await new Promise((resolve) => first.once('connect', resolve));
    const dropped = new Promise((resolve) => server.once('drop', resolve));
    const second = log('second', net.connect(port, HOST), ['end', 'close']);
    second.resume();
    const data = await dropped;
    console.log(Object.keys(data), data.remoteAddress, data.localPort === port);
    await closed(second);
    first.end();
    await closed(first);
    server.close();
    await closed(server);
  },

  async 'in use'() {
    const server = net.createServer();
    await listening(server, 0, HOST);
    const other = net.createServer();
    other.listen(server.address().port, HOST);
    await failure(other);
    console.log(other.listening);
    server.close();
    await closed(server);
  },

  async 'nobody there'() {
    const probe = net.createServer();
    await listening(probe, 0, HOST);
    const { port } = probe.address();
    probe.close();
    await closed(probe);
    const client = net.connect(port, HOST);
    client.on('close', (hadError) => console.log('close', hadError));
    await failure(client);
    await closed(client);
    await failure(net.connect({ port, host: HOST, localAddress: '127.0.0.2' }));
    await failure(net.connect(port, 'no-such-name.invalid'));
    await failure(net.connect('/no/such/path.sock'));
    const bad = net.createServer();
    bad.listen('/no/such/folder/x.sock');
    await failure(bad);
  },

  async 'several addresses'() {
    const server = net.createServer((socket) => socket.end('found'));
    await listening(server, 0, HOST);
    const { port } = server.address();
    const lookup = (host, options, callback) => {
      console.log('lookup', host, options);
      callback(null, [
        { address: '127.0.0.3', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    };
    const client = net.connect({ port, host: 'some.example', lookup });
    for (const event of ['lookup', 'connectionAttempt', 'connectionAttemptFailed', 'connect']) {
      client.on(event, (...args) =>
        console.log(
          event,
          ...args.map((arg) => (arg === port ? 'PORT' : arg instanceof Error ? arg.code : arg)),
        ),
      );
    }
    client.resume();
    await closed(client);
    server.close();
    await closed(server);

    const none = net.connect({ port, host: 'some.example', lookup });
    const error = await new Promise((resolve) => none.once('error', resolve));
    console.log(
      error.constructor.name,
      error.code,
      error.message === '',
      error.errors.map(({ code }) => code),
    );
    console.log(none.autoSelectFamilyAttemptedAddresses.map((text) => without(text, port)));
  },

  async 'a lookup that answers nonsense'() {
    for (const answer of [
      ['not an ip', 4],
      ['127.0.0.1', 5],
      [undefined, 4],
    ]) {
      const client = net.connect({
        port: 1,
        host: 'x',
        family: 4,
        lookup: (h, o, cb) => cb(null, ...answer),
      });
      const error = await new Promise((resolve) => client.once('error', resolve));
      console.log(error.code, error.message);
    }
  },

  async signals() {
    const controller = new AbortController();
    const server = log('server', net.createServer(), ['close']);
    await listening(server, { port: 0, host: HOST, signal: controller.signal });
    controller.abort();
    await closed(server);
    const aborted = net.connect({ port: 1, host: HOST, signal: AbortSignal.abort() });
    const error = await new Promise((resolve) => aborted.once('error', resolve));
    console.log(error.name, error.code);
  },

  async 'a blocked peer'() {
    const list = new net.BlockList();
    list.addAddress(HOST);
    const client = net.connect({ port: 1, host: HOST, blockList: list });
    const error = await new Promise((resolve) => client.once('error', resolve));
    console.log(error.code, error.message);
    const server = net.createServer({ blockList: list }, () => console.log('never'));
    await listening(server, 0, HOST);
    const shut = net.connect(server.address().port, HOST);
    shut.on('error', () => {});
    shut.resume();
    await closed(shut);
    server.close();
    await closed(server);
    console.log('shut out');
  },

  async 'an address taken early'() {
    const bound = new net.BoundSocket({ host: HOST });
    console.log(bound.address().address, bound.fd() > 0, bound.isPipe);
    console.log(
      thrown(() => new net.BoundSocket({ host: HOST, port: bound.address().port })).replace(
        /\d{4,5}/,
        'PORT',
      ),
    );
    console.log(thrown(() => new net.BoundSocket({ host: 'localhost' })));
    const { port } = bound.address();
    const server = net.createServer((socket) => socket.end('bound'));
    await listening(server, bound);
    console.log(
      server.address().port === port,
      thrown(() => bound.address()),
      thrown(() => bound.close()),
    );
    const client = net.connect(port, HOST).on('data', (chunk) => console.log(String(chunk)));
    await closed(client);
    server.close();
    await closed(server);
  },

  async 'a second program cannot keep this one'() {
    const server = net.createServer();
    await listening(server, 0, HOST);
    console.log(server.unref() === server, server._handle.hasRef());
    setTimeout(() => console.log('never printed'), 10_000).unref();
  },
});
