// Flags: --experimental-eventsource --no-warnings
'use strict';

// EventSource: streams in pieces, line ends of each kind, reconnecting, and what is no event stream.

const http = require('http');

const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
t(() => Object.getOwnPropertyDescriptor(globalThis, 'EventSource').enumerable);
t(() => Reflect.ownKeys(EventSource.prototype).sort());
t(() => new EventSource());
t(() => new EventSource('x'));
t(() => [EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED]);

const text =
  '\ufeff: comment\nretry: 20\n\nid: 7\ndata: hello\ndata: world\n\nevent: foo\ndata: bar\n\ndata\n\nid: 8\ndata: é☃\r\n\r\n' +
  'data:nospace\r\rdata:  two\nunknown: x\nid: a\0b\n\nevent: none\n\ndata: partial';

let count = 0;
const server = http.createServer((request, response) => {
  const { accept, 'last-event-id': id, 'cache-control': cache } = request.headers;
  if (request.url === '/events') console.log('asked', accept, id, cache);
  if (request.url === '/204') response.writeHead(204);
  if (request.url === '/type') response.setHeader('content-type', 'text/plain');
  if (request.url !== '/events') {
    response.end();
    return;
  }
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  if (count++ === 0) {
    const bytes = Buffer.from(text);
    const send = (at) => {
      if (at >= bytes.length) response.end();
      else response.write(bytes.subarray(at, at + 3), () => setImmediate(send, at + 3));
    };
    send(0);
  } else {
    response.write('data: last\n\n');
  }
});

const hide = (words) => words.replace(/:\d{4,}/, ':PORT');

server.listen(0, async () => {
  const url = `http://localhost:${server.address().port}`;
  for (const path of ['/204', '/type']) {
    const source = new EventSource(url + path);
    await new Promise((resolve) => {
      source.onerror = (event) => {
        console.log(path, event.type, event.constructor.name, source.readyState);
        resolve();
      };
    });
  }
  const source = new EventSource(`${url}/events#hash`, { withCredentials: true });
  console.log(source.readyState, source.withCredentials, hide(source.url), String(source));
  source.onopen = (event) => console.log(event.type, source.readyState);
  source.onerror = (event) => {
    if (source.readyState !== EventSource.CLOSED) console.log(event.type, source.readyState);
  };
  source.addEventListener('foo', (event) => console.log('foo', event.data, event.lastEventId));
  source.onmessage = (event) => {
    console.log(JSON.stringify(event.data), event.lastEventId, hide(event.origin), event.constructor.name);
    if (event.data !== 'last') return;
    source.close();
    console.log(source.readyState);
    server.closeAllConnections();
    server.close();
  };
});
