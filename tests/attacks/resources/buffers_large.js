// Tries: one enormous buffer, of every kind, and what libraries give for large numbers.
// Escape: the host's memory grows with it.
probe('ArrayBuffer', () => new Uint8Array(2 ** 33).fill(1));
probe('resizable', () =>
  new Uint8Array(new ArrayBuffer(8, { maxByteLength: 2 ** 33 })).buffer.resize(2 ** 32),
);
probe('shared', () => new Uint8Array(new SharedArrayBuffer(2 ** 32)).fill(1));
probe('Buffer.alloc', () => Buffer.alloc(2 ** 32, 'x'));
probe('allocUnsafeSlow', () => Buffer.allocUnsafeSlow(2 ** 32).fill(1));
probe('randomBytes', () => require('node:crypto').randomBytes(2 ** 31 - 1));
probe('Blob', () => new Blob(Array(1000).fill('x'.repeat(1e6))));
probe('structuredClone', () => structuredClone(new Uint8Array(1e8).fill(1)));
