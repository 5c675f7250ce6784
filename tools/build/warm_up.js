'use strict';

// What the build runs so that the code which most programs need is compiled into builtins.bin: nothing here matters but
// what it makes the built-ins do.

const { EventEmitter } = require('events');
const assert = require('assert');
const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const { PassThrough, pipeline } = require('stream');
const util = require('util');

console.log('%s %d', path.join('a', 'b'), 1);
console.log('plain');
console.error({ a: [1, 'two'], m: new Map([[1, 2]]), e: new TypeError('shown') });
assert.deepStrictEqual({ a: [1] }, { a: [1] });
util.promisify(setTimeout)(1).then(() => {});
setTimeout(() => process.nextTick(() => {}), 1);
setImmediate(() => queueMicrotask(() => {}));
new EventEmitter().on('x', () => {}).emit('x');
new URL('http://localhost/a?b=c').searchParams.get('b');
Buffer.concat([Buffer.from('a'), Buffer.alloc(1)]).toString('hex');
os.EOL.concat(os.platform());

fs.readFileSync(__filename, 'utf8');
fs.existsSync(path.join(__dirname, 'nothing'));
fs.statSync(__dirname).isDirectory();
fs.readFile(__filename, () => {});
fs.promises.readFile(__filename).then(() => {});
pipeline(fs.createReadStream(__filename), new PassThrough(), new PassThrough().resume(), () => {});

const echo = net.createServer((socket) => socket.pipe(socket));
echo.listen(0, '127.0.0.1', () => {
  const client = net.connect(echo.address().port, '127.0.0.1', () => client.end('x'));
  client.on('data', () => {}).on('close', () => echo.close());
});

const server = http.createServer((req, res) => {
  req.on('data', () => {}).on('end', () => {
    res.setHeader('Content-Type', 'text/plain');
    if (req.method === 'POST') res.write(JSON.stringify(req.headers));
    res.end('hello');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  http.get({ port, host: '127.0.0.1', agent: false }, (res) => {
    res.resume();
    const post = http.request({ port, host: '127.0.0.1', agent: false, method: 'POST' }, (answer) => {
      answer.resume().on('end', async () => {
        const url = `http://127.0.0.1:${port}/`;
        await (await fetch(url)).text();
        const echoed = await fetch(url, { method: 'POST', headers: { accept: 'text/plain' }, body: '{}' });
        echoed.headers.get('content-type');
        await echoed.json().catch(() => {});
        server.close();
      });
    });
    post.end('body');
  });
});
