'use strict';

// A program of the suite with nothing around it: `control.js TARGET PROGRAM`, where TARGET is JSON.
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const [, , target, program] = process.argv;
Object.assign(globalThis, {
  require,
  target: JSON.parse(target),
  report: (kind, label, text) => fs.writeSync(1, `${kind}: ${label}: ${text}\n`),
  echo: (value) => value,
  later: async (value) => value,
  length: (value) => value.length,
  fails() {
    throw new Error('failed');
  },
});
const run = globalThis.eval;
run(fs.readFileSync(path.join(__dirname, 'prelude.js'), 'utf8'));
if (program.endsWith('.mjs')) import(pathToFileURL(program).href);
else run(fs.readFileSync(program, 'utf8'));
