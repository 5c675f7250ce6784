// Which requests have a body, as the bytes that came say, and as the program sees it.
import { connect } from 'node:net';

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: async (request) => Response.json([request.body === null, (await request.text()).length]),
});
const ask = (head: string, body: string) =>
  new Promise<string>((resolve) => {
    const message = `${head}\r\nHost: a\r\nConnection: close\r\n\r\n${body}`;
    const client = connect(server.port!, '127.0.0.1', () => client.write(message));
    let answer = '';
    client.on('data', (piece) => (answer += piece)).on('close', () => resolve(answer.split('\r\n\r\n')[1]));
  });
for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'PUT', 'POST']) {
  console.log(method, await ask(`${method} / HTTP/1.1`, ''));
  console.log(method, await ask(`${method} / HTTP/1.1\r\nContent-Length: 0`, ''));
  console.log(method, await ask(`${method} / HTTP/1.1\r\nContent-Length: 3`, 'abc'));
}
await server.stop();
