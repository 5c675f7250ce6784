// Every operation on files, failing: classes, codes, messages.
import { show } from '../../show.mjs';

Deno.writeTextFileSync('f', 'a');
Deno.symlinkSync('loop', 'loop');
for (const form of ['Sync', '']) {
  const call = (name: string, ...args: unknown[]) =>
    show(name + form, () => (Deno as any)[name + form](...args));
  for (const name of [
    'readTextFile',
    'readFile',
    'open',
    'stat',
    'lstat',
    'remove',
    'realPath',
    'readLink',
    'truncate',
  ])
    await call(name, 'nope');
  await call('readFile', '.');
  await call('readFile', 'loop');
  await call('readFile', 'f/x');
  await call('readFile', 'f\0x');
  await call('readFile', 'f'.repeat(300));
  await call('readFile', new URL('http://x/'));
  await call('writeTextFile', 'nope/x', 'a');
  await call('writeTextFile', 'f', 'a', { createNew: true });
  await call('writeTextFile', 'none', 'a', { create: false });
  await call('writeTextFile', 'f', 5);
  await call('writeFile', 'f', 'text');
  await call('open', 'nope', { read: false });
  await call('open', 'f', { truncate: true });
  await call('open', 'f', { truncate: true, append: true, create: true });
  await call('open', 'f', { create: true });
  await call('open', 'f', { createNew: true });
  await call('mkdir', 'a/b');
  await call('mkdir', '.');
  await call('mkdir', 'f', { recursive: true });
  Deno.mkdirSync('q/r', { recursive: true });
  await call('remove', 'q');
  await call('rename', 'nope', 'b');
  await call('copyFile', 'nope', 'b');
  await call('copyFile', '.', 'b');
  await call('readLink', 'f');
  await call('symlink', 'x', 'f');
  await call('link', 'nope', 'zz');
  await call('chmod', 'nope', 0o600);
  await call('chown', 'nope', 0, 0);
  await call('utime', 'nope', 0, 0);
  await call('makeTempDir', { dir: '/nope' });
  await call('makeTempFile', { dir: '/nope' });
}
await show('readDir', () => Array.fromAsync(Deno.readDir('nope')));
await show('readDir', () => Array.fromAsync(Deno.readDir('f')));
show('readDirSync', () => Deno.readDirSync('nope'));
show('chdir', () => Deno.chdir('nope'));

const closed = Deno.openSync('f');
closed.close();
show('closed', () => closed.readSync(new Uint8Array(1)));
show('closed twice', () => closed.close());
const reading = Deno.openSync('f');
show('write', () => reading.writeSync(new Uint8Array(1)));
await show('write', () => reading.write(new Uint8Array(1)));
show('truncate', () => reading.truncateSync(0));
show('seek before the start', () => reading.seekSync(-1, 0));
show('seek of no mode', () => reading.seekSync(1, 9));
show('setRaw', () => reading.setRaw(true));
show('new', () => new (Deno.FsFile as any)(3, Symbol()));
console.log(Object.keys(Deno.errors).join(' '));
const error = new Deno.errors.NotFound('x', { cause: 1 });
console.log(
  String(error),
  error.cause,
  error instanceof Error,
  Deno.errors.NotFound.length,
  Object.keys(error).join(),
);
