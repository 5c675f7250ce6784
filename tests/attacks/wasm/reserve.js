// Tries: address space: memories of 4 GiB each, hundreds of them, shared ones too.
// Escape: the host has none left: its own allocations fail.
const kept = [];
probe('plain', () => {
  for (let i = 0; i < 400; i++) kept.push(new WebAssembly.Memory({ initial: 0, maximum: 65536 }));
});
probe('shared', () => {
  for (let i = 0; i < 400; i++)
    kept.push(new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }));
});
probe('resizable', () => {
  for (let i = 0; i < 400; i++) kept.push(new ArrayBuffer(1, { maxByteLength: 2 ** 32 }));
});
