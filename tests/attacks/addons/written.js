// Tries: a library that it has written itself where it may write: an ELF file whose constructor would run.
// Escape: it is loaded: the call succeeds, or it leaves its mark.
const fs = require('node:fs');
const { room } = target;
const copy = `${room}/libmine.node`;
attempt('a copy of a library', () => {
  for (const path of [
    '/lib/x86_64-linux-gnu/libutil.so.1',
    '/usr/lib/x86_64-linux-gnu/libutil.so.1',
    '/lib/aarch64-linux-gnu/libutil.so.1',
  ])
    if (fs.existsSync(path)) return fs.copyFileSync(path, copy);
});
probe('Deno.dlopen', () => {
  Deno.dlopen(copy, {});
  escaped('Deno.dlopen');
});
probe('by /proc/self/fd', () => {
  const fd = fs.openSync(copy);
  Deno.dlopen(`/proc/self/fd/${fd}`, {});
  escaped('by its descriptor');
});
probe('process.dlopen', () => process.dlopen({ exports: {} }, copy));
probe('require', () => require(copy));
