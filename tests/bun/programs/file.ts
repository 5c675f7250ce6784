// Bun.file and Bun.write.
import { openSync } from 'node:fs';
import { show } from '../../show.mjs';

await Bun.write('t.txt', 'hello world');
const file = Bun.file('t.txt');
console.log(
  file instanceof Blob,
  file.constructor.name,
  file.size,
  file.type,
  file.name,
  file.lastModified > 0,
  file instanceof File,
);
await show('text', () => file.text());
await show('bytes', async () => Buffer.from(await file.bytes()).toString());
await show('arrayBuffer', async () => (await file.arrayBuffer()).byteLength);
await Bun.write('t.json', '\ufeff{"a":[1]}');
await show('json', () => Bun.file('t.json').json());
for (const path of ['t.txt', 'nope', '.']) await show('exists', () => Bun.file(path).exists());
const nothing = Bun.file('nope');
console.log(nothing.size, nothing.type, nothing.name);
for (const name of ['text', 'arrayBuffer', 'json', 'stat', 'delete', 'unlink'])
  await show(name, () => (nothing as any)[name]());
await show('directory', () => Bun.file('.').text());
for (const name of [
  'a.html',
  'a.css',
  'a.png',
  'a.JPG',
  'a.mjs',
  'a.tsx',
  'a',
  'a.unknown',
  'a.tar.gz',
  'a.svg',
])
  console.log(name, Bun.file(name).type);
console.log(Bun.file('t.txt', { type: 'Foo/Bar' }).type);
const part = file.slice(2, 5);
console.log(
  part.size,
  part.type,
  await part.text(),
  file.slice(-3).size,
  await file.slice(-3).text(),
  await file.slice(3).text(),
);
console.log(file.slice(0, 3, 'x/y').type, await file.slice(1, 8).slice(1, 3).text(), part.name);
let streamed = '';
for await (const chunk of file.stream()) streamed += Buffer.from(chunk).toString();
console.log(streamed, await new Response(file).text(), new Response(file).headers.get('content-type'));
console.log(await new Response(file.stream()).text());

const text = (path: string) => Bun.file(path).text();
const written = async (name: string, data: unknown, options?: object) => {
  await show(name, () => Bun.write(name, data as any, options));
};
await written('string', 'h\u00e9llo');
await written('bytes', new Uint8Array([65, 66]));
await written('view', new DataView(new ArrayBuffer(2)));
await written('blob', new Blob(['ab', 'cd']));
await written('file', Bun.file('t.txt'));
await written('response', new Response('response'));
await written('request', new Request('http://x', { method: 'POST', body: 'request' }));
await written('d/e/deep', 'deep');
await written('d/f/deep', 'deep', { createPath: false });
await written('array', ['a', 'b']);
await written('number', 5);
await written('object', {});
await written('.', 'x');
await written('missing', Bun.file('nope'));
await written('nothing', undefined);
await written('string', '');
for (const path of ['string', 'bytes', 'blob', 'file', 'response', 'request', 'd/e/deep', 'array', 'number'])
  console.log(path, await text(path));
await show('destination', () => Bun.write(undefined as any, 'x'));
await show('url', () => Bun.write(new URL(`file://${process.cwd()}/url`), 'x'));
await show('buffer', () => Bun.write(Bun.file('buffer'), new ArrayBuffer(3)));
await show('descriptor', () => Bun.write(openSync('fd', 'w') as any, 'by descriptor'));
console.log(await text('fd'), await Bun.file(openSync('fd', 'r')).text());
const endless = new ReadableStream({
  start(controller) {
    for (let i = 0; i < 100; i++) controller.enqueue(new Uint8Array(10000).fill(i));
    controller.close();
  },
});
await show('stream', () => Bun.write('stream', new Response(endless)));
console.log(Bun.file('stream').size, (await Bun.file('stream').bytes())[999999]);

const sink = Bun.file('sink').writer({ highWaterMark: 4 });
console.log(
  sink.write('abcdef'),
  await sink.flush(),
  sink.write(new Uint8Array([68])),
  await sink.end(),
  await text('sink'),
);
const collecting = Bun.file('sink2').writer();
console.log(
  collecting.write(''),
  collecting.write('\u00e9'),
  collecting.write(new ArrayBuffer(3)),
  await collecting.end(),
);
show('sink', () => collecting.write(5 as any));
show('sink', () => Bun.file('no/folder/x').writer());
await show('write', () => Bun.file('x1').write('abc'));
await show('delete', () => Bun.file('x1').delete());
await show('exists', () => Bun.file('x1').exists());
console.log(Bun.stdin === Bun.stdin, Bun.stdout.name, Bun.stdin.type, await Bun.stdin.text());
for (const target of [-1, undefined, {}, new URL('http://x/')]) show('file', () => Bun.file(target as any));
console.log(Bun.file(Buffer.from('t.txt') as any).name, Bun.file(new URL('file:///tmp/x%20y.txt')).name);
for (const target of ['a\0b', Buffer.from('a\0b')]) show('file', () => Bun.file(target as any));
await show('write', () => Bun.write('a\0b', 'x'));
