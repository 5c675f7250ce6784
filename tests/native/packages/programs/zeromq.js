'use strict';
// zeromq: sockets of libzmq, which has its own threads; a uv_poll of ours on its file descriptor says when to read.
const zmq = require('zeromq');
const { setTimeout: sleep } = require('node:timers/promises');
const fs = require('node:fs');
const path = require('node:path');

const show = (label, value) => console.log(label, value);
const text = (frames) => frames.map(String);
const failure = (error) => [error.name, error.code, error.message];
const attempt = async (label, run) => {
  try {
    await run();
    show(label, 'accepted');
  } catch (error) {
    show(label, failure(error));
  }
};

async function requests(address) {
  const server = new zmq.Reply();
  await server.bind(address);
  const where = server.lastEndpoint;
  const client = new zmq.Request({ linger: 0 });
  client.connect(where);
  const serving = (async () => {
    for await (const frames of server) {
      if (`${frames[0]}` === 'stop') return server.send('stopped');
      await server.send([`${frames.length} of `, ...frames].slice(0, 9));
    }
  })();
  for (const message of ['one', ['two', Buffer.from('parts')], Buffer.alloc(0), [1.5, 'κόσμε']]) {
    await client.send(message);
    show(`reply ${address.slice(0, 6)}`, text(await client.receive()));
  }
  const big = Buffer.alloc(3 << 20, 'x');
  await client.send([big, new Uint8Array([1, 2, 3]), new Uint16Array([258]).buffer]);
  const [, back, typed, raw] = await client.receive();
  show('big', [back.equals(big), typed, raw, Buffer.isBuffer(back)]);
  await client.send('stop');
  show('last', text(await client.receive()));
  await serving;
  client.close();
  server.close();
  show('closed', [client.closed, server.closed]);
}

async function publishing() {
  const publisher = new zmq.XPublisher();
  await publisher.bind('inproc://news');
  const subscriber = new zmq.Subscriber();
  subscriber.subscribe('sport', 'art');
  subscriber.connect('inproc://news');
  // What it hears of subscriptions, before anything is sent.
  show('subscriptions', [await publisher.receive(), await publisher.receive()].map(([m]) => `${m}`).sort());
  await publisher.send(['sport', 'goal']);
  await publisher.send(['weather', 'rain']);
  await publisher.send(['art', 'opening']);
  show('heard', [text(await subscriber.receive()), text(await subscriber.receive())]);
  subscriber.unsubscribe('sport');
  show('unsubscribed', `${(await publisher.receive())[0]}`);
  await publisher.send(['sport', 'missed']);
  await publisher.send(['art', 'closing']);
  show('then', text(await subscriber.receive()));
  subscriber.close();
  publisher.close();
}

async function pipeline() {
  const source = new zmq.Push({ sendHighWaterMark: 1000 });
  await source.bind('tcp://127.0.0.1:*');
  const sinks = [new zmq.Pull(), new zmq.Pull()];
  let sum = 0;
  let count = 0;
  const done = Promise.all(
    sinks.map(async (sink) => {
      sink.connect(source.lastEndpoint);
      for await (const [frame] of sink) {
        sum += Number(frame);
        if (++count === 2000) for (const each of sinks) each.close();
      }
    }),
  );
  for (let i = 1; i <= 2000; i++) await source.send(`${i}`);
  await done;
  show('pipeline', [count, sum]);
  source.close();
  // Nobody takes it: what waits for room is refused after its time.
  const full = new zmq.Push({ sendTimeout: 20, sendHighWaterMark: 1, linger: 0 });
  await full.send('nobody').catch((error) => show('send timeout', failure(error)));
  const idle = new zmq.Pull({ receiveTimeout: 20 });
  await idle.receive().catch((error) => show('receive timeout', failure(error)));
  const pending = idle.receive().catch((error) => error);
  await attempt('busy', () => idle.receive());
  idle.close();
  show('pending when closed', failure(await pending));
  await attempt('after close', () => idle.receive());
  full.close();
}

async function routing() {
  const router = new zmq.Router();
  await router.bind('tcp://127.0.0.1:*');
  const names = ['ann', 'bob', 'cy'];
  const dealers = names.map((routingId) => new zmq.Dealer({ routingId }));
  for (const dealer of dealers) dealer.connect(router.lastEndpoint);
  await Promise.all(dealers.map((dealer, i) => dealer.send(['', `hello ${i}`])));
  const heard = [];
  for (let i = 0; i < 3; i++) heard.push(text(await router.receive()));
  show('router', heard.sort());
  for (const name of names) await router.send([name, '', `for ${name}`]);
  show('dealers', (await Promise.all(dealers.map((dealer) => dealer.receive()))).map(text));
  for (const socket of [router, ...dealers]) socket.close();
  const proxy = new zmq.Proxy(new zmq.Router(), new zmq.Dealer());
  await proxy.frontEnd.bind('tcp://127.0.0.1:*');
  await proxy.backEnd.bind('tcp://127.0.0.1:*');
  const [front, back] = [proxy.frontEnd.lastEndpoint, proxy.backEnd.lastEndpoint];
  const running = proxy.run();
  const worker = new zmq.Reply();
  worker.connect(back);
  const client = new zmq.Request();
  client.connect(front);
  const serving = worker.receive().then(([m]) => worker.send(`${m}`.toUpperCase()));
  await client.send('through the proxy');
  show('proxy', text(await client.receive()));
  await serving;
  proxy.pause();
  proxy.resume();
  proxy.terminate();
  await running;
  for (const socket of [worker, client]) socket.close();
}

async function security() {
  const [server, client] = [zmq.curveKeyPair(), zmq.curveKeyPair()];
  show('keys', [server.publicKey.length, server.secretKey.length, server.publicKey !== client.publicKey]);
  const a = new zmq.Pair({ curveServer: true, curveSecretKey: server.secretKey });
  const events = [];
  const watching = (async () => {
    for await (const { type } of a.events) {
      events.push(type);
      if (type === 'end') return;
    }
  })();
  await a.bind('tcp://127.0.0.1:*');
  const b = new zmq.Pair({
    curveServerKey: server.publicKey,
    curvePublicKey: client.publicKey,
    curveSecretKey: client.secretKey,
  });
  b.connect(a.lastEndpoint);
  await b.send('secret');
  show('curve', [text(await a.receive()), a.securityMechanism, b.securityMechanism]);
  b.close();
  await sleep(50);
  await a.unbind(a.lastEndpoint);
  a.close();
  await watching;
  show('events', [...new Set(events)].filter((type) => !/retry|delay/.test(type)).sort());
}

async function details() {
  const context = new zmq.Context({ ioThreads: 2, maxSockets: 4 });
  show('context', [context.ioThreads, context.maxSockets, context.blocky]);
  const socket = new zmq.Dealer({ context, linger: 0, sendHighWaterMark: 5, immediate: true });
  show('options', [
    socket.linger,
    socket.sendHighWaterMark,
    socket.immediate,
    socket.type,
    socket.routingId,
    socket.readable,
    socket.writable,
  ]);
  const ipc = path.join(process.cwd(), 'socket');
  await socket.bind(`ipc://${ipc}`);
  show('ipc', [fs.existsSync(ipc), socket.lastEndpoint === `ipc://${ipc}`]);
  await socket.unbind(`ipc://${ipc}`);
  for (const [label, run] of [
    ['address', () => socket.bind('foo-bar')],
    ['protocol', () => socket.bind('foo://bar')],
    ['not bound', () => socket.unbind('tcp://127.0.0.1:1')],
    ['connect', async () => socket.connect('tcp://x')],
    ['option', async () => (socket.linger = 'long')],
    ['without new', async () => zmq.Dealer()],
    ['message', () => socket.send()],
  ])
    await attempt(label, run);
  socket.close();
  show('inspected', [`${socket}`, Object.keys(zmq.capability).filter((k) => k === 'curve' || k === 'ipc')]);
}

(async () => {
  show('version', zmq.version);
  await requests('tcp://127.0.0.1:*');
  await requests('inproc://requests');
  await publishing();
  await pipeline();
  await routing();
  await security();
  await details();
  await sleep(10);
  show('end', 'nothing holds the process');
})();
