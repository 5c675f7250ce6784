'use strict';

// node:dns.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
  DNSException,
} = require('ext/base/errors');
const {
  validateFunction,
  validatePort,
  validateString,
  validateStringWithoutNullBytes,
} = require('ext/base/validators');
const { attempt } = require('ext/base/attempt');
const { customPromisifyArgs } = require('ext/base/util');
const { isIP } = require('node/internal/net/ip');
const options = require('ext/dns/options');
const { bindDefaultResolver, createResolverClass, setDefaultResolver } = require('ext/dns/resolver');
const { getaddrinfo, getnameinfo } = binding('dns');
const observed = require('ext/performance/observed');
const watched = require.lazy('ext/performance/requests');
const process = require.lazy('node/process');
const promises = require.lazy('node/dns/promises');

/* ---------------------------------------------------------------- lookup */

class GetAddrInfoReqWrap {
  constructor(callback, hostname, family, oncomplete) {
    this.callback = callback;
    this.family = family;
    this.hostname = hostname;
    this.oncomplete = oncomplete;
  }
}

function onLookup(error, addresses) {
  if (error) this.callback(new DNSException(error, 'getaddrinfo', this.hostname));
  else this.callback(null, addresses[0], this.family || isIP(addresses[0]));
}

function onLookupAll(error, addresses) {
  if (error) {
    this.callback(new DNSException(error, 'getaddrinfo', this.hostname));
    return;
  }
  const { family } = this;
  this.callback(
    null,
    addresses.map((address) => ({ address, family: family || isIP(address) })),
  );
}

/**
 * The addresses of a name, as the system finds them (getaddrinfo): /etc/hosts, DNS and whatever else it is set up for.
 * @param {string} hostname
 * @param {number|{family, hints, all, order, verbatim}} [given]
 * @param {Function} callback (error, address, family), or (error, [{address, family}]) with `all`
 * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE}
 */
function lookup(hostname, given, callback) {
  if (hostname) validateStringWithoutNullBytes(hostname, 'hostname');
  let asked;
  if (typeof given === 'function') {
    callback = given;
    asked = options.readLookupOptions(undefined);
  } else if (typeof given === 'number') {
    validateFunction(callback, 'callback');
    asked = options.readFamily(given);
  } else if (given !== undefined && typeof given !== 'object') {
    validateFunction(arguments.length === 2 ? given : callback, 'callback');
    throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], given);
  } else {
    validateFunction(callback, 'callback');
    asked = options.readLookupOptions(given, true);
  }
  if (!hostname) throw new ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a non-empty string');

  const { family, hints, all, order } = asked;
  const known = isIP(hostname);
  if (known) {
    if (all) process().nextTick(callback, null, [{ address: hostname, family: known }]);
    else process().nextTick(callback, null, hostname, known);
    return {};
  }
  const request = new GetAddrInfoReqWrap(callback, hostname, family, all ? onLookupAll : onLookup);
  if (observed.dns !== 0) {
    watched().watchLookup(request, hostname, { ...asked, order: options.orders[order] }, isIP);
  }
  const error = attempt(() => getaddrinfo(request, hostname, family, hints, order));
  if (error) {
    process().nextTick(callback, new DNSException(error, 'getaddrinfo', hostname));
    return {};
  }
  return request;
}

/* ---------------------------------------------------------------- lookupService */

class GetNameInfoReqWrap {
  constructor(callback, hostname, port) {
    this.callback = callback;
    this.hostname = hostname;
    this.port = port;
    this.oncomplete = onLookupService;
  }
}

function onLookupService(error, hostname, service) {
  if (error) this.callback(new DNSException(error, 'getnameinfo', this.hostname));
  else this.callback(null, hostname, service);
}

/**
 * The name of an address and of a port's service (getnameinfo).
 * @param {string} address an IP address
 * @param {number} port
 * @param {function(Error|null, string, string)} callback
 * @throws {ERR_MISSING_ARGS|ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE|ERR_SOCKET_BAD_PORT}
 */
function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new ERR_MISSING_ARGS('address', 'port', 'callback');
  validateString(address, 'address');
  if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  validateFunction(callback, 'callback');
  port = +port + 0;
  const request = new GetNameInfoReqWrap(callback, address, port);
  if (observed.dns !== 0) watched().watchService(request, address, port);
  const error = attempt(() => getnameinfo(request, address, port));
  if (typeof error === 'object') process().nextTick(callback, error);
  else if (error) throw new DNSException(error, 'getnameinfo', address);
  return request;
}

for (const [fn, names] of [
  [lookup, ['address', 'family']],
  [lookupService, ['hostname', 'service']],
]) {
  Object.defineProperty(fn, customPromisifyArgs, { __proto__: null, value: names, enumerable: false });
}

/* ---------------------------------------------------------------- resolve */

class QueryReqWrap {
  constructor(bindingName, callback, hostname, ttl) {
    this.bindingName = bindingName;
    this.callback = callback;
    this.hostname = hostname;
    this.oncomplete = onResolve;
    this.ttl = ttl;
  }
}

function onResolve(error, result, ttls) {
  if (error) {
    this.callback(new DNSException(error, this.bindingName, this.hostname));
    return;
  }
  if (ttls && this.ttl) result = result.map((address, i) => ({ address, ttl: ttls[i] }));
  this.callback(null, result);
}

function makeQuery(bindingName) {
  return function query(name, ...rest) {
    const [given, callback] = rest.length > 1 ? rest : [undefined, rest[0]];
    validateString(name, 'name');
    validateFunction(callback, 'callback');
    const request = new QueryReqWrap(bindingName, callback, name, Boolean(given?.ttl));
    if (observed.dns !== 0) watched().watchQuery(request, bindingName, name, request.ttl);
    const error = this._handle.query(request, bindingName, name);
    if (error) throw new DNSException(error, bindingName, name);
    return request;
  };
}

const { Resolver, byType } = createResolverClass(makeQuery);

/**
 * The records of a name, asked of the name servers.
 * @param {string} hostname
 * @param {string} [rrtype] A where left out
 * @param {Function} callback
 * @throws {ERR_INVALID_ARG_TYPE|ERR_INVALID_ARG_VALUE}
 */
Resolver.prototype.resolve = function resolve(hostname, rrtype, callback) {
  if (typeof rrtype === 'function') return byType.A.call(this, hostname, rrtype);
  if (typeof rrtype !== 'string') throw new ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
  if (typeof byType[rrtype] !== 'function') throw new ERR_INVALID_ARG_VALUE('rrtype', rrtype);
  return byType[rrtype].call(this, hostname, callback);
};

/** The name servers of the module's own functions, and of those of node:dns/promises. */
function setServers(servers) {
  const resolver = new Resolver();
  resolver.setServers(servers);
  setDefaultResolver(resolver);
  bindDefaultResolver(module.exports, Resolver);
  const other = promises();
  bindDefaultResolver(other, other.Resolver);
}

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder: options.getDefaultResultOrder,
  setDefaultResultOrder: options.setDefaultResultOrder,
  setServers,
  ADDRCONFIG: options.AI_ADDRCONFIG,
  ALL: options.AI_ALL,
  V4MAPPED: options.AI_V4MAPPED,
  ...options.errorCodes,
};

bindDefaultResolver(module.exports, Resolver);

Object.defineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => promises(),
});
