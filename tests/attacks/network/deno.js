// Tries: Deno's and Bun's own ways: connect, connectTls, listenDatagram, unix transports, HttpClient, Bun.connect, Bun.udpSocket.
// Escape: a server sees it.
(async () => {
  const at = { hostname: '127.0.0.1', port: target.tcp };
  await attempt('Deno.connect', () => within(500, Deno.connect(at)));
  await attempt('Deno.connect unix', () =>
    within(500, Deno.connect({ transport: 'unix', path: target.unix })),
  );
  await attempt('Deno.connectTls', () => within(300, Deno.connectTls(at)));
  await probe('Deno.listenDatagram', () =>
    Deno.listenDatagram({ transport: 'udp', hostname: '127.0.0.1', port: 0 }).send(new Uint8Array(1), {
      transport: 'udp',
      hostname: '127.0.0.1',
      port: target.udp,
    }),
  );
  await attempt('Bun.connect', () =>
    within(
      500,
      Bun.connect({
        ...at,
        socket: {
          data() {},
          open() {},
          connectError(socket, error) {
            throw error;
          },
        },
      }),
    ),
  );
  await probe('Bun.udpSocket', async () => (await Bun.udpSocket({})).send('x', target.udp, '127.0.0.1'));
  await probe('Deno.createHttpClient', () =>
    fetch('http://a.invalid/', {
      client: Deno.createHttpClient({ proxy: { url: `http://127.0.0.1:${target.tcp}` } }),
      signal: AbortSignal.timeout(300),
    }),
  );
})();
