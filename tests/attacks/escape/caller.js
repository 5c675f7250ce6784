// Tries: arguments.callee.caller and f.caller, to walk up into the runtime's functions and call them again.
// Escape: a function of the runtime is had.
function walk() {
  let one = walk;
  for (let depth = 0; one && depth < 50; depth++) {
    one = one.caller;
    if (typeof one === 'function' && /binding\(|require\('ext/.test(String(one))) escaped(one.name);
  }
}
attempt('by the caller property', () => {
  walk();
  [1].forEach(walk);
  const { EventEmitter } = require('node:events');
  new EventEmitter().on('a', walk).emit('a');
  new Proxy({}, { get: walk }).x;
  JSON.stringify({ toJSON: walk });
  util: for (const f of [require('node:util').inspect]) f({ [require('node:util').inspect.custom]: walk });
  process.emit('warning', { toString: walk });
});
