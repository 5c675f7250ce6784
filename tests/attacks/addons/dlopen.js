// Tries: process.dlopen, require of .node files, ffi of Deno and Bun, with libraries of the system.
// Escape: a function of C's is called: it leaves its mark.
const command = `echo x > '${target.witness}'\0`;
attempt('Deno.dlopen', () =>
  Deno.dlopen('libc.so.6', { system: { parameters: ['buffer'], result: 'i32' } }).symbols.system(
    new TextEncoder().encode(command),
  ),
);
probe('bun:ffi', () => {
  const { dlopen, ptr } = require('bun:ffi');
  return dlopen('libc.so.6', { system: { args: ['ptr'], returns: 'i32' } }).symbols.system(
    ptr(new TextEncoder().encode(command)),
  );
});
probe('node:ffi', () => require('node:ffi').dlopen('libc.so.6'));
probe('bun:ffi cc', () => require('bun:ffi').cc({ source: '/dev/null', symbols: {} }));
probe('process.dlopen', () => process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'));
probe('require of .node', () => require('/lib/x86_64-linux-gnu/libm.so.6.node'));
