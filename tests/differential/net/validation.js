'use strict';

// What is said of bad arguments, and the classes that only compute.

const net = require('node:net');
const { inspect } = require('node:util');
const { thrown } = require('./_steps');

const calls = [
  () => net.connect(),
  () => net.connect({}),
  () => net.connect(-1),
  () => net.connect(65536),
  () => net.connect({ port: true }),
  () => net.connect({ port: 'x' }),
  () => net.connect({ port: 1, host: 5 }),
  () => net.connect({ port: 1, host: 'a\0b' }),
  () => net.connect({ path: 5 }),
  () => net.connect({ port: 1, localAddress: 'x' }),
  () => net.connect({ port: 1, localPort: 'x' }),
  () => net.connect({ port: 1, host: 'x', lookup: 5 }),
  () => net.connect({ port: 1, autoSelectFamily: 'x' }),
  () => net.connect({ port: 1, autoSelectFamilyAttemptTimeout: -1 }),
  () => net.connect({ port: 1, blockList: 5 }),
  () => net.connect({ port: 1, objectMode: true }),
  () => net.connect({ port: 1, readableObjectMode: true }),
  () => net.connect({ port: 1, keepAliveInitialDelay: 'x' }),
  () => net.connect({ port: 1, typeOfService: 256 }),
  () => new net.Socket({ fd: -1 }),
  () => new net.Socket({ fd: 'x' }),
  () => new net.Socket().setTimeout('x'),
  () => new net.Socket().setTimeout(-1),
  () => new net.Socket().setTimeout(Infinity),
  () => new net.Socket().setTimeout(1, 'x'),
  () => new net.Socket().setTypeOfService(-1),
  () => new net.Socket().setTypeOfService('x'),
  () => new net.Socket().write(5),
  () => new net.Socket().write(null),
  () => net.createServer(5),
  () => net.createServer('x'),
  () => net.createServer({ keepAliveInitialDelay: 'x' }),
  () => net.createServer({ highWaterMark: 'x' }),
  () => net.createServer({ blockList: {} }),
  () => net.createServer().listen(-1),
  () => net.createServer().listen(65536),
  () => net.createServer().listen({}),
  () => net.createServer().listen(false),
  () => net.createServer().listen({ port: 'x' }),
  () => net.createServer().listen({ path: 5 }),
  () => net.createServer().listen({ path: '\0a', readableAll: true }),
  () => net.createServer().listen({ port: 0, signal: 5 }),
  () => net.setDefaultAutoSelectFamily('x'),
  () => net.setDefaultAutoSelectFamilyAttemptTimeout(-10),
  () => net.setDefaultAutoSelectFamilyAttemptTimeout('x'),
  () => new net.SocketAddress({ address: 'x' }),
  () => new net.SocketAddress({ family: 'x' }),
  () => new net.SocketAddress({ port: -1 }),
  () => new net.SocketAddress({ address: 1 }),
  () => new net.SocketAddress({ flowlabel: -1 }),
  () => new net.SocketAddress(5),
  () => net.SocketAddress.parse(5),
  () => new net.BlockList().addAddress(5),
  () => new net.BlockList().addAddress('1.2.3'),
  () => new net.BlockList().addAddress('::1'),
  () => new net.BlockList().addRange('1.1.1.2', '1.1.1.1'),
  () => new net.BlockList().addSubnet('1.1.1.1', 33),
  () => new net.BlockList().addSubnet('::1', 129, 'ipv6'),
  () => new net.BlockList().addCIDR('1.1.1.1'),
  () => new net.BlockList().addCIDR('1.1.1.1/x'),
  () => new net.BlockList().addCIDRs('x'),
  () => new net.BlockList().addAddresses(['1.1.1.1', 5]),
  () => new net.BlockList().fromJSON(5),
  () => new net.BlockList().fromJSON('{}'),
  () => new net.BlockList().check(5),
  () => new net.BoundSocket(5),
  () => new net.BoundSocket({ port: 'x' }),
  () => new net.BoundSocket({ path: '/x', port: 1 }),
];
for (const call of calls) console.log(String(call).slice(6), '->', thrown(call));

const addresses =
  `1.2.3.4 01.2.3.4 1.2.3 256.1.1.1 1.2.3.4.5 ::1 :: ::ffff:1.2.3.4 1::2::3 fe80::1%eth0 fe80::1%
  2001:db8::1 2001:0DB8:0:0:0:0:0:1 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:1.2.3.4 ::1.2.3.4 1:: :1 12345::
  [::1] localhost 0x7f.1 1.2.3.4/8 1::1.2.3.400`.split(/\s+/);
for (const text of [...addresses, '', ' 1.2.3.4', undefined, null, 5, {}, ['1.2.3.4']]) {
  console.log(inspect(text), net.isIP(text), net.isIPv4(text), net.isIPv6(text));
}

for (const input of [
  '1.2.3.4:5',
  '[::1]:5',
  '[::1]',
  '1.2.3.4',
  '1.2.3.4:99999',
  'x',
  '',
  '[1.2.3.4]:5',
  '1.2.3.4:080',
]) {
  console.log(input, net.SocketAddress.parse(input));
}
const address = new net.SocketAddress({
  address: '2001:DB8:0:0::1',
  family: 'IPv6',
  port: 8080,
  flowlabel: 3,
});
console.log(address, { address }, inspect({ a: { address } }, { depth: 0 }), JSON.stringify(address));
console.log(net.SocketAddress.isSocketAddress(address), net.SocketAddress.isSocketAddress({}));

const list = new net.BlockList();
list.addSubnet('10.0.0.0', 8);
list.addRange('192.168.1.5', '192.168.1.9');
list.addSubnet('2001:db8::', 32, 'ipv6');
list.addRange('fe80::1', 'fe80::ff', 'ipv6');
list.addAddress('1.2.3.4');
console.log(
  list,
  list.size,
  JSON.stringify(list),
  net.BlockList.isBlockList(list),
  net.BlockList.PRIVATE_RANGES,
);
const asked = [
  ['10.255.1.1'],
  ['11.0.0.0'],
  ['192.168.1.5'],
  ['192.168.1.9'],
  ['192.168.1.10'],
  ['1.2.3.4'],
  ['::ffff:1.2.3.4', 'ipv6'],
  ['::ffff:10.1.1.1', 'IPv6'],
  ['2001:db8:ffff::1', 'ipv6'],
  ['2001:db9::', 'ipv6'],
  ['fe80::80', 'ipv6'],
  ['fe80::100', 'ipv6'],
  ['nonsense'],
  ['1.2.3.4', 'ipv6'],
];
for (const question of asked) console.log(question.join(' '), list.check(...question));
list.removeSubnet('10.0.0.0', 8);
list.removeAddress('9.9.9.9');
console.log(list.rules, list.check('10.1.1.1'));
const copy = new net.BlockList();
copy.fromJSON(JSON.stringify(list));
copy.fromJSON(['Subnet: IPv4 172.16.0.0/12', 'nothing', 'Address: IPv6 ::9']);
console.log(copy.size, copy.check('172.16.5.5'), copy.check('::9', 'ipv6'), copy.check('192.168.1.7'));
copy.clear();
console.log(
  copy.rules,
  Object.keys(net)
    .filter((key) => key[0] !== '_')
    .sort()
    .join(' '),
);
console.log(
  net._normalizeArgs([80, 'host', () => {}])[0],
  net._normalizeArgs(['/path'])[0],
  net._normalizeArgs([])[0],
);
