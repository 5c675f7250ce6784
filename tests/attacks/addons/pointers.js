// Tries: memory by address: UnsafePointer, UnsafePointerView, UnsafeCallback, bun's toArrayBuffer and read.
// Escape: any of them answers.
attempt('UnsafePointer.of', () => {
  const pointer = Deno.UnsafePointer.of(new Uint8Array(8));
  escaped('a pointer');
  return pointer;
});
attempt('UnsafePointer.create', () => {
  new Deno.UnsafePointerView(Deno.UnsafePointer.create(0x400000n)).getUint8();
  escaped('memory');
});
attempt('UnsafeCallback', () => {
  new Deno.UnsafeCallback({ parameters: [], result: 'void' }, () => {}).close();
  escaped('a callback');
});
probe('bun ptr', () => {
  require('bun:ffi').ptr(new Uint8Array(8));
  escaped('bun ptr');
});
probe('bun toArrayBuffer', () => {
  require('bun:ffi').toArrayBuffer(0x400000, 0, 8);
  escaped('bun memory');
});
