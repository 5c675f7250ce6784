// Deno.serve and WebSockets, with Deno's own clients or Naja's.
const tried = (action: () => unknown) => {
  try {
    console.log(action());
  } catch (error: any) {
    console.log(error.name, error.message, error.code);
  }
};

const server = Deno.serve(
  { port: 0, hostname: '127.0.0.1', onListen: ({ hostname }) => console.log(hostname) },
  async (request, info) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/throw') throw new Error('boom');
    if (pathname === '/nothing') return undefined as any;
    if (pathname === '/info') return Response.json({ ...info.remoteAddr, port: 0 });
    return new Response(`${request.method} ${pathname} ${await request.text()}`);
  },
);
const { port } = server.addr as Deno.NetAddr;
const base = `http://127.0.0.1:${port}`;
for (const path of ['/', '/info', '/throw', '/nothing']) {
  const response = await fetch(base + path);
  console.log(path, response.status, await response.text());
}
console.log(await (await fetch(`${base}/p`, { method: 'POST', body: 'x=1' })).text());
tried(() => Deno.serve({ port, hostname: '127.0.0.1' }, () => new Response('')));
tried(() => Deno.serve({ port: 99999 }, () => new Response('')));
tried(() => (Deno as any).serve());
tried(() => (Deno as any).serve({ port: 0 }));
tried(() => Deno.serve({ port: 0, hostname: 'nosuch.invalid' }, () => new Response('')));
tried(() => Deno.serve({ port: 0, cert: 'x', key: 'y' }, () => new Response('')));
await server.shutdown();
console.log(await server.finished);

const stopper = new AbortController();
const stopped = Deno.serve({
  handler: () => new Response('a'),
  port: 0,
  signal: stopper.signal,
  onListen() {},
});
stopper.abort();
await stopped.finished;

const failing = Deno.serve(
  { port: 0, onListen() {}, onError: (error: any) => new Response(`E ${error.message}`) },
  () => {
    throw new Error('oh');
  },
);
console.log(await (await fetch(`http://localhost:${(failing.addr as Deno.NetAddr).port}/`)).text());
await failing.shutdown();

const sockets = Deno.serve({ port: 0, onListen() {} }, (request) => {
  if (request.headers.get('upgrade') === null) {
    tried(() => Deno.upgradeWebSocket(request));
    return new Response('no');
  }
  tried(() => Deno.upgradeWebSocket(request, { protocol: 'other' }));
  const { socket, response } = Deno.upgradeWebSocket(request, { protocol: 'chat' });
  console.log(response.status, response.headers.get('upgrade'), socket.readyState);
  socket.onopen = () => socket.send('hi');
  socket.onmessage = ({ data }) => {
    console.log('server', data);
    if (data === 'bye') socket.close(3001, 'enough');
    else socket.send(data);
  };
  return response;
});
const at = `localhost:${(sockets.addr as Deno.NetAddr).port}`;
console.log(await (await fetch(`http://${at}/`)).text());
const socket = new WebSocket(`ws://${at}/`, ['chat', 'x']);
socket.onopen = () => console.log('open', socket.protocol, socket.readyState);
socket.onmessage = ({ data }) => {
  console.log('client', data);
  socket.send(data === 'hi' ? 'grüße' : 'bye');
};
await new Promise<void>((resolve) => {
  socket.onclose = ({ code, reason, wasClean }) => {
    console.log(code, reason, wasClean, socket.readyState);
    resolve();
  };
});
await sockets.shutdown();
