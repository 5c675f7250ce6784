// The most frequent words of standard input: `naja examples/words.ts 5 < book.txt`.

import { createInterface } from 'node:readline';

const wanted = Number(process.argv[2] ?? 10);
const counts = new Map<string, number>();

for await (const line of createInterface({ input: process.stdin })) {
  for (const [word] of line.toLowerCase().matchAll(/\p{L}+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
}
const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
for (const [word, count] of ranked.slice(0, wanted)) console.log(`${String(count).padStart(6)}  ${word}`);
