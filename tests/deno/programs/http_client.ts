// Deno.createHttpClient: authorities, proxies, Unix sockets.
const keys = new URL('../../differential/https/fixtures/', import.meta.url);
const [key, cert] = ['key.pem', 'cert.pem'].map((name) => Deno.readTextFileSync(new URL(name, keys)));
const tried = async (name: string, action: () => unknown) => {
  try {
    console.log(name, JSON.stringify(await action()));
  } catch (error: any) {
    console.log(name, error.name, /fetch|sending request/.test(error.message) ? 'failed' : error.message);
  }
};
const quiet = { port: 0, hostname: '127.0.0.1', onListen() {} };
const fetchWith = async (url: string, options: any) => {
  using client = Deno.createHttpClient(options);
  return (await fetch(url, { client })).text();
};
const handler = (request: Request) => new Response(new URL(request.url).pathname);
const plain = Deno.serve(quiet, handler);
const proxy = { url: `http://127.0.0.1:${plain.addr.port}` };
await tried('proxy', () => fetchWith('http://example.invalid/p', { proxy }));
await tried('proxy that is none', () => fetchWith('http://example.invalid/p', { proxy: { url: 'nope' } }));
await tried('no certificate', () => fetchWith('http://x/', { cert: 'x', key: 'y' }));
await plain.shutdown();
const path = './s.sock';
const unix = Deno.serve({ path, onListen() {} } as any, handler);
await tried('unix', () => fetchWith('http://localhost/u', { proxy: { transport: 'unix', path } }));
await unix.shutdown();
const secure = Deno.serve({ ...quiet, key, cert }, handler);
await tried('not trusted', () => fetchWith(`https://localhost:${secure.addr.port}/s`, {}));
await secure.shutdown();
const client = Deno.createHttpClient({});
client.close();
await tried('closed twice', () => client.close());
