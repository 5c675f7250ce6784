// Tries: typed arrays whose memory is detached, resized, shared or grown while the host has it.
// Escape: the host reads or writes memory that is no longer there.
const uses = {
  'a detached one': () => {
    const a = new Uint8Array(1000);
    structuredClone(a.buffer, { transfer: [a.buffer] });
    return echo(a);
  },
  'a resizable one, shrunk': () => {
    const b = new ArrayBuffer(1 << 16, { maxByteLength: 1 << 20 });
    const a = new Uint8Array(b, 100, 1000);
    b.resize(10);
    return echo(a);
  },
  'one that tracks its length': () => {
    const b = new ArrayBuffer(8, { maxByteLength: 1 << 20 });
    const a = new Uint8Array(b);
    const back = echo(a);
    b.resize(1 << 20);
    b.resize(0);
    return back;
  },
  'a shared one that grows': () => {
    const b = new SharedArrayBuffer(8, { maxByteLength: 1 << 20 });
    const a = new Uint8Array(b);
    echo(a);
    b.grow(1 << 20);
    return echo(a);
  },
  'one of WebAssembly’s that grows': () => {
    const m = new WebAssembly.Memory({ initial: 1, maximum: 10 });
    const a = new Uint8Array(m.buffer);
    echo(a);
    m.grow(2);
    return echo(a);
  },
  'one that is handed over in a getter': () => {
    const a = new Uint8Array(1 << 20);
    return echo([
      a,
      {
        get x() {
          structuredClone(a.buffer, { transfer: [a.buffer] });
          return 1;
        },
      },
      a,
    ]);
  },
  'a DataView beyond': () => {
    const b = new ArrayBuffer(16, { maxByteLength: 64 });
    const v = new DataView(b, 8);
    b.resize(4);
    return echo(v);
  },
  float16: () => echo(new Float16Array([1, 2])),
  'a subclass': () =>
    echo(
      new (class extends Uint8Array {
        get length() {
          return 1e9;
        }
        get byteLength() {
          return 1e9;
        }
      })(4),
    ),
  'properties that lie': () =>
    echo(
      Object.defineProperties(new Uint8Array(4), {
        length: { value: 1e9 },
        byteLength: { value: 1e9 },
        byteOffset: { value: -1 },
        buffer: { value: new ArrayBuffer(1) },
      }),
    ),
};
for (const [name, use] of Object.entries(uses)) probe(name, () => (use(), 'used'));
probe('what came back, written to after a transfer', () => {
  const back = echo(new Uint8Array(1 << 16));
  structuredClone(back.buffer, { transfer: [back.buffer] });
  return back.length;
});
