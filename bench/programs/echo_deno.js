const listener = Deno.listen({ hostname: '127.0.0.1', port: 0 });
console.log(listener.addr.port);

async function echo(connection) {
  const buffer = new Uint8Array(65536);
  for (let count; (count = await connection.read(buffer)) !== null;) {
    for (let at = 0; at < count;) at += await connection.write(buffer.subarray(at, count));
  }
}

for await (const connection of listener) {
  connection.setNoDelay(true);
  echo(connection).catch(() => {});
}
