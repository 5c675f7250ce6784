// Timeout: 60
'use strict';
// What the reporters write of every kind of test.
const runTests = require('./_run');

for (const reporter of ['spec', 'tap', 'dot', './_files/_events.mjs'])
  runTests(reporter, [`--test-reporter=${reporter}`, '_files/kinds.js']);
runTests('junit', [
  '--test-reporter=junit',
  '--test-name-pattern=/passes|skipped|todo|inner|says|sub/',
  '--test-skip-pattern=/fails/',
  '_files/kinds.js',
]);
runTests('late', ['--test-reporter=tap', '_files/late.js']);
runTests('names', ['--test-name-pattern=suite', '--test-name-pattern=/^PASS/i', '_files/kinds.js']);
runTests('not these', ['--test-skip-pattern=suite|call|sub|thr|fail|skip|todo|long|wait', '_files/kinds.js']);
