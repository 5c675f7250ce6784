'use strict';

// What the Resolver classes of node:dns and node:dns/promises have in common: their servers and limits.

const {
  codes: { ERR_DNS_SET_SERVERS_FAILED, ERR_INVALID_IP_ADDRESS },
} = require('ext/base/errors');
const {
  validateArray,
  validateInt32,
  validatePort,
  validateString,
  validateUint32,
} = require('ext/base/validators');
const { assignFunctionName } = require('ext/base/util');
const { isIP } = require('node/internal/net/ip');
const { Channel } = require('ext/dns/channel');

const DNS_PORT = 53;

/** `1.2.3.4`, `1.2.3.4:53`, `::1`, `[::1]`, `[::1]:53` as [address, port], or undefined. */
function parseServer(server) {
  if (isIP(server)) return [server, DNS_PORT];
  const found = /^\[([^[\]]*)\](?::(\d+))?/.exec(server) ?? /^(.+?)(?::(\d+))?$/.exec(server);
  if (found === null || !isIP(found[1])) return undefined;
  const port = Number.parseInt(found[2], 10) || DNS_PORT;
  validatePort(port);
  return [found[1], port];
}

function badAddress(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

class ResolverBase {
  /** @param {{timeout?: number, tries?: number, maxTimeout?: number}} [options] milliseconds; -1 is the default */
  constructor(options = undefined) {
    const { timeout = -1, tries = 4, maxTimeout = 0 } = { ...options };
    validateInt32(timeout, 'options.timeout', -1);
    validateInt32(tries, 'options.tries', 1);
    validateUint32(maxTimeout, 'options.maxTimeout');
    this._handle = new Channel(timeout + 0, tries, maxTimeout + 0);
  }

  /** Ends all queries with ECANCELLED. */
  cancel() {
    this._handle.cancel();
  }

  /** @returns {string[]} */
  getServers() {
    const servers = this._handle.getServers() || [];
    return servers.map(([address, port]) => {
      if (port === DNS_PORT) return address;
      return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
    });
  }

  /** @param {string[]} servers @throws {ERR_INVALID_IP_ADDRESS|ERR_INVALID_ARG_TYPE|ERR_DNS_SET_SERVERS_FAILED} */
  setServers(servers) {
    validateArray(servers, 'servers');
    const parsed = [];
    // Holes in the list are no servers.
    servers.forEach((server, i) => {
      validateString(server, `servers[${i}]`);
      const result = parseServer(server);
      if (result === undefined) throw new ERR_INVALID_IP_ADDRESS(server);
      parsed.push(result);
    });
    if (!this._handle.setServers(parsed)) {
      throw new ERR_DNS_SET_SERVERS_FAILED('There are pending queries.', servers);
    }
  }

  /** The addresses that queries are sent from. */
  setLocalAddress(ipv4, ipv6) {
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined) validateString(ipv6, 'ipv6');
    const first = isIP(ipv4);
    const second = ipv6 === undefined ? 0 : isIP(ipv6);
    if (first === 0 || (ipv6 !== undefined && second === 0)) throw badAddress('Invalid IP address.');
    if (first === second) throw badAddress(`Cannot specify two IPv${first} addresses.`);
    this._handle.setLocalAddress(first === 4 ? ipv4 : ipv6, first === 6 ? ipv4 : ipv6);
  }
}

// Method, record type, and the name that errors give for the system call.
const kinds = [
  ['resolveAny', 'ANY', 'queryAny'],
  ['resolve4', 'A', 'queryA'],
  ['resolve6', 'AAAA', 'queryAaaa'],
  ['resolveCaa', 'CAA', 'queryCaa'],
  ['resolveCname', 'CNAME', 'queryCname'],
  ['resolveMx', 'MX', 'queryMx'],
  ['resolveNs', 'NS', 'queryNs'],
  ['resolveTlsa', 'TLSA', 'queryTlsa'],
  ['resolveTxt', 'TXT', 'queryTxt'],
  ['resolveSrv', 'SRV', 'querySrv'],
  ['resolvePtr', 'PTR', 'queryPtr'],
  ['resolveNaptr', 'NAPTR', 'queryNaptr'],
  ['resolveSoa', 'SOA', 'querySoa'],
];

/**
 * A Resolver class.
 * @param {function(string): Function} makeQuery makes a method of the name of a query
 * @returns {{Resolver: Function, byType: object}} byType: the method of each record type
 */
function createResolverClass(makeQuery) {
  class Resolver extends ResolverBase {}
  const byType = { __proto__: null };
  for (const [method, type, query] of kinds) {
    Resolver.prototype[method] = byType[type] = assignFunctionName(query, makeQuery(query));
  }
  Resolver.prototype.reverse = assignFunctionName('getHostByAddr', makeQuery('getHostByAddr'));
  return { Resolver, byType };
}

let shared;

/** The resolver behind the functions of the modules. */
function getDefaultResolver() {
  shared ??= new ResolverBase();
  return shared;
}

function setDefaultResolver(resolver) {
  shared = resolver;
}

/** Puts the methods of a Resolver class, bound to the default resolver, on a module's exports. */
function bindDefaultResolver(target, Resolver) {
  const resolver = getDefaultResolver();
  for (const name of ['getServers', 'resolve', ...kinds.map(([method]) => method).sort(), 'reverse']) {
    target[name] = Resolver.prototype[name].bind(resolver);
  }
}

module.exports = { createResolverClass, setDefaultResolver, bindDefaultResolver };
