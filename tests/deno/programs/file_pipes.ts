// Files that are piped into files: the kernel may copy. What arrives, where both files are then, and what is said of failures.

const SIZE = 20 * 1024 * 1024 + 7;
const content = new Uint8Array(SIZE);
for (let i = 0; i < SIZE; i++) content[i] = (i * 31 + (i >> 11)) & 255;
await Deno.writeFile('from', content);

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const made = { write: true, create: true, truncate: true, read: true };

async function attempt(name: string, run: () => Promise<unknown>) {
  try {
    console.log(name, await run());
  } catch (error) {
    console.log(name, (error as Error).name, (error as Error).message);
  }
}

await attempt('whole', async () => {
  const [from, to] = [await Deno.open('from'), await Deno.open('to', made)];
  const { readable, writable } = to;
  await from.readable.pipeTo(writable);
  const closed = [from, to].map((file) => {
    try {
      file.close();
      return false;
    } catch (error) {
      return error instanceof Deno.errors.BadResource;
    }
  });
  return [
    same(await Deno.readFile('to'), content),
    closed,
    from.readable.locked,
    readable.locked,
    writable.locked,
  ];
});

await attempt('from where they are', async () => {
  const [from, to] = [await Deno.open('from'), await Deno.open('to', made)];
  await to.write(new Uint8Array([1, 2, 3]));
  await from.seek(1000, Deno.SeekMode.Start);
  await from.readable.pipeTo(to.writable, { preventClose: true });
  await to.write(new Uint8Array([4, 5]));
  const position = await to.seek(0, Deno.SeekMode.Current);
  to.close();
  const got = await Deno.readFile('to');
  return [position, got.subarray(0, 3), got.subarray(-2), same(got.subarray(3, -2), content.subarray(1000))];
});

await attempt('appended', async () => {
  await Deno.writeTextFile('to', 'head');
  const [from, to] = [await Deno.open('from'), await Deno.open('to', { append: true })];
  await from.readable.pipeTo(to.writable);
  const got = await Deno.readFile('to');
  return [got.length - SIZE, same(got.subarray(4), content)];
});

await attempt('empty', async () => {
  await Deno.writeTextFile('nothing', '');
  await (await Deno.open('nothing')).readable.pipeTo((await Deno.open('to', made)).writable);
  return (await Deno.stat('to')).size;
});

await attempt('of a system', async () => {
  await (await Deno.open('/proc/self/status')).readable.pipeTo((await Deno.open('to', made)).writable);
  return (await Deno.readTextFile('to')).startsWith('Name:');
});

await attempt('not to be written', async () => {
  const [from, to] = [await Deno.open('from'), await Deno.open('to')];
  await from.readable.pipeTo(to.writable);
});

await attempt('not to be read', async () => {
  const [from, to] = [await Deno.open('from', { write: true }), await Deno.open('to', made)];
  await from.readable.pipeTo(to.writable);
});

await attempt('a folder', async () => {
  const [from, to] = [await Deno.open('.'), await Deno.open('to', made)];
  await from.readable.pipeTo(to.writable);
});

await attempt('full', async () => {
  const [from, to] = [await Deno.open('from'), await Deno.open('/dev/full', { write: true })];
  await from.readable.pipeTo(to.writable);
});

await attempt('stopped', async () => {
  const [from, to] = [await Deno.open('from'), await Deno.open('to', made)];
  const stop = new AbortController();
  const over = from.readable.pipeTo(to.writable, { signal: stop.signal });
  stop.abort(new Error('no more'));
  await over;
});

await attempt('grows meanwhile', async () => {
  await Deno.writeFile('growing', content.subarray(0, 9_000_000));
  const [from, to] = [await Deno.open('growing'), await Deno.open('to', made)];
  const over = from.readable.pipeTo(to.writable);
  Deno.writeFileSync('growing', content.subarray(9_000_000), { append: true });
  await over;
  return same(await Deno.readFile('to'), content);
});

await attempt('written by writeFile', async () => {
  const from = await Deno.open('from');
  await Deno.writeFile('to', from.readable);
  return same(await Deno.readFile('to'), content);
});
