// What goes wrong with sockets: ports that are none, folders that are not there, clients that vanish while TLS begins.
const keys = new URL('../../differential/https/fixtures/', import.meta.url);
const [key, cert] = ['key.pem', 'cert.pem'].map((name) => Deno.readTextFileSync(new URL(name, keys)));
const tried = async (name: string, action: () => unknown) => {
  try {
    console.log(name, (await action()) === undefined ? '' : 'there');
  } catch (error: any) {
    const text = error.message.replace(/:\d{4,5}/, ':PORT');
    console.log(name, error.constructor.name, error.name, text, error.code ?? '-');
  }
};
const free = (port: any) => ({ port, hostname: '127.0.0.1', onListen() {} });
for (const port of ['x', '', 1.5, -1, 70000, {}, true, NaN, '-1'] as any[]) {
  await tried(`listen ${port}`, () => Deno.listen(free(port)).close());
  await tried(`connect ${port}`, () => Deno.connect(free(port)));
  await tried(`serve ${port}`, () => Deno.serve(free(port), () => new Response('')).shutdown());
  await tried(`datagram ${port}`, () => Deno.listenDatagram({ ...free(port), transport: 'udp' }).close());
}
await tried('connect 0', () => Deno.connect({ port: 0 }));
await tried('folder', () => Deno.listen({ transport: 'unix', path: '/nonexistent/x' }));
await tried('served folder', () => Deno.serve({ path: '/nonexistent/x' } as any, () => new Response('')));
await tried('no key', () => Deno.listenTls({ port: 0, cert } as any));
await tried('served without key', () => Deno.serve({ port: 0, cert } as any, () => new Response('')));
await tried('aborted', () => Deno.connect({ port: 1, signal: AbortSignal.abort(new Error('mine')) } as any));

const listener = Deno.listenTls({ port: 0, key, cert });
const { port } = listener.addr as Deno.NetAddr;
/** What the server hears of a client. */
const meeting = async (name: string, client: () => Promise<unknown>) => {
  const [conn] = await Promise.all([listener.accept(), client()]);
  await tried(name, () => conn.handshake().then(() => undefined));
  await tried('closes', () => conn.close());
};
const sending = (bytes?: Uint8Array) => async () => {
  const conn = await Deno.connect({ port });
  if (bytes !== undefined) await conn.write(bytes);
  setTimeout(() => conn.close(), 20);
};
await meeting('vanishes', sending());
await meeting('speaks HTTP', sending(new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n')));
await meeting('begins', sending(new Uint8Array([22, 3, 1, 0, 200, 1])));
const distrusting = async () => {
  const conn = await Deno.connectTls({ port });
  await tried('distrusts', () => conn.handshake());
  await tried('reads', () => conn.read(new Uint8Array(1)));
  await tried('closes', () => conn.close());
};
await Promise.all([
  listener.accept().then((conn) => conn.handshake().catch(() => conn.close())),
  distrusting(),
]);
listener.close();
const plain = Deno.listen({ port: 0 });
void plain.accept().then((conn) => conn.close());
await tried('server vanishes', async () => {
  const conn = await Deno.connectTls({ port: (plain.addr as Deno.NetAddr).port });
  await conn.handshake();
});
plain.close();
