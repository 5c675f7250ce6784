// What goes between threads: clones, moved memory and ports, shared memory, ports moved on, channels by name.
const {
  BroadcastChannel,
  MessageChannel,
  Worker,
  isMainThread,
  markAsUncloneable,
  markAsUntransferable,
  parentPort,
  postMessageToThread,
  receiveMessageOnPort,
  setEnvironmentData,
  getEnvironmentData,
  threadId,
  workerData,
} = require('worker_threads');
const { once } = require('events');

const tell = (g) => {
  try {
    console.log(g());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};

async function child() {
  const { port, shared, list } = workerData;
  console.log(
    'data',
    list,
    shared instanceof SharedArrayBuffer,
    port.constructor.name,
    getEnvironmentData('key'),
  );
  Atomics.store(new Int32Array(shared), 1, 5);
  Atomics.notify(new Int32Array(shared), 1);
  port.on('message', (m) => port.postMessage(['answer', m]));
  parentPort.on('message', (message) => {
    if (message === 'end') {
      parentPort.close();
      port.close();
      return;
    }
    const moved = Object.values(message).filter((v) => v instanceof ArrayBuffer);
    parentPort.postMessage(message, moved);
  });
  process.on('workerMessage', (value, source) => {
    if (value === 'bad') throw new Error('listener');
    const news = new BroadcastChannel('news');
    news.postMessage([value, source]);
    news.close();
  });
  parentPort.postMessage('ready');
}

async function main() {
  setEnvironmentData('key', { a: [1] });
  const { port1, port2 } = new MessageChannel();
  const shared = new SharedArrayBuffer(16);
  const worker = new Worker(__filename, {
    workerData: { port: port2, shared, list: [1, { a: new Date(0) }] },
    transferList: [port2],
  });
  const exit = once(worker, 'exit');
  await once(worker, 'message');
  console.log('shared', Atomics.wait(new Int32Array(shared), 1, 0, 2000), new Int32Array(shared)[1]);

  const echo = async (value, transfer) => {
    worker.postMessage(value, transfer);
    const [back] = await once(worker, 'message');
    return back;
  };
  const memory = new ArrayBuffer(1000);
  new Uint8Array(memory)[7] = 7;
  const back = await echo({ memory, n: 1n, m: new Map([[1, new Set(['x'])]]), e: new RangeError('r') }, [
    memory,
  ]);
  console.log(
    'moved',
    memory.byteLength,
    new Uint8Array(back.memory)[7],
    back.n,
    back.m,
    back.e instanceof RangeError,
  );
  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  console.log('module', (await echo({ w: new WebAssembly.Module(bytes) })).w);
  console.log('blob', await (await echo(new Blob(['te', 'xt'], { type: 'a/b' }))).text());
  const file = await echo({ f: new File(['x'], 'n.txt', { lastModified: 5 }) });
  console.log('file', file.f.name, file.f.lastModified, await file.f.text());
  const exception = (await echo({ d: new DOMException('m', 'AbortError') })).d;
  console.log('exception', exception instanceof DOMException, exception.name, exception.code);
  const same = {};
  const two = await echo({ a: same, b: same, cycle: null });
  console.log('identity', two.a === two.b);

  port1.postMessage('hello');
  console.log('port', (await once(port1, 'message'))[0]);
  const third = new MessageChannel();
  third.port1.postMessage('queued before it moved');
  const moved = new MessageChannel();
  moved.port1.postMessage({ p: third.port2 }, [third.port2]);
  const { message } = receiveMessageOnPort(moved.port2);
  console.log('port in port', receiveMessageOnPort(message.p), receiveMessageOnPort(message.p));

  for (const bad of [
    () => worker.postMessage(() => {}),
    () => worker.postMessage(port1),
    () => worker.postMessage({ a: Symbol('s') }),
    () => port1.postMessage(1, [port1]),
    () => worker.postMessage(1, [memory]),
    () => worker.postMessage(1, [{}]),
    () => worker.postMessage(new URL('http://x')),
    () => {
      const kept = new ArrayBuffer(8);
      markAsUntransferable(kept);
      worker.postMessage(kept, [kept]);
    },
    () => {
      const object = { a: 1 };
      markAsUncloneable(object);
      worker.postMessage({ object });
    },
  ])
    tell(bad);

  const news = new BroadcastChannel('news');
  const heard = new Promise((resolve) => (news.onmessage = (e) => resolve(e.data)));
  await postMessageToThread(worker.threadId, { to: 'thread' });
  console.log('broadcast', await heard, threadId);
  news.close();
  for (const [id, value] of [
    [worker.threadId, 'bad'],
    [999, 1],
    [threadId, 1],
  ])
    await postMessageToThread(id, value).catch((e) => console.log(e.code, e.message));
  const closed = once(port1, 'close');
  worker.postMessage('end');
  await closed;
  console.log('closed', await exit);
  port1.postMessage('nobody hears');
}

if (isMainThread) main();
else child();
