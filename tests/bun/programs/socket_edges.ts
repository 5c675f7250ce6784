// Bun's TCP and UDP sockets at their edges: encodings, parts, arguments.
const tried = async (name: string, action: () => unknown) => {
  try {
    console.log(name, await action());
  } catch (error: any) {
    console.log(name, error.name, error.code, error.syscall, error.message);
  }
};
const data = () => {};

let got = '';
const listener: any = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: { data: (_, bytes) => void (got += bytes.toString('latin1')) },
});
const client: any = await Bun.connect({ hostname: '127.0.0.1', port: listener.port, socket: { data } });
console.log(Object.prototype.toString.call(client), Object.prototype.toString.call(listener));
console.log(client.alpnProtocol, client.authorized, client.setKeepAlive(true, 100), client.setNoDelay(false));
const writes: any[][] = [
  ['é', 'latin1'],
  ['6162', 'hex'],
  ['YWI=', 'base64'],
  ['abcdef', 1, 2],
  [Buffer.from('abc'), 1, 1],
  ['abc', 5],
  ['abc', -1],
  [Buffer.from('abc'), 1, 9],
  [''],
  [],
  [5],
  [null],
  [{}],
];
for (const args of writes) await tried(`write ${JSON.stringify(args)}`, () => client.write(...args));
await Bun.sleep(20);
console.log(got);
await tried('timeout', () => client.timeout());
await tried('timeout', () => client.timeout(-1));
await tried('reload', () => client.reload());
await tried('reload', () => client.reload({}));
await tried('reload', () => listener.reload());
await tried('reload', () => listener.reload({}));
client.end();
listener.stop(true);

const target = { hostname: '127.0.0.1', port: 1 };
for (const options of [
  undefined,
  5,
  {},
  { socket: {} },
  { port: 1, socket: { data } },
  { ...target, socket: {} },
  { ...target, socket: { data: 5 } },
  { ...target, socket: { data, binaryType: 'foo' } },
  { ...target, port: 'a', socket: { data } },
  { ...target, port: 70000, socket: { data } },
]) {
  await tried(`connect ${JSON.stringify(options)}`, () => Bun.connect(options as any));
}
await tried('listen', () => Bun.listen({ unix: '/nonexistent/x.sock', socket: { data } }));

const told: string[] = [];
const one: any = await Bun.udpSocket({
  hostname: '127.0.0.1',
  socket: { data: (_, bytes) => void told.push(`first ${bytes}`) },
});
const two: any = await Bun.udpSocket({ connect: { hostname: '127.0.0.1', port: one.port } });
console.log(Object.prototype.toString.call(one));
const say = async (text: string) => {
  two.send(text);
  for (let i = 0; i < 100 && !told.at(-1)?.endsWith(text); i++) await Bun.sleep(2);
};
await say('1');
one.reload({ socket: {} });
await say('2');
one.reload({ socket: { data: (_: unknown, bytes: Buffer) => void told.push(`then ${bytes}`) } });
await say('3');
one.reload({ socket: { drain() {} } });
await say('4');
console.log(told.join());
await tried('reload', () => one.reload());
await tried('reload', () => one.reload(5));
await tried('reload', () => one.reload({ socket: 5 }));
for (const args of [
  [],
  ['x'],
  ['x', 5],
  ['x', 0, '127.0.0.1'],
  ['x', 70000, '127.0.0.1'],
  ['x', 5, 'localhost'],
  [null, 5, '127.0.0.1'],
]) {
  await tried(`send ${JSON.stringify(args)}`, () => one.send(...args));
}
await tried('connected', () => two.send('x', 1, '127.0.0.1'));
await tried('too long', () => two.send(new Uint8Array(70_000)));
await tried('TTL', () => one.setTTL(0));
await tried('membership', () => one.addMembership('x'));
one.close();
two.close();
for (const options of [
  undefined,
  5,
  { port: 'a' },
  { port: 70000 },
  { hostname: 5 },
  { hostname: 'nosuch.invalid' },
  { connect: 5 },
  { connect: {} },
  { connect: { hostname: '127.0.0.1' } },
  { connect: { hostname: '127.0.0.1', port: 0 } },
  { connect: { hostname: 'nosuch.invalid', port: 5 } },
  { socket: 5 },
  { socket: { data: 5 } },
]) {
  await tried(`udp ${JSON.stringify(options)}`, async () => (await Bun.udpSocket(options as any)).close());
}
