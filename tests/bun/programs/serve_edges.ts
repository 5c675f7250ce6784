// Bun.serve at its edges: what handlers give besides Responses, files, clients that go, wrong options.
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';

const tried = async (name: string, action: () => unknown) => {
  try {
    console.log(name, await action());
  } catch (error: any) {
    console.log(name, error.name, error.code, error.message.split('\n')[0]);
  }
};
const base = { port: 0, hostname: '127.0.0.1', development: false } as const;
/** What comes back for a text, without Date; `Connection: close` makes it end. */
const raw = (port: number, text: string) =>
  new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.on('data', (data) => (got += data));
    socket.on('close', () => resolve(got));
  });

for (const name of ['a.zip', 'a.pdf', 'a.json', 'a.png', 'a.bin', 'a.txt']) writeFileSync(name, 'x');
for (const development of [true, false]) {
  const server = Bun.serve({
    ...base,
    development,
    routes: {
      '/undefined': () => undefined as any,
      '/bytes': () => new Response(new Uint8Array([65])),
      '/typed': () => new Response(new Uint8Array([65]), { headers: { 'content-type': 'x/y' } }),
      '/named': () => new Response(Bun.file('a.zip'), { headers: { 'content-disposition': 'inline' } }),
      '/static': new Response(Bun.file('a.zip')),
      '/p/:id': (request) => new Response(request.params.id),
    },
    fetch(request, server) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/file/')) return new Response(Bun.file(pathname.slice(6)));
      if (pathname === '/number') return 5 as any;
      if (pathname === '/later') return Promise.resolve() as any;
      if (pathname === '/status') return new Response('x', { status: 299 });
      throw new Error('oh');
    },
  });
  const paths =
    'undefined number later bytes typed named static status p/%zz p/%E4%BD p/a%4 p/%C3%28 p/%41'.split(' ');
  for (const name of ['a.zip', 'a.pdf', 'a.json', 'a.png', 'a.bin', 'a.txt']) paths.push(`file/${name}`);
  if (!development) paths.push('throws', 'file/missing');
  for (const path of paths) {
    const { status, statusText, headers, ...rest } = await fetch(server.url.href + path);
    const fields = ['content-disposition', 'content-type'].map((name) => headers.get(name)?.toLowerCase());
    console.log(development, path, status, status === 299 ? statusText : '', ...fields);
  }
  for (const path of ['p/%zz', 'p/%E4%BD', 'p/a%4', 'p/%C3%28', 'p/%41'])
    console.log(await (await fetch(server.url.href + path)).text());
  const line = async (text: string) => (await raw(server.port!, text)).split('\r\n')[0];
  console.log(await line('GET http://other/p/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  console.log(await line('GET /p/1 HTTP/2.0\r\nHost: x\r\n\r\n'));
  await server.stop(true);
}

// A client that goes
for (const kind of ['late', 'stream', 'generator']) {
  const events: string[] = [];
  const heard = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const server = Bun.serve({
    ...base,
    async fetch(request) {
      request.signal.onabort = () => {
        events.push(`abort ${request.signal.reason.name}`);
        setTimeout(over.resolve, 20);
      };
      heard.resolve();
      if (kind === 'late') {
        await over.promise;
        return new Response('late');
      }
      if (kind === 'stream') {
        return new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue('x'),
            cancel: (reason) => void events.push(`cancel ${reason.name} ${reason.message}`),
          }),
        );
      }
      return new Response(
        (async function* () {
          try {
            for (;;) {
              yield 'x';
              await Bun.sleep(2);
            }
          } finally {
            events.push('finally');
          }
        })() as any,
      );
    },
  });
  const client = connect(server.port!, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await heard.promise;
  await Bun.sleep(20);
  client.destroy();
  await over.promise;
  await Bun.sleep(10);
  console.log(kind, kind === 'generator' ? events.sort().join() : events.join(), server.pendingRequests);
  await server.stop(true);
}

// A body that is too long
{
  const server = Bun.serve({
    ...base,
    maxRequestBodySize: 10,
    async fetch(request) {
      await tried('read', () => request.text());
      return new Response('y');
    },
  });
  const post = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
  console.log((await raw(server.port!, `${post}b\r\n01234567890\r\n0\r\n\r\n`)).split('\r\n')[0]);
  await server.stop(true);
}

// Arguments
const server: any = Bun.serve({ ...base, fetch: () => new Response('x') });
console.log(Object.prototype.toString.call(server));
await tried('fetch', () => server.fetch());
await tried('fetch', () => server.fetch(5));
for (const name of ['reload', 'timeout', 'upgrade', 'publish', 'subscriberCount', 'requestIP'])
  await tried(name, () => server[name]());
await tried('timeout', () => server.timeout(new Request('http://x'), 'a'));
await tried('upgrade', () => server.upgrade(new Request('http://x')));
await server.stop();

const handler = () => new Response('');
const wrong: Record<string, any>[] = [
  { error: 1, fetch: handler },
  { idleTimeout: 300, fetch: handler },
  { idleTimeout: -1, fetch: handler },
  { idleTimeout: 'x', fetch: handler },
  { port: 'abc', fetch: handler },
  { port: -1, fetch: handler },
  { tls: 5, fetch: handler },
  { port: undefined, hostname: undefined, unix: '/nonexistent/x.sock', fetch: handler },
  { routes: {} },
  { routes: 5 },
  { routes: { x: handler } },
  { routes: { '/x': 5 } },
  { routes: { '/x': { get: handler } } },
  { routes: { '/:a/:a': handler } },
  { routes: { '/:1': handler } },
  { websocket: 5, fetch: handler },
  { websocket: {}, fetch: handler },
  { websocket: { message: 5 }, fetch: handler },
  { websocket: { idleTimeout: 1000 }, fetch: handler },
  { websocket: { idleTimeout: 'x' }, fetch: handler },
  { websocket: { backpressureLimit: 'x' }, fetch: handler },
  { websocket: { perMessageDeflate: 5 }, fetch: handler },
];
for (const options of wrong) {
  await tried(Object.keys(options)[0], () => {
    const server = Bun.serve({ ...base, ...options } as any);
    server.stop();
    return 'fine';
  });
}
process.exit(0); // Bun counts what handlers throw
