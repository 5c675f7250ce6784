// Env: NODE_DEBUG=one,two*,http
'use strict';

// util.debuglog for sections that are asked for.

const util = require('util');

process.removeAllListeners('warning');
process.on('warning', (warning) => console.log('warning', warning.message));
const { write } = process.stderr;
process.stderr.write = (chunk) => console.log('stderr', chunk.replace(process.pid, 'PID'));
const log = util.debuglog('one', (fn) => console.log('callback', typeof fn, fn === log));
console.log(
  log.enabled,
  util.debuglog('other').enabled,
  util.debuglog('TWOFOLD').enabled,
  util.debuglog('xone').enabled,
);
log('hello %s', 'there', { a: 1 });
log('again');
util.debuglog('other')('never');
util.debuglog('two.x')('dotted\nlines');
util.debuglog('http')('traffic');
setImmediate(() => {
  process.stderr.write = write;
});
