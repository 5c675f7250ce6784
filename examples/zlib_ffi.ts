// Functions of C libraries without a line of C: `naja examples/zlib_ffi.ts TEXT`. The same library twice, once through bun:ffi
// and once through Deno.dlopen. Deno's way checks every argument; Bun's takes typed arrays for pointers as they are.

import { dlopen, FFIType } from 'bun:ffi';

const text = new TextEncoder().encode((Bun.argv[2] ?? 'naja ').repeat(100));

// unsigned long crc32(unsigned long crc, const unsigned char *bytes, unsigned int length), and so on: see zlib.h.
const viaBun = dlopen('libz.so.1', {
  crc32: { args: [FFIType.u64, FFIType.ptr, FFIType.u32], returns: FFIType.u64 },
  compressBound: { args: [FFIType.u64], returns: FFIType.u64 },
  compress: { args: [FFIType.ptr, FFIType.ptr, FFIType.ptr, FFIType.u64], returns: FFIType.i32 },
}).symbols;

const room = new Uint8Array(Number(viaBun.compressBound(text.length)));
// A `unsigned long *`, which says how much room there is and is told how much was used.
const used = new BigUint64Array([BigInt(room.length)]);
if (viaBun.compress(room, used, text, text.length) !== 0) throw new Error('compress failed');
const packed = room.slice(0, Number(used[0]));
console.log(`${text.length} bytes, ${packed.length} compressed`);
console.log(`crc32 ${viaBun.crc32(0, text, text.length).toString(16).padStart(8, '0')}`);

const libz = Deno.dlopen('libz.so.1', {
  zlibVersion: { parameters: [], result: 'pointer' },
  // On the thread pool: JavaScript goes on meanwhile, and gets a promise.
  uncompress: { parameters: ['buffer', 'buffer', 'buffer', 'usize'], result: 'i32', nonblocking: true },
});
const { symbols: viaDeno } = libz;

const back = new Uint8Array(text.length);
const size = new BigUint64Array([BigInt(back.length)]);
const code = await viaDeno.uncompress(back, size, packed, BigInt(packed.length));
console.log(`uncompressed: ${code}, the same: ${Buffer.from(back).equals(text)}`);
const version = viaDeno.zlibVersion();
if (version === null) throw new Error('no version');
console.log(`zlib ${new Deno.UnsafePointerView(version).getCString()}`);
libz.close();

// The C library itself: what is in the process already.
const libc = Deno.dlopen('libc.so.6', { getpid: { parameters: [], result: 'i32' } });
console.log(`getpid() is process.pid: ${libc.symbols.getpid() === process.pid}`);
libc.close();
