const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  idleTimeout: 255,
  fetch: () => new Response('Hello, World!', { headers: { 'Content-Type': 'text/plain' } }),
});
console.log(server.port);
