'use strict';

// Finds what may be classes of Tailwind in texts and in files below a folder.

const fs = require('node:fs');
const path = require('node:path');
const { Scanner } = require('@tailwindcss/oxide');

const at = (name) => path.join(process.cwd(), name);
fs.mkdirSync(at('src/deep'), { recursive: true });
fs.mkdirSync(at('node_modules/x'), { recursive: true });
fs.writeFileSync(
  at('src/a.html'),
  '<div class="flex p-4 hover:bg-[url(a.png)] md:w-1/2 before:content-[\'ü\']"></div>',
);
fs.writeFileSync(
  at('src/deep/b.jsx'),
  'const A = () => <b className={`text-${size} font-bold ${on ? "underline" : "no-underline"}`}/>;',
);
fs.writeFileSync(at('src/c.bin'), Buffer.from([0, 1, 2]));
fs.writeFileSync(at('src/ignored.html'), '<i class="never-seen">');
fs.writeFileSync(at('.gitignore'), 'ignored.html\n');
fs.writeFileSync(at('node_modules/x/d.html'), '<i class="not-scanned">');

const scanner = new Scanner({ sources: [{ base: process.cwd(), pattern: '**/*', negated: false }] });
console.log(scanner.scan().sort());
console.log(scanner.files.map((file) => path.relative(process.cwd(), file)).sort());
console.log(
  scanner.globs
    .map(({ base, pattern }) => [path.relative(process.cwd(), base), pattern])
    .sort((a, b) => (a[1] < b[1] ? -1 : 1)).length > 0,
);
console.log(
  scanner
    .scanFiles([
      { content: '<p class="grid new-one flex">', extension: 'html' },
      { file: at('src/a.html'), extension: 'html' },
    ])
    .sort(),
);
const content = '<p class="m-1 [&>p]:x lg:m-2">ü</p> "data-[state=open]:grid"';
console.log(scanner.getCandidatesWithPositions({ content, extension: 'html' }));
fs.writeFileSync(at('src/later.html'), '<u class="added-later">');
const again = new Scanner({
  sources: [
    { base: at('src'), pattern: '*.html', negated: false },
    { base: at('src'), pattern: 'a.html', negated: true },
  ],
});
console.log(again.scan().sort());
console.log(new Scanner({}).scan(), new Scanner({ sources: [] }).files);
try {
  new Scanner({ sources: [{ base: 1 }] });
} catch (error) {
  console.log(error.name, error.code, error.message);
}
