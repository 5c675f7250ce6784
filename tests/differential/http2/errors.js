// What node:http2 says of wrong arguments and of calls that come too late, and what it makes of settings.
'use strict';
const http2 = require('http2');
const { once } = require('events');

/** Prints what a call throws, or gives. */
function attempt(name, call) {
  try {
    console.log(name, call());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

function settings() {
  console.log(http2.getDefaultSettings());
  const given = {
    headerTableSize: 1,
    maxFrameSize: 20000,
    enablePush: false,
    customSettings: { 55: 7 },
    maxHeaderSize: 9,
  };
  const packed = http2.getPackedSettings(given);
  console.log(packed.toString('hex'), http2.getUnpackedSettings(packed), http2.getPackedSettings());
  for (const wrong of [
    { maxFrameSize: 1 },
    { initialWindowSize: 2 ** 31 },
    { enablePush: 1 },
    { headerTableSize: -1 },
    null,
    5,
    { enableConnectProtocol: 'x' },
    { customSettings: { 70000: 1 } },
    { customSettings: 5 },
    { customSettings: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i + 20, 1])) },
  ]) {
    attempt('getPackedSettings', () => http2.getPackedSettings(wrong));
  }
  for (const wrong of ['x', Buffer.alloc(5), new Uint16Array(6), {}]) {
    attempt('getUnpackedSettings', () => http2.getUnpackedSettings(wrong));
  }
  const tooSmall = Buffer.from([0, 5, 0, 0, 0, 1]);
  attempt('validate', () => http2.getUnpackedSettings(tooSmall, { validate: true }));
  attempt('no validation', () => http2.getUnpackedSettings(tooSmall));
}

function servers() {
  for (const wrong of [5, 'x', null, []]) attempt('createServer', () => http2.createServer(wrong));
  attempt('settings', () => http2.createServer({ settings: 5 }));
  attempt('maxSessionInvalidFrames', () => http2.createServer({ maxSessionInvalidFrames: -1 }));
  attempt('unknownProtocolTimeout', () => http2.createServer({ unknownProtocolTimeout: 'x' }));
  attempt('remoteCustomSettings', () => http2.createServer({ remoteCustomSettings: 1 }));
  attempt('strictSingleValueFields', () => http2.createServer({ strictSingleValueFields: 1 }));
  attempt('protocol', () => http2.connect('ssh://a'));
  attempt('authority', () => http2.connect(5));
  attempt('options', () => http2.connect('http://a', 5));
  attempt('url', () => http2.connect('nowhere'));
}

function requests(client) {
  for (const headers of [
    5,
    'x',
    null,
    { 'a b': 1 },
    { connection: 'x' },
    { te: 'gzip' },
    { ':status': 'x', 'x-': 1 },
    { ':wrong': 1 },
    { 'content-type': ['a', 'b'] },
    { ':method': 'CONNECT' },
    { ':method': 'CONNECT', ':authority': 'a', ':path': '/' },
    { ':method': 'CONNECT', ':authority': 'a', ':scheme': 'x' },
    [':path', '/', ':path', '/'],
    { 'transfer-encoding': 'chunked' },
  ]) {
    attempt('request', () => {
      const req = client.request(headers);
      req.on('error', () => {});
      req.close();
      return req.sentHeaders?.[':path'];
    });
  }
  attempt('options', () => client.request({}, 5));
  attempt('endStream', () => client.request({}, { endStream: 5 }));
  attempt('parent', () => client.request({}, { parent: -1 }));
  attempt('ping', () => client.ping(Buffer.alloc(7), () => {}));
  attempt('ping', () => client.ping(Buffer.alloc(8)));
  attempt('settings', () => client.settings({ maxFrameSize: 5 }));
  attempt('settings', () => client.settings({}, 5));
  attempt('goaway', () => client.goaway('x'));
  attempt('goaway', () => client.goaway(0, 0, 'x'));
  attempt('setNextStreamID', () => client.setNextStreamID(-1));
  attempt('setLocalWindowSize', () => client.setLocalWindowSize('x'));
  attempt('setTimeout', () => client.setTimeout('x'));
  for (const name of ['write', 'end', 'pause', 'setEncoding'])
    attempt(`socket.${name}`, () => client.socket[name]);
  attempt('socket.destroyed', () => client.socket.destroyed);
  attempt('bound', () => http2.performServerHandshake(client.socket));
}

function responses(stream) {
  stream.on('error', () => {});
  for (const status of [100, 99, 700]) attempt('respond', () => stream.respond({ ':status': status }));
  attempt('respond', () => stream.respond(5));
  attempt('respond', () => stream.respond({ ':path': '/' }));
  attempt('respond', () => stream.respond({ upgrade: 'x' }));
  attempt('respond', () => stream.respond({ [http2.sensitiveHeaders]: 'x' }));
  for (const status of [101, 200])
    attempt('additionalHeaders', () => stream.additionalHeaders({ ':status': status }));
  attempt('sendTrailers', () => stream.sendTrailers({}));
  attempt('close', () => stream.close('x'));
  attempt('close', () => stream.close(-1));
  attempt('close', () => stream.close(0, 5));
  attempt('pushStream', () => stream.pushStream({}));
  attempt('respondWithFile', () => stream.respondWithFile('/x', {}, { offset: 'x' }));
  attempt('respondWithFile', () => stream.respondWithFile('/x', { ':status': 204 }));
  attempt('respondWithFD', () => stream.respondWithFD('x'));
  attempt('altsvc', () => stream.session.altsvc('\u0001'));
  attempt('altsvc', () => stream.session.altsvc('x', 'about:blank'));
  attempt('altsvc', () => stream.session.altsvc('x', 0));
  attempt('origin', () => stream.session.origin('about:blank'));
  attempt('origin', () => stream.session.origin(5));
  stream.respond({ 'x-a': 'b' });
  attempt('again', () => stream.respond());
  attempt('late', () => stream.additionalHeaders({}));
  attempt('late', () => stream.respondWithFile('/x'));
  stream.end();
}

(async () => {
  settings();
  servers();
  const server = http2.createServer();
  server.on('stream', responses);
  server.on('sessionError', () => {});
  server.listen(0);
  await once(server, 'listening');
  const client = http2.connect(`http://localhost:${server.address().port}`);
  await once(client, 'connect');
  requests(client);
  const req = client.request();
  req.resume();
  await once(req, 'close');
  attempt('priority', () => req.priority({}));
  attempt('sendTrailers', () => req.sendTrailers({}));
  attempt('state', () => JSON.stringify(req.state));
  client.close();
  await once(client, 'close');
  attempt('ping', () => client.ping(() => {}));
  attempt('settings', () => client.settings({}));
  attempt('goaway', () => client.goaway());
  attempt('socket', () => client.socket.remotePort);
  attempt('state', () =>
    JSON.stringify([client.state, client.localSettings, client.remoteSettings.enablePush]),
  );
  const [error] = await once(client.request(), 'error');
  console.log(error.code, error.message);
  await new Promise((done) => server.close(done));
  for (const target of [`http://localhost:1`, 'https://localhost:1']) {
    const [failed] = await once(http2.connect(target), 'error');
    console.log(failed.code);
  }
})();
