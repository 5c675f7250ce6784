// Bun.$: scripts, values in them, redirections, failures.
import { $ } from 'bun';
import { show } from '../../show.mjs';

const failed = (call: () => Promise<unknown>) =>
  call().then(
    () => console.log('no error'),
    (error) =>
      console.log(
        error.name,
        error.message,
        error.exitCode,
        String(error.stdout),
        String(error.stderr),
        error instanceof $.ShellError,
      ),
  );

await show('values', () => $`echo ${'a b; rm $(ls) `x`'} ${['x', 'y z']} ${5} ${''}`.text());
await show('quotes', () => $`X=5 && echo $X ${'$X'} "$X ${'b"c'} d" '$X'`.text());
await show('pipe', () => $`echo abc | tr a-z A-Z | cat`.text());
await show('json', () => $`echo '{"a":1}'`.json());
await show('lines', () => Array.fromAsync($`printf 'a\nb\n'`.lines()));
await show('bytes', async () => [
  (await $`echo x`.bytes()).length,
  (await $`echo x`.arrayBuffer()).byteLength,
  (await $`echo x`.blob()).size,
]);
await failed(() => $`exit 3`.quiet());
await failed(() => $`sh -c "echo out; echo err >&2; exit 4"`.quiet());
await show('nothrow', async () => [
  (await $`exit 3`.nothrow()).exitCode,
  (await $`false`.throws(false)).exitCode,
]);
await show('env', () => $`echo $FOO`.env({ FOO: 'bar' }).text());
await show('cwd', () => $`pwd`.cwd('/').text());
await $`echo one > ${Bun.file('file')}`;
await $`echo two >> file`;
await show('files', () => Bun.file('file').text());
await show('in', async () => [
  await $`cat < ${Buffer.from('bytes')}`.text(),
  await $`cat < ${new Response('response')}`.text(),
  await $`cat < ${Bun.file('file')}`.text(),
]);
const memory = Buffer.alloc(4);
await $`echo hey > ${memory}`;
console.log(JSON.stringify(memory.toString()));
await show('shell', () =>
  $`echo $(echo inner) {a,b}{1,2} fi*; false || echo no; true && echo yes; if true; then echo y; fi`.text(),
);
await show('raw', () => $`echo ${{ raw: 'a  b' }}`.text());
show('escape', () => [$.escape('a b$c'), $.escape('plain'), $.braces('a{b,c}')]);
console.log((await $`echo shown`).stdout.toString(), Object.keys($).sort().join());
