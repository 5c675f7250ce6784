'use strict';
// Runs a program of node:test in a process of its own and prints what it wrote, without times and the runtime's own frames.
const { spawnSync } = require('node:child_process');

const clean = (text) =>
  text
    .replaceAll(__dirname, 'DIR')
    .replace(/\([0-9.e-]+ms\)/g, '(T)')
    .replace(/duration_ms:? [0-9.e-]+/g, 'duration_ms T')
    .replace(/ (time|timestamp|hostname)="[^"]*"/g, '')
    .split('\n')
    .filter(
      (line) => !/node:|Node\.js v|\.\.\. \d+ lines matching|^ *(async )?[A-Z]\w+\.\S+ \(DIR/.test(line),
    )
    .filter((line) => !/^ *at (?!.*DIR)|^ *new Promise/.test(line))
    .map((line) => line.replace(/ \{$/, ''))
    .filter((line) => !/^ *\}$/.test(line))
    .join('\n');

/** @param {string} title @param {string[]} args @param {object} [env] */
module.exports = function runTests(title, args, env = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: __dirname,
    encoding: 'utf8',
    timeout: 20000,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  console.log(`=== ${title}: ${status}`);
  console.log(clean(stdout));
  if (stderr !== '') console.log('--- stderr', clean(stderr));
};
