// Timeout: 60
'use strict';
// --test: finding files, processes of their own, what they print, exit codes; run().
const path = require('node:path');
const runTests = require('./_run');

const project = '_files/project/**/*{test,broken}.{js,mjs,cjs}';
runTests('all', ['--test', '--test-concurrency=1', project]);
runTests('tap', ['--test', '--test-concurrency=1', '--test-reporter=tap', '_files/project/src/*test*']);
runTests('names', ['--test', '--test-concurrency=1', '--test-name-pattern=adds', project]);
runTests('shard', ['--test', '--test-concurrency=1', '--test-shard=2/2', project]);
runTests('missing', ['--test', 'no/such/file.js']);
runTests('none', ['--test', 'no/such/*.js']);
runTests('one process', ['--test', '--test-isolation=none', '_files/project/src/*.mjs']);

const { run } = require('node:test');
const told = [];
run({ files: [path.join(__dirname, '_files/project/src/sum.test.mjs')], cwd: __dirname })
  .on('test:fail', ({ name, nesting, details }) =>
    told.push(['fail', name, nesting, details.error.failureType]),
  )
  .on('test:pass', ({ name, nesting, testNumber }) => told.push(['pass', name, nesting, testNumber]))
  .on('test:stdout', ({ message }) => told.push(['stdout', message]))
  .on('test:summary', ({ success, counts }) => told.push([success, { ...counts }]))
  .on('end', () => console.log(told))
  .resume();
for (const options of [
  1,
  { files: 1 },
  { files: ['a'], globPatterns: ['b'] },
  { concurrency: 'x' },
  { timeout: -1 },
  { only: 1 },
  { setup: 1 },
  { shard: { index: 3, total: 2 } },
  { isolation: 'other' },
  { testNamePatterns: 1 },
  { signal: 1 },
  { cwd: 1 },
])
  try {
    run(options);
    console.log('no error', options);
  } catch (error) {
    console.log(error.code, error.message);
  }
