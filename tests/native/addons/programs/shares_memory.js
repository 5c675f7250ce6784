// Flags: --expose-gc
// ArrayBuffers over an addon's memory: both see what either writes, and the addon hears when it is no longer used.
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const addon = require(`${process.env.ADDONS}/shares_memory.node`);

// A sanitizer's malloc has its memory where V8's sandbox cannot be.
const malloc = process.env.SANITIZED ? 'mapped' : 'malloc';
const turn = () => new Promise(setImmediate);

async function until(done) {
  for (let i = 0; i < 500 && !done(); i++) {
    gc();
    await turn();
  }
  return done();
}

function sharing() {
  for (const [kind, length] of [
    ['mapped', 8192],
    ['mapped', 1 << 20],
    [malloc, 5000],
    [malloc, 1 << 20],
  ]) {
    const memory = addon.arrayBuffer(kind, length);
    const bytes = new Uint8Array(memory);
    console.log(
      length,
      memory.byteLength,
      bytes[255],
      bytes[256],
      bytes[length - 1],
      addon.poke(7, 200),
      bytes[7],
    );
    bytes[9] = 100;
    console.log(addon.poke(9, 0), bytes[9], new DataView(memory, 4, 4).getUint32(0));
  }
  const buffer = addon.buffer('mapped', 4096);
  console.log(Buffer.isBuffer(buffer), buffer.length, buffer.byteOffset, buffer.buffer.byteLength, buffer);
  addon.poke(0, 72);
  console.log(
    buffer.toString('latin1', 0, 1),
    addon.buffer('malloc', 0).length,
    addon.arrayBuffer('malloc', 0).byteLength,
  );
  console.log(addon.arrayBuffer('none', 0), addon.buffer('none', 0));
}

function transferring() {
  const memory = addon.arrayBuffer('mapped', 100);
  for (const move of [
    () => structuredClone(memory, { transfer: [memory] }),
    () => structuredClone(memory).byteLength,
  ]) {
    try {
      console.log(move());
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
  const moved = memory.transfer();
  console.log(memory.detached, moved.byteLength, addon.poke(3, 33), new Uint8Array(moved)[3]);
  const longer = moved.transfer(200);
  console.log(longer.byteLength, new Uint8Array(longer)[3], new Uint8Array(longer)[150]);
}

async function collecting() {
  await until(() => addon.counts()[0] === 9);
  const before = addon.counts()[0];
  let kept = addon.buffer('mapped', 5000).subarray(10, 20);
  for (let i = 0; i < 50; i++) {
    addon.arrayBuffer('mapped', 10000);
    addon.buffer('malloc', 1 + i * 300);
  }
  console.log(await until(() => addon.counts()[0] === before + 100), addon.counts()[0] - before, kept[0]);
  kept = null;
  console.log(await until(() => addon.counts()[0] === before + 101));
  const memory = addon.arrayBuffer('mapped', 5000);
  addon.detach(memory);
  console.log(memory.byteLength, memory.detached, await until(() => addon.counts()[0] === before + 102));
}

async function inWorker() {
  const before = addon.counts()[0];
  for (const end of ['by itself', 'terminated']) {
    const worker = new Worker(__filename, { execArgv: [] });
    const sum = await new Promise((resolve) => worker.once('message', resolve));
    worker.postMessage(end);
    if (end === 'terminated') await worker.terminate();
    else await new Promise((resolve) => worker.once('exit', resolve));
    console.log(end, sum, addon.counts()[0] - before);
  }
}

async function main() {
  sharing();
  transferring();
  await collecting();
  await inWorker();
  console.log(addon.counts().slice(1));
  // What the end of the process finds.
  globalThis.kept = [addon.arrayBuffer('mapped', 4096), addon.buffer('malloc', 4096)];
}

if (isMainThread) {
  main();
} else {
  globalThis.kept = [
    addon.arrayBuffer('mapped', 4096),
    addon.buffer('malloc', 4096),
    addon.arrayBuffer('mapped', 10).transfer(),
  ];
  parentPort.postMessage(new Uint8Array(kept[0]).reduce((sum, byte) => sum + byte));
  parentPort.once('message', () => {});
}
