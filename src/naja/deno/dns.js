'use strict';

/** Deno.resolveDns, on the resolver that node:dns has. */

const { errors } = require('deno/errors');
const dns = require.lazy('node/dns');

/** Names end with a dot, as in the protocol. */
const full = (name) => (name.endsWith('.') ? name : `${name}.`);

/** By record type: the resolver's method, and a record as Deno has it. */
const TYPES = {
  __proto__: null,
  A: ['resolve4', (record) => record],
  AAAA: ['resolve6', (record) => record],
  CAA: [
    'resolveCaa',
    ({ critical, ...rest }) => {
      const [tag, value] = Object.entries(rest)[0];
      return { critical: critical !== 0, tag, value };
    },
  ],
  CNAME: ['resolveCname', full],
  MX: ['resolveMx', ({ priority, exchange }) => ({ preference: priority, exchange: full(exchange) })],
  NAPTR: [
    'resolveNaptr',
    ({ order, preference, flags, service, regexp, replacement }) => {
      return { order, preference, flags, services: service, regexp, replacement: full(replacement) };
    },
  ],
  NS: ['resolveNs', full],
  PTR: ['resolvePtr', full],
  SOA: [
    'resolveSoa',
    ({ nsname, hostmaster, serial, refresh, retry, expire, minttl }) => {
      const [mname, rname] = [full(nsname), full(hostmaster)];
      return { mname, rname, serial, refresh, retry, expire, minimum: minttl };
    },
  ],
  SRV: ['resolveSrv', ({ priority, weight, port, name }) => ({ priority, weight, port, target: full(name) })],
  TXT: ['resolveTxt', (record) => record],
};

const ADDRESS = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

/** What is asked for, where a PTR record of an address is. */
function queryOf(query, type) {
  const match = type === 'PTR' ? ADDRESS.exec(query) : null;
  return match === null ? query : `${match[4]}.${match[3]}.${match[2]}.${match[1]}.in-addr.arpa`;
}

/** As Deno tells it. */
function failure(error, query, type) {
  if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') {
    return new errors.NotFound(
      `proto error: no records found for Query { name: Name("${full(query)}"), query_type: ${type}, query_class: IN }`,
    );
  }
  if (error.code === 'ETIMEOUT') return new errors.TimedOut('request timed out');
  if (error.code === 'EBADNAME') return new Error('proto error: Malformed label: ');
  if (error.code === 'ECONNREFUSED') return new errors.ConnectionRefused(error.message);
  return error;
}

/**
 * Asks a name server.
 * @param {string} query a name; with PTR an address too
 * @param {string} recordType
 * @param {{nameServer?: {ipAddr: string, port?: number}, signal?: AbortSignal}} [options] the system's servers by default
 * @returns {Promise<Array>}
 * @throws Deno.errors.NotFound ...
 */
async function resolveDns(query, recordType, options = undefined) {
  const { nameServer, signal } = options ?? {};
  signal?.throwIfAborted();
  const [method, convert] = TYPES[recordType] ?? [];
  if (method === undefined) {
    const known = Object.keys(TYPES).map((name) => `\`${name}\``);
    throw new TypeError(`unknown variant \`${recordType}\`, expected one of ${known.join(', ')}`);
  }
  const resolver = new (dns().promises.Resolver)();
  if (nameServer !== undefined) {
    const { ipAddr, port = 53 } = nameServer;
    resolver.setServers([ipAddr.includes(':') ? `[${ipAddr}]:${port}` : `${ipAddr}:${port}`]);
  }
  const abort = () => resolver.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const found = await resolver[method](queryOf(String(query), recordType));
    return (Array.isArray(found) ? found : [found]).map(convert);
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(error, String(query), recordType);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
Object.defineProperty(resolveDns, 'length', { __proto__: null, value: 3, configurable: true });

module.exports = { resolveDns };
