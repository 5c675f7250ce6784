import ffi from 'node:ffi';
import { measure } from './ffi_common.mjs';

const { lib, functions } = ffi.dlopen(process.argv[2], {
  nothing: {},
  add_i32: { arguments: ['i32', 'i32'], return: 'i32' },
  add_f64: { arguments: ['f64', 'f64'], return: 'f64' },
  add_u64: { arguments: ['u64', 'u64'], return: 'u64' },
  sum_bytes: { arguments: ['buffer', 'u32'], return: 'u32' },
  has_address: { arguments: ['pointer'], return: 'u8' },
  text_length: { arguments: ['string'], return: 'u64' },
  call_often: { arguments: ['pointer', 'i32'], return: 'i64' },
});
await measure({
  ...functions,
  pointer: 4097n,
  text: (string) => string,
  callback: lib.registerCallback({ arguments: ['i32', 'i32'], return: 'i32' }, (a, b) => a + b),
});
