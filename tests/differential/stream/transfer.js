'use strict';

// Streams that are moved: into a clone, through a port, into a thread.

const { MessageChannel, Worker, isMainThread, parentPort } = require('worker_threads');

const attempt = (call) => {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
const move = (stream) => structuredClone(stream, { transfer: [stream] });
const later = () => new Promise((resolve) => setTimeout(resolve, 20));
const log = (error) => console.log(error.name, error.code, error.message);

async function moving() {
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue('a');
      controller.enqueue({ b: 1 });
      controller.close();
    },
  });
  attempt(() => structuredClone(source));
  attempt(() => structuredClone(source, { transfer: [source, source] }));
  const readable = move(source);
  console.log(source.locked, readable.constructor.name, readable === source);
  attempt(() => source.getReader());
  for await (const chunk of readable) console.log(chunk);

  const got = [];
  const sink = new WritableStream({
    write: (chunk) => void got.push(chunk),
    close: () => void got.push('closed'),
  });
  const writer = move(sink).getWriter();
  console.log(sink.locked);
  await writer.write('x');
  await writer.write({ y: 1 });
  await writer.close();
  await later();
  console.log(got);

  const both = move(new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk * 2) }));
  console.log(both);
  const into = both.writable.getWriter();
  into.write(4);
  into.close();
  for await (const chunk of both.readable) console.log(chunk);
}

function locked() {
  const readable = new ReadableStream();
  readable.getReader();
  attempt(() => move(readable));
  const writable = new WritableStream();
  writable.getWriter();
  attempt(() => move(writable));
  const transform = new TransformStream();
  transform.readable.getReader();
  attempt(() => move(transform));
}

async function failing() {
  const failed = new ReadableStream({ start: (controller) => controller.error(new RangeError('boom')) });
  await move(failed).getReader().read().catch(log);
  let reason;
  const canceled = new ReadableStream({ cancel: (why) => void (reason = why) });
  await move(canceled).cancel('why');
  await later();
  console.log(reason);
  const aborted = [];
  const sink = new WritableStream({ abort: (why) => void aborted.push(`${why}`) });
  await move(sink).abort(new TypeError('stop'));
  await later();
  console.log(aborted);
  const refused = new WritableStream({
    write() {
      throw new RangeError('not that');
    },
  });
  const writer = move(refused).getWriter();
  writer.closed.catch(log);
  await writer.write(1).catch(log);
  await later();
  const functions = new ReadableStream({ start: (controller) => controller.enqueue(() => {}) });
  await move(functions).getReader().read().catch(log);
}

async function threads() {
  const { port1, port2 } = new MessageChannel();
  const numbers = new ReadableStream({
    pull(controller) {
      controller.enqueue('through a port');
      controller.close();
    },
  });
  port1.postMessage(numbers, [numbers]);
  const arrived = await new Promise((resolve) => port2.once('message', resolve));
  for await (const chunk of arrived) console.log(chunk);
  port1.close();

  const worker = new Worker(__filename);
  const bytes = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 300; i++) controller.enqueue(new Uint8Array(1000).fill(i));
      controller.close();
    },
  });
  const { readable, writable } = new TransformStream();
  worker.postMessage({ bytes, writable }, [bytes, writable]);
  for await (const chunk of readable) console.log('from the thread', chunk);
  await worker.terminate();
}

if (isMainThread) {
  // They do not keep the process alive.
  for (const Class of [ReadableStream, WritableStream, TransformStream]) move(new Class());
  (async () => {
    await moving();
    locked();
    await failing();
    await threads();
  })();
} else {
  parentPort.once('message', async ({ bytes, writable }) => {
    let size = 0;
    let sum = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      sum += chunk[0];
    }
    const writer = writable.getWriter();
    await writer.write({ size, sum });
    await writer.close();
  });
}
