// Bun.serve: routes, errors, WebSockets and publishing, with Bun's own clients or Naja's.
const tried = async (action: () => unknown) => {
  try {
    console.log(await action());
  } catch (error: any) {
    console.log(error.name, error.message.split('\n')[0].replace(/\d+ in/, 'N in'), error.code);
  }
};

const server = Bun.serve({
  port: 0,
  routes: {
    '/a': new Response('A'),
    '/b/:id': (request) => Response.json(request.params),
    '/c/*': (request) => new Response(`c${new URL(request.url).pathname}`),
    '/d': {
      GET: () => new Response('get'),
      POST: async (request) => new Response(`post ${await request.text()}`),
    },
    '/e/:x/:y': (request) => new Response(request.params.x + request.params.y),
    '/e/f/:y': (request) => new Response(`f${request.params.y}`),
    '/throw': () => {
      throw new Error('boom');
    },
    '/reject': () => Promise.reject(new Error('bang')),
    '/*': () => new Response('all'),
  },
  error: (error) => new Response(`E ${error.message}`, { status: 500 }),
});
for (const path of [
  'a',
  'b/12',
  'b/%20x',
  'c/1/2',
  'c',
  'd',
  'e/1/2',
  'e/f/2',
  'e/1',
  'throw',
  'reject',
  'zz?q',
]) {
  const response = await fetch(server.url.href + path);
  console.log(path, response.status, await response.text());
}
for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS']) {
  const response = await fetch(`${server.url.href}d`, { method, body: method === 'POST' ? 'q' : undefined });
  console.log(method, response.status, await response.text());
}
server.reload({ fetch: () => new Response('new') });
console.log(await (await fetch(server.url)).text());
await tried(() => Bun.serve({ port: server.port, fetch: () => new Response('') }));
await server.stop(true);

await tried(() => Bun.serve({ port: 99999, fetch: () => new Response('') }));
await tried(() => Bun.serve({} as any));
await tried(() => (Bun as any).serve());
await tried(() => Bun.serve({ port: 0, fetch: 1 as any }));

// A stream in a Response, the request through to the answer
const echo = Bun.serve({ port: 0, fetch: (request) => new Response(request.body) });
const sent = await fetch(echo.url, { method: 'POST', body: 'x'.repeat(300_000) });
console.log((await sent.text()).length, echo.pendingRequests);
echo.stop();

// WebSockets
const events: string[] = [];
const done = Promise.withResolvers<void>();
const chat = Bun.serve<{ name: string }, any>({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request, server) {
    const name = new URL(request.url).pathname.slice(1);
    if (server.upgrade(request, { data: { name }, headers: { 'x-name': name } })) return;
    return new Response('no WebSocket', { status: 426 });
  },
  websocket: {
    open(ws) {
      events.push(`open ${ws.data.name} ${ws.readyState} ${ws.remoteAddress}`);
      ws.subscribe('room');
      console.log(ws.send('hello'), ws.binaryType, ws.isSubscribed('room'));
    },
    message(ws, message) {
      if (message === 'bye') {
        ws.close(4001, 'bye');
        return;
      }
      events.push(
        `message ${typeof message === 'string' ? message : `${message.constructor.name} ${message.length}`}`,
      );
      ws.publish('room', `${ws.data.name} says ${message.length}`);
    },
    close(ws, code, reason) {
      events.push(`close ${ws.data.name} ${code} ${reason} ${chat.subscriberCount('room')}`);
      if (chat.subscriberCount('room') === 0) done.resolve();
    },
  },
});
console.log((await fetch(chat.url)).status, await (await fetch(chat.url)).text());
const clientOf = (name: string) =>
  new Promise<{ socket: WebSocket; heard: unknown[] }>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${chat.port}/${name}`);
    const heard: unknown[] = [];
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      if (heard.push(data) === 1) resolve({ socket, heard });
    };
    socket.onclose = ({ code, reason, wasClean }) => heard.push(`${code} ${reason} ${wasClean}`);
  });
const one = await clientOf('one');
const two = await clientOf('two');
one.socket.send('äöü');
one.socket.send(new Uint8Array(70_000));
await Bun.sleep(50);
console.log(chat.publish('room', 'everybody'), chat.publish('nobody', 'x'), chat.pendingWebSockets);
await Bun.sleep(20);
one.socket.send('bye');
two.socket.close(1000, 'gone');
await done.promise;
await Bun.sleep(20);
console.log(JSON.stringify([one.heard, two.heard]));
console.log(events.sort().join('\n'));
await chat.stop(true);
