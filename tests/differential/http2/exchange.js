// What goes between a client and a server of node:http2, in both directions: each scenario by itself.
'use strict';
const http2 = require('http2');
const fs = require('fs');
const { Readable, duplexPair } = require('stream');
const { once } = require('events');

const seen = (headers) => {
  const { date, ...rest } = headers;
  return { ...rest, date: typeof date };
};

/** A server and a client of it, which end when `use` is done. */
async function between(serverOptions, clientOptions, onStream, use) {
  const server = http2.createServer(serverOptions);
  server.on('stream', onStream);
  server.on('sessionError', (error) => console.log('session error', error.code, error.message));
  server.listen(0);
  await once(server, 'listening');
  const client = http2.connect(`http://localhost:${server.address().port}`, clientOptions);
  client.on('error', (error) => console.log('client error', error.code, error.message));
  await use(client, server);
  client.close();
  if (!client.destroyed) await once(client, 'close');
  await new Promise((done) => server.close(done));
}

/** Makes a request: its response, body, trailers and how it ended. */
function ask(client, headers, options, body) {
  return new Promise((done) => {
    const found = {};
    const chunks = [];
    const req = client.request(headers, options);
    req.on('response', (head, flags, raw) =>
      Object.assign(found, { head: seen(head), flags, raw: raw.length }),
    );
    req.on('headers', (head) => (found.informational ??= []).push(head[':status'], head.link));
    req.on('continue', () => (found.continued = true));
    req.on('trailers', (trailers, flags) => Object.assign(found, { trailers: { ...trailers }, last: flags }));
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('aborted', () => (found.aborted = true));
    req.on('error', (error) => (found.error = `${error.code} ${error.message}`));
    req.on('close', () => {
      const all = Buffer.concat(chunks);
      found.body = all.length > 60 ? all.length : all.toString();
      done({ ...found, rstCode: req.rstCode, destroyed: req.destroyed, sent: Object.keys(req.sentHeaders) });
    });
    if (body instanceof Readable) body.pipe(req);
    else if (body !== undefined) req.end(body);
  });
}

const routes = {
  '/plain': (stream) => {
    stream.respond({ 'content-type': 'text/plain', ':status': 200, 'X-Case': 'Kept Low' });
    stream.end('hello');
  },
  '/nothing': (stream) => stream.respond({ ':status': 204 }, { endStream: true }),
  '/implicit': (stream) => stream.end('status and date come by themselves'),
  '/many': (stream) => {
    stream.respond({ 'set-cookie': ['a=1', 'b=2'], vary: ['x', 'y'], 'x-n': 12, 'x-empty': '', link: [] });
    stream.end();
  },
  '/list': (stream) => {
    stream.respond([':status', 201, 'x-a', '1', 'x-a', '2', 'set-cookie', 'c=3'], { sendDate: false });
    stream.end('made');
  },
  '/echo': (stream, headers) => {
    stream.respond({ 'x-cookie': headers.cookie ?? 'none', 'x-twice': headers['x-twice'] ?? 'none' });
    stream.pipe(stream);
  },
  '/trailers': (stream) => {
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': 'abc', 'x-list': ['1', '2'] }));
    stream.end('body');
  },
  '/no-trailers': (stream) => {
    stream.respond({}, { waitForTrailers: true });
    stream.end('body');
  },
  '/hints': (stream) => {
    stream.additionalHeaders({ ':status': 103, link: '</a.css>; rel=preload' });
    stream.additionalHeaders({ ':status': 100 });
    stream.respond();
    stream.end('after hints');
  },
  '/reset': (stream) => {
    stream.on('error', (error) => console.log('server', error.code, error.message));
    stream.respond();
    stream.write('part', () => stream.close(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM));
  },
  '/destroyed': (stream) => {
    stream.on('error', (error) => console.log('server', error.message));
    stream.destroy(new Error('mine'));
  },
  '/big': (stream) => {
    stream.respond();
    stream.end(Buffer.alloc(1_000_000, 'x'));
  },
  '/secret': (stream, headers) => {
    console.log('secrets', headers[http2.sensitiveHeaders]);
    stream.respond({ 'x-key': 'k', 'x-open': 'o', [http2.sensitiveHeaders]: ['X-Key'] });
    stream.end();
  },
  '/file': (stream) => stream.respondWithFile(__filename, { 'content-type': 'text/x' }),
  '/range': (stream) =>
    stream.respondWithFile(
      __filename,
      {},
      { offset: 3, length: 20, statCheck: (stat, head) => void (head['x-s'] = 1) },
    ),
  '/absent': (stream) =>
    stream.respondWithFile(
      `${__filename}.no`,
      {},
      {
        onError: (error) => {
          stream.respond({ ':status': error.code === 'ENOENT' ? 404 : 500 });
          stream.end();
        },
      },
    ),
  '/directory': (stream) => {
    stream.on('error', (error) => console.log('server', error.code));
    stream.respondWithFile(__dirname);
  },
  '/fd': (stream) => {
    const fd = fs.openSync(__filename);
    stream.on('close', () => fs.closeSync(fd));
    stream.respondWithFD(fd, {}, { length: 30, waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': '1' }));
  },
};

const onRoute = (stream, headers, ...rest) => routes[headers[':path']](stream, headers, ...rest);

async function requests(client) {
  for (const path of Object.keys(routes)) {
    if (path !== '/echo') console.log(path, await ask(client, { ':path': path }));
  }
  console.log('HEAD', await ask(client, { ':path': '/nothing', ':method': 'HEAD' }));
  const echo = { ':path': '/echo', ':method': 'POST', cookie: ['a=1', 'b=2'], 'x-twice': ['1', '2'] };
  console.log('echo', await ask(client, echo, {}, 'what was sent'));
  console.log('piped', await ask(client, echo, {}, Readable.from([Buffer.alloc(300_000), Buffer.alloc(1)])));
  console.log('raw', await ask(client, [':path', '/echo', ':method', 'PUT', 'x-twice', 'once'], {}, 'raw'));
  console.log('secret', await ask(client, { ':path': '/secret', a: '1', [http2.sensitiveHeaders]: ['a'] }));
  const parallel = await Promise.all(
    Array.from({ length: 120 }, (_, i) =>
      ask(client, { ...echo, 'x-twice': `${i}` }, {}, 'x'.repeat(i * 100)),
    ),
  );
  console.log(
    'parallel',
    parallel.every(({ head, rstCode }, i) => head['x-twice'] === `${i}` && rstCode === 0),
  );
}

async function clientTrailers() {
  const onStream = (stream) => {
    stream.on('trailers', (trailers, flags) => console.log('trailers', { ...trailers }, flags));
    stream.resume();
    stream.on('end', () => {
      stream.respond();
      stream.end('got them');
    });
  };
  await between({}, {}, onStream, async (client) => {
    const req = client.request({ ':method': 'POST' }, { waitForTrailers: true });
    req.on('wantTrailers', () => req.sendTrailers({ 'x-from': 'client' }));
    req.end('body');
    req.resume();
    await once(req, 'close');
    console.log('sent', { ...req.sentTrailers });
  });
}

async function push() {
  const onStream = (stream) => {
    console.log('push allowed', stream.pushAllowed);
    if (stream.pushAllowed) {
      stream.pushStream({ ':path': '/pushed', 'x-a': 'b' }, (error, pushed, headers) => {
        console.log('pushing', error, pushed.id, headers[':path'], pushed.sentHeaders[':method']);
        try {
          pushed.pushStream({}, () => {});
        } catch (again) {
          console.log(again.code, again.message);
        }
        pushed.respond({ 'x-pushed': '1' });
        pushed.end('pushed body');
      });
    }
    stream.respond();
    stream.end('asked for');
  };
  await between({}, {}, onStream, async (client) => {
    let pushed;
    client.on('stream', (stream, headers, flags) => {
      pushed = (async () => {
        const [head] = await once(stream, 'push');
        let body = '';
        for await (const chunk of stream) body += chunk;
        return [stream.id, headers[':path'], headers['x-a'], flags, seen(head), body];
      })();
    });
    console.log((await ask(client, {})).body);
    console.log('pushed', await pushed);
  });
  await between({}, { settings: { enablePush: false } }, onStream, async (client) => {
    console.log((await ask(client, {})).body);
  });
}

async function settings() {
  const options = {
    settings: { maxConcurrentStreams: 2, initialWindowSize: 1000, customSettings: { 999: 5 } },
  };
  let most = 0;
  let now = 0;
  const onStream = (stream) => {
    most = Math.max(most, ++now);
    stream.on('close', () => now--);
    stream.respond();
    setTimeout(() => stream.end('x'.repeat(5000)), 10);
  };
  await between(options, { remoteCustomSettings: [999] }, onStream, async (client, server) => {
    server.once('session', () => {});
    console.log(
      'connecting',
      client.connecting,
      client.localSettings,
      client.state,
      client.pendingSettingsAck,
    );
    await once(client, 'remoteSettings');
    console.log('remote', client.remoteSettings);
    const all = await Promise.all(Array.from({ length: 7 }, () => ask(client, {})));
    console.log(
      'at most',
      most,
      all.map(({ body }) => body),
    );
    const [changed] = await new Promise((done) => {
      client.settings({ initialWindowSize: 200_000, maxFrameSize: 20_000 }, (error, now) =>
        done([now, error]),
      );
    });
    console.log('local', changed, client.pendingSettingsAck);
    const payload = Buffer.from('12345678');
    console.log(
      'ping',
      await new Promise((done) => {
        client.ping(payload, (error, duration, answer) => done([error, typeof duration, `${answer}`]));
      }),
    );
    client.setLocalWindowSize(100_000);
    const { state } = client;
    console.log(state.effectiveLocalWindowSize, state.localWindowSize > 65535, state.nextStreamID);
  });
}

async function goaway() {
  const onStream = (stream) => {
    stream.respond();
    stream.session.goaway(http2.constants.NGHTTP2_NO_ERROR, 0, Buffer.from('bye'));
    setTimeout(() => stream.end('still answered'), 20);
  };
  await between({}, {}, onStream, async (client) => {
    client.once('goaway', (code, last, data) => console.log('goaway', code, last, `${data}`));
    const first = ask(client, {});
    await once(client, 'goaway');
    console.log('closed', client.closed, client.goawayCode, client.goawayLastStreamID);
    const refused = client.request({});
    const [error] = await once(refused, 'error');
    console.log(error.code, error.message);
    console.log((await first).body);
  });
}

async function overDuplex() {
  const [near, far] = duplexPair();
  const session = http2.performServerHandshake(far);
  session.on('stream', (stream) => {
    stream.respond();
    stream.pipe(stream);
  });
  const client = http2.connect('http://example.org', { createConnection: () => near });
  const { body, head } = await ask(client, { ':method': 'POST' }, {}, 'over a pair');
  console.log(body, head[':status'], client.alpnProtocol, client.encrypted, session.type, client.type);
  await new Promise((done) => client.close(done));
}

async function connectMethod() {
  const server = { settings: { enableConnectProtocol: true } };
  const onStream = (stream, headers) => {
    stream.respond({ 'x-protocol': headers[':protocol'] ?? 'none', 'x-path': headers[':path'] ?? 'none' });
    stream.pipe(stream);
  };
  await between(server, {}, onStream, async (client) => {
    await once(client, 'remoteSettings');
    console.log(await ask(client, { ':method': 'CONNECT', ':authority': 'a:1' }, {}, 'tunnel'));
    const socket = { ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/chat' };
    console.log(await ask(client, socket, {}, 'frames'));
  });
}

(async () => {
  await between({}, {}, onRoute, requests);
  await between({ paddingStrategy: 1 }, { paddingStrategy: 2 }, onRoute, async (client) => {
    console.log(
      'padded',
      await ask(client, { ':path': '/big' }),
      await ask(client, { ':path': '/trailers' }),
    );
  });
  await clientTrailers();
  await push();
  await settings();
  await goaway();
  await overDuplex();
  await connectMethod();
})();
