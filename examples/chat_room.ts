// A chat room in the browser: `naja examples/chat_room.ts`, then open the address that it prints, twice.
// Bun.serve speaks HTTP and WebSocket on one port; publish() sends to all who have subscribed, in native code.

interface Member {
  name: string;
}

const ROOM = 'room';
let guests = 0;

const server = Bun.serve<Member>({
  port: Number(Bun.argv[2] ?? 3000),
  hostname: '127.0.0.1',
  routes: {
    // A file as a body: its type, its length and ranges of it are taken care of.
    '/': new Response(Bun.file(new URL('./chat_room.html', import.meta.url))),
    '/members': () => Response.json({ members: server.subscriberCount(ROOM) }),
  },
  fetch(request, server) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== '/chat') return new Response('Nothing here\n', { status: 404 });
    const name = (searchParams.get('name') || `guest${++guests}`).slice(0, 20);
    // `data` belongs to the connection from now on.
    if (server.upgrade(request, { data: { name } })) return undefined;
    return new Response('This address speaks WebSocket\n', { status: 426 });
  },
  websocket: {
    maxPayloadLength: 4096,
    open(socket) {
      socket.subscribe(ROOM);
      server.publish(ROOM, say('', `${socket.data.name} is here`));
    },
    message(socket, text) {
      // The socket's own publish() leaves out the one who speaks; the server's does not.
      server.publish(ROOM, say(socket.data.name, String(text)));
    },
    close(socket) {
      server.publish(ROOM, say('', `${socket.data.name} has left`));
    },
  },
});

function say(from: string, text: string): string {
  return JSON.stringify({ from, text });
}

console.log(`Listening on ${server.url}`);
