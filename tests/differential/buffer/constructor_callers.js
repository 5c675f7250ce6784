'use strict';

// Buffer() warns the program, not its packages, wherever they lie.
const vm = require('vm');

process.on('warning', ({ code }) => console.log(code));
const call = (filename) => vm.runInNewContext('new Buffer(10)', { Buffer }, { filename });
for (const filename of ['/a/node_modules/x.js', 'c:\\a\\node_modules\\x.js', 'file:///a/node_modules/x.js'])
  call(filename);
setImmediate(() => {
  console.log('packages have called');
  call('c:\\b.js');
});
