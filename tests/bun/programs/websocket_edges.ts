// Bun's WebSockets at their edges: what may be sent, arguments, how they close, frames that break the rules.
import { connect } from 'node:net';

const tried = (name: string, action: () => unknown) => {
  try {
    console.log(name, action());
  } catch (error: any) {
    console.log(name, error.name, error.code, error.message);
  }
};
const base = { port: 0, hostname: '127.0.0.1', development: false } as const;
let events: string[] = [];
let ended = Promise.withResolvers<void>();
let socket: any;

const serve = (websocket: object) =>
  Bun.serve<any, any>({
    ...base,
    fetch: (request, server) => (server.upgrade(request, { data: 1 }) ? undefined : new Response('no')),
    websocket: {
      open: (ws: any) => void (socket = ws),
      message: (ws: any, message: any) => void events.push(`message ${message.length}`),
      close(ws: any, code: number, reason: string) {
        events.push(`close ${code} ${reason} ${ws.readyState} ${ws.subscriptions.length} ${ws.send('z')}`);
        ended.resolve();
      },
      ...websocket,
    } as any,
  });

const server = serve({});
const client = () =>
  new Promise<{ over: Promise<string>; heard: string[] }>((resolve) => {
    const ws = new WebSocket(server.url.href.replace('http', 'ws'));
    const heard: string[] = [];
    ws.onmessage = ({ data }) => heard.push(data);
    const over = new Promise<string>((closed) => {
      ws.onclose = ({ code, reason, wasClean }) => closed(`${code} ${reason} ${wasClean}`);
    });
    ws.onopen = () => resolve({ over, heard });
  });

{
  const { over, heard } = await client();
  const ws = socket;
  console.log(Object.prototype.toString.call(ws));
  for (const value of [5, {}, null, undefined, '', true]) tried(`send ${value}`, () => ws.send(value));
  tried('send', () => ws.send());
  tried('sendText', () => ws.sendText(5));
  tried('sendBinary', () => ws.sendBinary('x'));
  tried('ping', () => ws.ping('x'.repeat(126)));
  tried('binaryType', () => (ws.binaryType = 'foo'));
  console.log(ws.binaryType);
  for (const name of ['subscribe', 'unsubscribe']) {
    tried(name, () => ws[name]());
    tried(name, () => ws[name](5));
    tried(name, () => ws[name](''));
  }
  tried('publish', () => ws.publish());
  tried('publish', () => ws.publish('a'));
  tried('server.publish', () => (server as any).publish('a'));
  tried('server.publish', () => server.publish('', 'x'));
  tried('cork', () => ws.cork());
  tried('close', () => ws.close('a'));
  ws.subscribe('a');
  console.log(server.publish('a', 7 as any), server.subscriberCount('a'));
  ws.close(1001, 'ü'.repeat(100));
  console.log(await over, heard.join());
  console.log(events.join(), server.subscriberCount('a'));
}
for (const args of [[], [1000], [3000, 'x'], [1005]]) {
  events = [];
  const { over } = await client();
  socket.close(...args);
  console.log(args.join(), await over, events.join());
}
await server.stop(true);

/** A frame, masked as clients have to. */
function frame(first: number, data: string | Buffer, masked = true) {
  const bytes = Buffer.from(data as any);
  const size = bytes.length < 126 ? [bytes.length] : [126, bytes.length >> 8, bytes.length & 255];
  if (!masked) return Buffer.concat([Buffer.from([first, ...size]), bytes]);
  size[0] |= 0x80;
  const key = [1, 2, 3, 4];
  return Buffer.from([first, ...size, ...key, ...bytes.map((byte, i) => byte ^ key[i & 3])]);
}
const handshake =
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const strict = serve({ maxPayloadLength: 130 });
const wrong: Record<string, Buffer[]> = {
  good: [frame(0x81, 'hello'), frame(0x88, Buffer.from([3, 232, 65]))],
  parts: [frame(0x01, 'he'), frame(0x89, 'p'), frame(0x80, 'llo'), frame(0x88, '')],
  unmasked: [frame(0x81, 'hello', false)],
  rsv1: [frame(0xc1, 'hello')],
  rsv2: [frame(0xa1, 'hello')],
  opcode: [frame(0x83, 'x')],
  control: [frame(0x8b, 'x')],
  utf8: [frame(0x81, Buffer.from([0xff]))],
  'close of one byte': [frame(0x88, Buffer.from([3]))],
  'close code': [frame(0x88, Buffer.from([3, 237]))],
  'close text': [frame(0x88, Buffer.from([3, 232, 0xff]))],
  'long ping': [frame(0x89, 'x'.repeat(126))],
  'part of a ping': [frame(0x09, 'x')],
  'nothing to go on with': [frame(0x80, 'x')],
  'two messages': [frame(0x01, 'x'), frame(0x81, 'y')],
  long: [frame(0x81, 'x'.repeat(131))],
  'long in parts': [frame(0x01, 'x'.repeat(100)), frame(0x80, 'x'.repeat(100))],
};
for (const [name, frames] of Object.entries(wrong)) {
  events = [];
  ended = Promise.withResolvers();
  const got = await new Promise<Buffer>((resolve) => {
    const raw = connect(strict.port!, '127.0.0.1', () => raw.write(handshake));
    const chunks: Buffer[] = [];
    raw.once('data', () => frames.forEach((one) => raw.write(one)));
    raw.on('data', (chunk) => chunks.push(chunk));
    raw.on('error', () => {}); // a reset, where not all that was sent was read
    raw.on('close', () => resolve(Buffer.concat(chunks)));
  });
  await ended.promise;
  console.log(name, events.join(), got.subarray(got.indexOf('\r\n\r\n') + 4).toString('latin1'));
}
await strict.stop(true);
