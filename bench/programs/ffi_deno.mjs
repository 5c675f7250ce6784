import { measure } from './ffi_common.mjs';

const { symbols } = Deno.dlopen(Deno.args[0], {
  nothing: { parameters: [], result: 'void' },
  add_i32: { parameters: ['i32', 'i32'], result: 'i32' },
  add_f64: { parameters: ['f64', 'f64'], result: 'f64' },
  add_u64: { parameters: ['u64', 'u64'], result: 'u64' },
  sum_bytes: { parameters: ['buffer', 'u32'], result: 'u32' },
  has_address: { parameters: ['pointer'], result: 'u8' },
  text_length: { parameters: ['buffer'], result: 'usize' },
  call_often: { parameters: ['function', 'i32'], result: 'i64' },
  nonblocking: { name: 'add_i32', parameters: ['i32', 'i32'], result: 'i32', nonblocking: true },
});
const callback = new Deno.UnsafeCallback({ parameters: ['i32', 'i32'], result: 'i32' }, (a, b) => a + b);
const encoder = new TextEncoder();
await measure({
  ...symbols,
  pointer: Deno.UnsafePointer.create(4097n),
  text: (string) => encoder.encode(`${string}\0`),
  callback: callback.pointer,
});
callback.close();
