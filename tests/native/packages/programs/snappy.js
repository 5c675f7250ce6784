'use strict';

// Snappy: at once and on threads, bytes and text, large and broken input.

const snappy = require('snappy');

const said = (error) => `${error.name} ${error.code}: ${error.message}`;
const failure = (run) => {
  try {
    return run();
  } catch (error) {
    return said(error);
  }
};

async function main() {
  console.log(snappy.compressSync('hello hello hello hello'), snappy.compressSync(Buffer.alloc(0)));
  console.log(snappy.uncompressSync(snappy.compressSync('ключ 🔑 '.repeat(50)), { asBuffer: false }).length);
  const inputs = [
    Buffer.from('x'),
    Buffer.alloc(100000, 'abc'),
    Buffer.from(Array.from({ length: 70000 }, (_, i) => (i * 7919) & 255)),
    new Uint8Array([1, 2, 3]),
  ];
  for (const input of inputs) {
    const packed = await snappy.compress(input);
    const back = await snappy.uncompress(packed);
    console.log(
      packed.length,
      Buffer.isBuffer(back),
      back.equals(input),
      packed.equals(snappy.compressSync(input)),
    );
  }
  console.log(
    await snappy.uncompress(await snappy.compress('text'), { asBuffer: false }),
    await snappy.compress(inputs[1], { copyOutputData: true }).then((x) => x.length),
  );
  console.log(
    failure(() => snappy.uncompressSync(Buffer.from('no snappy at all'))),
    failure(() => snappy.compressSync(12)),
  );
  console.log(await snappy.uncompress(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0])).catch(said));
  console.log(await snappy.uncompress(snappy.compressSync(inputs[1]).subarray(0, 1000)).catch(said));
  const many = await Promise.all(
    Array.from(
      { length: 100 },
      async (_, i) => (await snappy.uncompress(await snappy.compress(Buffer.alloc(i * 1000, i)))).length,
    ),
  );
  console.log(many.reduce((a, b) => a + b));
  const large = Buffer.alloc(20 << 20, 'some text');
  const back = await snappy.uncompress(await snappy.compress(large));
  console.log(back.equals(large));
}

main();
