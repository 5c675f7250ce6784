'use strict';

// fetch() over HTTP/2, which it speaks with whoever does: bodies both ways, redirects, encodings, refusals, ends.

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
process.removeAllListeners('warning');
const { readFileSync } = require('node:fs');
const { gzipSync } = require('node:zlib');
const { createHash } = require('node:crypto');
const http2 = require('node:http2');
const path = require('node:path');

const file = (name) => readFileSync(path.join(__dirname, '..', 'https', 'fixtures', name));
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const long = Buffer.alloc(3_000_000, 'a long body, of which most waits ');

const server = http2.createSecureServer({ key: file('key.pem'), cert: file('cert.pem') });
let sessions = 0;
server.on('session', (session) => {
  sessions++;
  session.on('error', () => {});
});

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const routes = {
  '/fields'(stream, headers) {
    const shown = Object.entries(headers).filter(([name]) => !/^(?::authority|user-agent)$/.test(name));
    stream.respond({ ':status': 200, 'x-two': ['a', 'b'], 'set-cookie': ['c=1', 'd=2'] });
    stream.end(JSON.stringify(shown.sort()));
  },
  async '/echo'(stream, headers) {
    const body = await collect(stream);
    stream.respond({ 'x-length': headers['content-length'] ?? 'none', 'x-method': headers[':method'] });
    stream.end(`${body.length} ${hash(body)}`);
  },
  '/long'(stream) {
    stream.respond({ 'content-length': long.length });
    stream.end(long);
  },
  '/pieces'(stream) {
    stream.respond();
    let n = 0;
    const timer = setInterval(() => {
      stream.write(`piece ${n++};`);
      if (n === 4) {
        clearInterval(timer);
        stream.end();
      }
    }, 5);
  },
  '/none'(stream) {
    stream.respond({ ':status': 204 }, { endStream: true });
  },
  '/gzip'(stream) {
    stream.respond({ 'content-encoding': 'gzip' });
    stream.end(gzipSync('packed '.repeat(1000)));
  },
  '/move'(stream) {
    stream.respond({ ':status': 307, location: '/echo' });
    stream.end('elsewhere');
  },
  '/early'(stream) {
    stream.additionalHeaders({ ':status': 103, link: '</a>; rel=preload' });
    stream.respond({ ':status': 404 });
    stream.end('not there');
  },
  '/trailers'(stream) {
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
    stream.end('with trailers');
  },
  '/refuse'(stream) {
    stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  },
  '/break'(stream) {
    stream.respond({ 'content-length': 100 });
    stream.write('some');
    setTimeout(() => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR), 20);
  },
  '/silent'(stream) {
    stream.on('aborted', () => console.log('server: aborted'));
  },
  '/endless'(stream) {
    stream.respond();
    const more = () => {
      while (!stream.destroyed && stream.write(long.subarray(0, 65536)));
    };
    stream.on('drain', more);
    stream.on('close', () => console.log('server: closed'));
    more();
  },
  '/goaway'(stream) {
    stream.respond();
    stream.session.close();
    stream.end('the last one');
  },
};
server.on('stream', (stream, headers) => {
  stream.on('error', () => {});
  Promise.resolve(routes[headers[':path']](stream, headers)).catch(() => {});
});

async function attempt(name, run) {
  try {
    console.log(name, await run());
  } catch (error) {
    const { cause } = error;
    console.log(name, error.name, error.message, cause?.name, cause?.code);
  }
}

server.listen(0, async () => {
  const base = `https://localhost:${server.address().port}`;
  const text = async (route, init) => (await fetch(base + route, init)).text();

  await attempt('fields', async () => {
    const response = await fetch(`${base}/fields`, { headers: { 'X-Mine': 'a', Cookie: 'a=b' } });
    const { status, statusText, ok, type, redirected } = response;
    const fields = [...response.headers].filter(([name]) => name !== 'date');
    return JSON.stringify([status, statusText, ok, type, redirected, fields, await response.json()]);
  });
  await attempt('text', () => text('/echo', { method: 'POST', body: 'a text' }));
  await attempt('wide text', () => text('/echo', { method: 'PUT', body: 'ein wîder text €' }));
  await attempt('bytes', () => text('/echo', { method: 'POST', body: new Uint8Array(100_000).fill(7) }));
  await attempt('long', () => text('/echo', { method: 'POST', body: long }));
  await attempt('no body', () => text('/echo', { method: 'POST' }));
  await attempt('stream', async () => {
    const body = new ReadableStream({
      async start(controller) {
        for (let i = 0; i < 5; i++) {
          controller.enqueue(new Uint8Array(50_000).fill(i));
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        controller.close();
      },
    });
    const response = await fetch(`${base}/echo`, { method: 'POST', body, duplex: 'half' });
    return [response.headers.get('x-length'), response.headers.get('x-method'), await response.text()];
  });
  await attempt('blob', () => text('/echo', { method: 'POST', body: new Blob(['a', 'blob']) }));
  await attempt('long response', async () => hash(await (await fetch(`${base}/long`)).bytes()));
  await attempt('read slowly', async () => {
    let size = 0;
    for await (const chunk of (await fetch(`${base}/long`)).body) {
      size += chunk.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return size;
  });
  await attempt('pieces', () => text('/pieces'));
  await attempt('head', async () => {
    const response = await fetch(`${base}/long`, { method: 'HEAD' });
    return [response.status, response.headers.get('content-length'), response.body, await response.text()];
  });
  await attempt('204', async () => {
    const response = await fetch(`${base}/none`);
    return [response.status, response.body];
  });
  await attempt('gzip', async () => (await text('/gzip')).length);
  await attempt('moved', async () => {
    const response = await fetch(`${base}/move`, { method: 'POST', body: 'again' });
    return [response.redirected, new URL(response.url).pathname, await response.text()];
  });
  await attempt('early', async () => {
    const response = await fetch(`${base}/early`);
    return [response.status, await response.text()];
  });
  await attempt('trailers', () => text('/trailers'));
  await attempt('refused', () => text('/refuse'));
  await attempt('broken', () => text('/break'));
  await attempt('aborted', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    await fetch(`${base}/silent`, { signal: controller.signal });
  });
  await attempt('cancelled', async () => {
    const reader = (await fetch(`${base}/endless`)).body.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return value.length > 0;
  });
  await attempt('many', async () => {
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, i) => text('/echo', { method: 'POST', body: `number ${i}` })),
    );
    return hash(all.join());
  });
  const before = sessions;
  await attempt('together', async () => {
    await Promise.all(Array.from({ length: 60 }, () => text('/pieces')));
    return sessions - before;
  });
  await attempt('goaway', () => text('/goaway'));
  await attempt('afterwards', () => text('/echo', { method: 'POST', body: 'anew' }));
  process.exit();
});
