'use strict';

// A chat room over TCP: start it, then `nc 127.0.0.1 6000` from several terminals.

const net = require('node:net');

const members = new Map();
let guests = 0;

function say(text, except) {
  for (const socket of members.keys()) if (socket !== except) socket.write(`${text}\n`);
}

const server = net.createServer((socket) => {
  let name = `guest${++guests}`;
  let rest = '';
  members.set(socket, name);
  socket.setEncoding('utf8');
  socket.write(`Hello ${name}. /nick NAME renames you, /quit leaves.\n`);
  say(`${name} is here`, socket);

  socket.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines.map((each) => each.trim())) {
      if (line === '/quit') socket.end('Bye.\n');
      else if (line.startsWith('/nick ')) {
        say(`${name} is now ${line.slice(6)}`);
        members.set(socket, (name = line.slice(6)));
      } else if (line !== '') say(`${name}: ${line}`, socket);
    }
  });
  socket.on('error', () => {}); // 'close' follows
  socket.on('close', () => {
    members.delete(socket);
    say(`${name} has left`);
  });
});

server.listen(Number(process.argv[2] ?? 6000), '127.0.0.1', () => {
  console.log(`chat on port ${server.address().port}`);
});
