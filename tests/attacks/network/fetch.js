// Tries: fetch, WebSocket, EventSource, XMLHttpRequest, http, https and http2 requests.
// Escape: the server sees a connection.
const url = `http://127.0.0.1:${target.tcp}/`;
const get = (module, options) =>
  within(500, new Promise((resolve, reject) => require(module).get(options, resolve).on('error', reject)));
(async () => {
  await attempt('fetch', () => fetch(url, { signal: AbortSignal.timeout(400) }));
  await attempt('fetch by name', () =>
    fetch(`http://localhost:${target.tcp}/`, { signal: AbortSignal.timeout(400) }),
  );
  await attempt('fetch with a proxy', () =>
    fetch('http://a.invalid/', { proxy: url, signal: AbortSignal.timeout(400) }),
  );
  await attempt('http', () => get('node:http', url));
  await attempt('http over a unix socket', () => get('node:http', { socketPath: target.unix, path: '/' }));
  await attempt('https', () => get('node:https', url.replace('http', 'https')));
  await attempt('http2', () =>
    within(
      500,
      new Promise((resolve, reject) =>
        require('node:http2').connect(url).on('connect', resolve).on('error', reject),
      ),
    ),
  );
  await attempt('WebSocket', () =>
    within(
      500,
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url.replace('http', 'ws'));
        socket.onopen = resolve;
        socket.onerror = () => reject(new Error('refused'));
      }),
    ),
  );
  await probe('EventSource', () =>
    within(300, new Promise((resolve, reject) => (new EventSource(url).onerror = reject))),
  );
})();
