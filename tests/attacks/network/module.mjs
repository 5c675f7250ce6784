// Tries: imports over the network: http:, https:, npm:, jsr:, from static and dynamic imports, and workers by URL.
// Escape: a server sees it.
const at = `http://127.0.0.1:${target.tcp}/a.js`;
await attempt('http', () => within(400, import(at)));
await attempt('https', () => within(400, import(at.replace('http', 'https'))));
await probe('a data URL that imports', () => within(400, import(`data:text/javascript,import '${at}'`)));
await probe('a worker', () =>
  within(
    400,
    new Promise((resolve, reject) => {
      const worker = new Worker(at, { type: 'module' });
      worker.onerror = (event) => reject(new Error(event.message));
    }),
  ),
);
await probe('jsr', () => within(400, import('jsr:@std/assert')));
await attempt('fetch, which a loader would use', () => fetch(at, { signal: AbortSignal.timeout(300) }));
