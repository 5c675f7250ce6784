const listener = Deno.listen({ hostname: '127.0.0.1', port: 0 });
console.log(listener.addr.port);
for await (const connection of listener) {
  connection.setNoDelay(true);
  connection.readable.pipeTo(connection.writable).catch(() => {});
}
