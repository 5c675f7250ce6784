const buf = Buffer.alloc(4) // 4 bytes
buf.writeInt32BE(10)
console.log(buf.readInt32BE(0)) // Outputs: 10
