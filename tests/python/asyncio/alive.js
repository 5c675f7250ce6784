'use strict';
// What JavaScript awaits keeps the process alive; what Python does beside that does not.
const ops = globalThis[Symbol.for('naja.internals')].binding('testing');

ops.sleep(0.02, 'awaited').then((value) => {
  console.log(value);
  ops.background(30);
  ops.leaveGenerator().then(console.log);
});
process.on('exit', () => console.log('exit', ops.log().length));
