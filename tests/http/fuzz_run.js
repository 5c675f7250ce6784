'use strict';
// node fuzz_run.js parser|strict|server|socket|bun|deno: reads "SEED BEGIN END DETAIL" lines. To each it says how many of the
// cases were taken and the digest of what was understood, or with DETAIL one line of JSON for each case.
const crypto = require('crypto');
const http = require('http');
const net = require('net');
const { Duplex } = require('stream');
const { pieces } = require('./fuzz_cases.js');

const [mode] = process.argv.slice(2);
const TOGETHER = 32;
// Long enough for a busy machine.
const PATIENCE = 15000;

/* ------------------------------------------------------------------ the parser alone */

const LENIENT = [0, 0, 0, 1, 2 | 4, 0xfff];

function parse(data, index, lenient = LENIENT[index % LENIENT.length]) {
  // How long a head may be is for each API to say.
  const maxHeaderSize = mode === 'strict' ? 1 << 20 : index % 7 === 0 ? 1000 : 0;
  const { HTTPParser, methods } = require('_http_common');
  const parser = new HTTPParser();
  const found = [];
  let fields = [];
  let url = '';
  let body = '';
  const add = (more, text) => {
    fields.push(...more);
    if (text) url += text;
  };
  parser[HTTPParser.kOnHeaders] = add;
  parser[HTTPParser.kOnHeadersComplete] = (
    major,
    minor,
    more,
    method,
    text,
    status,
    reason,
    upgrade,
    keepAlive,
  ) => {
    if (more) add(more, text);
    // llhttp's numbers have a gap, where methods of other protocols stand
    if (mode === 'strict') method = { 34: 'PRI', 46: 'QUERY' }[method] ?? methods[method];
    found.push(['head', major, minor, method, url, fields, upgrade, keepAlive]);
    fields = [];
    url = '';
    return 0;
  };
  parser[HTTPParser.kOnBody] = (bytes) => {
    body += bytes.latin1Slice();
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    found.push(['end', body, fields]);
    fields = [];
    url = '';
    body = '';
  };
  parser.initialize(HTTPParser.REQUEST, {}, maxHeaderSize, lenient);
  let error;
  let at = 0;
  const rest = [...data];
  for (let piece = rest.shift(); piece !== undefined; piece = rest.shift()) {
    const result = parser.execute(piece);
    if (typeof result !== 'number') {
      error = result;
      break;
    }
    at += result;
    if (result === piece.length) continue;
    // A request for another protocol, which a server may refuse: what follows is another request then.
    if (mode !== 'strict' || result === 0 || found.at(-1)?.[0] !== 'end' || found.at(-2)[3] === 'CONNECT')
      break;
    rest.unshift(piece.subarray(result));
  }
  const last = error ?? parser.finish();
  // At the end there are no bytes that could be counted: Node's number then is any.
  if (error !== undefined) found.push([error.code, error.reason, error.bytesParsed]);
  else found.push(last instanceof Error ? [last.code, last.reason] : [at]);
  parser.close();
  return found;
}

/* ------------------------------------------------------------------ a whole server */

function withoutDate(text) {
  return text.replace(/^Date: [^\r\n]*/gm, 'Date: *');
}

const OPTIONS = [
  {},
  { insecureHTTPParser: true },
  { joinDuplicateHeaders: true, requireHostHeader: false },
  { maxHeaderSize: 1000 },
  { shouldUpgradeCallback: (req) => req.headers.upgrade === 'websocket' },
];

function makeServer(options, kind) {
  const server = http.createServer({ ...options, connectionsCheckingInterval: 1 << 30 });
  server.on('request', (req, res) => {
    const { method, url, httpVersion, headers, rawHeaders } = req;
    const about = { method, url, httpVersion, headers, rawHeaders };
    req.socket.found.push(about);
    let body = '';
    req.on('data', (bytes) => {
      body += bytes.latin1Slice();
    });
    req.on('error', (error) => {
      about.error = error.code;
    });
    req.on('end', () => {
      about.body = body;
      about.trailers = req.rawTrailers;
      about.complete = req.complete;
      res.end(url);
    });
  });
  if (kind >= 2) {
    const onTunnel = (what) => (req, socket, head) => {
      req.socket.found.push([what, req.method, req.url, req.rawHeaders, head.latin1Slice()]);
      socket.on('error', () => {});
      socket.resume();
      socket.end('tunnel');
    };
    server.on('connect', onTunnel('connect'));
    server.on('upgrade', onTunnel('upgrade'));
    server.on('checkExpectation', (req, res) => {
      req.socket.found.push(['expects', req.headers.expect]);
      res.writeHead(417);
      res.end();
    });
    server.on('clientError', (error, socket) => {
      const { code, reason, bytesParsed, rawPacket } = error;
      // How much of what was sent has come with a read is the kernel's matter.
      socket.found.push([code, reason, ...(mode === 'server' ? [bytesParsed, rawPacket?.length] : [])]);
      socket.destroy();
    });
  }
  return server;
}

const servers = OPTIONS.map(makeServer);

class Client extends Duplex {
  found = [];
  said = '';

  _read() {}

  _write(bytes, encoding, callback) {
    this.said += bytes.latin1Slice();
    callback();
  }
}

function serve(data, index) {
  return new Promise((resolve) => {
    const client = new Client({ allowHalfOpen: true, decodeStrings: true });
    let i = 0;
    const patience = setTimeout(() => client.destroy(new Error('hangs')), PATIENCE);
    client.on('error', (error) => client.found.push(String(error)));
    client.on('close', () => {
      clearTimeout(patience);
      resolve([...client.found, withoutDate(client.said)]);
    });
    servers[index % servers.length].emit('connection', client);
    const next = () => {
      if (client.destroyed) return;
      if (i === data.length) {
        client.push(null);
      } else {
        client.push(data[i++]);
        setImmediate(next);
      }
    };
    next();
  });
}

/* ------------------------------------------------------------------ over sockets */

let ports;
const listening = [];
const records = new Map();

/** Every connection has an address of the client's own: what happens on it is found by that. */
function recordOf(address) {
  let found = records.get(address);
  if (found === undefined) records.set(address, (found = []));
  return found;
}

const addressOf = (index) => `127.${1 + ((index >> 16) % 250)}.${(index >> 8) & 255}.${index & 255}`;

async function listen() {
  ports = [];
  for (const server of servers) {
    // Before the server's own listener: requests may come with the connection.
    server.prependListener('connection', (socket) => {
      socket.found = recordOf(socket.remoteAddress);
      socket.found.closed = new Promise((resolve) => socket.on('close', resolve));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push(server.address().port);
  }
}

async function answer(request, address) {
  const about = { method: request.method };
  recordOf(address).push(about);
  try {
    about.body = Buffer.from(await request.arrayBuffer()).latin1Slice();
    about.complete = true;
  } catch (error) {
    about.error = String(error);
  }
  return new Response(request.url);
}

function listenBun() {
  const { Bun } = globalThis;
  const fetch = (request, server) => answer(request, server.requestIP(request)?.address);
  listening.push(
    Bun.serve({ port: 0, hostname: '127.0.0.1', fetch, error: () => new Response('', { status: 500 }) }),
  );
  ports = [listening[0].port];
}

function listenDeno() {
  const { Deno } = globalThis;
  const options = { port: 0, hostname: '127.0.0.1', onListen() {} };
  listening.push(Deno.serve(options, (request, info) => answer(request, info.remoteAddr.hostname)));
  ports = [listening[0].addr.port];
}

function exchange(data, index) {
  return new Promise((resolve) => {
    const localAddress = addressOf(index);
    const found = [];
    records.set(localAddress, found);
    const port = ports[index % ports.length];
    const client = net.connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    let timer;
    const patience = setTimeout(() => client.destroy(new Error('hangs')), PATIENCE);
    client.on('error', (error) => {
      if (error.message === 'hangs') found.push('hangs');
    });
    client.on('close', async () => {
      clearTimeout(patience);
      clearImmediate(timer);
      // The server hears of the end in its next turns.
      await new Promise((resume) => setImmediate(() => setImmediate(resume)));
      await found.closed;
      records.delete(localAddress);
      resolve(found);
    });
    client.on('connect', () => {
      let i = 0;
      const next = () => {
        if (client.destroyed) return;
        if (i === data.length) {
          client.end();
        } else {
          client.write(data[i++]);
          timer = setImmediate(next);
        }
      };
      next();
    });
    client.resume();
  });
}

/* ------------------------------------------------------------------ */

const parses = mode === 'parser' || mode === 'strict';
const strictly = (data, index) => parse(data, index, 0);
const one = { parser: parse, strict: strictly, server: serve }[mode] ?? exchange;

function accepted(result) {
  return result.some((item) => item?.complete || item[0] === 'end') ? 1 : 0;
}

async function run(seed, begin, end, detail) {
  const results = new Array(end - begin);
  let next = begin;
  const worker = async () => {
    while (next < end) {
      const index = next++;
      const result = one(pieces(seed, index), index);
      results[index - begin] = parses ? result : await result;
    }
  };
  await Promise.all(Array.from({ length: parses ? 1 : TOGETHER }, worker));
  const hash = crypto.createHash('sha1');
  let taken = 0;
  for (const result of results) {
    taken += accepted(result);
    hash.update(JSON.stringify(result));
  }
  if (detail) for (const result of results) console.log(JSON.stringify(result));
  else console.log(`${taken} ${hash.digest('hex')}`);
}

async function main() {
  if (mode === 'socket') await listen();
  if (mode === 'bun') listenBun();
  if (mode === 'deno') listenDeno();
  let rest = '';
  process.stdin.setEncoding('utf8');
  for await (const text of process.stdin) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const [seed, begin, end, detail] = line.split(' ').map(Number);
      await run(seed, begin, end, detail);
    }
  }
  process.exit(0);
}

main();
