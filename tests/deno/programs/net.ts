// TCP and Unix sockets of Deno, both ends in one program.
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const tried = async (action: () => unknown) => {
  try {
    console.log('fine', await action());
  } catch (error: any) {
    console.log(error.constructor.name, error.name, error.message, error.code);
  }
};

const listener = Deno.listen({ port: 0, hostname: '127.0.0.1' });
const { port } = listener.addr as Deno.NetAddr;
const client = await Deno.connect({ port });
const served = await listener.accept();
console.log(
  served.constructor.name,
  served.localAddr.transport,
  (client.remoteAddr as Deno.NetAddr).port === port,
);
console.log(await client.write(encode('hello')));
const buffer = new Uint8Array(10);
console.log(
  await served.read(buffer.subarray(0, 3)),
  await served.read(new Uint8Array(0)),
  await served.read(buffer),
  buffer.join(),
);
await client.closeWrite();
console.log(await served.read(buffer));
await served.write(encode('back'));
served.close();
console.log(await client.read(buffer), await client.read(buffer), await client.read(buffer));
await tried(() => served.close());
await tried(() => served.read(buffer));
await tried(() => served.write(buffer));
await tried(() => served.closeWrite());
client.close();

const waiting = listener.accept();
listener.close();
await tried(() => waiting);
await tried(() => listener.accept());
await tried(() => listener.close());

await tried(() => Deno.connect({ port: 1 }));
await tried(() => Deno.connect({ port: 1, hostname: 'nosuch.invalid' }));
await tried(() => Deno.connect({ path: '/nothing/there', transport: 'unix' }));
await tried(() => Deno.listen({ port: 99999 }));
await tried(() => Deno.listen({ port: 1, hostname: '8.8.8.8' }));
await tried(() => Deno.connect({} as any));

// A million bytes each way
const echo = Deno.listen({ port: 0, hostname: '127.0.0.1' });
const serving = (async () => {
  for await (const conn of echo)
    conn.readable.pipeTo(conn.writable).catch((error) => console.log(error.message));
  console.log('no more');
})();
const big = await Deno.connect({ port: (echo.addr as Deno.NetAddr).port });
const sent = new Uint8Array(1_000_000).map((_, i) => i & 255);
const writer = big.writable.getWriter();
const written = writer.write(sent).then(() => big.closeWrite());
let size = 0;
let same = true;
for await (const chunk of big.readable) {
  for (const byte of chunk) same &&= byte === (size++ & 255);
}
await written;
console.log(size, same);
echo.close();
await serving;

const path = `${Deno.cwd()}/socket`;
const unix = Deno.listen({ transport: 'unix', path });
const near = await Deno.connect({ transport: 'unix', path });
const far = await unix.accept();
await near.write(encode('unix'));
console.log(near.constructor.name, decode(buffer.subarray(0, (await far.read(buffer))!)));
near.close();
console.log(await far.read(buffer));
far.close();
unix.close();

const half = Deno.listen({ port: 0 });
const open = await Deno.connect({ port: (half.addr as Deno.NetAddr).port });
const pending = open.read(buffer);
open.close();
await tried(() => pending);
half.close();
