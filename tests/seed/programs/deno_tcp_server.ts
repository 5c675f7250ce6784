const listener = Deno.listen({port: 3000})
// deno --allow-net .\tcp.ts
// TCP server listening on :4000
console.log("TCP server listening on :3000");
for await (const conn of listener) {
console.log("on con", conn)
;(async () => {
const buf = new Uint8Array(1024);
await conn.read(buf);
console.log("Received:", new TextDecoder().decode(buf));
await conn.write(new TextEncoder().encode("PONG\n"));
conn.close();
})();
}
