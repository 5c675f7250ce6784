// A client of secure.mjs by Node.js's own HTTP/2: `http2_client.mjs PORT`. Prints what it gets.

import { createHash } from 'node:crypto';
import http2 from 'node:http2';

const session = http2.connect(`https://127.0.0.1:${process.argv[2]}`, { rejectUnauthorized: false });
session.on('error', (error) => console.log('session', error.code));
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 12);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One exchange: [status, fields, body or its hash]. */
async function ask(path, { fields = {}, body, method = body === undefined ? 'GET' : 'POST' } = {}) {
  const stream = session.request({ ':path': path, ':method': method, ...fields });
  const head = new Promise((resolve) => stream.on('response', resolve));
  const failed = new Promise((resolve) =>
    stream.on('error', (error) => resolve(`${error.code} ${error.message}`)),
  );
  if (typeof body === 'function') body(stream);
  else stream.end(body);
  const chunks = [];
  const read = (async () => {
    for await (const chunk of stream) chunks.push(chunk);
    return undefined;
  })().catch(() => failed);
  const headers = await Promise.race([head, failed]);
  if (typeof headers === 'string') return headers;
  const error = await read;
  const all = Buffer.concat(chunks);
  const kept = Object.entries(headers)
    .filter(([name]) => !/^(?::status|date|content-length|vary)$/.test(name))
    .map(([name, value]) => `${name}: ${`${value}`.toLowerCase()}`)
    .sort();
  const content = all.length < 300 ? all.toString() : `${all.length} bytes, ${hash(all)}`;
  return [headers[':status'], kept.join('; '), content, error]
    .filter((part) => part !== undefined)
    .join(' | ');
}

const show = async (name, asked) => console.log(name, '->', await asked);
for (const path of [
  '/',
  '/json',
  '/fields',
  '/host',
  '/none',
  '/same',
  '/empty',
  '/bytes',
  '/file',
  '/slow',
  '/moved',
]) {
  await show(path, ask(path));
}
await show('PUT', ask('/json', { method: 'PUT', body: 'x', fields: { x: 'value' } }));
await show('a strange method', ask('/json', { method: 'PURGE' }));
await show('cookies', ask('/cookies', { fields: { cookie: ['a=1', 'b=2'] } }));
await show('echo', ask('/echo', { body: 'small' }));
await show('a long echo', ask('/echo', { body: Buffer.alloc(3_000_000, 'long ') }));
await show('through', ask('/through', { body: Buffer.alloc(3_000_000, 'through ') }));
const inPieces = async (stream) => {
  for (const piece of ['a', 'b', 'c']) {
    stream.write(piece);
    await sleep(5);
  }
  stream.end();
};
await show('in pieces', ask('/through', { body: inPieces, method: 'POST' }));
await show('not read', ask('/ignored', { body: Buffer.alloc(100_000) }));
await show('throws', ask('/throws'));
await show('breaks', ask('/breaks'));
const many = await Promise.all(Array.from({ length: 90 }, (_, i) => ask('/echo', { body: `number ${i}` })));
console.log('many', hash(many.join()));

// One that nobody reads does not keep the others from being served.
const lazy = session.request({ ':path': '/bytes' });
await sleep(50);
await show('beside', ask('/slow'));
let size = 0;
for await (const chunk of lazy) size += chunk.length;
console.log('lazy', size);

const waits = session.request({ ':path': '/wait' });
waits.on('error', () => {});
await sleep(50);
waits.close(http2.constants.NGHTTP2_CANCEL);
await sleep(100);
await show('aborted', ask('/aborted'));
session.close();
