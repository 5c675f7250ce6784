// An addon that calls libuv itself.
const addon = require(`${process.env.ADDONS}/uses_libuv.node`);
const { AsyncLocalStorage } = require('node:async_hooks');

const storage = new AsyncLocalStorage();
const done = [];
const heard = (what, result) => {
  done.push(`${what} ${result} ${storage.getStore()}`);
  process.nextTick(() => done.push(`tick of ${what}`));
  if (done.filter((line) => !line.startsWith('tick')).length === 3)
    setImmediate(() => console.log(done.sort()));
};
for (const name of ['queueWork', 'threads', 'timer']) storage.run(name, () => addon[name](heard));
console.log(addon.uv === process.versions.uv);
const wanted = ['uv_default_loop', 'uv_async_send', 'uv_tcp_init', 'uv_fs_open', 'napi_create_object'];
console.log(wanted.map(addon.hasSymbol));
