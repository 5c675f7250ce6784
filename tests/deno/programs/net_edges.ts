// Deno's connections at their edges: closing by halves, streams that fail, arguments. It ends by itself, with sockets open.
const tried = async (name: string, action: () => unknown) => {
  try {
    console.log(name, await action());
  } catch (error: any) {
    console.log(name, error.name, error.code, error.message);
  }
};
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const listener = Deno.listen({ port: 0, hostname: '127.0.0.1' });
const { port } = listener.addr as Deno.NetAddr;
const pair = () => Promise.all([listener.accept(), Deno.connect({ port })]) as Promise<Deno.TcpConn[]>;
const buffer = new Uint8Array(8);
const read = async (conn: Deno.Conn) => {
  const count = await conn.read(buffer);
  return count === null ? null : decode(buffer.subarray(0, count));
};

{
  const [a, b] = await pair();
  await a.closeWrite();
  await tried('again', async () => void (await a.closeWrite()));
  await tried('end', () => read(b));
  await b.write(encode('other way'));
  await tried('other way', () => read(a));
  a.close();
  await tried('closed', () => a.setNoDelay());
  await tried('closed', () => a.setKeepAlive());
  await tried('closed', () => a.closeWrite());
  b.close();
}
{
  const [a, b] = await pair();
  const writer = a.writable.getWriter();
  await writer.write(encode('x'));
  await tried('text', () => writer.write('text' as any));
  await tried('writer', () => writer.closed);
  const reader = b.readable.getReader();
  await tried('first', async () => decode((await reader.read()).value!));
  await tried('then', async () => (await reader.read()).done);
  await tried('close', () => a.close());
  await tried('close', () => b.close());
}
{
  const [a, b] = await pair();
  const writer = a.writable.getWriter();
  await writer.write(encode('whole'));
  await writer.close();
  await tried('read', () => read(a));
  await tried('close', () => a.close());
  await tried('all', async () => decode(await new Response(b.readable).bytes()));
  await tried('close', () => b.close());
}
{
  const [a, b] = await pair();
  await a.writable.getWriter().abort('why');
  await tried('close', () => a.close());
  await tried('end', () => read(b));
  b.close();
}
{
  const [a, b] = await pair();
  const pending = tried('pending', () => a.read(buffer));
  setTimeout(() => a.close(), 5);
  await pending;
  await tried('end', () => read(b));
  b.close();
}

// None of these is waited for.
const [a, b] = await pair();
await a.write(encode('12345678'));
console.log(await read(b));
const datagrams = Deno.listenDatagram({ port: 0, transport: 'udp', hostname: '127.0.0.1' });
datagrams.unref();
datagrams.receive().catch(() => {});
a.unref();
a.read(buffer).catch(() => {});
const idle = Deno.listen({ port: 0 });
idle.unref();
idle.accept().catch(() => {});
Deno.listenDatagram({ port: 0, transport: 'udp', hostname: '127.0.0.1' });
Deno.listen({ port: 0 });
console.log('over');
