// What node:fs and node:fs/promises have, and how it looks.
'use strict';

const fs = require('fs');

for (const [name, module] of [
  ['fs', fs],
  ['fs.promises', fs.promises],
]) {
  console.log(name, Object.keys(module).join(' '));
  for (const key of Object.keys(module)) {
    if (typeof module[key] === 'function') console.log(key, module[key].name, module[key].length);
  }
}
console.log(fs.constants, fs.promises.constants === fs.constants, require('fs/promises') === fs.promises);
for (const key of ['constants', 'promises', 'ReadStream', 'Utf8Stream', 'readFile']) {
  const { enumerable, configurable, writable, get, set } = Object.getOwnPropertyDescriptor(fs, key);
  console.log(key, enumerable, configurable, writable, typeof get, typeof set);
}
for (const key of ['Stats', 'Dirent', 'Dir', 'ReadStream', 'WriteStream', 'Utf8Stream']) {
  const names = Reflect.ownKeys(fs[key].prototype).map(String);
  console.log(key, fs[key].length, names.join(' '));
}
console.log(fs.realpath.native.length, fs.realpathSync.native.length, fs.lchmod, fs.lchmodSync);
for (const key of ['read', 'write', 'readv', 'writev', 'exists']) {
  console.log(key, Object.getOwnPropertySymbols(fs[key]).map(String).join());
}
(async () => {
  const handle = await fs.promises.open(__filename);
  const names = Reflect.ownKeys(Object.getPrototypeOf(handle)).map(String);
  console.log(names.join(' '));
  console.log(Reflect.ownKeys(handle).map(String).join(' '));
  await handle.close();
})();
