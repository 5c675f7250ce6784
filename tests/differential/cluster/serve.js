'use strict';
// Three workers serve one port: in turn, and with a handle of their own each; some end in each way there is.
const cluster = require('node:cluster');
const http = require('node:http');
const net = require('node:net');

const get = (port) =>
  new Promise((done, failed) => {
    const request = http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (data) => (text += data));
      response.on('end', () => done(text));
    });
    request.on('error', failed);
  });
const event = (target, name) => new Promise((done) => target.once(name, (...args) => done(args)));

async function primary() {
  console.log(cluster.isPrimary, cluster.isMaster, cluster.isWorker, cluster.worker, cluster.workers);
  cluster.schedulingPolicy = process.argv[2] === 'shared' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  const told = [];
  for (const name of ['fork', 'online', 'disconnect'])
    cluster.on(name, (worker) => told.push(`${name} ${worker.id}`));
  cluster.on('exit', (worker, code, signal) =>
    told.push(`exit ${worker.id} ${code} ${signal} ${worker.exitedAfterDisconnect} ${worker.state}`),
  );
  cluster.once('setup', ({ exec, args, silent }) => console.log('setup', exec === __filename, args, silent));
  cluster.setupPrimary({ args: ['worker'] });
  const workers = [1, 2, 3].map((number) => cluster.fork({ NUMBER: `${number}` }));
  const places = await Promise.all(workers.map(async (worker) => (await event(worker, 'listening'))[0]));
  const [{ port, addressType, address }] = places;
  console.log(
    places.every((place) => place.port === port),
    addressType,
    address,
    workers.map((w) => w.state),
  );
  const answers = [];
  for (let i = 0; i < 12; i++) answers.push(await get(port));
  const counts = [1, 2, 3].map((id) => answers.filter((answer) => answer === `worker ${id} of 3`).length);
  console.log(cluster.schedulingPolicy === cluster.SCHED_RR ? counts : counts.reduce((a, b) => a + b));

  workers[0].send({ ask: 'who' });
  const [worker, message] = await event(cluster, 'message');
  console.log(worker.id, message, worker.isConnected(), worker.isDead());
  workers[2].process.kill('SIGKILL');
  await event(workers[2], 'exit');
  workers[1].send('disconnect');
  await event(workers[1], 'exit');
  console.log(Object.keys(cluster.workers), await get(port));
  await new Promise((done) => cluster.disconnect(done));
  if (!workers[0].isDead()) await event(workers[0], 'exit');
  console.log(told.sort().join('\n'));
  await get(port).catch((error) => console.log(error.code));
  try {
    cluster.fork.call(null).send(Symbol('x'));
  } catch (error) {
    console.log(error.code);
  }
  cluster.workers[4].kill();
  console.log((await event(cluster.workers[4], 'exit')).slice(0, 2));
}

function worker() {
  const { id } = cluster.worker;
  console.error(cluster.isWorker, cluster.isPrimary, process.env.NODE_UNIQUE_ID);
  if (process.env.NUMBER === undefined) {
    setInterval(() => {}, 1000);
    return;
  }
  const server = http.createServer((request, response) => response.end(`worker ${id} of 3`));
  server.listen(0, '127.0.0.1');
  process.on('message', (message) => {
    if (message === 'disconnect') cluster.worker.disconnect();
    else process.send({ told: message.ask, id, number: process.env.NUMBER });
  });
  // Another address, and one that is nobody else's.
  net.createServer().listen({ port: 0, exclusive: true }).unref();
}

if (cluster.isPrimary) primary();
else worker();
