const [from, to] = process.argv.slice(2);
await Bun.write(Bun.file(to), Bun.file(from));
