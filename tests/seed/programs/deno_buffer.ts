import { Buffer } from "node:buffer";
const buf = Buffer.alloc(4);
buf.writeUInt32BE(42);
console.log(buf.readUInt32BE(0)); // 42
