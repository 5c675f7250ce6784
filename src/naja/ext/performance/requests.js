'use strict';

// Entries of the performance timeline (perf_hooks) for requests: name look-ups and connections. Loaded where an observer
// asks for them (see observed.js).

const { createNodeEntry } = require('ext/performance/entries');
const { enqueue } = require('ext/performance/timeline');
const { now } = require('ext/performance/clock');

/**
 * Makes an entry of a request that is about to begin, once it has succeeded.
 * @param {{oncomplete: function(number|object, ...*): void}} request its first result is the error, if any
 * @param {string} type the entry's: 'dns', 'net'
 * @param {string} name the entry's
 * @param {function(...*): object} describe makes the entry's detail of the other results
 */
function watch(request, type, name, describe) {
  const { oncomplete } = request;
  const start = now();
  request.oncomplete = function (error, ...results) {
    if (!error) enqueue(createNodeEntry(name, type, start, now() - start, describe(...results)));
    Reflect.apply(oncomplete, this, [error, ...results]);
  };
}

/** Of dns.lookup(). @param {{family, hints, order: string, all}} asked */
function watchLookup(request, hostname, { family, hints, order, all }, familyOf) {
  const detail = { hostname, family, hints, verbatim: order === 'verbatim', order };
  watch(request, 'dns', 'lookup', (addresses) => ({
    ...detail,
    addresses: all
      ? addresses.map((address) => ({ address, family: family || familyOf(address) }))
      : addresses,
  }));
}

/** Of dns.lookupService(). */
function watchService(request, host, port) {
  watch(request, 'dns', 'lookupService', (hostname, service) => ({ host, port, hostname, service }));
}

/** Of a query for records. */
function watchQuery(request, name, host, ttl) {
  watch(request, 'dns', name, (result, ttls) => ({
    host,
    ttl,
    result: ttls && ttl ? result.map((address, i) => ({ address, ttl: ttls[i] })) : result,
  }));
}

/** Of a connection. */
function watchConnect(request) {
  watch(request, 'net', 'connect', () => ({ host: request.address, port: request.port }));
}

module.exports = { watchConnect, watchLookup, watchQuery, watchService };
