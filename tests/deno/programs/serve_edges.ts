// Deno.serve at its edges: lengths that are wrong, requests that name no host, clients that go.
import { connect } from 'node:net';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const encode = (text: string) => new TextEncoder().encode(text);
const raw = (port: number, text: string) =>
  new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.on('data', (data) => (got += data));
    socket.on('close', () => resolve(got));
  });
const options = { port: 0, hostname: '127.0.0.1', onListen() {} };

const server = Deno.serve(options, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/status') return new Response('x', { status: 299 });
  const length = /^\/length\/(\d+)$/.exec(pathname)?.[1];
  if (length !== undefined) {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(encode('abc'));
        controller.enqueue(encode('def'));
        controller.close();
      },
    });
    return new Response(body, { headers: { 'content-length': length } });
  }
  return new Response(request.url);
});
const { port } = server.addr;
const close = 'Connection: close\r\n\r\n';
for (const head of [
  `GET /status HTTP/1.1\r\nHost: x\r\n${close}`,
  `GET /length/6 HTTP/1.1\r\nHost: x\r\n${close}`,
  `GET /length/4 HTTP/1.1\r\nHost: x\r\n${close}`,
  `GET /length/2 HTTP/1.1\r\nHost: x\r\n${close}`,
  `GET /a HTTP/1.1\r\n${close}`,
  `GET /a HTTP/1.1\r\nHost: \r\n${close}`,
  `GET http://other/a HTTP/1.1\r\nHost: x\r\n${close}`,
  'GET /a HTTP/2.0\r\nHost: x\r\n\r\n',
]) {
  const got = (await raw(port, head)).replaceAll(String(port), 'PORT');
  console.log(got.split('\r\n')[0], got.split('\r\n\r\n')[1]);
}
// After too long a body the connection goes on.
const both = await raw(
  port,
  `GET /length/4 HTTP/1.1\r\nHost: x\r\n\r\nGET /status HTTP/1.1\r\nHost: x\r\n${close}`,
);
console.log(
  both
    .split('\r\n\r\n')
    .slice(1)
    .map((part) => part.slice(0, 16))
    .join(),
);
await server.shutdown();

// A client that goes
for (const kind of ['late', 'stream']) {
  const events: string[] = [];
  const heard = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const server = Deno.serve(options, async (request, info) => {
    info.completed.then(
      () => events.push('completed'),
      () => events.push('not completed'),
    );
    request.signal.onabort = () => {
      events.push(`abort ${request.signal.reason.name} ${request.signal.reason.message}`);
      setTimeout(over.resolve, 20);
    };
    heard.resolve();
    if (kind === 'late') {
      await over.promise;
      return new Response('late');
    }
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(encode('x')),
        cancel: (reason) => void events.push(`cancel ${reason}`),
      }),
    );
  });
  const client = connect(server.addr.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await heard.promise;
  await sleep(20);
  client.destroy();
  await over.promise;
  await sleep(10);
  console.log(kind, events.join());
  await server.shutdown();
}

// A signal is aborted when its response is out, too.
{
  const events: string[] = [];
  const server = Deno.serve(options, (request, info) => {
    events.push(`before ${request.signal.aborted}`);
    request.signal.onabort = () => events.push(`abort ${request.signal.reason.name}`);
    info.completed.then(() => events.push('completed'));
    return new Response('x');
  });
  await (await fetch(`http://127.0.0.1:${server.addr.port}/`)).text();
  await sleep(10);
  console.log(events.join());
  await server.shutdown();
}

// A WebSocket's bytes come as an ArrayBuffer here, and as a Blob where it was made.
{
  const over = Promise.withResolvers<void>();
  const server = Deno.serve(options, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    console.log(socket.binaryType, JSON.stringify(socket.url), socket.readyState);
    socket.onmessage = ({ data, origin }) => {
      console.log(data.constructor.name, data.byteLength, JSON.stringify(origin));
      socket.send(data);
    };
    return response;
  });
  const socket = new WebSocket(`ws://127.0.0.1:${server.addr.port}/`);
  console.log(socket.binaryType);
  socket.onopen = () => socket.send(new Uint8Array(3));
  socket.onmessage = ({ data }) => {
    console.log(data.constructor.name, data.size);
    socket.close();
  };
  socket.onclose = () => over.resolve();
  await over.promise;
  await server.shutdown();
}
