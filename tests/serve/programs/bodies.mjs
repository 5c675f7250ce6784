// What a server understood of a body, as JSON: for test_bodies.py.
import { createHash } from 'node:crypto';

const LONG = 3_000_000;
const digest = (data, encoding) => createHash('sha1').update(data, encoding).digest('hex');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Of the bodies before: they must stay as they were.
const kept = [];

const readers = {
  text: (request) => request.text(),
  json: (request) => request.json(),
  bytes: (request) => request.bytes(),
  buffer: async (request) => new Uint8Array(await request.arrayBuffer()),
  async clone(request) {
    const copy = request.clone();
    const [one, other] = await Promise.all([request.text(), copy.text()]);
    if (one !== other) throw new Error('two texts');
    return one;
  },
  async chunks(request) {
    const chunks = [];
    for await (const chunk of request.body ?? []) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  },
};

function describe(value) {
  if (typeof value === 'string') return { length: value.length, sha1: digest(value, 'utf16le') };
  if (value instanceof Uint8Array) return { length: value.length, sha1: digest(value) };
  return { keys: Object.keys(value), ...describe(value.text) };
}

const texts = {
  ascii: 'x'.repeat(LONG),
  cons: 'ab'.repeat(LONG / 4) + 'cd'.repeat(LONG / 4),
  latin1: 'é'.repeat(LONG / 2),
  wide: 'aé\u{1f600}'.repeat(LONG / 4),
};

// Chunks that tell where they belong; `how` says when the stream has them.
function stream(count, size, how) {
  let i = 0;
  const next = () => new Uint8Array(size).fill(i++ % 251);
  const waits = {
    micro: () => undefined,
    turn: () => pause(0),
    mixed: () => (i % 7 === 0 ? pause(1) : undefined),
  };
  if (how === 'start') {
    return new ReadableStream({
      start(controller) {
        while (i < count) controller.enqueue(next());
        controller.close();
      },
    });
  }
  return new ReadableStream({
    async pull(controller) {
      await waits[how]();
      controller.enqueue(next());
      if (i === count) controller.close();
    },
  });
}

async function handle(request) {
  const { pathname, searchParams } = new URL(request.url);
  const [, what, name, size, how] = pathname.split('/');
  if (what === 'stream') return new Response(stream(Number(name), Number(size), how));
  if (what === 'give') return new Response(texts[name]);
  if (what === 'kept') {
    const all = kept.splice(0);
    return Response.json(all.map(([value, before]) => describe(value).sha1 === before.sha1));
  }
  await pause(Number(searchParams.get('wait') ?? 0));
  try {
    const value = await readers[what](request);
    const about = describe(value);
    kept.push([value, about]);
    return Response.json(about);
  } catch (error) {
    return Response.json({ error: `${error.name}: ${error.message}` });
  }
}

const [face] = process.argv.slice(2);
if (face === 'bun') {
  const options = { port: 0, hostname: '127.0.0.1', maxRequestBodySize: 1 << 25, fetch: handle };
  console.log(globalThis.Bun.serve(options).port);
} else {
  globalThis.Deno.serve(
    { port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(port) },
    handle,
  );
}
