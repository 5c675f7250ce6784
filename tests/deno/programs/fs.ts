// Files: reading, writing, opening, their streams, directories, links.
import { show } from '../../show.mjs';

const mode = (path: string) => (Deno.statSync(path).mode! & 0o777).toString(8);

Deno.writeFileSync('bom', new Uint8Array([0xef, 0xbb, 0xbf, 65, 0xff, 66]));
console.log(JSON.stringify(Deno.readTextFileSync('bom')), JSON.stringify(await Deno.readTextFile('bom')));
Deno.writeTextFileSync('m', 'x', { mode: 0o644 });
Deno.writeTextFileSync('m', 'y', { mode: 0o600 });
console.log(mode('m'));
await Deno.writeTextFile('m2', 'y', { mode: 0o777 });
Deno.writeTextFileSync('m', 'z', { append: true });
console.log(mode('m2'), Deno.readTextFileSync('m'), await Deno.readFile(new URL(`file://${Deno.cwd()}/m`)));

const file = await Deno.open('m', { read: true, write: true });
const bytes = new Uint8Array(10);
console.log(
  await file.read(bytes),
  await file.read(bytes),
  file.readSync(bytes),
  file.seekSync(0, Deno.SeekMode.Start),
);
console.log(
  file.readSync(bytes.subarray(0, 1)),
  await file.write(new Uint8Array([1])),
  await file.seek(1n, 2),
);
console.log(file.statSync().size, file.isTerminal(), file.readSync(new Uint8Array(0)));
file.lockSync(true);
file.unlockSync();
console.log(file.tryLockSync(true));
await file.unlock();
await file.lock();
await file.unlock();
file.utimeSync(1, new Date(2000));
console.log(file.statSync().mtime, file.statSync().atime);
file.truncateSync(1);
await file.truncate();
await file.sync();
file.syncDataSync();
console.log((await file.stat()).size);
file.close();
{
  using other = Deno.openSync('m');
  console.log(other instanceof Deno.FsFile);
}

const whole = Deno.openSync('m2');
for await (const chunk of whole.readable) console.log(chunk);
show('closed by its end', () => whole.close());
const cancelled = Deno.openSync('m2');
await cancelled.readable.cancel();
show('closed by cancel', () => cancelled.close());
const output = Deno.openSync('w', { write: true, create: true });
const writer = output.writable.getWriter();
await writer.write(new Uint8Array([65]));
await writer.write(new Uint8Array([66]));
await writer.close();
show('closed by its writer', () => output.close());
const refusing = Deno.openSync('w', { write: true }).writable.getWriter();
await show('text', () => refusing.write('text' as any));
console.log(Deno.readTextFileSync('w'));

const stream = (...chunks: unknown[]) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
await Deno.writeTextFile('s', stream('a', 'b'));
await Deno.writeFile('s', stream(new Uint8Array([99])), { append: true });
console.log(Deno.readTextFileSync('s'));
const reason = AbortSignal.abort(new Error('why'));
await show('aborted', () => Deno.readFile('m', { signal: reason }));
await show('aborted', () => Deno.writeFile('m', bytes, { signal: reason }));
show('aborted', () => Deno.writeFileSync('m', bytes, { signal: reason } as any));

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
console.log(JSON.stringify([...Deno.readDirSync('.')].sort(byName)));
Deno.mkdirSync('d1/d2', { recursive: true, mode: 0o700 });
await Deno.mkdir('d1/d2', { recursive: true });
console.log(mode('d1'), JSON.stringify(await Array.fromAsync(Deno.readDir('d1'))));
await Deno.remove('d1', { recursive: true });
console.log(Deno.realPathSync('.') === Deno.cwd(), (await Deno.realPath('m')) === `${Deno.cwd()}/m`);
Deno.copyFileSync('m2', 'm3');
console.log(Deno.readTextFileSync('m3'), mode('m3'));
Deno.truncateSync('m3', 5);
console.log(JSON.stringify(Deno.readTextFileSync('m3')));
await Deno.truncate('m3');
console.log(Deno.statSync('m3').size);
Deno.symlinkSync('m2', 'link');
console.log(Deno.readLinkSync('link'), Deno.lstatSync('link').isSymlink, (await Deno.stat('link')).isFile);
await Deno.link('m2', 'hard');
await Deno.rename('hard', 'hard2');
console.log(Deno.statSync('hard2').nlink);
await Deno.chmod('m2', 0o640);
await Deno.utime('m2', 10, new Date(20000));
console.log(mode('m2'), Deno.statSync('m2').mtime, Object.keys(Deno.statSync('m2')).join());
const temporary = [
  Deno.makeTempDirSync({ dir: '.', prefix: 'p', suffix: 's' }),
  await Deno.makeTempFile({ dir: '.' }),
];
console.log(
  temporary[0].startsWith('./p'),
  temporary[0].endsWith('s'),
  Deno.statSync(temporary[0]).isDirectory,
  mode(temporary[1]),
);

Deno.mkdirSync('seen');
const watcher = Deno.watchFs('seen');
setTimeout(() => Deno.writeTextFileSync('seen/new', '1'), 20);
for await (const event of watcher) {
  if (!event.paths[0].endsWith('/new')) continue;
  console.log(event.kind, event.paths.length, event.flag);
  break;
}
