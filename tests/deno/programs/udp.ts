// UDP sockets of Deno that talk to each other.
const options = { port: 0, transport: 'udp', hostname: '127.0.0.1' } as const;
const one = (Deno as any).listenDatagram(options);
const two = (Deno as any).listenDatagram(options);
console.log(one.addr.transport, one.addr.hostname, one.addr.port > 0);
console.log(await two.send(new TextEncoder().encode('hello'), one.addr));
const [bytes, from] = await one.receive();
console.log(new TextDecoder().decode(bytes), from.port === two.addr.port, from.transport);
await one.send(bytes, from);
const [again] = await two.receive(new Uint8Array(3));
console.log(again.join());
const pending = one.receive();
one.close();
try {
  await pending;
} catch (error: any) {
  console.log(error.name);
}
for (const action of [() => one.receive(), () => one.send(bytes, from), () => one.close()]) {
  try {
    await action();
  } catch (error: any) {
    console.log(error.name, error.message);
  }
}
two.close();
