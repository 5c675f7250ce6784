const [from, to] = Deno.args;
const source = await Deno.open(from);
const target = await Deno.open(to, { write: true, create: true, truncate: true });
await source.readable.pipeTo(target.writable);
