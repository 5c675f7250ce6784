// The ways that Bun's fetch knows to a server: Unix sockets, proxies, certificates of its own; responses as files.
const keys = new URL('../../differential/https/fixtures/', import.meta.url);
const [key, cert] = ['key.pem', 'cert.pem'].map((name) => Bun.file(new URL(name, keys)));
const tried = async (name: string, action: () => unknown) => {
  try {
    console.log(name, JSON.stringify(await action()));
  } catch (error: any) {
    console.log(name, error.name);
  }
};
const text = async (url: string | URL, init: object = {}) => (await fetch(url, init as any)).text();
const handler = (request: Request, server: any) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/from') return Response.redirect('/to', 307);
  if (pathname === '/zipped') {
    return new Response(Bun.gzipSync('zipped'), { headers: { 'content-encoding': 'gzip' } });
  }
  return new Response(
    `${request.method} ${pathname} ${server.protocol} ${request.headers.get('host')?.split(':')[0]}`,
  );
};
const unix = Bun.serve({ unix: './s.sock', fetch: handler });
await tried('unix', () => text('http://localhost/a?b', { unix: './s.sock' }));
await tried('again', () =>
  Promise.all(['1', '2'].map((path) => text(`http://h/${path}`, { unix: './s.sock' }))),
);
await tried('nobody', () => text('http://localhost/', { unix: './no.sock' }));
await unix.stop(true);

const secure = Bun.serve({ port: 0, tls: { key, cert }, fetch: handler });
const url = `https://localhost:${secure.port}/s`;
await tried('not trusted', () => text(url));
await tried('whatever it is', () => text(url, { tls: { rejectUnauthorized: false } }));
await tried('still not trusted', () => text(url));
await secure.stop(true);

const plain = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: handler });
await tried('proxy', () => text('http://example.invalid/p', { proxy: plain.url.href }));
await tried('proxy of an object', () => text('http://example.invalid/q', { proxy: { url: plain.url.href } }));
await tried('decompressed', () => text(`${plain.url}zipped`));
await tried('as it is', async () => {
  const response = await fetch(`${plain.url}zipped`, { decompress: false } as any);
  return new TextDecoder().decode(Bun.gunzipSync(new Uint8Array(await response.arrayBuffer())));
});
await tried('as a file', async () => {
  const size = await Bun.write('./o.txt', await fetch(`${plain.url}f`));
  return [size, await Bun.file('./o.txt').text()];
});
await tried('a file that is sent', async () => {
  const init = { method: 'PUT', body: Bun.file('./o.txt') };
  return text(plain.url, init);
});
await plain.stop(true);

// Sockets
const connecting = (options: object) =>
  Bun.connect({ socket: { data() {}, connectError(_: unknown, error: any) { console.log(error.code); } }, ...options } as any); // prettier-ignore
await tried('no such host', () => connecting({ hostname: 'name.invalid', port: 1 }));
await tried('no port', () => connecting({ hostname: 'localhost' }));
await tried('port', () => Bun.listen({ hostname: '127.0.0.1', port: 70000, socket: { data() {} } }));
