// Tries: modules that take long to compile, asynchronously, on the engine's own threads, hundreds at once.
// Escape: they go on in the host after the program's end, or take its memory.
const leb = (n) => {
  const out = [];
  do {
    out.push((n & 127) | (n > 127 ? 128 : 0));
    n >>= 7;
  } while (n);
  return out;
};
const body = [0, ...Array(20000).fill([65, 1, 26]).flat(), 11];
const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes];
const code = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, ...section(1, [1, 96, 0, 0]), ...section(3, [4, 0, 0, 0, 0]),
  ...section(10, [4, ...Array(4).fill([...leb(body.length), ...body]).flat()]),
]); // prettier-ignore
attempt('modules', () =>
  Promise.all(Array.from({ length: 100 }, () => WebAssembly.compile(code))).then((all) => all.length),
);
