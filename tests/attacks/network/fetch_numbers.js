// Tries: other spellings of the same address: decimal, octal, hexadecimal, short, IPv4 in IPv6, 0.0.0.0, a trailing dot.
// Escape: the server sees a connection.
const hosts = [
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.1',
  '0.0.0.0',
  '[::ffff:127.0.0.1]',
  'localhost.',
  '127.0.0.1.',
  '0',
  '①②⑦.⓪.⓪.①',
  'user@127.0.0.1',
  '127.0.0.1%00',
];
(async () => {
  for (const host of hosts) {
    await probe(`fetch ${host}`, () =>
      fetch(`http://${host}:${target.tcp}/`, { signal: AbortSignal.timeout(200) }),
    );
  }
  for (const host of hosts.slice(0, 6)) {
    await probe(`connect ${host}`, () =>
      within(
        200,
        new Promise((resolve, reject) =>
          require('node:net')
            .connect(target.tcp, host.replace(/[[\]]/g, ''))
            .on('connect', resolve)
            .on('error', reject),
        ),
      ),
    );
  }
})();
