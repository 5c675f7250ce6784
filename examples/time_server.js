// The time over UDP (RFC 868: seconds since 1900, four bytes, big endian).
//   naja examples/time_server.js serve [PORT]
//   naja examples/time_server.js ask HOST PORT
'use strict';

const dgram = require('node:dgram');

// From 1900 to 1970.
const SECONDS = 2208988800;
const ATTEMPTS = 3;

function serve(port) {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (_question, from) => {
    const answer = Buffer.alloc(4);
    answer.writeUInt32BE((Math.floor(Date.now() / 1000) + SECONDS) % 2 ** 32);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(port, '127.0.0.1', () => console.log(`Listening on port ${socket.address().port}`));
}

/** Datagrams get lost: asks a few times, and gives up. */
function ask(host, port) {
  const socket = dgram.createSocket('udp4');
  let attempts = 0;
  const send = () => {
    if (attempts++ === ATTEMPTS) {
      console.error(`No answer from ${host}:${port}`);
      process.exit(1);
    }
    socket.send('', (error) => error && console.error(error.message));
  };
  socket.on('message', (answer) => {
    if (answer.length !== 4) return;
    console.log(new Date((answer.readUInt32BE() - SECONDS) * 1000).toISOString());
    clearInterval(timer);
    socket.close();
  });
  // What nobody listens for comes back as an error, since the socket is connected.
  socket.on('error', (error) => console.error(error.message));
  let timer;
  socket.connect(port, host, () => {
    send();
    timer = setInterval(send, 500);
  });
}

const [what, ...words] = process.argv.slice(2);
if (what === 'serve') serve(Number(words[0] ?? 3700));
else if (what === 'ask' && words.length === 2) ask(words[0], Number(words[1]));
else {
  console.error('usage: time_server.js serve [PORT] | ask HOST PORT');
  process.exitCode = 2;
}
