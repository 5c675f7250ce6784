'use strict';

// Entries for connections and look-ups of names, while they are observed.

const { PerformanceObserver } = require('perf_hooks');
const dns = require('dns');
const net = require('net');

const seen = [];
new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ entryTypes: ['dns', 'net'] });

const call = (fn, ...args) => new Promise((resolve) => fn(...args, resolve));

(async () => {
  const kinds = [
    {},
    { all: true },
    { family: 4, order: 'ipv4first' },
    { hints: dns.ADDRCONFIG, verbatim: true },
  ];
  for (const options of kinds) {
    await call(dns.lookup, 'localhost', options);
    await dns.promises.lookup('localhost', options);
  }
  await call(dns.lookup, '127.0.0.1');
  await call(dns.lookupService, '127.0.0.1', 80);
  await dns.promises.lookupService('127.0.0.1', 443);
  const server = net.createServer((socket) => socket.end());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  for (const host of ['127.0.0.1', 'localhost']) {
    await new Promise((resolve) => net.connect(port, host).resume().on('close', resolve));
  }
  server.close();
  await new Promise((resolve) => net.connect(port, '127.0.0.1').on('error', resolve));
  setTimeout(() => {
    for (const { constructor, name, entryType, startTime, duration, detail } of seen) {
      if (entryType === 'net') detail.port = detail.port === port;
      console.log(constructor.name, name, entryType, typeof startTime, duration >= 0, JSON.stringify(detail));
    }
  }, 50);
})();
