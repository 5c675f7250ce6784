'use strict';

// Files that are piped into sockets: what comes out, what is counted, who hears of what. The kernel may do it.

const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'send-file-'));
const file = path.join(folder, 'file');
const SIZE = 24 * 1024 * 1024 + 321;
const content = Buffer.alloc(SIZE);
for (let i = 0; i < SIZE; i += 4) content.writeUInt32LE((i * 2654435761) >>> 0, Math.min(i, SIZE - 4));
fs.writeFileSync(file, content);

const sha1 = (bytes) => crypto.createHash('sha1').update(bytes).digest('hex');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A connection: the server's end, and what the client has received when it is over. */
async function connect({ slow = false } = {}) {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const client = net.connect(server.address().port, '127.0.0.1');
  const [socket] = await Promise.all([
    new Promise((resolve) => server.once('connection', resolve)),
    new Promise((resolve) => client.once('connect', resolve)),
  ]);
  server.close();
  const chunks = [];
  client.on('error', () => {});
  client.on('data', (chunk) => chunks.push(chunk));
  if (slow) {
    client.pause();
    setTimeout(() => client.resume(), 200);
  }
  const received = new Promise((resolve) => client.on('close', () => resolve(Buffer.concat(chunks))));
  return { socket, client, received };
}

/** Once so much has been sent. */
async function sent(socket, count) {
  while (socket.bytesWritten < count && !socket.destroyed)
    await new Promise((resolve) => setImmediate(resolve));
}

function listen(stream, names, log) {
  for (const [name, event] of names)
    stream.on(event, (value) =>
      log.push(value?.code ? `${name} ${event} ${value.code}` : `${name} ${event}`),
    );
}

const cases = {
  async whole() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    const log = [];
    listen(
      source,
      [
        ['source', 'end'],
        ['source', 'close'],
        ['source', 'error'],
      ],
      log,
    );
    listen(
      socket,
      [
        ['socket', 'pipe'],
        ['socket', 'unpipe'],
        ['socket', 'finish'],
        ['socket', 'close'],
      ],
      log,
    );
    const closed = new Promise((resolve) => source.once('close', resolve));
    source.pipe(socket);
    const bytes = await received;
    await closed;
    console.log(sha1(bytes) === sha1(content), source.bytesRead, socket.bytesWritten, log.sort());
  },

  async range() {
    const { socket, received } = await connect({ slow: true });
    const source = fs.createReadStream(file, { start: 1001, end: SIZE - 5000 });
    source.pipe(socket);
    const bytes = await received;
    console.log(sha1(bytes) === sha1(content.subarray(1001, SIZE - 4999)), source.bytesRead, source.pos);
  },

  async descriptor() {
    const { socket, received } = await connect();
    const fd = fs.openSync(file);
    fs.readSync(fd, Buffer.alloc(77), 0, 77, null);
    fs.createReadStream(null, { fd, autoClose: false }).pipe(socket);
    const bytes = await received;
    // The file is at its end.
    console.log(sha1(bytes) === sha1(content.subarray(77)), fs.readSync(fd, Buffer.alloc(10), 0, 10, null));
    fs.closeSync(fd);
  },

  async goesOn() {
    const { socket, received } = await connect({ slow: true });
    const source = fs.createReadStream(file);
    source.pipe(socket, { end: false });
    source.on('end', () => socket.end('the tail'));
    const bytes = await received;
    console.log(
      bytes.length - SIZE,
      bytes.subarray(SIZE).toString(),
      sha1(bytes.subarray(0, SIZE)) === sha1(content),
    );
  },

  async writtenMeanwhile() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    source.pipe(socket);
    const marker = crypto.randomBytes(32);
    for (const part of [1, 2, 3]) {
      await sent(socket, part * 4 * 1024 * 1024);
      socket.write(marker);
    }
    let bytes = await received;
    const total = bytes.length;
    for (let at; (at = bytes.indexOf(marker)) >= 0;) {
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 32)]);
    }
    console.log(total - SIZE, bytes.length - SIZE, sha1(bytes) === sha1(content), socket.bytesWritten - SIZE);
  },

  async endedMeanwhile() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    const log = [];
    listen(
      socket,
      [
        ['socket', 'error'],
        ['socket', 'finish'],
      ],
      log,
    );
    source.pipe(socket);
    await sent(socket, 1024 * 1024);
    socket.end('last words');
    const bytes = await received;
    const rest = bytes.length - 'last words'.length;
    console.log(
      bytes.subarray(rest).toString(),
      sha1(bytes.subarray(0, rest)) === sha1(content.subarray(0, rest)),
      rest < SIZE,
      log.sort(),
    );
    source.destroy();
  },

  async stopped() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    source.pipe(socket);
    await sent(socket, 2 * 1024 * 1024);
    source.unpipe(socket);
    const rest = [];
    await sleep(50);
    source.on('data', (chunk) => rest.push(chunk)).resume();
    await new Promise((resolve) => source.on('end', resolve));
    socket.end();
    const bytes = Buffer.concat([await received, ...rest]);
    console.log(bytes.length - SIZE, sha1(bytes) === sha1(content), rest.length > 0);
  },

  async paused() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    source.pipe(socket);
    await sent(socket, 1024 * 1024);
    source.pause();
    // What was under way ends.
    for (let before = -1; before !== socket.bytesWritten; await sleep(100)) before = socket.bytesWritten;
    console.log(socket.bytesWritten < SIZE, source.isPaused());
    source.resume();
    console.log(sha1(await received) === sha1(content));
  },

  async seen() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    let seen = 0;
    source.pipe(socket);
    await sent(socket, 2 * 1024 * 1024);
    source.on('data', (chunk) => (seen += chunk.length));
    console.log(sha1(await received) === sha1(content), seen > 0 && seen < SIZE, source.bytesRead);
  },

  async destroyedSocket() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    const over = new Promise((resolve) => pipeline(source, socket, resolve));
    await sent(socket, 1024 * 1024);
    socket.destroy();
    const closed = new Promise((resolve) => source.once('close', resolve));
    const error = await over;
    const bytes = await received;
    await closed;
    console.log(error?.code, source.destroyed, sha1(bytes) === sha1(content.subarray(0, bytes.length)));
    console.log(socket.bytesWritten >= bytes.length, source.closed);
  },

  async destroyedSource() {
    const { socket, received } = await connect();
    const source = fs.createReadStream(file);
    const over = new Promise((resolve) => pipeline(source, socket, resolve));
    await sent(socket, 1024 * 1024);
    source.destroy(new Error('no more'));
    const error = await over;
    await received;
    console.log(error?.message, source.destroyed, socket.destroyed);
  },

  async gone() {
    const { socket, client } = await connect();
    const source = fs.createReadStream(file);
    const over = new Promise((resolve) => pipeline(source, socket, resolve));
    await sent(socket, 1024 * 1024);
    client.resetAndDestroy();
    const error = await over;
    console.log(
      ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(error?.code),
      source.destroyed,
    );
  },

  async shorter() {
    const short = path.join(folder, 'short');
    fs.writeFileSync(short, content.subarray(0, 3_000_000));
    const { socket, received } = await connect();
    const source = fs.createReadStream(short, { start: 10, end: 99_000_000 });
    source.pipe(socket);
    console.log((await received).length, source.bytesRead);
  },

  async responses() {
    const log = [];
    const server = http.createServer((request, response) => {
      if (request.url !== '/chunked') response.setHeader('Content-Length', SIZE);
      const source = fs.createReadStream(file);
      listen(
        response,
        [
          ['response', 'finish'],
          ['response', 'close'],
        ],
        log,
      );
      if (request.url === '/pipeline') pipeline(source, response, (error) => log.push(`over ${error?.code}`));
      else source.pipe(response);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const get = (url) =>
      new Promise((resolve) => {
        http.get({ port: server.address().port, path: url, agent }, (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks)));
        });
      });
    // Two wait for the first.
    const urls = ['/length', '/chunked', '/pipeline'];
    const bodies = await Promise.all(urls.map(get));
    console.log(bodies.map((body) => sha1(body) === sha1(content)));
    while (log.length < 7) await sleep(5);
    console.log(log);
    log.length = 0;
    // One who goes away.
    const request = http.get({ port: server.address().port, path: '/pipeline' }, (response) => {
      response.once('data', () => request.destroy());
    });
    request.on('error', () => {});
    while (log.length < 2) await sleep(5);
    console.log(log.sort());
    agent.destroy();
    server.close();
  },

  async two() {
    const { socket, received } = await connect();
    const copy = path.join(folder, 'copy');
    const source = fs.createReadStream(file);
    source.pipe(socket);
    const target = source.pipe(fs.createWriteStream(copy));
    const written = new Promise((resolve) => target.once('finish', resolve));
    const bytes = await received;
    await written;
    console.log(sha1(bytes) === sha1(content), sha1(fs.readFileSync(copy)) === sha1(content));
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    console.log(`-- ${name}`);
    await run();
  }
  fs.rmSync(folder, { recursive: true });
})();
