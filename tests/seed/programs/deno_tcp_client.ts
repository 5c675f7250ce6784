const conn = await Deno.connect({ port: 8080 });
await conn.write(new TextEncoder().encode("Hello Server!"));
conn.close();
