// Deno.serve over TLS: `secure.mjs CERTIFICATE KEY FILE`.

let aborted = 0;
const long = new Uint8Array(2_000_000).map((_, i) => i * 31);
const [cert, key] = Deno.args.slice(0, 2).map((path) => Deno.readTextFileSync(path));

const routes = {
  '/': () => new Response('plain'),
  '/json': (request) =>
    Response.json({
      method: request.method,
      url: new URL(request.url).pathname,
      x: request.headers.get('x'),
    }),
  '/fields': () =>
    new Response('f', {
      headers: [
        ['X-Mine', 'a'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    }),
  '/cookies': (request) => new Response(request.headers.get('cookie')),
  '/host': (request) =>
    new Response(`${new URL(request.url).hostname} ${request.headers.get('host') !== null}`),
  '/none': () => new Response(null, { status: 204 }),
  '/same': () => new Response(null, { status: 304, headers: { etag: '"1"' } }),
  '/empty': () => new Response(null),
  '/bytes': () => new Response(long),
  '/file': async () => new Response((await Deno.open(Deno.args[2])).readable),
  '/echo': async (request) => new Response(await request.bytes()),
  '/through': (request) => new Response(request.body),
  '/ignored': () => new Response('not read'),
  '/moved': () => new Response(null, { status: 302, headers: { location: '/json' } }),
  '/slow': () => {
    let n = 0;
    return new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 2));
          controller.enqueue(new TextEncoder().encode(`piece ${n++};`));
          if (n === 5) controller.close();
        },
      }),
    );
  },
  '/wait': (request) => {
    const { promise, resolve } = Promise.withResolvers();
    request.signal.addEventListener('abort', () => {
      aborted++;
      resolve(new Response('too late'));
    });
    return promise;
  },
  '/aborted': () => new Response(`${aborted}`),
  '/throws': () => {
    throw new Error('on purpose');
  },
  '/breaks': () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(10));
        },
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          controller.error(new Error('on purpose'));
        },
      }),
    ),
};

Deno.serve(
  {
    port: 0,
    hostname: '127.0.0.1',
    cert,
    key,
    onListen: ({ port }) => console.log(port),
    onError: () => new Response('failed', { status: 500 }),
  },
  (request) => routes[new URL(request.url).pathname](request),
);
