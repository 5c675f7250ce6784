import { dlopen, JSCallback } from 'bun:ffi';
import { measure } from './ffi_common.mjs';

const { symbols } = dlopen(process.argv[2], {
  nothing: { args: [], returns: 'void' },
  add_i32: { args: ['i32', 'i32'], returns: 'i32' },
  add_f64: { args: ['f64', 'f64'], returns: 'f64' },
  add_u64: { args: ['u64', 'u64'], returns: 'u64' },
  sum_bytes: { args: ['ptr', 'u32'], returns: 'u32' },
  has_address: { args: ['ptr'], returns: 'u8' },
  text_length: { args: ['ptr'], returns: 'usize' },
  call_often: { args: ['function', 'i32'], returns: 'i64' },
});
const callback = new JSCallback((a, b) => a + b, { args: ['i32', 'i32'], returns: 'i32' });
await measure({
  ...symbols,
  pointer: 4097,
  text: (string) => Buffer.from(`${string}\0`),
  callback: callback.ptr,
});
callback.close();
