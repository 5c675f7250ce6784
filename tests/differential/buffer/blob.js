'use strict';

// Blob and File.

const { Blob, File, isAscii, isUtf8, resolveObjectURL } = require('buffer');
const { inspect } = require('util');

function attempt(call) {
  let result;
  try {
    result = inspect(call());
  } catch (error) {
    result = `${error.name} ${error.code}: ${error.message}`;
  }
  console.log(String(call).slice(6), '->', result);
}

const hello = new Blob(['hello']);
for (const sources of [
  undefined,
  null,
  5,
  'abc',
  {},
  [],
  ['a', 1, {}, null],
  new Set(['a', 'bc']),
  [Symbol('x')],
  [[1]],
]) {
  console.log(inspect(sources));
  attempt(() => new Blob(sources));
}
for (const options of [
  undefined,
  null,
  5,
  {},
  { endings: 'x' },
  { type: 'Text/PLAIN' },
  { type: 'é' },
  { type: null },
]) {
  console.log(inspect(options));
  attempt(() => new Blob(['a'], options));
  attempt(() => new File(['a'], 'name', { lastModified: 1, ...options }));
}
for (const args of [
  [1, 3],
  [-3],
  [1.5, 2.5],
  ['1', '4'],
  [NaN],
  [1n],
  [0.5],
  [0, -1],
  [Infinity],
  [4, 2],
  [0, 9, 'A/b'],
  [0, 1, 'é'],
]) {
  console.log(inspect(args));
  attempt(() => hello.slice(...args));
}
attempt(() => hello.slice(Symbol('x')));
attempt(() => new Blob(['a\r\nb\rc'], { endings: 'native' }).size);
attempt(() => Blob.prototype.size);
attempt(() => Blob.prototype.slice.call({}));
attempt(() => new File());
attempt(() => new File(['a']));
attempt(() => new File(['a'], '\ud800', { lastModified: 'x' }));
attempt(() => File.prototype.name);
attempt(() => Object.prototype.toString.call(hello) + Object.prototype.toString.call(new File([], 'f')));
attempt(() => [Blob.length, File.length, Object.keys(Blob.prototype), Object.keys(File.prototype)]);
attempt(() => inspect({ a: { b: { c: { d: hello } } } }, { depth: 1 }));
attempt(() => URL.createObjectURL({}));
attempt(() => URL.createObjectURL(hello).length);
attempt(() => URL.revokeObjectURL());
attempt(() => [resolveObjectURL('x'), resolveObjectURL('blob:nodedata:unknown')]);

(async () => {
  const u8 = new Uint8Array([65, 66, 67]);
  const blob = new Blob(['é ', u8, new Blob(['rld']), new Uint16Array([33]).buffer], { type: 'a/b' });
  u8[0] = 90;
  console.log(blob.size, await blob.text(), await blob.arrayBuffer(), await blob.bytes());
  console.log(await blob.slice(2, 7).text(), await blob.slice(2, 7).slice(1, -1).text());
  console.log(await new Blob(['\ufeffabc']).text(), await new File(['x', 'y'], 'n').text());
  for (const name of ['text', 'arrayBuffer', 'bytes']) {
    await Blob.prototype[name].call({}).catch((error) => console.log(error.name, error.code, error.message));
  }
  const url = URL.createObjectURL(blob);
  const found = resolveObjectURL(url);
  console.log(found, await found.text());
  URL.revokeObjectURL(url);
  console.log(resolveObjectURL(url));
  // Files that change after they were opened, an empty one among them.
  const fs = require('fs');
  const dir = fs.mkdtempSync(`${require('os').tmpdir()}/blob-`);
  for (const text of ['', 'abc']) {
    const file = `${dir}/file`;
    fs.writeFileSync(file, text);
    const opened = await fs.openAsBlob(file);
    const both = new Blob(['<', opened, '>']);
    console.log(
      opened.size,
      await opened.text(),
      await both.text(),
      await new Response(both.stream()).text(),
    );
    fs.writeFileSync(file, `${text} and more`);
    for (const one of [opened, both]) {
      await one.text().catch((error) => console.log(error.name));
      const reader = one.stream().getReader();
      const all = async () => {
        while (!(await reader.read()).done);
      };
      await all().catch((error) => console.log(error.name));
    }
  }
  fs.rmSync(dir, { recursive: true });
  // Memory that was moved away counts as empty.
  const moved = new ArrayBuffer(8);
  structuredClone(moved, { transfer: [moved] });
  attempt(() => [isUtf8(moved), isAscii(moved), isUtf8(new Uint8Array(moved))]);
})();
