// Bun.hash: every function, at the lengths where each goes another way.
import { show } from '../../show.mjs';

const lengths = [
  0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15, 16, 17, 24, 25, 32, 33, 47, 48, 49, 63, 64, 65, 95, 96, 97, 128, 129,
  240, 241, 1024, 1025, 5000,
];
const functions = Bun.hash as unknown as Record<string, (data: unknown, seed?: unknown) => unknown>;
for (const name of Object.keys(functions)) {
  for (const length of lengths) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 255);
    show(`${name} ${length}`, () =>
      [undefined, 1234567, 2n ** 40n + 5n, -1].map((seed) => functions[name](bytes, seed)),
    );
  }
}
show('hash', () => [
  Bun.hash('h\u00e9llo'),
  Bun.hash(new ArrayBuffer(3)),
  Bun.hash(new Blob(['x'])),
  Bun.hash(5 as any),
  Bun.hash({} as any),
]);
for (const value of [null, undefined]) show('refused', () => Bun.hash(value as any));
