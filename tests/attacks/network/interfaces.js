// Tries: to see the machine's network: interfaces, routes, /proc/net, /sys/class/net, the resolver's files.
// Escape: an address of the machine's other than its loopback comes out.
const os = require('node:os');
const fs = require('node:fs');
const check = (text) => {
  for (const [address] of String(text).matchAll(/\b(\d{1,3}\.){3}\d{1,3}\b/g))
    if (!/^(127|0|255)\./.test(address)) escaped(address);
};
attempt('os.networkInterfaces', () => check(JSON.stringify(os.networkInterfaces())));
attempt('Deno.networkInterfaces', () => check(JSON.stringify(Deno.networkInterfaces())));
for (const name of ['tcp', 'udp', 'unix', 'route', 'arp', 'fib_trie', 'dev'])
  attempt(`/proc/net/${name}`, () => {
    fs.readFileSync(`/proc/net/${name}`, 'utf8');
    escaped(name);
  });
attempt('/etc/resolv.conf', () => {
  fs.readFileSync('/etc/resolv.conf');
  escaped('resolv.conf');
});
attempt('/sys/class/net', () => {
  fs.readdirSync('/sys/class/net');
  escaped('/sys');
});
