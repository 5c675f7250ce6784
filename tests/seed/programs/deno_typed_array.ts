// Allocate a zeroed buffer of 1 KB
const buf = new Uint8Array(1024);
// Fill it
buf.fill(0xFF, 0, 256); // set first 256 bytes to 0xFF
console.log(buf.byteLength); // 1024
