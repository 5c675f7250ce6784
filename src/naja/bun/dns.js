'use strict';

/** Bun.dns: node:dns/promises, with Bun's lookup. */

const node = require('node/dns');

/** @param {string} hostname @param {{family?: number | string, all?: boolean}} [options] */
async function lookup(hostname, options = {}) {
  const { family = 0 } = options;
  const wanted = { IPv4: 4, IPv6: 6, any: 0 }[family] ?? family;
  const found = await node.promises.lookup(hostname, { all: true, family: wanted });
  return found.map(({ address, family: of }) => ({ address, family: of, ttl: 0 }));
}

const dns = { lookup };
for (const name of (
  'resolve resolveSrv resolveTxt resolveSoa resolveNaptr resolveMx resolveCaa resolveNs resolvePtr resolveCname ' +
  'resolveAny reverse lookupService'
).split(' ')) {
  if (typeof node.promises[name] === 'function') dns[name] = node.promises[name];
}
for (const name of ['getServers', 'setServers']) dns[name] = node[name];
for (const name of ['ADDRCONFIG', 'ALL', 'V4MAPPED']) dns[name] = node[name];

module.exports = { dns };
