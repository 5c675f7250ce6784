'use strict';
// process.exit() while coroutines run: they are cancelled, and may clean up.
const ops = globalThis[Symbol.for('naja.internals')].binding('testing');
ops.forever('first');
ops.forever('second');
setTimeout(() => process.exit(4), 20);
