const blob = new Blob([ new Uint8Array(256) ]);
const arr = await blob.arrayBuffer();
console.log(arr.byteLength); // 256
