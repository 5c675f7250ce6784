'use strict';

// What the build runs so that the code which most programs need is compiled into builtins.bin: nothing here matters but
// what it makes the built-ins do.

const { EventEmitter } = require('events');
const path = require('path');

console.log('%s %d', path.join('a', 'b'), 1);
console.log('plain');
console.error({ a: [1, 'two'], m: new Map([[1, 2]]) });
setTimeout(() => process.nextTick(() => {}), 1);
setImmediate(() => queueMicrotask(() => {}));
new EventEmitter().on('x', () => {}).emit('x');
