// Responses that stand in the routes themselves: tags, dates, conditions, ranges; files that come and go.
import { rmSync, utimesSync } from 'node:fs';

await Bun.write('file.txt', 'hello');
utimesSync('file.txt', 1e9 + 0.7, 1e9 + 0.7);
const EARLIER = 'Sun, 09 Sep 2001 01:46:39 GMT';
const SAME = 'Sun, 09 Sep 2001 01:46:40 GMT';
const LATER = 'Sun, 09 Sep 2001 01:46:41 GMT';
const file = () => Bun.file('file.txt');
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/file': new Response(file()),
    '/slice': new Response(file().slice(1, 3)),
    '/own': new Response(file(), { headers: { 'Last-Modified': LATER, ETag: '"q"' } }),
    '/created': new Response(file(), { status: 201 }),
    '/handler': () => new Response(file()),
    '/text': new Response('abc'),
    '/bytes': new Response(new Uint8Array([97, 98, 99])),
    '/json': Response.json({ a: 1 }),
    '/tagged': new Response('abc', { headers: { ETag: 'W/"q"' } }),
    '/empty': new Response(''),
    '/nothing': new Response(null, { status: 204 }),
    '/get': { GET: new Response('abc', { status: 202 }) },
  },
  fetch: () => new Response('no route', { status: 404 }),
});
const paths = 'file slice own created handler text bytes json tagged empty nothing get'.split(' ');
const CONDITIONS: Record<string, string>[] = [
  {},
  ...[EARLIER, SAME, LATER, 'x'].map((date) => ({ 'If-Modified-Since': date })),
  ...['*', '"q"', '"x", W/"44bc2cf5ad770999"'].map((tags) => ({ 'If-None-Match': tags })),
  { 'If-None-Match': '"x"', 'If-Modified-Since': LATER },
  { 'If-Modified-Since': LATER, Range: 'bytes=0-1' },
  ...[EARLIER, SAME, '"q"'].map((version) => ({ 'If-Range': version, Range: 'bytes=0-1' })),
  { 'If-Unmodified-Since': EARLIER },
  { Range: 'bytes=1-' },
];
const FIELDS = ['last-modified', 'etag', 'content-length', 'accept-ranges', 'content-range'];
async function ask(path: string, method: string, headers: Record<string, string>) {
  const answer = await fetch(`${server.url}${path}`, { method, headers });
  const fields = FIELDS.map((name) => answer.headers.get(name)).join('|');
  console.log(path, method, JSON.stringify(headers), answer.status, await answer.text(), fields);
}
for (const path of paths) {
  for (const headers of CONDITIONS) await ask(path, 'GET', headers);
  for (const method of ['HEAD', 'POST']) await ask(path, method, { 'If-Modified-Since': LATER });
}
rmSync('file.txt');
await ask('file', 'GET', {});
await ask('slice', 'HEAD', { 'If-None-Match': '*' });
await Bun.write('file.txt', 'back');
utimesSync('file.txt', 1e9, 1e9);
await ask('file', 'GET', {});
await server.stop(true);
