'use strict';
// bufferutil and utf-8-validate, alone and below ws: an echo server and its clients over real sockets.
const bufferutil = require('bufferutil');
const isValidUTF8 = require('utf-8-validate');
const { WebSocket, WebSocketServer, createWebSocketStream, Receiver } = require('ws');
const http = require('node:http');
const net = require('node:net');
const crypto = require('node:crypto');
const { once } = require('node:events');

const show = (label, value) => console.log(label, value);

function natives() {
  show(
    'are native',
    [bufferutil, isValidUTF8].map((m) => /native code/.test(m.mask ?? m)),
  );
  const mask = Buffer.from([0x12, 0x34, 0x56, 0x78]);
  // Every alignment and length: the native code goes by words in the middle.
  let wrong = 0;
  for (let offset = 0; offset < 9; offset++)
    for (let length = 0; length < 40; length++) {
      const source = crypto.randomBytes(length);
      const output = Buffer.alloc(offset + length + 3);
      bufferutil.mask(source, mask, output, offset, length);
      for (let i = 0; i < length; i++) wrong += output[offset + i] !== (source[i] ^ mask[i & 3]);
      wrong += output.subarray(0, offset).some(Boolean) || output.subarray(offset + length).some(Boolean);
      const copy = Buffer.from(output.subarray(offset, offset + length));
      bufferutil.unmask(copy, mask);
      wrong += !copy.equals(source);
    }
  show('wrong bytes', wrong);
  const texts = ['', 'plain', 'κόσμε', '😀', '\ud7ff\ue000', 'x'.repeat(1000) + 'é'];
  show(
    'valid',
    texts.map((text) => isValidUTF8(Buffer.from(text))),
  );
  const broken = [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0xff]];
  show(
    'invalid',
    broken.map((bytes) => isValidUTF8(Buffer.from(bytes))),
  );
}

function listen(server) {
  return once(server.listen(0, '127.0.0.1'), 'listening').then(
    () => `ws://127.0.0.1:${server.address().port}`,
  );
}

async function echo(deflate) {
  const server = http.createServer((request, response) => response.end('not a socket'));
  const wss = new WebSocketServer({
    server,
    path: '/echo',
    maxPayload: 4 << 20,
    perMessageDeflate: deflate && { threshold: 64 },
    handleProtocols: (protocols) => [...protocols].at(-1),
    verifyClient: ({ req }) => req.headers['x-token'] !== 'bad',
  });
  const log = [];
  wss.on('connection', (socket, request) => {
    log.push(['connection', request.url, socket.protocol, socket.extensions]);
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('ping', (data) => log.push(['ping', `${data}`]));
    socket.on('close', (code, reason) => log.push(['close', code, `${reason}`]));
    socket.on('error', (error) => log.push(['error', error.code, error.message]));
  });
  const url = await listen(server);
  const client = new WebSocket(`${url}/echo?q=1`, ['one', 'two'], { perMessageDeflate: Boolean(deflate) });
  const [[upgrade]] = await Promise.all([once(client, 'upgrade'), once(client, 'open')]);
  show('upgrade', [upgrade.statusCode, upgrade.headers['sec-websocket-extensions']]);
  show('open', [client.protocol, client.extensions, client.readyState]);
  const ask = async (data, options) => {
    client.send(data, options);
    const [reply, isBinary] = await once(client, 'message');
    return [reply, isBinary];
  };
  show('text', (await ask('κόσμε 😀')).map(String));
  show('binary', await ask(Buffer.from([0, 1, 254, 255])));
  show('typed', await ask(new Float32Array([1.5, -2])));
  for (const size of [0, 125, 126, 65535, 65536, 1 << 20]) {
    const data = crypto.randomBytes(size);
    const [reply, isBinary] = await ask(data);
    show(`size ${size}`, [reply.equals(data), isBinary]);
  }
  const long = 'word '.repeat(100000);
  show('long text', `${(await ask(long))[0]}` === long);
  client.send('frag', { fin: false });
  client.send('men', { fin: false });
  client.ping('between');
  client.send('ted', { fin: true });
  const [[message], [pong]] = await Promise.all([once(client, 'message'), once(client, 'pong')]);
  show('fragments', [`${message}`, `${pong}`]);
  const many = [];
  client.on('message', (data) => many.push(`${data}`));
  for (let i = 0; i < 1000; i++) client.send(`message ${i}`);
  await once(client, 'pong', client.ping());
  show('in order', many.length === 1000 && many.every((text, i) => text === `message ${i}`));
  client.binaryType = 'arraybuffer';
  client.send(new Uint8Array([7, 8]));
  show(
    'arraybuffer',
    await new Promise((r) => client.addEventListener('message', (e) => r(e.data), { once: true })),
  );
  client.close(4001, 'au revoir');
  show('closed', (await once(client, 'close')).map(String));
  const refused = new WebSocket(`${url}/echo`, { headers: { 'x-token': 'bad' } });
  refused.on('error', () => {});
  show('refused', [(await once(refused, 'unexpected-response').catch((e) => [0, e]))[1].statusCode ?? 0]);
  refused.terminate();
  const elsewhere = new WebSocket(`${url}/elsewhere`);
  show('elsewhere', (await once(elsewhere, 'error').catch((e) => [e]))[0].message);
  const big = new WebSocket(`${url}/echo`);
  await once(big, 'open');
  big.send(Buffer.alloc((4 << 20) + 1));
  show('too big', (await once(big, 'close')).map(String));
  show('server saw', log);
  await new Promise((resolve) => wss.close(resolve));
  await new Promise((resolve) => server.close(resolve));
}

// Frames that ws itself would never send.
async function hostile() {
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(wss, 'listening');
  const frames = {
    'invalid utf-8': [0x81, 0x82, 1, 2, 3, 4, 0xc0 ^ 1, 0xaf ^ 2],
    'not masked': [0x81, 0x01, 0x61],
    'reserved bits': [0xf1, 0x80, 0, 0, 0, 0],
    'unknown opcode': [0x83, 0x80, 0, 0, 0, 0],
    'fragmented ping': [0x09, 0x80, 0, 0, 0, 0],
    'close code': [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed],
  };
  for (const [label, frame] of Object.entries(frames)) {
    const connected = once(wss, 'connection');
    const socket = net.connect(wss.address().port, '127.0.0.1');
    socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    const [server] = await connected;
    let bytes = Buffer.alloc(0);
    socket.on('data', (data) => (bytes = Buffer.concat([bytes, data])));
    const failed = once(server, 'error').catch((error) => [error]);
    socket.write(Buffer.from(frame));
    const [error] = await failed;
    await once(socket, 'end');
    socket.end();
    show(label, [error.code, error.message, bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)]);
  }
  for (const request of [
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  ]) {
    const socket = net.connect(wss.address().port, '127.0.0.1');
    socket.write(request);
    let text = '';
    for await (const data of socket) text += data;
    show('bad request', text.split('\r\n')[0]);
  }
  wss.close();
}

async function streams() {
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1', noServer: false });
  wss.on('connection', (socket) => {
    const duplex = createWebSocketStream(socket, { encoding: 'utf8' });
    duplex.pipe(duplex);
  });
  await once(wss, 'listening');
  const duplex = createWebSocketStream(new WebSocket(`ws://127.0.0.1:${wss.address().port}`), {
    encoding: 'utf8',
  });
  let text = '';
  duplex.on('data', (data) => {
    text += data;
    if (text.length === 70) duplex.end();
  });
  for (let i = 0; i < 10; i++) duplex.write(`chunk ${i} `.slice(0, 7));
  await once(duplex, 'close');
  show('stream', text);
  await Promise.all([...wss.clients].map((socket) => once(socket, 'close')));
  wss.close();
  const receiver = new Receiver({ isServer: false });
  const messages = [];
  receiver.on('message', (data, isBinary) => messages.push([`${data}`, isBinary]));
  for (const byte of [0x01, 0x02, 0x68, 0x65, 0x80, 0x03, 0x6c, 0x6c, 0x6f])
    receiver.write(Buffer.from([byte]));
  await new Promise(setImmediate);
  show('byte by byte', messages);
}

(async () => {
  natives();
  await echo(false);
  await echo(true);
  await hostile();
  await streams();
})();
