'use strict';
// Sockets and servers travel to a child, in both ways of writing messages.
const { fork } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');

const ask = (message, handle) =>
  new Promise((done) => (child.once('message', done), child.send(message, handle)));
const talk = (port, text) =>
  new Promise((done) => {
    let said = '';
    const socket = net.connect(port, '127.0.0.1', () => text && socket.end(text));
    socket.setEncoding('utf8').on('data', (data) => (said += data));
    socket.on('close', () => done(said));
  });
const listen = (server) =>
  new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
let child;

async function parent(serialization) {
  child = fork(__filename, ['child'], { serialization });
  console.log(
    await ask({ echo: [1, { a: 'é' }] }),
    await ask({ echo: 'x'.repeat(200000) }).then((m) => m.echo.length),
  );
  if (serialization === 'advanced')
    console.log(await ask({ echo: [new Map([[1, Buffer.from('b')]]), 2n, NaN] }));

  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    child.send({ take: 'x'.repeat(300000) }, socket, (error) => console.log('sent', error, socket._handle));
  });
  console.log(await talk(await listen(server), 'ping'));
  server.getConnections((error, count) => console.log('connections', error, count >= 0));
  await new Promise((done) => server.close(done));

  const given = net.createServer(() => console.log('not here'));
  const port = await listen(given);
  console.log(await ask('serve', given));
  await new Promise((done) => given.close(done));
  console.log(await talk(port));

  const web = net.createServer({ pauseOnConnect: true }, (socket) => child.send('http', socket));
  const response = await fetch(`http://127.0.0.1:${await listen(web)}/path`, {
    headers: { connection: 'close' },
  });
  console.log(response.status, await response.text());
  await new Promise((done) => web.close(done));

  const open = net.createServer((socket) => {
    child.once('message', () => socket.end('and the parent'));
    child.send('keep', socket, { keepOpen: true });
  });
  console.log(await talk(await listen(open)));
  open.close();

  for (const [message, handle, options] of [
    [{}, {}],
    [Symbol('s')],
    [],
    ['m', null, 1],
    ['m', null, { keepOpen: 1 }],
  ]) {
    try {
      console.log(child.send(message, handle, options));
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
  const ended = new Promise((done) => child.on('exit', (...how) => done(how)));
  child.on('disconnect', () => console.log('disconnect', child.connected));
  child.send('bye');
  console.log(await ended);
  child.send('late', (error) => console.log(error.code));
  child.once('error', (error) => console.log(error.code));
  child.disconnect();
}

function inChild() {
  const web = http.createServer((request, response) => response.end(`http ${request.url} of the child`));
  let served;
  process.on('message', (message, handle) => {
    if (message.take) {
      handle.on('data', (data) =>
        handle.end(`${message.take.length} ${data} ${handle instanceof net.Socket}`),
      );
      handle.resume();
    } else if (message === 'serve') {
      served = handle;
      handle.on('connection', (socket) => {
        socket.end('the child serves');
        served.close();
      });
      process.send([handle instanceof net.Server, handle.listening]);
    } else if (message === 'http') {
      web.emit('connection', handle);
    } else if (message === 'keep') {
      handle.write('the child ', () => process.send('written'));
    } else if (message === 'bye') {
      process.disconnect();
    } else if (message.echo) {
      process.send(message);
    }
  });
}

if (process.argv[2] === 'child') inChild();
else parent('json').then(() => parent('advanced'));
