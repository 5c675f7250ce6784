// Serves under Bun or Deno, or under either face of Naja: `answers.mjs bun|deno`. Prints its port.
const bytes = (text) => new TextEncoder().encode(text);
const streamOf = (...parts) =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(bytes(part));
      controller.close();
    },
  });
const slowly = (...parts) =>
  new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      if (parts.length === 0) controller.close();
      else controller.enqueue(bytes(parts.shift()));
    },
  });

async function answer(request) {
  const { pathname } = new URL(request.url);
  switch (pathname) {
    case '/':
      return new Response('Hello');
    case '/json':
      return Response.json({ a: 1 });
    case '/bytes':
      return new Response(new Uint8Array([65, 66]));
    case '/empty':
      return new Response();
    case '/204':
      return new Response(null, { status: 204 });
    case '/304':
      return new Response(null, { status: 304 });
    case '/blob':
      return new Response(new Blob(['hey'], { type: 'text/x' }));
    case '/slow':
      return new Response(slowly('one ', 'two ', 'three'));
    case '/fields':
      return new Response('x', {
        status: 201,
        headers: [
          ['X-A', '1'],
          ['Content-Length', '1'],
          ['Set-Cookie', 'a=b'],
          ['Set-Cookie', 'c=d'],
        ],
      });
    case '/redirect':
      return Response.redirect('http://example.com/', 302);
    case '/search':
      return new Response(new URLSearchParams('a=b&c=d'));
    case '/text':
      return new Response('é€😀');
    case '/url':
      return new Response(`${request.url} ${request.method} ${JSON.stringify([...request.headers])}`);
    case '/echo':
      return new Response(await request.text());
    case '/size':
      return new Response(String((await request.arrayBuffer()).byteLength));
    case '/pass':
      return new Response(request.body);
    case '/ignore':
      return new Response('ignored');
    case '/later':
      await new Promise((resolve) => setTimeout(resolve, 50));
      return new Response('later');
    case '/stream':
      return new Response(streamOf('a', 'bc'));
    default:
      return new Response('none', { status: 404 });
  }
}

if (process.argv[2] === 'bun') {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer });
  console.log(server.port);
} else {
  Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(port) }, answer);
}
