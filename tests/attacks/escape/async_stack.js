// Tries: values that leave a call by another way: async hooks, domains, uncaught handlers, generators left half way.
// Escape: a runtime's own resource with a handle to native code in it.
probe('async_hooks', () => {
  const hooks = require('node:async_hooks');
  hooks
    .createHook({
      init(id, type, trigger, resource) {
        for (const key of Reflect.ownKeys(resource ?? {})) {
          const value = resource[key];
          if (typeof value === 'function' && /binding\(/.test(String(value))) escaped(String(key));
        }
      },
    })
    .enable();
  setTimeout(() => {}, 0);
  Promise.resolve().then(() => {});
  hooks.executionAsyncResource();
});
probe('monkeypatched promises', () => {
  const original = Promise.prototype.then;
  Promise.prototype.then = function (...handlers) {
    if (handlers.some((handler) => typeof handler === 'function' && /binding\(/.test(String(handler))))
      escaped('then');
    return Reflect.apply(original, this, handlers);
  };
  const done = require('node:fs').promises.readFile(target.secret, 'utf8');
  return done.finally(() => (Promise.prototype.then = original));
});
process.on('uncaughtException', () => {});
