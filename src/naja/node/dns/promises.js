'use strict';

// node:dns/promises.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
  DNSException,
} = require('ext/base/errors');
const { validatePort, validateString, validateStringWithoutNullBytes } = require('ext/base/validators');
const { isIP } = require('node/internal/net/ip');
const options = require('ext/dns/options');
const { bindDefaultResolver, createResolverClass, setDefaultResolver } = require('ext/dns/resolver');
const { getaddrinfo, getnameinfo } = binding('dns');
const observed = require('ext/performance/observed');
const watched = require.lazy('ext/performance/requests');

/**
 * @param {string} hostname
 * @param {number|{family, hints, all, order, verbatim}} [given]
 * @returns {Promise<{address: string, family: number}|Array<{address: string, family: number}>>}
 * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE}
 */
function lookup(hostname, given) {
  if (hostname) validateStringWithoutNullBytes(hostname, 'hostname');
  let asked;
  if (typeof given === 'number') {
    asked = options.readFamily(given);
  } else if (given !== undefined && typeof given !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], given);
  } else {
    asked = options.readLookupOptions(given, false);
  }
  const { family, hints, all, order } = asked;
  return new Promise((resolve, reject) => {
    if (!hostname) {
      reject(new ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a non-empty string'));
      return;
    }
    const known = isIP(hostname);
    if (known) {
      const result = { address: hostname, family: known };
      resolve(all ? [result] : result);
      return;
    }
    const fail = (error) => reject(new DNSException(error, 'getaddrinfo', hostname));
    const request = {
      oncomplete(error, addresses) {
        if (error) {
          fail(error);
          return;
        }
        const results = addresses.map((address) => ({ address, family: family || isIP(address) }));
        resolve(all ? results : results[0]);
      },
    };
    if (observed.dns !== 0) {
      watched().watchLookup(request, hostname, { ...asked, order: options.orders[order] }, isIP);
    }
    const error = getaddrinfo(request, hostname, family, hints, order);
    if (error) fail(error);
  });
}

/**
 * @param {string} address an IP address
 * @param {number} port
 * @returns {Promise<{hostname: string, service: string}>}
 * @throws {ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE|ERR_SOCKET_BAD_PORT}
 */
function lookupService(address, port) {
  if (arguments.length !== 2) throw new ERR_MISSING_ARGS('address', 'port');
  validateString(address, 'address');
  if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(new DNSException(error, 'getnameinfo', address));
    const request = {
      oncomplete(error, hostname, service) {
        if (error) fail(error);
        else resolve({ hostname, service });
      },
    };
    if (observed.dns !== 0) watched().watchService(request, address, +port);
    const error = getnameinfo(request, address, +port);
    if (error) fail(error);
  });
}

function makeQuery(bindingName) {
  return function query(name, given) {
    validateString(name, 'name');
    const wantsTtl = Boolean(given?.ttl);
    return new Promise((resolve, reject) => {
      const fail = (error) => reject(new DNSException(error, bindingName, name));
      const request = {
        oncomplete(error, result, ttls) {
          if (error) fail(error);
          else if (ttls && wantsTtl) resolve(result.map((address, i) => ({ address, ttl: ttls[i] })));
          else resolve(result);
        },
      };
      if (observed.dns !== 0) watched().watchQuery(request, bindingName, name, wantsTtl);
      const error = this._handle.query(request, bindingName, name);
      if (error) fail(error);
    });
  };
}

const { Resolver, byType } = createResolverClass(makeQuery);

/**
 * @param {string} hostname
 * @param {string} [rrtype]
 * @returns {Promise<Array|object>}
 * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE}
 */
Resolver.prototype.resolve = function resolve(hostname, rrtype) {
  if (rrtype === undefined) return byType.A.call(this, hostname);
  validateString(rrtype, 'rrtype');
  if (typeof byType[rrtype] !== 'function') throw new ERR_INVALID_ARG_VALUE('rrtype', rrtype);
  return byType[rrtype].call(this, hostname);
};

/** The name servers of the functions of this module. */
function setServers(servers) {
  const resolver = new Resolver();
  resolver.setServers(servers);
  setDefaultResolver(resolver);
  bindDefaultResolver(module.exports, Resolver);
}

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder: options.getDefaultResultOrder,
  setDefaultResultOrder: options.setDefaultResultOrder,
  setServers,
  ...options.errorCodes,
};
bindDefaultResolver(module.exports, Resolver);
