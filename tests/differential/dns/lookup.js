'use strict';

// node:dns without a name server: what the system knows, what is checked, what classes say.

const dns = require('node:dns');
const { promisify } = require('node:util');

const show =
  (name) =>
  (error, ...rest) =>
    console.log(
      name,
      error ? `${error.code} ${error.message} ${error.errno} ${error.syscall}` : null,
      ...rest,
    );

function thrown(call) {
  try {
    return `gave ${typeof call()}`;
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
}

const bad = [
  () => dns.lookup(),
  () => dns.lookup('x'),
  () => dns.lookup(5, () => {}),
  () => dns.lookup('', () => {}),
  () => dns.lookup(null, {}, () => {}),
  () => dns.lookup('a\0b', () => {}),
  () => dns.lookup('x', 'y'),
  () => dns.lookup('x', 'y', () => {}),
  () => dns.lookup('x', 5, () => {}),
  () => dns.lookup('x', { family: 5 }, () => {}),
  () => dns.lookup('x', { family: 'IPv5' }, () => {}),
  () => dns.lookup('x', { hints: 'x' }, () => {}),
  () => dns.lookup('x', { hints: 1 << 20 }, () => {}),
  () => dns.lookup('x', { all: 'x' }, () => {}),
  () => dns.lookup('x', { verbatim: 'x' }, () => {}),
  () => dns.lookup('x', { order: 'x' }, () => {}),
  () => dns.lookupService('127.0.0.1', 80),
  () => dns.lookupService('x', 80, () => {}),
  () => dns.lookupService('127.0.0.1', 70000, () => {}),
  () => dns.lookupService('127.0.0.1', 80, 5),
  () => dns.resolve('x'),
  () => dns.resolve('x', 'NONSENSE', () => {}),
  () => dns.resolve('x', 5, () => {}),
  () => dns.resolve4(5, () => {}),
  () => dns.resolve4('x'),
  () => dns.resolveMx('x', {}, 5),
  () => dns.reverse('nonsense', () => {}),
  () => dns.setServers('x'),
  () => dns.setServers([5]),
  () => dns.setServers(['x']),
  () => dns.setServers(['1.2.3.4:99999']),
  () => dns.setDefaultResultOrder('x'),
  () => new dns.Resolver({ timeout: 'x' }),
  () => new dns.Resolver({ timeout: -2 }),
  () => new dns.Resolver({ tries: 0 }),
  () => new dns.Resolver({ maxTimeout: -1 }),
  () => new dns.Resolver().setLocalAddress(5),
  () => new dns.Resolver().setLocalAddress('x'),
  () => new dns.Resolver().setLocalAddress('127.0.0.1', '127.0.0.2'),
  () => new dns.Resolver().setLocalAddress('127.0.0.1', '::1'),
  () => dns.promises.lookup('x', 'y'),
  () => dns.promises.lookup('x', { family: 'IPv4' }),
  () => dns.promises.lookupService('127.0.0.1'),
  () => dns.promises.resolve('x', 5),
  () => dns.promises.resolve('x', 'NONSENSE'),
];
for (const call of bad) console.log(String(call).slice(6), '->', thrown(call));

const resolver = new dns.Resolver();
resolver.setServers(['1.1.1.1', '[::1]:5353', '[2001:db8::1]', '9.9.9.9:54', '8.8.8.8:53']);
console.log(resolver.getServers());
resolver.cancel();
console.log(dns.getDefaultResultOrder());
dns.setServers(['127.0.0.1:1']);
console.log(dns.getServers(), dns.promises.getServers());
console.log(Object.keys(dns).sort().join(' '));
console.log(Object.keys(dns.promises).sort().join(' '));
console.log(
  dns.promises === require('node:dns/promises'),
  dns.NOTFOUND,
  dns.EOF,
  dns.ADDRCONFIG,
  dns.ALL,
  dns.V4MAPPED,
);
console.log(
  Object.getOwnPropertyNames(dns.Resolver.prototype).sort().join(' '),
  dns.Resolver.prototype.resolve4.name,
);

async function main() {
  console.log(dns.lookup('127.0.0.1', show('ip')), dns.lookup('::1', { all: true }, show('ip all')));
  await new Promise(setImmediate);
  const lookups = [
    ['localhost', { family: 4 }],
    ['localhost', { family: 'IPv4', all: true }],
    ['localhost', { family: 4, hints: dns.ADDRCONFIG | dns.V4MAPPED }],
    ['localhost', 4],
    ['no-such-name.invalid', {}],
    ['-', { all: true }],
  ];
  for (const [name, options] of lookups) {
    await new Promise((resolve) => {
      const request = dns.lookup(name, options, (...result) => {
        show(name)(...result);
        resolve();
      });
      console.log(request.constructor.name, request.hostname, request.family);
    });
  }
  console.log(
    await promisify(dns.lookup)('localhost', 4),
    await dns.promises.lookup('localhost', { family: 4, all: true }),
  );
  console.log(await dns.promises.lookup('10.0.0.1', { all: true }), await dns.promises.lookup('::1'));
  console.log(
    await promisify(dns.lookupService)('127.0.0.1', 80),
    await dns.promises.lookupService('127.0.0.1', 443),
  );
  for (const ask of [
    () => dns.promises.lookup('no-such-name.invalid'),
    () => dns.promises.lookup(''),
    () => dns.promises.resolve4('something.onion'),
  ]) {
    await ask().catch((error) => console.log(error.code, error.message, error.syscall, error.hostname));
  }
  console.log(Array.isArray(await dns.promises.reverse('127.0.0.1')));
}

main();
