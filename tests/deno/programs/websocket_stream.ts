// WebSocketStream and EventSource, with Deno.serve on the other side.
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const seen: string[] = [];
const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, (request) => {
  if (new URL(request.url).pathname === '/events') {
    let timer: number;
    const body = new ReadableStream({
      start(controller) {
        let count = 0;
        timer = setInterval(() => {
          const text = `id: ${count}\nevent: tick\ndata: ${count++}\n\n`;
          controller.enqueue(new TextEncoder().encode(text));
        }, 3);
      },
      cancel() {
        clearInterval(timer);
        seen.push('cancelled');
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
  const protocol = request.headers.get('sec-websocket-protocol') ?? undefined;
  const { socket, response } = Deno.upgradeWebSocket(request, protocol === undefined ? {} : { protocol });
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => {
    if (data === 'end') socket.close(4001, 'enough');
    else socket.send(data);
  };
  socket.onclose = ({ code, reason }) => seen.push(`server ${code} ${reason}`);
  return response;
});
const at = `127.0.0.1:${server.addr.port}`;
const { WebSocketStream } = globalThis as any;

const talk = new WebSocketStream(`ws://${at}/`, { protocols: ['chat'] });
const { readable, writable, protocol } = await talk.opened;
console.log(talk.url === `ws://${at}/`, protocol);
const [reader, writer] = [readable.getReader(), writable.getWriter()];
await writer.write('grüße');
console.log((await reader.read()).value);
await writer.write(new Uint8Array([1, 2]));
console.log((await reader.read()).value.join());
talk.close({ closeCode: 4000, reason: 'fin' });
const { closeCode, reason } = await talk.closed;
console.log(closeCode, reason, (await reader.read()).done);

const ended = new WebSocketStream(`ws://${at}/`);
const { readable: heard, writable: said } = await ended.opened;
const words = said.getWriter();
await words.write('a');
await words.write('b');
await words.write('end');
for await (const word of heard) console.log(word);
console.log((await ended.closed).closeCode, (await ended.closed).reason);
const refused = new WebSocketStream('ws://127.0.0.1:2/');
const outcomes = await Promise.allSettled([refused.opened, refused.closed]);
console.log(outcomes.map(({ status }) => status).join());
const aborted = new WebSocketStream(`ws://${at}/`, { signal: AbortSignal.abort(new Error('mine')) });
const failures: any[] = await Promise.allSettled([aborted.opened, aborted.closed]);
console.log(failures.map(({ status }) => status).join(), failures[0].reason.message);
for (const url of ['nope:', 'ws://x/#f']) {
  try {
    new WebSocketStream(url);
  } catch (error: any) {
    console.log(error.name);
  }
}

const source = new EventSource(`http://${at}/events`);
const events: string[] = [];
await new Promise<void>((resolve) => {
  source.onopen = () => events.push(`open ${source.readyState}`);
  source.addEventListener('tick', ({ data, lastEventId }) => {
    if (events.push(`${data} ${lastEventId}`) === 4) {
      source.close();
      resolve();
    }
  });
});
console.log(events.join(), source.readyState);
await sleep(50);
console.log(seen.sort().join());
await server.shutdown();
