// Tries: to listen: TCP, UDP, unix sockets, HTTP servers of three kinds, on every address.
// Escape: something listens.
const net = require('node:net');
const listening = (server, ...where) =>
  within(
    400,
    new Promise((resolve, reject) =>
      server.on('error', reject).listen(...where, () => {
        escaped(`listens at ${JSON.stringify(server.address())}`);
        server.close(resolve);
      }),
    ),
  );
(async () => {
  await attempt('tcp', () => listening(net.createServer(), 0, '127.0.0.1'));
  await attempt('every address', () => listening(net.createServer(), 0));
  await attempt('unix', () => listening(net.createServer(), `${target.room}/s`));
  await attempt('abstract', () => listening(net.createServer(), `\0a${target.abstract}`));
  await attempt('http', () => listening(require('node:http').createServer(), 0));
  await attempt('udp', () =>
    within(
      400,
      new Promise((resolve, reject) =>
        require('node:dgram')
          .createSocket('udp4')
          .on('error', reject)
          .bind(0, () => {
            escaped('udp');
            resolve();
          }),
      ),
    ),
  );
  attempt('Deno.listen', () => {
    Deno.listen({ port: 0 }).close();
    escaped('Deno.listen');
  });
  attempt('Bun.serve', () => {
    Bun.serve({ port: 0, fetch: () => new Response() }).stop(true);
    escaped('Bun.serve');
  });
  await probe('Bun.listen', () => {
    Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } }).stop();
    escaped('Bun.listen');
  });
})();
